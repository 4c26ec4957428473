// SPDX-License-Identifier: GPL-2.0-only
// A campaign brings every unit home, also those whose children are lost.
#include "harness/engines/test/campaigns/campaign.h"

#include "harness/process/under_test.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/mmap.h"

#include <doctest/doctest.h>

#include <csignal>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace dma_verify {
namespace {

using End = random::StreamResult::End;

template <class Run> Subject subject_of(Run &&run) {
  return run_subject("fake", [run] { return Observe(run); });
}

// Ends its own process in this way, unseen by any guard.
void end_process(int signal) {
  process::set_under_test(true);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// Ends its process where the offset is one that is rare.
Subject deadly_subject(int signal) {
  return subject_of([signal](const StoredScenario &scenario, StoredObservation &observation) {
    observe_model(scenario, observation);
    if (scenario.vma.vm_pgoff.word.value() == 1)
      end_process(signal);
  });
}

std::vector<WorkUnit> units_of(const Subject &subject, std::initializer_list<const char *> ids) {
  std::vector<WorkUnit> units;
  for (const char *id : ids) {
    units.push_back({&subject, find_property(id).value(), make_architecture(64, 64, 64, 12)});
  }
  return units;
}

std::map<std::string, UnitOutcome> run(const std::vector<WorkUnit> &units,
                                       const CampaignOptions &options) {
  std::map<std::string, UnitOutcome> outcomes;
  run_campaign(units, options, [&](const UnitOutcome &outcome) {
    const std::string id(catalogue()[outcome.unit.property].id);
    CHECK(outcomes.count(id) == 0);
    outcomes[id] = outcome;
  });
  return outcomes;
}

CampaignOptions options_of(unsigned jobs) {
  CampaignOptions options;
  options.seed = 1;
  options.cases = 2500;
  options.jobs = jobs;
  return options;
}

TEST_CASE("a campaign over the model passes each unit alike whatever the number of jobs") {
  const Subject subject = model_subject();
  const auto units = units_of(subject, {"page-range.mmap", "pool.mmap", "dispatch.alloc_pages",
                                        "round-trip.free_pages", "execution.get_sgtable"});
  const auto alone = run(units, options_of(1));
  const auto together = run(units, options_of(3));
  REQUIRE(alone.size() == units.size());
  REQUIRE(together.size() == units.size());
  for (const auto &each : alone) {
    const std::string &id = each.first;
    const UnitOutcome &outcome = each.second;
    CAPTURE(id);
    CHECK(outcome.report.done);
    CHECK(outcome.report.end == End::budget);
    CHECK(outcome.report.cases == 2500);
    CHECK(outcome.lost_children == 0);
    CHECK(outcome.report.label_hits == together.at(id).report.label_hits);
  }
}

TEST_CASE("a campaign finds the same violation with any number of jobs") {
  const Subject subject = subject_of([](const StoredScenario &scenario, StoredObservation &seen) {
    observe_mutant(ops_helpers::of_mmap::kAdditiveCheck, scenario, seen);
  });
  const auto units = units_of(subject, {"page-range.mmap", "offset-bounds.accepted-in-bounds"});
  for (const unsigned jobs : {1U, 2U}) {
    const auto outcomes = run(units, options_of(jobs));
    for (const auto &[id, outcome] : outcomes) {
      CHECK(outcome.report.end == End::violated);
      CHECK(outcome.report.violation.is_minimized);
      CHECK(outcome.report.violation.minimized.vma.vm_pgoff.word.value() == ~std::uint64_t{0});
    }
  }
}

TEST_CASE("a child that dies in the tested code, and again, is told with the scenario that ran") {
  const Subject subject = deadly_subject(SIGSEGV);
  const auto units = units_of(subject, {"page-range.mmap", "dispatch.alloc_pages"});
  const auto outcomes = run(units, options_of(2));
  REQUIRE(outcomes.size() == 2);
  const UnitOutcome &lost = outcomes.at("page-range.mmap");
  CHECK(lost.lost_children >= 1);
  REQUIRE(lost.report.stray.present);
  CHECK(lost.report.stray.clause == "no-crash");
  CHECK(lost.report.stray.original.vma.vm_pgoff.word.value() == 1);
  CHECK_FALSE(lost.report.stray.is_minimized);
  CHECK(outcomes.at("dispatch.alloc_pages").report.cases == 2500);
}

TEST_CASE("a unit whose children are all lost is given up") {
  const Subject subject =
      subject_of([](const StoredScenario &, StoredObservation &) { end_process(SIGSEGV); });
  CampaignOptions options = options_of(1);
  options.cases = 100'000;
  const auto outcomes = run(units_of(subject, {"page-range.mmap"}), options);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes.at("page-range.mmap").lost_children == kMaxLostChildren);
  CHECK_FALSE(outcomes.at("page-range.mmap").report.done);
}

TEST_CASE("what ends a child from outside, or outside the tested code, is nobody's fault") {
  const Subject killed = deadly_subject(SIGKILL);
  const auto units = units_of(killed, {"page-range.mmap", "dispatch.alloc_pages"});
  const auto outcomes = run(units, options_of(2));
  const UnitOutcome &lost = outcomes.at("page-range.mmap");
  CHECK(lost.lost_children == 0);
  CHECK_FALSE(lost.report.stray.present);
  CHECK(lost.fault == "its process was killed from outside (SIGKILL), as when memory is short");
  CHECK(outcomes.at("dispatch.alloc_pages").fault.empty());

  const Subject broken = subject_of([](const StoredScenario &, StoredObservation &) {
    throw std::runtime_error("no room on the disk");
  });
  CHECK(run(units_of(broken, {"page-range.mmap"}), options_of(1)).at("page-range.mmap").fault ==
        "no room on the disk");
}

TEST_CASE("a child that dies in the tested code, and not again, is told but is no violation") {
  void *memory = mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  bool *died = new (memory) bool(false); // all processes see it
  const Subject subject =
      subject_of([died](const StoredScenario &scenario, StoredObservation &observation) {
        observe_model(scenario, observation);
        if (scenario.vma.vm_pgoff.word.value() == 1 && !std::exchange(*died, true))
          end_process(SIGSEGV);
      });
  const auto outcomes = run(units_of(subject, {"page-range.mmap"}), options_of(1));
  const UnitOutcome &outcome = outcomes.at("page-range.mmap");
  CHECK(outcome.lost_children == 0);
  CHECK_FALSE(outcome.report.stray.present);
  CHECK(outcome.report.cases == 2500);
  CHECK(outcome.fault == "its process died once in the tested code (SIGSEGV), and not when the "
                         "same cases ran again");
  munmap(memory, 1);
}

TEST_CASE("calls that hang in one unit are not run in the next") {
  const Subject subject = subject_of([](const StoredScenario &scenario, StoredObservation &seen) {
    observe_model(scenario, seen);
    seen.completion = Completion::hung;
  });
  const auto outcomes =
      run(units_of(subject, {"execution.mmap", "page-range.mmap", "pool.mmap"}), options_of(1));
  REQUIRE(outcomes.size() == 3);
  CHECK(outcomes.at("execution.mmap").report.violation.clause == "no-hang");
  for (const char *id : {"page-range.mmap", "pool.mmap"}) {
    CHECK(outcomes.at(id).report.done);
    CHECK(outcomes.at(id).report.end == End::gave_up);
    CHECK(outcomes.at(id).report.cases == 0);
  }
}

TEST_CASE("an interrupted campaign keeps what is finished") {
  const Subject subject = model_subject();
  CampaignOptions options = options_of(1);
  unsigned finished = 0;
  options.interrupted = [&] { return finished >= 2; };
  std::vector<WorkUnit> units =
      units_of(subject, {"page-range.mmap", "pool.mmap", "attributes.mmap", "execution.mmap"});
  unsigned interrupted = 0;
  run_campaign(units, options, [&](const UnitOutcome &outcome) {
    (outcome.interrupted ? interrupted : finished) += 1;
  });
  CHECK(finished >= 2);
  CHECK(finished + interrupted < units.size());
}

TEST_CASE("the time of a campaign is shared among its units") {
  const Subject subject = model_subject();
  CampaignOptions options = options_of(2);
  options.time = std::chrono::milliseconds(400);
  const auto start = std::chrono::steady_clock::now();
  const auto outcomes =
      run(units_of(subject, {"page-range.mmap", "pool.mmap", "attributes.mmap", "execution.mmap"}),
          options);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  CHECK(outcomes.size() == 4);
  for (const auto &[id, outcome] : outcomes)
    CHECK(outcome.report.cases > 0);
}

} // namespace
} // namespace dma_verify
