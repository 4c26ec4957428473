// SPDX-License-Identifier: GPL-2.0-only
// verify: the store, the random tests, sequences, the proofs. test: the tests alone, and the sweeps
// of small words.
#include "harness/cli/commands.h"
#include "harness/cli/tests.h"
#include "properties/model_subject.h"
#ifdef DMA_VERIFY_SMT
#include "harness/cli/proofs.h"
#include "smt/solvers/z3_solver.h"
#endif

#include <fmt/format.h>

#include <algorithm>
#include <fcntl.h>
#include <random>
#include <unistd.h>

namespace dma_verify::cli {
namespace {

// A sequence has 20 calls and more, and begins with a fresh copy of the file.
constexpr std::uint64_t kCasesOfSequence = 100;

struct Prepared {
  std::vector<Subject> subjects;
  Selection selection;
  CampaignOptions campaign;
  SequenceCampaign sequences;
  std::string title;
  std::vector<std::string> problems; // with a subject, that do not stop its tests
};

// All inputs are as many as they are: a run of so many cases or so long leaves them out.
bool is_limited(const RunOptions &options) { return options.cases || options.time; }

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

// What of the budget goes to sequences; a tenth of the time, or all if nothing else is tested.
SequenceCampaign sequences_beside(CampaignOptions &campaign, const Selection &selection) {
  SequenceCampaign sequences;
  sequences.seed = campaign.seed;
  sequences.jobs = campaign.jobs;
  sequences.sequences = std::max<std::uint64_t>(1, campaign.cases / kCasesOfSequence);
  sequences.time = campaign.time;
  if (campaign.time && !selection.properties.empty() && !selection.sequence_properties.empty()) {
    sequences.time = *campaign.time / 10;
    *campaign.time -= *sequences.time;
  }
  return sequences;
}

std::variant<Prepared, std::string> prepare(const RunOptions &options, bool with_sweeps) {
  Prepared prepared;
  std::vector<std::string> words = options.subjects;
  if (words.empty())
    words.emplace_back("model");
  const bool sweeps = with_sweeps && std::ranges::find(words, "model") != words.end();
  auto selection = select(options.properties, options.architectures, sweeps);
  if (auto *wrong = std::get_if<WrongSelection>(&selection))
    return wrong->message;
  prepared.selection = std::get<Selection>(std::move(selection));
  prepared.selection.shard = options.shard;
  prepared.campaign.jobs = options.jobs != 0 ? options.jobs : processors();
  prepared.campaign.seed = options.seed.value_or(random_seed());
  prepared.campaign.cases = options.cases.value_or(random::kUsualCases);
  prepared.campaign.time = options.time;
  prepared.sequences = sequences_beside(prepared.campaign, prepared.selection);

  std::string names;
  for (const std::string &word : words) {
    auto resolved = resolve_subjects(word, prepared.campaign.jobs, prepared.selection.architectures,
                                     containment_for(options.unsandboxed));
    if (auto *error = std::get_if<SubjectError>(&resolved))
      return error->message;
    auto &found = std::get<ResolvedSubjects>(resolved);
    for (Subject &subject : found.subjects) {
      const auto same = [&](const Subject &s) { return s.name == subject.name; };
      if (std::ranges::any_of(prepared.subjects, same))
        continue;
      names += (names.empty() ? "" : ", ") + subject.name;
      const bool is_tree = subject.origin == "kernel" && !found.facts.empty();
      if (!subject.sha256.empty())
        names += " (form " + subject.form +
                 (is_tree ? "; " + found.facts + " facts of the shim checked" : "") + ")";
      prepared.subjects.push_back(std::move(subject));
    }
    // A tree that is given twice has them twice.
    for (const std::string &line : found.problems) {
      if (std::ranges::find(prepared.problems, line) == prepared.problems.end())
        prepared.problems.push_back(line);
    }
  }
  prepared.title = fmt::format("{}; seed {:#x}", names, prepared.campaign.seed);
  if (!options.shard.is_whole())
    prepared.title += "; shard " + to_string(options.shard);
  return prepared;
}

// The proofs of a run speak of the model, whether it is tested or not.
std::vector<Subject> with_model(std::vector<Subject> subjects) {
  if (std::ranges::none_of(subjects, &Subject::is_reference))
    subjects.push_back(model_subject());
  return subjects;
}

// Every subject's problems are rows of their own: a fact of the shim that is not the tree's.
void add_problems(Run &run, const Prepared &prepared) {
  for (const std::string &problem : prepared.problems) {
    Record record;
    record.property = "facts.shim";
    record.subject = prepared.subjects.front().name;
    for (const Subject &subject : prepared.subjects) {
      if (!subject.sha256.empty())
        record.subject = subject.name;
    }
    record.engine = "random";
    record.verdict = Verdict::error;
    record.reason = problem;
    run.add(record);
  }
}

// A file of which parts are left out is not judged as a whole, whether a case comes to them or not.
void add_left_out(Run &run, const Prepared &prepared) {
  for (const Subject &subject : prepared.subjects) {
    if (subject.left_out.empty())
      continue;
    Record record;
    record.property = "facts.names";
    record.subject = subject.name;
    record.engine = "random";
    record.verdict = Verdict::unmodelled;
    record.reason = subject.left_out;
    run.add(record);
  }
}

// That a file is not proved, and why: a row of its own, which is no verdict.
void add_unproved(Run &run, const Subject &subject, const std::string &why) {
  Record record;
  record.property = std::string(kLeftOutProofs);
  record.subject = subject.name;
  record.form = subject.form;
  record.engine = "smt";
  record.verdict = Verdict::not_applicable;
  record.reason = why;
  run.add(record);
  run.not_seen(fmt::format("proofs of {} ({})", subject.name, why));
}

// All that proofs were asked of the file is proved, which says more than any number of cases.
bool is_proved(const std::vector<Record> &records, const Subject &subject) {
  bool proved = false;
  for (const Record &record : records) {
    if (record.engine != "smt" || record.subject != subject.name)
      continue;
    if (record.verdict != Verdict::proved && record.verdict != Verdict::differs)
      return false;
    proved = true;
  }
  return proved;
}

#ifdef DMA_VERIFY_SMT
// What is proved in this run: with Z3 alone, and what is remembered of the same queries is taken
// over.
proving::ProofStage stage_of(const Prepared &prepared) {
  proving::ProofStage stage;
  stage.processes = prepared.campaign.jobs;
  stage.options.solver_names = {smt::z3_version()};
  stage.cache.emplace();
  stage.take_from_cache = true;
  return stage;
}

// Even to make the queries takes minutes: a run of files takes the rows that this very program has
// proved before as they are, or leaves them out.
void prove_models(Run &run, const Prepared &prepared, bool has_model, bool strict) {
  const auto jobs = selected_jobs(prepared.selection);
  const proving::ProofStage stage = stage_of(prepared);
  if (const auto known = remembered_proofs(jobs, stage.options.solver_names);
      known && !known->empty()) {
    for (const Record &record : *known)
      run.add(record);
  } else if (has_model) {
    if (!jobs.empty())
      run.show_so_far(prepared.title, strict, "proofs of the model");
    run_proofs(run, jobs, stage, model_subject());
  } else {
    run.not_seen("proofs of the model (dma-verify prove)");
  }
  for (const Subject &subject : prepared.subjects) {
    if (subject.on_terms && !subject.is_reference && !was_interrupted())
      run_proofs(run, jobs_of(prepared.selection, subject), stage, subject);
  }
}

// The row on which files are proved first: the others take as long again each.
constexpr std::string_view kFirstRow = "64-64-64-12";
// The row of 32-bit words that is proved without being named: what is cut to a word shows on it.
constexpr std::string_view kNarrowRow = "32-64-64-12";

// Rows that are proved together: what is known of the first is told before the others are begun.
// Of the rows on which the file cannot be run, all only if they are `named`: there are many.
std::vector<std::vector<Architecture>>
stages_of(const Subject &subject, const std::vector<Architecture> &selected, bool named) {
  std::vector<Architecture> first;
  std::vector<Architecture> others;
  std::vector<Architecture> narrow;
  for (const Architecture &row : selected) {
    if (named || subject.supports(row))
      (architecture_id(row) == kFirstRow ? first : others).push_back(row);
    else if (architecture_id(row) == kNarrowRow)
      narrow.push_back(row);
  }
  std::vector<std::vector<Architecture>> stages = {std::move(first), std::move(narrow),
                                                   std::move(others)};
  std::erase_if(stages, [](const auto &rows) { return rows.empty(); });
  return stages;
}

std::string rows_text(const std::vector<Architecture> &rows, bool others) {
  if (rows.size() == 1)
    return " on " + architecture_id(rows.front());
  return fmt::format(" on {}{} architectures", others ? "the other " : "", rows.size());
}

// After the verdict of the tests, which is shown before.
void prove_file(Run &run, const Prepared &prepared, const Subject &tested,
                const RunOptions &options) {
  const bool strict = options.strict;
  const bool named = !options.architectures.empty();
  const auto &selected = prepared.selection.architectures;
  const auto stages = stages_of(tested, selected, named);
  if (!named && !std::ranges::all_of(selected, tested.supports))
    run.not_seen("proofs of " + tested.name + " on other rows of 32-bit words than " +
                 std::string(kNarrowRow) + " (dma-verify prove)");
  for (const std::vector<Architecture> &rows : stages) {
    const std::string what = "proofs of " + tested.name + rows_text(rows, &rows != &stages.front());
    if (was_interrupted()) {
      run.not_seen(what);
      continue;
    }
    Subject subject = tested;
    if (const std::string problem = subject.make_provable(subject, rows, prepared.campaign.jobs);
        !problem.empty()) {
      add_unproved(run, tested, problem);
      continue;
    }
    Selection selection = prepared.selection;
    selection.architectures = rows;
    const auto jobs = jobs_of(selection, subject);
    if (jobs.empty()) {
      add_unproved(run, tested, "nothing that is selected can be proved of a file");
      continue;
    }
    run.show_so_far(prepared.title, strict, what);
    run.counterexamples().now_provable(subject);
    proving::ProofStage stage = stage_of(prepared);
    stage.options.find_used_assumptions = false;
    run_proofs(run, jobs, stage, subject, true);
    run.not_seen(subject.on_terms->not_asked);
    // Rounds of a loop take long to explore, and on each row say the same.
    if (&rows != &stages.back() && std::ranges::any_of(run.records(), [&](const Record &record) {
          return record.subject == subject.name && is_stopped_by_loop(record);
        })) {
      run.not_seen("proofs of " + subject.name + " on other architectures, since it loops");
      return;
    }
  }
}

void prove_files(Run &run, const Prepared &prepared, const RunOptions &options, bool wanted) {
  for (const Subject &subject : prepared.subjects) {
    if (!subject.make_provable)
      continue;
    if (wanted)
      prove_file(run, prepared, subject, options);
    else
      add_unproved(run, subject, "--no-proof");
  }
}
#else
void prove_models(Run &run, const Prepared &, bool, bool) {
  run.not_seen("proofs of the model (built without Z3)");
}
void prove_files(Run &run, const Prepared &prepared, const RunOptions &, bool wanted) {
  for (const Subject &subject : prepared.subjects) {
    if (subject.make_provable)
      add_unproved(run, subject, wanted ? "built without Z3" : "--no-proof");
  }
}
#endif

int run_stages(const RunOptions &options, bool with_proofs, bool of_files) {
  // The sweeps take a minute: longer than a verdict may.
  const bool with_sweeps = !with_proofs && !is_limited(options);
  watch_for_interrupts();
  auto ready = prepare(options, with_sweeps);
  if (auto *wrong = std::get_if<std::string>(&ready))
    return usage_error(*wrong);
  Prepared &prepared = std::get<Prepared>(ready);
  std::string error;
  auto file = ResultsFile::create(options.out, error);
  if (!file)
    return usage_error(error);
  Run run(std::move(*file), options.out, with_model(prepared.subjects));
  run.counterexamples().of_mutant(options.mutant);
  if (options.quiet)
    run.be_quiet();
  run.call_subject(options.name);
  if (std::ranges::any_of(prepared.subjects, &Subject::is_of_file))
    run.contained(
        "Containment of the code of C files: " + containment_for(options.unsandboxed).text() + ".");
  run.is_shard(options.shard);
  if (options.shard.is_first()) {
    add_problems(run, prepared);
    add_left_out(run, prepared);
  }

  const bool has_model = std::ranges::any_of(prepared.subjects, &Subject::is_reference);
  if (with_proofs)
    run_store(run, prepared.subjects, prepared.selection);
  run_tests(run, prepared.subjects, prepared.selection, prepared.campaign);
  if (!was_interrupted())
    run_sequences(run, prepared.subjects, prepared.selection, prepared.sequences);
  if (has_model && !with_sweeps) {
    run.not_seen("all inputs of 8-bit words (dma-verify test, without --cases and --time)");
  } else if (has_model && !was_interrupted()) {
    run_exhaustively(run, prepared.selection, prepared.campaign.jobs);
  }
  if (with_proofs)
    prove_files(run, prepared, options, of_files);
  if (with_proofs && !was_interrupted())
    prove_models(run, prepared, has_model, options.strict);
  else
    run.not_seen("proofs of the model");
  if (const Containment held = containment_for(options.unsandboxed);
      !held.is_there() && std::ranges::any_of(prepared.subjects, &Subject::is_of_file))
    run.not_seen("what the file's code does to this machine: its containment is " + held.text());
  if (std::ranges::any_of(prepared.subjects, [&](const Subject &subject) {
        return subject.is_of_file() && !is_proved(run.records(), subject);
      }))
    run.not_seen("C files beyond the cases tested");
  for (const Subject &subject : prepared.subjects) {
    if (subject.can_occur)
      run.not_seen("sequences of " + subject.name);
    for (const std::string &family : subject.silent)
      run.not_seen(family + " of " + subject.name);
    for (const std::string &phrase : subject.not_seen)
      run.not_seen(prepared.subjects.size() == 1 ? phrase : subject.name + ": " + phrase);
  }
  const auto lacks_iommu = [](const Subject &s) { return !s.environment.iommu_devices; };
  if (std::ranges::any_of(prepared.subjects, lacks_iommu))
    run.not_seen("devices behind an IOMMU without an ops table: older kernels have none");
  const auto lacks_split = [](const Subject &s) { return !s.environment.split_memmaps; };
  if (std::ranges::any_of(prepared.subjects, lacks_split))
    run.not_seen("blocks whose struct pages are not one array: newer kernels hand out none");
  run.not_seen("concurrency and real devices");
  run.not_seen("callers that break what is assumed");
  return run.finish(prepared.title, options.strict);
}

} // namespace

int execute(const VerifyOptions &options) { return run_stages(options, true, !options.no_proof); }
int execute(const TestOptions &options) { return run_stages(options, false, false); }

} // namespace dma_verify::cli
