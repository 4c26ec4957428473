// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/proved_facts/smallest.h"

#include "harness/counterexamples/files/field_text.h"
#include "properties/order/coordinates.h"
#include "properties/random/fault_schedule.h"
#include "properties/random/scenarios.h"
#include "smt/minimality/field_freedom.h"
#include "smt/minimality/region.h"

#include <rapidcheck/Random.h>

#include <algorithm>
#include <chrono>

namespace dma_verify {
namespace {

constexpr std::uint64_t kSampleSeed = 1;
constexpr unsigned kDrawn = 300;

std::string value_text(const StoredScenario &scenario, std::string_view name) {
  std::string text;
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (field.name == name)
          text = field_text(member);
      },
      scenario);
  return text;
}

} // namespace

std::vector<StoredScenario> samples_around(const smt::Failing &failing,
                                           const StoredScenario &minimum) {
  std::vector<StoredScenario> samples;
  const auto add = [&](const StoredScenario &scenario) {
    if (smt::is_inside(failing.failure, scenario))
      samples.push_back(scenario);
  };
  rc::Random draws(kSampleSeed);
  const auto schedules = random::fault_schedules(minimum.call, {});
  for (unsigned i = 0; i < kDrawn; ++i) {
    add(random::generate(draws.split(), 100, minimum.architecture, minimum.call,
                         schedules[i % schedules.size()],
                         i % 2 == 0 ? random::Aim::boundary : random::Aim::plain));
  }
  const auto page = std::uint64_t{1} << minimum.architecture.page_shift;
  for (const Coordinate &coordinate : coordinates_of(minimum.call, failing.failure.order())) {
    const std::uint64_t own = coordinate.get(minimum);
    for (const std::uint64_t value :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3},
          std::uint64_t{kEnomem}, std::uint64_t{kEacces}, std::uint64_t{kEinval},
          std::uint64_t{kEnxio}, own + 1, own - 1, own + page, own - page, ~std::uint64_t{0},
          std::uint64_t{0xffffffff}, std::uint64_t{1} << 32U, (std::uint64_t{1} << 32U) + 1}) {
      StoredScenario changed = minimum;
      if (value != own && coordinate.set(changed, value))
        add(changed);
    }
  }
  return samples;
}

ProvedScenario prove_smallest(const smt::Failing &failing, const StoredScenario &minimized,
                              const smt::Solvers &solvers, const SmallestOptions &options) {
  const auto start = std::chrono::steady_clock::now();
  ProvedScenario result;
  ProvedFacts &proved = result.proved;
  try {
    smt::FoundMinimum minimum = smt::prove_minimum(failing, minimized, solvers);
    result.scenario = minimum.scenario;
    proved.minimum = std::move(minimum.proved);
    smt::Solvers quick = solvers;
    quick.limits.time = std::min(quick.limits.time, options.question);
    if (options.region) {
      proved.region =
          smt::prove_region(failing, result.scenario, samples_around(failing, result.scenario),
                            quick, options.region_budget);
    }
    if (options.fields) {
      smt::FieldsFound found = smt::prove_fields(failing, result.scenario, quick);
      proved.fields_query = std::move(found.query);
      proved.fields = std::move(found.fields);
      proved.anything_at_once = found.anything_at_once;
      for (FieldFreedom &field : proved.fields)
        field.value = value_text(result.scenario, field.field);
    }
  } catch (const smt::ExplorationError &error) {
    result.scenario = minimized;
    proved = {};
    proved.minimum.reason = error.what();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  proved.seconds = elapsed.count();
  return result;
}

} // namespace dma_verify
