// SPDX-License-Identifier: GPL-2.0-only
// One unit on subjects that behave, differ, are wrong, or do not return.
#include "harness/engines/test/work_unit.h"

#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/mmap.h"
#include "properties/order/coordinates.h"

#include <doctest/doctest.h>

#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace dma_verify {
namespace {

using End = random::StreamResult::End;

// A subject that is not the model.
Subject subject_of(Observe observe) {
  return run_subject("fake", [observe] { return observe; });
}

Subject with_mutant(const Mutant &mutant) {
  return subject_of([&mutant](const StoredScenario &scenario, StoredObservation &observation) {
    if (scenario.call == mutant.call) {
      observe_mutant(mutant, scenario, observation);
    } else {
      observe_model(scenario, observation);
    }
  });
}

// Ends each call in this way where `when` holds; else as the model.
template <class When> Subject ending(Completion how, When &&when) {
  return subject_of([how, when](const StoredScenario &scenario, StoredObservation &observation) {
    observe_model(scenario, observation);
    if (when(scenario)) {
      observation.completion = how;
      std::strcpy(observation.detail, "frobnicate");
    }
  });
}

WorkUnit unit_of(const Subject &subject, std::string_view property) {
  WorkUnit unit;
  unit.subject = &subject;
  unit.property = find_property(property).value();
  unit.architecture = make_architecture(64, 64, 64, 12);
  return unit;
}

UnitReport run(const Subject &subject, std::string_view property, std::uint64_t cases = 2000) {
  random::StreamOptions options;
  options.seed = 1;
  options.cases = cases;
  UnitReport report;
  run_unit(unit_of(subject, property), options, report);
  return report;
}

bool odd_offset(const StoredScenario &scenario) {
  return (scenario.vma.vm_pgoff.word.value() & 1U) != 0;
}

TEST_CASE("the model passes with all its cases") {
  const Subject subject = model_subject();
  const UnitReport report = run(subject, "page-range.mmap");
  CHECK(report.done);
  CHECK(report.end == End::budget);
  CHECK(report.cases == 2000);
  CHECK(report.discards == 0);
  CHECK(report.unjudged == 0);
  CHECK(report.differing == 0);
  CHECK(report.schedules_run == report.schedules);
  CHECK(report.reason.empty());
  CHECK_FALSE(report.violation.present);
  CHECK_FALSE(report.difference.present);
  CHECK_FALSE(report.stray.present);
}

TEST_CASE("a violation is minimized and keeps the scenario that was found") {
  const Subject subject = with_mutant(ops_helpers::of_mmap::kAdditiveCheck);
  const UnitReport report = run(subject, "offset-bounds.accepted-in-bounds");
  CHECK(report.end == End::violated);
  REQUIRE(report.violation.present);
  CHECK(report.violation.clause == "in-bounds");
  CHECK(report.violation.is_minimized);
  CHECK(report.violation.minimizer_runs > 0);
  CHECK(compare_scenarios(report.violation.minimized, report.violation.original) < 0);
  CHECK(report.violation.minimized.vma.vm_pgoff.word.value() == ~std::uint64_t{0});
  StoredObservation scratch;
  CHECK(violates(subject.open(), find_property("offset-bounds.accepted-in-bounds").value(),
                 "in-bounds", report.violation.original, scratch));
  CHECK(violates(subject.open(), find_property("offset-bounds.accepted-in-bounds").value(),
                 "in-bounds", report.violation.minimized, scratch));
}

TEST_CASE("a difference from the model under which every clause holds is no violation") {
  const Subject subject = with_mutant(ops_helpers::of_mmap::kPgprotTwice);
  const UnitReport report = run(subject, "attributes.mmap");
  CHECK(report.end == End::budget);
  CHECK(report.cases == 2000);
  CHECK(report.differing == 2000);
  CHECK_FALSE(report.violation.present);
  REQUIRE(report.difference.present);
  UnitReport minimized;
  minimize_difference(
      {&subject, find_property("attributes.mmap").value(), report.difference.original.architecture},
      report.difference.original, minimized);
  CHECK(minimized.difference.is_minimized);
  for (const Coordinate &coordinate : coordinates_of(ops_helpers::Helper::mmap)) {
    CAPTURE(coordinate.name);
    CHECK(coordinate.get(minimized.difference.minimized) ==
          (coordinate.name == "vma_pages" ? 1U : 0U)); // the contract wants one
  }
}

TEST_CASE(
    "given scenarios are judged instead of random ones, also at the edges of what is mapped") {
  // Maps page 2 where page 3 belongs, which the scenario does not probe.
  Subject subject = run_subject("changed", [] {
    return [](const StoredScenario &scenario, StoredObservation &observation) {
      observe_model(scenario, observation);
      const auto mapped = std::ranges::find(observation.trace, DmaEffect::remap_pfn_range,
                                            &Effect<WidestMachine>::kind);
      if (mapped == observation.trace.end() || mapped->bytes.word.value() != 0x6000)
        return;
      const auto whole = *mapped;
      mapped->bytes.word = Bits<64>(0x3000);
      const auto map = [&](std::uint64_t page, std::uint64_t at_page, std::uint64_t pages) {
        auto part = whole;
        part.address.word = Bits<64>(whole.address.word.value() + (at_page << 12U));
        part.frame.word = Bits<64>(whole.frame.word.value() + page);
        part.bytes.word = Bits<64>(pages << 12U);
        observation.trace.push_back(part);
      };
      map(2, 3, 1);
      map(4, 4, 2);
    };
  });
  WorkUnit unit{&subject, find_property("page-range.mmap").value(),
                make_architecture(64, 64, 64, 12)};
  StoredScenario scenario;
  scenario.call = ops_helpers::Helper::mmap;
  scenario.architecture = unit.architecture;
  scenario.size.word = Bits<64>(0x8000);
  scenario.cpu_addr.word = Bits<64>(unit.architecture.linear_base);
  scenario.vma.vm_start.word = Bits<64>(0x10000);
  scenario.vma.vm_end.word = Bits<64>(0x16000);
  UnitReport report;
  run_unit_on(unit, std::vector{scenario}, report);
  CHECK(report.done);
  REQUIRE(report.violation.present);
  CHECK(report.violation.original.probe.value() == 3);
  CHECK(report.violation.is_minimized);

  UnitReport elsewhere;
  unit.architecture = make_architecture(64, 64, 64, 16);
  run_unit_on(unit, std::vector{scenario}, elsewhere);
  CHECK(elsewhere.done);
  CHECK(elsewhere.cases == 0);
  CHECK_FALSE(elsewhere.violation.present);
}

TEST_CASE("what fails only after other calls is kept as it was found") {
  Subject subject = run_subject("changed", [] {
    return [calls = std::make_shared<int>(0)](const StoredScenario &scenario,
                                              StoredObservation &observation) {
      observe_model(scenario, observation);
      if (++*calls >= 5)
        observation.status = -4711;
    };
  });
  const UnitReport report = run(subject, "offset-bounds.in-bounds-accepted");
  CHECK(report.end == End::violated);
  REQUIRE(report.violation.present);
  CHECK_FALSE(report.violation.is_minimized);
  CHECK(compare_scenarios(report.violation.minimized, report.violation.original) == 0);
}

TEST_CASE("calls that end in an unknown service are not judged") {
  const Subject subject =
      ending(Completion::unmodelled, [](const StoredScenario &) { return true; });
  const UnitReport report = run(subject, "page-range.mmap", 300);
  CHECK(report.end == End::budget);
  CHECK(report.cases == 0);
  CHECK(report.unmodelled == 300);
  CHECK(report.unmodelled_service == "frobnicate");
  CHECK_FALSE(report.violation.present);
  CHECK_FALSE(report.stray.present);
}

TEST_CASE("what can still be judged beside an unknown service is judged") {
  const Subject subject = ending(Completion::unmodelled, &odd_offset);
  const UnitReport report = run(subject, "page-range.mmap", 300);
  CHECK(report.cases > 50);
  CHECK(report.unmodelled > 50);
  CHECK(report.cases + report.unmodelled == 300);
}

TEST_CASE("a crash is a violation of execution and a stray find elsewhere") {
  const Subject subject = ending(Completion::crashed, &odd_offset);
  const UnitReport execution = run(subject, "execution.mmap");
  CHECK(execution.end == End::violated);
  REQUIRE(execution.violation.present);
  CHECK(execution.violation.clause == "no-crash");
  CHECK(execution.violation.minimized.vma.vm_pgoff.word.value() == 1);

  const UnitReport other = run(subject, "page-range.mmap");
  CHECK(other.end == End::budget);
  CHECK(other.unjudged > 100);
  CHECK_FALSE(other.violation.present);
  REQUIRE(other.stray.present);
  CHECK(other.stray.clause == "no-crash");
  CHECK(other.stray.is_minimized);
  CHECK(other.stray.minimized.vma.vm_pgoff.word.value() == 1);
}

TEST_CASE("each end of a call is told by its clause") {
  struct Known {
    Completion how;
    const char *clause;
  };
  for (const Known &known : {Known{Completion::kernel_bug, "no-kernel-bug"},
                             Known{Completion::out_of_bounds_write, "no-out-of-bounds-write"},
                             Known{Completion::foreign_argument, "no-foreign-argument"},
                             Known{Completion::hung, "no-hang"}}) {
    const Subject subject = ending(known.how, &odd_offset);
    const UnitReport report = run(subject, "execution.mmap");
    CHECK(report.end == End::violated);
    CHECK(report.violation.clause == known.clause);
  }
}

TEST_CASE("a property that cannot judge calls that hang gives up after a few") {
  const Subject subject = ending(Completion::hung, &odd_offset);
  const UnitReport report = run(subject, "page-range.mmap");
  CHECK(report.end == End::gave_up);
  CHECK(report.reason.find("did not return") != std::string::npos);
  CHECK(report.unjudged <= 5);
  REQUIRE(report.stray.present);
  CHECK(report.stray.clause == "no-hang");
}

TEST_CASE("a unit goes on from the round that it is given") {
  const Subject subject = model_subject();
  random::StreamOptions options;
  options.seed = 1;
  options.cases = 3000;
  options.first_round = 2;
  UnitReport report;
  run_unit(unit_of(subject, "page-range.mmap"), options, report);
  CHECK(report.done);
  CHECK(report.cases == 1000);
}

TEST_CASE("the environment of the subject is the one that is drawn from") {
  Subject subject = model_subject();
  subject.environment.iommu_devices = false;
  const UnitReport report = run(subject, "dispatch.free_pages");
  CHECK(report.end == End::budget);
  CHECK(report.label_hits[0] == 0); // IOMMU devices
  CHECK(report.label_hits[1] == report.cases);
  CHECK(report.reason.empty());
}

TEST_CASE("too few cases of a class are told") {
  const Subject subject =
      ending(Completion::crashed, [](const StoredScenario &s) { return s.use_dma_iommu; });
  const UnitReport report = run(subject, "error-unwind.alloc_pages", 5000);
  CHECK(report.end == End::budget);
  CHECK(report.reason == "too few cases of the class \"IOMMU device\"");
}

TEST_CASE("a scenario outside the contract violates nothing") {
  const Subject subject = with_mutant(ops_helpers::of_mmap::kAdditiveCheck);
  const PropertyIndex index = find_property("offset-bounds.accepted-in-bounds").value();
  StoredObservation scratch;
  StoredScenario scenario = run(subject, "offset-bounds.accepted-in-bounds").violation.minimized;
  REQUIRE(violates(subject.open(), index, "in-bounds", scenario, scratch));
  CHECK_FALSE(violates(subject.open(), index, "another-clause", scenario, scratch));
  scenario.vma.vm_start.word = Bits<64>(1);
  CHECK_FALSE(violates(subject.open(), index, "in-bounds", scenario, scratch));
}

TEST_CASE("each call has its execution property") {
  for (const HelperId call : all_helpers())
    CHECK(catalogue()[execution_property(call)].call == call);
}

} // namespace
} // namespace dma_verify
