// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/proofs.h"

#include "harness/counterexamples/prose/sentence.h"
#include "harness/minimizer/minimizer.h"
#include "properties/model_subject.h"
#include "smt/solvers/cvc5_solver.h"
#include "smt/solvers/z3_solver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

namespace dma_verify::cli {
namespace {

namespace fs = std::filesystem;

// ---- The cache: one file per query and solver; and, per build of this program, the rows that it
// proved, so that a run on a C file need not even make the queries.

fs::path cache_folder() {
  const char *given = std::getenv("XDG_CACHE_HOME");
  if (given != nullptr && *given != '\0')
    return fs::path(given) / "dma-verify";
  const char *home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/nonexistent") / ".cache/dma-verify";
}

std::string solver_key(const ProofOptions &options) {
  std::string key;
  if (options.solver != ProofSolver::cvc5)
    key += smt::z3_version() + "\n";
  if (options.solver != ProofSolver::z3) {
    const auto version = smt::cvc5_version(options.cvc5_program);
    if (const auto *known = std::get_if<std::string>(&version))
      key += *known + "\n";
  }
  return key;
}

fs::path query_file(const std::string &query_hash, const std::string &solvers) {
  return cache_folder() / "proofs" / sha256_of(query_hash + "\n" + solvers);
}

std::string program_hash() {
  std::ifstream program("/proc/self/exe", std::ios::binary);
  std::ostringstream bytes;
  bytes << program.rdbuf();
  return sha256_of(bytes.str());
}

fs::path program_file() { return cache_folder() / "programs" / (program_hash() + ".jsonl"); }

std::string job_of(const Record &record) {
  return record.property + ":" + record.clause + "@" + record.architecture;
}

// ---- One job in a child: the record and, if it failed, the counterexample, as text in the slot.

Record record_of(const ProofJob &job, const ProofResult &result) {
  Record record;
  record.property = std::string(catalogue()[job.property].id);
  record.clause = std::string(job.clause);
  record.subject = "model";
  record.form = "seed";
  record.architecture = architecture_id(job.architecture);
  record.engine = "smt";
  switch (result.verdict) {
  case ProofResult::Verdict::proved:
    record.verdict = Verdict::proved;
    break;
  case ProofResult::Verdict::falsified:
    record.verdict = Verdict::falsified;
    break;
  case ProofResult::Verdict::unknown:
    record.verdict = Verdict::unknown;
    break;
  case ProofResult::Verdict::error:
    record.verdict = Verdict::error;
    break;
  }
  record.seconds = result.seconds;
  record.reason = result.reason;
  record.solvers = result.solvers;
  record.assumptions = result.assumptions;
  return record;
}

Counterexample counterexample_of(const ProofJob &job, const StoredScenario &found) {
  const std::string clause(job.clause);
  StoredObservation scratch;
  const Observe observe(&observe_model);
  const MinimizeResult minimized = minimize(found, [&](const StoredScenario &candidate) {
    return violates(observe, job.property, clause, candidate, scratch);
  });
  Counterexample counterexample;
  counterexample.property = std::string(catalogue()[job.property].id);
  counterexample.clause = clause;
  counterexample.subject.kind = "model";
  counterexample.subject.form = "seed";
  counterexample.scenario = minimized.scenario;
  counterexample.provenance.engine = "smt";
  counterexample.provenance.found_on = "model";
  counterexample.provenance.original = found;
  return counterexample;
}

// What a child leaves in its slot: a counter, and the answers of its jobs one after the other, each
// closed by a null byte.
struct Answers {
  std::uint64_t progress;
  std::uint64_t done;  // jobs with an answer
  std::uint64_t bytes; // of their answers
  char text[1];

  void append(const std::string &answer, std::size_t slot_bytes) {
    const std::size_t room = slot_bytes - offsetof(Answers, text) - bytes - 1;
    const std::size_t length = std::min(answer.size(), room);
    std::memcpy(&text[0] + bytes, answer.data(), length);
    bytes += length;
    (&text[0])[bytes++] = '\0';
    ++done;
    ++progress;
  }
};

Answers &answers_in(std::byte *slot) { return *reinterpret_cast<Answers *>(slot); } // NOLINT

// Jobs that one process runs: starting a process and a solver costs as much as several proofs.
constexpr std::size_t kJobsPerProcess = 16;
constexpr std::size_t kSlotBytes = std::size_t{512} * 1024;

// The answer's lines: the record, then the counterexample's TOML if there is one.
std::string answer_text(Record record, const ProofJob &job, const ProofResult &result) {
  if (!result.counterexample)
    return to_json_line(record) + "\n";
  const Counterexample counterexample = counterexample_of(job, *result.counterexample);
  StoredObservation observed;
  observe_model(counterexample.scenario, observed);
  record.reason = sentence_of(counterexample, observed);
  return to_json_line(record) + "\n" + to_toml(counterexample);
}

std::string certified_answer(const ProofJob &job, const ProofStage &stage) {
  ProofOptions options = stage.options;
  options.certificate = files_of(job, *stage.certificates);
  const ProofResult result = prove(job, options);
  Record record = record_of(job, result);
  if (result.certificate)
    book_certificate(record, job, *result.certificate, *stage.certificates);
  return answer_text(record, job, result);
}

std::string prove_or_remember(const ProofJob &job, const ProofStage &stage) {
  const std::string solvers = solver_key(stage.options);
  if (stage.use_cache) {
    std::ifstream file(query_file(query_sha256(job), solvers));
    std::string line;
    if (std::getline(file, line)) {
      auto record = record_from_json(line);
      if (record && record->verdict == Verdict::proved) {
        // The query's text names its job: another job's answer cannot stand here.
        record->cached = true;
        return to_json_line(*record) + "\n";
      }
    }
  }
  if (stage.certificates)
    return certified_answer(job, stage);
  const ProofResult result = prove(job, stage.options);
  std::string text = answer_text(record_of(job, result), job, result);
  if (result.verdict == ProofResult::Verdict::proved) {
    write_whole(query_file(result.query_sha256, solvers), text);
  }
  return text;
}

} // namespace

std::vector<ProofJob> selected_jobs(const Selection &selection) {
  std::vector<ProofJob> jobs = all_proof_jobs();
  std::erase_if(jobs, [&](const ProofJob &job) {
    return std::ranges::find(selection.properties, job.property) == selection.properties.end() ||
           std::ranges::find(selection.architectures, job.architecture) ==
               selection.architectures.end();
  });
  return jobs;
}

namespace {

// Books answers as they come home, and remembers them for runs on C files.
class Booking {
public:
  explicit Booking(Run &run) : run_(run) {}

  void book(const ProofJob &job, const std::string &answer) {
    const std::size_t line_end = answer.find('\n');
    auto record = record_from_json(answer.substr(0, line_end));
    if (!record) {
      lost(job, Verdict::error, "the proof's process left no answer");
      return;
    }
    Finding finding{*record, std::nullopt};
    if (line_end != std::string::npos && line_end + 1 < answer.size()) {
      auto read = from_toml(answer.substr(line_end + 1), "proof");
      if (auto *found = std::get_if<Counterexample>(&read))
        finding.counterexample = *found;
    }
    if (record->verdict == Verdict::proved && !record->certificate) {
      record->cached = true;
      proved_ += to_json_line(*record) + "\n";
    }
    run_.add(std::move(finding));
  }

  void lost(const ProofJob &job, Verdict verdict, const std::string &reason) {
    Record record = record_of(job, ProofResult{});
    record.verdict = verdict;
    record.reason = reason;
    run_.add(record);
  }

  [[nodiscard]] const std::string &proved() const { return proved_; }

private:
  Run &run_;
  std::string proved_;
};

} // namespace

void run_proofs(Run &run, const std::vector<ProofJob> &jobs, const ProofStage &stage) {
  ProcessPool pool;
  pool.jobs = stage.jobs;
  pool.slot_bytes = kSlotBytes;
  // A solver keeps its own time; this is for one that does not.
  pool.stall_limit = std::chrono::duration_cast<std::chrono::seconds>(stage.options.limits.time) *
                         (stage.certificates ? 6 : 4) +
                     std::chrono::seconds(60);
  pool.interrupted = &was_interrupted;
  // Few jobs are spread over the processes all the same.
  const std::size_t batch =
      std::clamp<std::size_t>(jobs.size() / (std::size_t{4} * pool.jobs), 1, kJobsPerProcess);
  const std::size_t batches = (jobs.size() + batch - 1) / batch;
  pool.tick = [&](std::size_t done) { run.progress().done(done * batch); };
  run.progress().stage("proving", jobs.size());
  Booking booking(run);
  pool.run(
      batches,
      [&](std::size_t task, std::byte *slot) {
        const std::size_t end = std::min(jobs.size(), (task + 1) * batch);
        for (std::size_t i = task * batch + answers_in(slot).done; i < end; ++i) {
          answers_in(slot).append(prove_or_remember(jobs[i], stage), kSlotBytes);
        }
      },
      [&](std::size_t task, const TaskEnd &end, std::byte *slot) {
        Answers &answers = answers_in(slot);
        const std::size_t first = task * batch;
        const std::size_t count = std::min(jobs.size(), first + batch) - first;
        if (end.kind != TaskEnd::Kind::finished && end.kind != TaskEnd::Kind::interrupted) {
          // The job that the process died of; the others go on in a new one.
          Record record = record_of(jobs[first + answers.done], ProofResult{});
          record.verdict = end.kind == TaskEnd::Kind::stalled ? Verdict::unknown : Verdict::error;
          record.reason = "the proof's process: " + end.what;
          answers.append(to_json_line(record) + "\n", kSlotBytes);
          if (answers.done < count)
            return true;
        }
        const char *text = &answers.text[0];
        for (std::size_t i = 0; i < answers.done; ++i) {
          const std::string answer(text);
          booking.book(jobs[first + i], answer);
          text += answer.size() + 1;
        }
        for (std::size_t i = answers.done; i < count; ++i) {
          booking.lost(jobs[first + i], Verdict::unknown, "interrupted");
        }
        return false;
      });
  if (booking.proved().empty())
    return;
  // Together with what earlier runs of this program left.
  std::ifstream earlier(program_file());
  std::ostringstream known;
  known << earlier.rdbuf();
  write_whole(program_file(), known.str() + booking.proved());
}

std::optional<std::vector<Record>> remembered_proofs(const std::vector<ProofJob> &jobs) {
  const std::vector<Record> known = read_results(program_file());
  std::map<std::string, const Record *> by_job;
  for (const Record &record : known)
    by_job[job_of(record)] = &record;
  std::vector<Record> records;
  for (const ProofJob &job : jobs) {
    const auto found = by_job.find(job.id);
    if (found == by_job.end())
      return std::nullopt;
    records.push_back(*found->second);
  }
  return records;
}

bool export_jobs(const std::vector<ProofJob> &jobs, const fs::path &folder) {
  for (const ProofJob &job : jobs) {
    const ProofText text = export_smtlib(job);
    const std::string name = file_stem(job);
    if (!write_whole(folder / (name + ".violation.smt2"), text.violation))
      return false;
    if (!write_whole(folder / (name + ".reachability.smt2"), text.reachability))
      return false;
  }
  return true;
}

} // namespace dma_verify::cli
