// SPDX-License-Identifier: GPL-2.0-only
// Each property of the catalogue on the model, at random, on every architecture to which it
// applies: one test case for each of the unit with the most, named by its id, and one for those of
// other units. The seed is random and printed; set DMA_VERIFY_SEED to repeat it.
#include "properties/model_subject.h"
#include "properties/random/stream.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <string_view>

namespace dma_verify::random {
namespace {

constexpr std::uint64_t kCases = 3000; // on each architecture

std::uint64_t seed() {
  static const std::uint64_t kSeed = [] {
    if (const char *given = std::getenv("DMA_VERIFY_SEED"))
      return static_cast<std::uint64_t>(std::strtoull(given, nullptr, 0));
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
  }();
  return kSeed;
}

CaseOutcome judge_model(PropertyIndex index, const StoredScenario &scenario) {
  const Assessment assessment = assess_model(index, scenario);
  CaseOutcome outcome;
  outcome.labels = assessment.labels;
  outcome.clause = assessment.violated_clause;
  if (!assessment.in_contract) {
    outcome.kind = CaseOutcome::Kind::discarded;
  } else if (!assessment.judged) {
    outcome.kind = CaseOutcome::Kind::unjudged;
  } else if (!assessment.violated_clause.empty()) {
    outcome.kind = CaseOutcome::Kind::violated;
  }
  return outcome;
}

void check_on_model(std::string_view id) {
  const PropertyIndex index = find_property(id).value();
  const PropertyText &property = catalogue()[index];
  std::cout << "DMA_VERIFY_SEED=" << seed() << '\n';
  unsigned rows = 0;
  for (const auto table : {architectures(), small_architectures()}) {
    for (const Architecture &architecture : table) {
      if (!property.applies_to(architecture))
        continue;
      ++rows;
      StreamOptions options;
      options.seed = seed();
      options.cases = kCases;
      const StreamResult result = run_stream(
          property, architecture,
          [index](const StoredScenario &scenario) { return judge_model(index, scenario); },
          options);
      CAPTURE(seed());
      CAPTURE(architecture_id(architecture));
      CAPTURE(result.reason);
      CHECK(result.clause == "");
      CHECK(result.end == StreamResult::End::budget);
      CHECK(result.cases == kCases);
      CHECK(result.discards == 0); // the generator keeps the contract
      CHECK(result.schedules_run == result.schedules);
      if (architecture.word_bits > 8)
        CHECK(missing_label(property, architecture, {}, result) == "");
    }
  }
  CHECK(rows >= 2);
}

// Those that have a test case below.
constexpr std::string_view kTested[] = {
    "offset-bounds.accepted-in-bounds",
    "offset-bounds.in-bounds-accepted",
    "offset-bounds.no-wrap",
    "page-range.mmap",
    "page-range.scatter-list",
    "page-range.mmap-without-mmu",
    "error-unwind.alloc_pages",
    "error-unwind.get_sgtable",
    "error-unwind.mmap",
    "initialisation.alloc_pages",
    "dispatch.alloc_pages",
    "dispatch.free_pages",
    "attributes.mmap",
    "attributes.get_sgtable",
    "attributes.alloc_pages",
    "attributes.free_pages",
    "pool.mmap",
    "round-trip.alloc_pages",
    "round-trip.free_pages",
    "completeness.alloc_pages",
    "completeness.get_sgtable",
    "execution.get_sgtable",
    "execution.mmap",
    "execution.alloc_pages",
    "execution.free_pages",
    "initialisation.mmap",
    "pool.bounds",
    "refinement.bounds-check",
    "refinement.forms-mmap",
    "refinement.forms-alloc_pages",
    "refinement.forms-free_pages",
};

TEST_CASE("offset-bounds.accepted-in-bounds") { check_on_model(kTested[0]); }
TEST_CASE("offset-bounds.in-bounds-accepted") { check_on_model(kTested[1]); }
TEST_CASE("offset-bounds.no-wrap") { check_on_model(kTested[2]); }
TEST_CASE("page-range.mmap") { check_on_model(kTested[3]); }
TEST_CASE("page-range.scatter-list") { check_on_model(kTested[4]); }
TEST_CASE("page-range.mmap-without-mmu") { check_on_model(kTested[5]); }
TEST_CASE("error-unwind.alloc_pages") { check_on_model(kTested[6]); }
TEST_CASE("error-unwind.get_sgtable") { check_on_model(kTested[7]); }
TEST_CASE("error-unwind.mmap") { check_on_model(kTested[8]); }
TEST_CASE("initialisation.alloc_pages") { check_on_model(kTested[9]); }
TEST_CASE("dispatch.alloc_pages") { check_on_model(kTested[10]); }
TEST_CASE("dispatch.free_pages") { check_on_model(kTested[11]); }
TEST_CASE("attributes.mmap") { check_on_model(kTested[12]); }
TEST_CASE("attributes.get_sgtable") { check_on_model(kTested[13]); }
TEST_CASE("attributes.alloc_pages") { check_on_model(kTested[14]); }
TEST_CASE("attributes.free_pages") { check_on_model(kTested[15]); }
TEST_CASE("pool.mmap") { check_on_model(kTested[16]); }
TEST_CASE("round-trip.alloc_pages") { check_on_model(kTested[17]); }
TEST_CASE("round-trip.free_pages") { check_on_model(kTested[18]); }
TEST_CASE("completeness.alloc_pages") { check_on_model(kTested[19]); }
TEST_CASE("completeness.get_sgtable") { check_on_model(kTested[20]); }
TEST_CASE("execution.get_sgtable") { check_on_model(kTested[21]); }
TEST_CASE("execution.mmap") { check_on_model(kTested[22]); }
TEST_CASE("execution.alloc_pages") { check_on_model(kTested[23]); }
TEST_CASE("execution.free_pages") { check_on_model(kTested[24]); }
TEST_CASE("initialisation.mmap") { check_on_model(kTested[25]); }
TEST_CASE("pool.bounds") { check_on_model(kTested[26]); }
TEST_CASE("refinement.bounds-check") { check_on_model(kTested[27]); }
TEST_CASE("refinement.forms-mmap") { check_on_model(kTested[28]); }
TEST_CASE("refinement.forms-alloc_pages") { check_on_model(kTested[29]); }
TEST_CASE("refinement.forms-free_pages") { check_on_model(kTested[30]); }

TEST_CASE("properties without a test case of their own") {
  const std::set<std::string_view> tested(std::begin(kTested), std::end(kTested));
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    if (property.by_test && tested.count(property.id) == 0)
      check_on_model(property.id);
  }
}

TEST_CASE("test cases are of properties that are tested, each once") {
  const std::set<std::string_view> tested(std::begin(kTested), std::end(kTested));
  CHECK(tested.size() == std::size(kTested));
  for (const std::string_view id : kTested)
    CHECK(catalogue()[find_property(id).value()].by_test);
}

} // namespace
} // namespace dma_verify::random
