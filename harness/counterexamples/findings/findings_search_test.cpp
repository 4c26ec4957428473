// SPDX-License-Identifier: GPL-2.0-only
// Each stored finding is found again by random search: among scenarios that break the same
// assumptions and no other, one soon violates its clause.
#include "harness/counterexamples/files/counterexample.h"
#include "properties/model_subject.h"
#include "properties/random/contract_breaker.h"
#include "properties/random/scenarios.h"
#include "properties/reachability.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

std::vector<Counterexample> findings() {
  std::vector<Counterexample> all;
  for (const fs::directory_entry &entry : fs::recursive_directory_iterator(DMA_VERIFY_STORE)) {
    if (entry.path().extension() != ".toml")
      continue;
    auto read = read_counterexample(entry.path());
    REQUIRE(std::holds_alternative<Counterexample>(read));
    if (std::get<Counterexample>(read).finding)
      all.push_back(std::get<Counterexample>(read));
  }
  return all;
}

// A buffer is of the same kind, so that the same weakness is met: W9 and W11, for example, violate
// one property.
bool is_like(const StoredScenario &found, const StoredScenario &stored) {
  return found.buffer_kind == stored.buffer_kind && found.pool_described == stored.pool_described &&
         found.missing_section == stored.missing_section &&
         found.contiguous_highmem == stored.contiguous_highmem;
}

constexpr unsigned kCases = 1000;

// Cases until one violates the finding's clause; nothing if none of kCases does.
std::optional<unsigned> cases_until_found(const Counterexample &finding,
                                          std::span<const Assumption> broken, std::uint64_t seed) {
  const PropertyIndex property = find_property(finding.property).value();
  const StoredScenario &stored = finding.scenario;
  const auto schedules = random::fault_schedules(stored.call, {});
  rc::Random random(seed);
  for (unsigned i = 1; i <= kCases; ++i) {
    random::Draw draw(random.split(), 100);
    const auto &schedule = schedules[draw.below(schedules.size())];
    const StoredScenario inside = random::generate(random.split(), 100, stored.architecture,
                                                   stored.call, schedule, random::Aim::mixed);
    if (!assess_model(property, inside).violated_clause.empty())
      return std::nullopt;
    const auto outside = random::break_just(broken, inside, draw);
    if (!outside || !is_like(*outside, stored))
      continue;
    if (assess_model(property, *outside).violated_clause == finding.clause)
      return i;
  }
  return std::nullopt;
}

TEST_CASE("each finding is found again where only its assumptions are broken") {
  unsigned found = 0;
  for (const Counterexample &finding : findings()) {
    CAPTURE(finding.finding->id);
    const Reachability reach = reachability_of(finding.scenario);
    REQUIRE(!reach.broken.empty());
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const auto cases = cases_until_found(finding, reach.broken, seed);
      CHECK(cases);
      MESSAGE(finding.finding->id, " ", cases.value_or(0));
    }
    ++found;
  }
  CHECK(found == 19);
}

} // namespace
} // namespace dma_verify
