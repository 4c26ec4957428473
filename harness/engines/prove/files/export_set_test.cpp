// SPDX-License-Identifier: GPL-2.0-only
// Other solvers read exported files as they are meant: each assertion that a proof needs is there,
// with its name, and without it the answer changes.
#include "harness/engines/prove/files/export_set.h"

#include "harness/develop/testing/contains.h"
#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"
#include "harness/results/files.h"
#include "smt/process/program.h"
#include "smt/terms/query.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

namespace dma_verify::proving {
namespace {

using testing::contains;
namespace fs = std::filesystem;

constexpr const char *kRow = "64-64-64-12";

ProofJob job_named(const std::string &name) {
  const auto jobs = all_proof_jobs();
  const auto found = std::ranges::find(jobs, name + "@" + kRow, &ProofJob::id);
  REQUIRE_MESSAGE(found != jobs.end(), name);
  return *found;
}

// The answer of another solver, run as a program.
struct OtherSolver {
  const char *program;
  std::vector<std::string> options;

  [[nodiscard]] bool is_installed() const {
    return process::run_program({program, "--version"}).not_started.empty();
  }
  [[nodiscard]] std::string answer(const std::string &text) const {
    std::vector<std::string> words = {program};
    words.insert(words.end(), options.begin(), options.end());
    process::ProgramOptions how;
    how.input = text;
    how.time = std::chrono::seconds(50);
    const process::ProgramEnd end = process::run_program(words, how);
    return end.exit_status < 0 ? "no answer" : end.output;
  }
};
const OtherSolver kZ3 = {"z3", {"-in"}};
const OtherSolver kCvc5 = {"cvc5", {"--lang=smt2", "--strict-parsing"}};
// Adds and compares faster.
const OtherSolver kCvc5InIntegers = {"cvc5",
                                     {"--lang=smt2", "--strict-parsing", "--solve-bv-as-int=iand"}};

bool skipped(const OtherSolver &solver) {
  if (solver.is_installed())
    return false;
  MESSAGE("SKIPPED: " << solver.program << " is not installed");
  return true;
}

// The text without one of its assertions.
std::string without(const std::string &text, const std::string &name) {
  std::string rest;
  bool found = false;
  for (const std::string &line : testing::lines_of(text)) {
    const bool is_it = line.starts_with("(assert") && line.ends_with(" :named " + name + "))");
    found = found || is_it;
    if (!is_it)
      rest += line + "\n";
  }
  REQUIRE_MESSAGE(found, name);
  return rest;
}

struct Needed {
  const char *job;
  std::vector<std::string> assumptions;
};
// A6, A8, A9, M3, M4 and P2 read differently for different finite answers.
const std::vector<Needed> kNeeded = {
    {"dispatch.alloc_pages:ops-untouched", {"A8"}},
    {"error-unwind.alloc_pages:null-result", {"A6"}},
    {"error-unwind.alloc_pages:right-allocator", {"A2", "A8"}},
    {"initialisation.alloc_pages:zeroed", {"A9"}},
    {"offset-bounds.in-bounds-accepted:accepted", {"M6", "M7"}},
    {"offset-bounds.no-wrap:length", {"M6"}},
    {"page-range.scatter-list:first-page", {"M3", "M4"}},
    {"page-range.scatter-list:length", {"M1", "M7"}},
    {"refinement.pool-safety:inside-pool", {"P1", "P2"}},
    {"round-trip.alloc_pages:covers-size", {"A2"}},
};

void check_mutations(const OtherSolver &solver, std::string ProofText::*question) {
  for (const Needed &needed : kNeeded) {
    CAPTURE(needed.job);
    const std::string text = export_smtlib(job_named(needed.job)).*question;
    if (text.empty()) // no such reading
      continue;
    CHECK(solver.answer(text) == "unsat\n");
    for (const std::string &assumption : needed.assumptions) {
      CAPTURE(assumption);
      CHECK(solver.answer(without(text, "assumption-" + assumption)) == "sat\n");
    }
    CHECK(solver.answer(without(text, "violation")) == "sat\n");
  }
}

TEST_CASE("without an assumption that the proof needs, cvc5 finds a violation") {
  if (!skipped(kCvc5InIntegers))
    check_mutations(kCvc5InIntegers, &ProofText::violation);
}

TEST_CASE("without an assumption that the proof needs, Z3 finds a violation in integers") {
  if (!skipped(kZ3))
    check_mutations(kZ3, &ProofText::violation_in_integers);
}

TEST_CASE("an assumption that is weakened turns unsat into sat") {
  if (skipped(kCvc5InIntegers))
    return;
  std::string text = export_smtlib(job_named("offset-bounds.no-wrap:length")).violation;
  CHECK(kCvc5InIntegers.answer(text) == "unsat\n");
  // M6: the VMA is not empty. Weakened: it may be.
  const std::string strict = "(bvult vm_start vm_end)";
  const std::size_t at = text.find(strict, text.find("(assert"));
  REQUIRE(at != std::string::npos);
  text.replace(at, strict.size(), "(bvule vm_start vm_end)");
  CHECK(kCvc5InIntegers.answer(text) == "sat\n");
}

// What the job's file has to tell of; of a sequence, which names its own, nothing.
std::span<const Assumption> assumptions_of(const ProofJob &job) {
  switch (job.kind) {
  case ProofKind::clause:
  case ProofKind::label:
    return catalogue()[job.property].assumptions;
  case ProofKind::path_class:
  case ProofKind::agreement:
    return contract_of(job.call);
  case ProofKind::sequence:
    return {};
  }
  return {};
}

TEST_CASE("every file is accepted by a strict reader, and has comments on what it is about") {
  const bool strict = !skipped(kCvc5);
  OtherSolver reader = kCvc5;
  reader.options.emplace_back("--parse-only");
  std::string last;
  for (const ProofJob &job : all_proof_jobs()) {
    if (architecture_id(job.architecture) != kRow || job.property_id == last)
      continue; // one clause of each property
    last = job.property_id;
    CAPTURE(job.id);
    const ProofText texts = export_smtlib(job);
    for (const std::string &text : {texts.violation, texts.reachability,
                                    texts.violation_in_integers, texts.reachability_in_integers}) {
      if (text.empty())
        continue;
      CHECK(text.starts_with("; " + job.id + " "));
      CHECK(contains(text, "\n; clause: "));
      CHECK(contains(text, "\n; architecture: " + std::string(kRow) + "\n"));
      CHECK(contains(text, "unsat: "));
      for (const Assumption assumption : assumptions_of(job)) {
        const AssumptionText &words = text_of(assumption);
        const std::string line =
            "; assumption " + std::string(words.id) + ": " + std::string(words.statement);
        CHECK(contains(text, line));
        const bool asserted = contains(text, " :named assumption-" + std::string(words.id) + "))");
        CHECK(asserted != contains(text, line + " (by construction)"));
      }
      if (strict)
        CHECK(reader.answer(text).empty());
    }
  }
}

struct Export {
  testing::Folder folder;
  std::vector<ProofJob> jobs = {job_named("offset-bounds.no-wrap:length"),
                                job_named("pool.mmap:asked")};
  std::string problem =
      export_jobs(jobs, smt::symbolic_model(), JobProcesses{}, folder.path() / "set");

  [[nodiscard]] std::vector<nlohmann::json> index() const {
    std::vector<nlohmann::json> lines;
    for (const std::string &line :
         testing::lines_of(testing::text_of(folder.path() / "set/index.jsonl")))
      lines.push_back(nlohmann::json::parse(line));
    return lines;
  }
};

TEST_CASE_FIXTURE(Export, "the index has each file with its hash and the answer to expect") {
  CHECK(problem.empty());
  const auto lines = index();
  CHECK(lines.size() == 8); // two jobs, two questions, two readings
  for (const auto &line : lines) {
    const fs::path file = folder.path() / "set" / line["file"].get<std::string>();
    CHECK(line["sha256"] == smt::sha256(testing::text_of(file)));
    CHECK(line["expected"] == (line["question"] == "violation" ? "unsat" : "sat"));
    CHECK(std::ranges::find(jobs, line["job"].get<std::string>(), &ProofJob::id) != jobs.end());
  }
  const auto files = std::distance(fs::directory_iterator(folder.path() / "set"), {});
  CHECK(files == 9); // and nothing that the index does not have
}

TEST_CASE_FIXTURE(Export, "solvers answer as the index expects") {
  if (skipped(kZ3))
    return;
  for (const auto &line : index()) {
    if (line["logic"] != "QF_NIA")
      continue;
    CAPTURE(line.dump());
    const std::string text = testing::text_of(folder.path() / "set" / line["file"]);
    CHECK(kZ3.answer(text) == line["expected"].get<std::string>() + "\n");
  }
}

TEST_CASE_FIXTURE(Export, "another export to the same folder adds to the index") {
  const std::vector<ProofJob> more = {job_named("pool.mmap:arguments"), jobs[1]};
  CHECK(export_jobs(more, smt::symbolic_model(), JobProcesses{}, folder.path() / "set").empty());
  CHECK(index().size() == 12);
}

TEST_CASE_FIXTURE(Export, "exports at the same time, as a scheduler makes them, share one index") {
  const std::vector<ProofJob> first = {job_named("pool.mmap:arguments")};
  const std::vector<ProofJob> second = {job_named("pool.mmap:no-remap")};
  const fs::path both = folder.path() / "both";
  const pid_t child = fork();
  if (child == 0)
    _exit(export_jobs(first, smt::symbolic_model(), JobProcesses{}, both).empty() ? 0 : 1);
  CHECK(export_jobs(second, smt::symbolic_model(), JobProcesses{}, both).empty());
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(testing::lines_of(testing::text_of(both / "index.jsonl")).size() == 8);
}

TEST_CASE_FIXTURE(Export, "a folder that cannot be written is message in one line") {
  folder.write("file", "");
  const std::string message =
      export_jobs(jobs, smt::symbolic_model(), JobProcesses{}, folder.path() / "file");
  CHECK(message.starts_with("--export "));
  CHECK(contains(message, "cannot be written"));
  CHECK_FALSE(contains(message, "\n"));
  // One file of many cannot be written.
  fs::remove(folder.path() / "set/pool.mmap.asked@64-64-64-12.violation.smt2");
  fs::create_directories(folder.path() / "set/pool.mmap.asked@64-64-64-12.violation.smt2/x");
  CHECK(contains(export_jobs(jobs, smt::symbolic_model(), JobProcesses{}, folder.path() / "set"),
                 "cannot be written"));
}

} // namespace
} // namespace dma_verify::proving
