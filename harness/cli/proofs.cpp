// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/proofs.h"

#include "harness/minimizer/minimizer.h"
#include "properties/model_subject.h"
#include "smt/solvers/cvc5_solver.h"
#include "smt/solvers/z3_solver.h"

#include <fmt/format.h>

#include <algorithm>
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
  if (given != nullptr && *given != '\0') return fs::path(given) / "dma-verify";
  const char *home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/nonexistent") / ".cache/dma-verify";
}

std::string solver_key(const ProofOptions &options) {
  std::string key;
  if (options.solver != ProofSolver::cvc5) key += smt::z3_version() + "\n";
  if (options.solver != ProofSolver::z3) {
    const auto version = smt::cvc5_version(options.cvc5_program);
    if (const auto *known = std::get_if<std::string>(&version)) key += *known + "\n";
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
  case ProofResult::Verdict::proved: record.verdict = Verdict::proved; break;
  case ProofResult::Verdict::falsified: record.verdict = Verdict::falsified; break;
  case ProofResult::Verdict::unknown: record.verdict = Verdict::unknown; break;
  case ProofResult::Verdict::error: record.verdict = Verdict::error; break;
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

constexpr std::size_t kTextAt = 16;

void leave_text(std::byte *slot, std::size_t slot_bytes, const std::string &text) {
  const std::size_t length = std::min(text.size(), slot_bytes - kTextAt - 1);
  std::memcpy(slot + kTextAt, text.data(), length);
}

// The answer's lines: the record, then the counterexample's TOML if there is one.
std::string answer_text(const ProofJob &job, const ProofResult &result, bool cached) {
  Record record = record_of(job, result);
  record.cached = cached;
  std::string text = to_json_line(record) + "\n";
  if (result.counterexample) text += to_toml(counterexample_of(job, *result.counterexample));
  return text;
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
  const ProofResult result = prove(job, stage.options);
  const std::string text = answer_text(job, result, false);
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

void run_proofs(Run &run, const std::vector<ProofJob> &jobs, const ProofStage &stage) {
  ProcessPool pool;
  pool.jobs = stage.jobs;
  pool.slot_bytes = 256 * 1024;
  // A solver keeps its own time; this is for one that does not.
  pool.stall_limit = std::chrono::duration_cast<std::chrono::seconds>(stage.options.limits.time) * 4 +
                     std::chrono::seconds(60);
  pool.interrupted = &was_interrupted;
  pool.tick = [&](std::size_t done) { run.progress().done(done); };
  run.progress().stage("proving", jobs.size());
  std::string remembered;
  bool all_proved = true;
  pool.run(
      jobs.size(),
      [&](std::size_t task, std::byte *slot) {
        leave_text(slot, pool.slot_bytes, prove_or_remember(jobs[task], stage));
      },
      [&](std::size_t task, const TaskEnd &end, std::byte *slot) {
        const std::string text = reinterpret_cast<const char *>(slot + kTextAt); // NOLINT
        const std::size_t line_end = text.find('\n');
        std::optional<Record> record;
        if (end.kind == TaskEnd::Kind::finished && line_end != std::string::npos) {
          record = record_from_json(text.substr(0, line_end));
        }
        Finding finding;
        if (record) {
          finding.record = *record;
          if (line_end + 1 < text.size()) {
            auto read = from_toml(text.substr(line_end + 1), "proof");
            if (auto *found = std::get_if<Counterexample>(&read)) finding.counterexample = *found;
          }
        } else {
          ProofResult lost;
          lost.reason = end.kind == TaskEnd::Kind::interrupted ? "interrupted"
                                                               : "the proof's process: " + end.what;
          finding.record = record_of(jobs[task], lost);
          if (end.kind != TaskEnd::Kind::died) finding.record.verdict = Verdict::unknown;
        }
        if (finding.record.verdict == Verdict::proved) {
          Record kept = finding.record;
          kept.cached = true;
          remembered += to_json_line(kept) + "\n";
        } else {
          all_proved = false;
        }
        run.add(std::move(finding));
        return false;
      });
  if (!all_proved || remembered.empty()) return;
  // Together with what earlier runs of this program left.
  std::ifstream earlier(program_file());
  std::ostringstream known;
  known << earlier.rdbuf();
  write_whole(program_file(), known.str() + remembered);
}

std::optional<std::vector<Record>> remembered_proofs(const std::vector<ProofJob> &jobs) {
  const std::vector<Record> known = read_results(program_file());
  std::map<std::string, const Record *> by_job;
  for (const Record &record : known) by_job[job_of(record)] = &record;
  std::vector<Record> records;
  for (const ProofJob &job : jobs) {
    const auto found = by_job.find(job.id);
    if (found == by_job.end()) return std::nullopt;
    records.push_back(*found->second);
  }
  return records;
}

bool export_jobs(const std::vector<ProofJob> &jobs, const fs::path &folder) {
  for (const ProofJob &job : jobs) {
    const ProofText text = export_smtlib(job);
    std::string name = job.id;
    std::ranges::replace(name, ':', '.');
    if (!write_whole(folder / (name + ".violation.smt2"), text.violation)) return false;
    if (!write_whole(folder / (name + ".reachability.smt2"), text.reachability)) return false;
  }
  return true;
}

} // namespace dma_verify::cli
