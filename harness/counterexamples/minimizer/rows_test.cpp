// SPDX-License-Identifier: GPL-2.0-only
// A failure is moved to the simplest row of the architecture table on which it is one.
#include "harness/counterexamples/minimizer/minimizer.h"

#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/mmap.h"

#include <doctest/doctest.h>

#include <vector>

namespace dma_verify {
namespace {

Architecture row(const char *id) { return find_architecture(id).value(); }

// One page, at the last offset: off + user_count wraps.
StoredScenario wrapping(const char *architecture) {
  StoredScenario scenario;
  scenario.architecture = row(architecture);
  scenario.call = ops_helpers::Helper::mmap;
  const std::uint64_t page = std::uint64_t{1} << scenario.architecture.page_shift;
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base + 3 * page);
  scenario.size.word = Bits<64>(2 * page);
  scenario.vma.vm_end.word = Bits<64>(page);
  const unsigned bits = scenario.architecture.word_bits;
  scenario.vma.vm_pgoff.word =
      Bits<64>(bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1);
  return scenario;
}

bool wraps(const StoredScenario &scenario) {
  if (!broken_assumptions(scenario).empty())
    return false;
  StoredObservation observation;
  observe_mutant(ops_helpers::of_mmap::kAdditiveCheck, scenario, observation);
  const PropertyIndex property = find_property("offset-bounds.accepted-in-bounds").value();
  return assess(property, scenario, observation).violated_clause == "in-bounds";
}

TEST_CASE("a scenario has as many pages on another row, and as near to the end of its words") {
  const StoredScenario moved = moved_to(row("32-32-32-14"), wrapping("64-64-64-16"));
  CHECK(architecture_id(moved.architecture) == "32-32-32-14");
  CHECK(moved.size.word.value() == 2U << 14U);
  CHECK(moved.vma.vm_end.word.value() == 1U << 14U);
  CHECK(moved.vma.vm_pgoff.word.value() == 0xffffffff);
  CHECK(moved.cpu_addr.word.value() == moved.architecture.linear_base + (3U << 14U));
}

TEST_CASE("what fails on every row is shown on the simplest") {
  for (const char *start : {"64-64-64-18", "32-32-32-12", "32-32-64-13"}) {
    CAPTURE(start);
    REQUIRE(wraps(wrapping(start)));
    MinimizeOptions options;
    options.rows = architectures();
    const StoredScenario minimum = minimize(wrapping(start), &wraps, options).scenario;
    CHECK(architecture_id(minimum.architecture) == "64-64-64-12");
    const StoredScenario there = minimize(wrapping("64-64-64-12"), &wraps).scenario;
    CHECK(compare_scenarios(minimum, there) == 0);
  }
}

TEST_CASE("it is moved only to a row on which it fails, and to none that is not simpler") {
  const StillFails not_on_small_pages = [](const StoredScenario &scenario) {
    return scenario.architecture.page_shift >= 14 && wraps(scenario);
  };
  MinimizeOptions options;
  options.rows = architectures();
  CHECK(architecture_id(
            minimize(wrapping("64-64-64-18"), not_on_small_pages, options).scenario.architecture) ==
        "64-64-64-14");
  CHECK(architecture_id(
            minimize(wrapping("64-64-64-14"), not_on_small_pages, options).scenario.architecture) ==
        "64-64-64-14");
}

TEST_CASE("without rows it stays where it is") {
  CHECK(architecture_id(minimize(wrapping("64-64-64-18"), &wraps).scenario.architecture) ==
        "64-64-64-18");
}

} // namespace
} // namespace dma_verify
