// SPDX-License-Identifier: GPL-2.0-only
// The classes of ways through the helpers, on random calls.
#include "properties/path_classes/path_classes.h"

#include "model/kernel/convert.h"
#include "model/run_model.h"
#include "properties/model_subject.h"
#include "properties/random/scenarios.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>
#include <string>
#include <string_view>

namespace dma_verify {
namespace {

std::size_t class_of(const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    const Scenario<M> scenario = convert_scenario<M>(stored);
    Observation<M> observation;
    run_model(scenario, observation);
    return path_class_of<M>(scenario, observation);
  });
}

// The classes that calls inside the contract are of, over all fault schedules.
std::set<std::string_view> classes_met(HelperId call, const Architecture &row) {
  std::set<std::string_view> met;
  std::uint64_t seed = 0;
  for (const auto &schedule : random::fault_schedules(call, {})) {
    for (int i = 0; i < 150; ++i) {
      const StoredScenario scenario =
          random::generate(rc::Random(++seed), 100, row, call, schedule, random::Aim::mixed);
      const std::size_t found = class_of(scenario);
      REQUIRE(found < path_classes_of(call).size());
      met.insert(path_classes_of(call)[found].id);
    }
  }
  return met;
}

TEST_CASE("calls inside the contract are of the classes that are declared reachable, and of all") {
  for (const char *const id : {"64-64-64-12", "32-64-64-16", "64-64-64-12-nommu"}) {
    const Architecture row = find_architecture(id).value();
    for (const HelperId call : all_helpers()) {
      const auto met = classes_met(call, row);
      for (const PathClass &path_class : path_classes_of(call)) {
        const bool is_met = met.count(path_class.id) == 1;
        CHECK_MESSAGE(is_met == is_reachable(path_class, row), id << ": " << path_class.id);
      }
    }
  }
}

TEST_CASE("classes have ids and statements of their own, and contracts exclude them by name") {
  for (const HelperId call : all_helpers()) {
    std::set<std::string_view> ids;
    for (const PathClass &path_class : path_classes_of(call)) {
      CHECK(ids.insert(path_class.id).second);
      CHECK_FALSE(path_class.statement.empty());
      CHECK(path_class.id.find(' ') == std::string_view::npos);
      for (const Assumption assumption : path_class.excluded_by) {
        const auto contract = contract_of(call);
        CHECK(std::ranges::find(contract, assumption) != contract.end());
      }
    }
  }
}

} // namespace
} // namespace dma_verify
