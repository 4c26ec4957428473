// SPDX-License-Identifier: GPL-2.0-only
// The commands on a model that fails: exit status 1, a counterexample that is proved minimal, its
// questions beside it, exports, and pages.
#include "harness/cli/end_to_end/workplace.h"
#include "harness/develop/testing/contains.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;
namespace fs = std::filesystem;

const std::string kWraps = "--subject=model:off + user_count > count";
const std::vector<std::string> kBounds = {"--property=offset-bounds.accepted-in-bounds",
                                          "--arch=64-64-64-12"};

// The only file of the run's counterexamples with this ending.
std::string only_file(const Workplace &workplace, const std::string &ending) {
  std::string file;
  unsigned count = 0;
  for (const std::string &name : workplace.files_in("dma-verify-out/counterexamples")) {
    if (!name.ends_with(ending))
      continue;
    file = name;
    ++count;
  }
  REQUIRE(count == 1);
  return file;
}

// The one counterexample of the run, proved minimal, and all that goes with it.
Counterexample check_results(const Workplace &workplace, const std::string &questions) {
  const std::string file = only_file(workplace, ".toml");
  only_file(workplace, questions);
  Counterexample found = counterexample_in(workplace.path() / file);
  REQUIRE(found.proved);
  const ProvedMinimum &minimum = found.proved->minimum;
  CHECK(minimum.reason.empty());
  CHECK(minimum.proved);
  REQUIRE(minimum.query.answers.size() == 2);
  for (const SettledQuery::Answer &answer : minimum.query.answers)
    CHECK(answer.verdict == "unsat");
  CHECK(fs::exists(workplace.path() / "dma-verify-out/counterexamples" / minimum.query.file));
  CHECK(found.provenance.found_on.starts_with("mutant "));
  const auto exports = workplace.files_in("dma-verify-out/exports");
  for (const char *kind : {".mail.txt", ".snippet.c", ".doctest.cpp", ".trace.json"}) {
    CHECK(std::ranges::count_if(
              exports, [&](const std::string &name) { return name.ends_with(kind); }) == 1);
  }
  const std::string page = testing::text_of(workplace.path() / "dma-verify-out/report.html");
  CHECK(contains(page, "proved: nothing smaller fails among "));
  const std::string summary = testing::text_of(workplace.path() / "dma-verify-out/summary.md");
  CHECK(contains(summary, "Nothing smaller fails, among "));
  return found;
}

TEST_CASE("test finds the bug of a mutant, and its minimum is proved") {
  const Workplace workplace;
  const ProgramEnd end =
      workplace.run(joined({{"test", kWraps, "--cases=500", "--seed=7"}, kBounds}));
  CAPTURE(end.output);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 1);
  const Counterexample found = check_results(workplace, ".smaller.smt2");
  CHECK(found.clause == "in-bounds");
  CHECK(found.proved->region.proved);
  // On the model itself the same call passes; minimize knows by the file what it fails on.
  const std::string file = only_file(workplace, ".toml");
  CHECK(workplace.run({"replay", file}).exit_status == 0);
  CHECK(workplace.run({"replay", kWraps, file}).exit_status == 1);
  const ProgramEnd minimized = workplace.run({"minimize", file});
  CHECK(minimized.exit_status == 1);
  CHECK(contains(minimized.output, "Nothing smaller fails, among "));
  CHECK(contains(minimized.output, "replay --subject 'model:off + user_count > count' "));
}

TEST_CASE("prove refutes the clause of a mutant, and the minimum is proved") {
  const Workplace workplace;
  const ProgramEnd end = workplace.run(joined({{"prove", kWraps}, kBounds}));
  CAPTURE(end.output);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 1);
  const Counterexample found = check_results(workplace, ".smaller.smt2");
  CHECK(found.provenance.engine == "smt");
  const auto records = workplace.records();
  REQUIRE_FALSE(records.empty());
  for (const Record &record : records)
    CHECK(record.subject == "model:off + user_count > count");
}

TEST_CASE("verify tests and proves a mutant, and shows one bug once") {
  const Workplace workplace;
  const ProgramEnd end =
      workplace.run(joined({{"verify", kWraps, "--cases=500", "--seed=7"}, kBounds}));
  CAPTURE(end.output);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 1);
  check_results(workplace, ".smaller.smt2");
  unsigned falsified = 0;
  for (const Record &record : workplace.records())
    falsified += record.verdict == Verdict::falsified ? 1U : 0U;
  CHECK(falsified == 2); // by the random tests and by the proof
}

TEST_CASE("a sequence of a mutant is proved to be the shortest") {
  const Workplace workplace;
  const ProgramEnd end = workplace.run({"test", "--subject=model:unmap dropped", "--cases=2000",
                                        "--seed=7", "--property=sequence.*", "--arch=64-64-64-12"});
  CAPTURE(end.output);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 1);
  const Counterexample found = check_results(workplace, ".shorter.smt2");
  CHECK(found.steps.size() == 2);
  CHECK(found.proved->shorter_run.complete);
  CHECK(found.proved->shorter_run.steps == 1);
}

TEST_CASE("what is no mutant, or cannot be asked of one, is exit 2 with one line") {
  const Workplace workplace;
  for (const auto &[arguments, part] :
       {std::pair(std::vector<std::string>{"test", "--subject=model:no such bug"},
                  "--subject model:no such bug: no such mutant (see dma-verify list mutants)"),
        std::pair(std::vector<std::string>{"prove", kWraps, "--certify"}, "are for the model"),
        std::pair(std::vector<std::string>{"prove", kWraps, "--subject=model:unmap dropped"},
                  "a mutant is proved alone")}) {
    const ProgramEnd end = workplace.run(arguments);
    CHECK(end.exit_status == 2);
    CHECK(testing::lines_of(end.errors).size() == 1);
    CHECK(contains(end.errors, part));
  }
  const ProgramEnd list = workplace.run({"list", "mutants"});
  CHECK(list.exit_status == 0);
  CHECK(contains(list.output, "model:off + user_count > count"));
}

} // namespace
} // namespace dma_verify::end_to_end
