// SPDX-License-Identifier: GPL-2.0-only
// What a sweep found becomes one record, and a counterexample if it failed.
#include "harness/engines/test/records/outcome_records.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify {
namespace {

SweepOutcome outcome_of(std::uint64_t cases) {
  SweepOutcome outcome;
  outcome.unit = {find_property("offset-bounds.accepted-in-bounds").value(),
                  make_architecture(8, 8, 8, 3)};
  outcome.cases = cases;
  outcome.seconds = 0.5;
  return outcome;
}

FoundScenario violation() {
  FoundScenario found;
  found.present = true;
  found.clause = "in-bounds";
  found.original.architecture = make_architecture(8, 8, 8, 3);
  found.original.vma.vm_end.word = Bits<64>(8);
  found.minimized = found.original;
  found.minimized.size.word = Bits<64>(1);
  found.is_minimized = true;
  return found;
}

TEST_CASE("a sweep that holds is passed, with all its cases and the contract it stands on") {
  const EngineResult result = result_of(outcome_of(1234));
  const Record &record = result.record;
  CHECK(record.verdict == Verdict::passed);
  CHECK(record.property == "offset-bounds.accepted-in-bounds");
  CHECK(record.subject == "model");
  CHECK(record.architecture == "8-8-8-3");
  CHECK(record.engine == "exhaustive");
  CHECK(record.cases == 1234);
  CHECK(record.seconds == 0.5);
  CHECK(record.seed == "");
  CHECK(std::ranges::find(record.assumptions, "M6") != record.assumptions.end());
  CHECK_FALSE(result.counterexample);
}

TEST_CASE("a violation is told with its clause and its minimized scenario") {
  SweepOutcome outcome = outcome_of(7);
  outcome.violation = violation();
  outcome.unjudged = 3; // does not hide it
  const EngineResult result = result_of(outcome);
  CHECK(result.record.verdict == Verdict::falsified);
  CHECK(result.record.clause == "in-bounds");
  REQUIRE(result.counterexample);
  CHECK(result.counterexample->clause == "in-bounds");
  CHECK(result.counterexample->scenario.size.word.value() == 1);
  CHECK(result.counterexample->provenance.engine == "exhaustive");
  CHECK(result.counterexample->provenance.original->size.word.value() == 0);
  CHECK(result.counterexample->subject.kind == "model");
}

TEST_CASE("a violation that does not fail again is said to depend on more") {
  SweepOutcome outcome = outcome_of(7);
  outcome.violation = violation();
  outcome.violation.is_minimized = false;
  CHECK(result_of(outcome).remark.find("does not fail again") != std::string::npos);
}

TEST_CASE("a sweep that is not whole is not passed") {
  SweepOutcome lost = outcome_of(7);
  lost.lost = "SIGKILL";
  CHECK(result_of(lost).record.verdict == Verdict::error);
  CHECK(result_of(lost).record.reason == "a process of the sweep: SIGKILL");
  SweepOutcome interrupted = outcome_of(7);
  interrupted.interrupted = true;
  CHECK(result_of(interrupted).record.verdict == Verdict::gave_up);
  SweepOutcome unjudged = outcome_of(7);
  unjudged.unjudged = 2;
  CHECK(result_of(unjudged).record.verdict == Verdict::gave_up);
  CHECK(result_of(unjudged).record.reason == "2 calls did not return");
  CHECK(result_of(outcome_of(0)).record.verdict == Verdict::gave_up);
  CHECK(result_of(outcome_of(0)).record.reason == "no case was run");
}

TEST_CASE("fault schedules are told once per helper, by the test that ran fewest") {
  const auto record_of = [](const char *property, unsigned run, unsigned total) {
    Record record;
    record.property = property;
    record.fault_schedules.run = run;
    record.fault_schedules.total = total;
    return record;
  };
  using Phrases = std::vector<std::string>;
  CHECK(fault_schedules_run({}).empty());
  CHECK(fault_schedules_run({record_of("pool.mmap", 0, 0), record_of("store", 1, 1)}).empty());
  CHECK(fault_schedules_run({record_of("dispatch.alloc_pages", 48, 48),
                             record_of("pool.mmap", 9, 9), record_of("pool.bounds", 9, 9)}) ==
        Phrases{"mmap 9", "alloc_pages 48"});
  CHECK(fault_schedules_run({record_of("pool.mmap", 9, 9), record_of("pool.bounds", 4, 9)}) ==
        Phrases{"mmap 4 of 9"});
  CHECK(fault_schedules_run({record_of("dispatch.alloc_pages", 48, 48),
                             record_of("dispatch.alloc_pages", 32, 32)}) ==
        Phrases{"alloc_pages 32", "alloc_pages 48"});
}

} // namespace
} // namespace dma_verify
