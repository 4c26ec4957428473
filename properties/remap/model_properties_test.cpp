// SPDX-License-Identifier: GPL-2.0-only
// The model keeps every property in random scenarios of each row, in every form; and the random
// scenarios are inside the contract and take all ways.
#include "model/remap/run.h"
#include "properties/agreement.h"
#include "properties/broken_assumptions.h"
#include "properties/order/order.h"
#include "properties/path_classes/path_classes.h"
#include "properties/remap/assess.h"
#include "properties/remap/generators/drawn.h"

#include <doctest/doctest.h>

#include <set>

namespace dma_verify::remap {
namespace {

// What can be asked of a file of this form.
random::Environment environment_of(const Form &form) {
  return {.split_memmaps = form.next_page == NextPage::by_frame};
}

constexpr std::uint64_t kCases = 100'000; // on each row, over all helpers and forms

TEST_CASE("the model of remap.c violates no clause, in any form, on any row") {
  for (const Architecture &row : rows_with_mmu()) {
    CAPTURE(architecture_id(row));
    for (std::uint64_t i = 0; i < kCases; ++i) {
      const Form &form = kForms[i % kForms.size()];
      const Helper helper = kAllHelpers[i / kForms.size() % kAllHelpers.size()];
      const auto violated = violated_clauses_of(
          drawn(row, helper, i, environment_of(form)),
          [&](const auto &scenario, auto &observation) { run_form(scenario, observation, form); });
      if (violated.empty())
        continue;
      CAPTURE(violated.front().property);
      CAPTURE(violated.front().clause);
      CAPTURE(form.id);
      FAIL("the model violates a clause");
    }
  }
}

TEST_CASE("random scenarios of remap.c keep the contract of their helper") {
  for (const Architecture &row : rows_with_mmu()) {
    CAPTURE(architecture_id(row));
    for (std::uint64_t i = 0; i < 4000; ++i) {
      const Helper helper = kAllHelpers[i % kAllHelpers.size()];
      const StoredScenario scenario = drawn(row, helper, i);
      for (const Assumption one : contract_of(helper)) {
        CAPTURE(i);
        CAPTURE(text_of(one).id);
        REQUIRE(dma_verify::keeps(std::array{one}, scenario));
      }
    }
  }
}

TEST_CASE("random scenarios of remap.c take every way that the contract leaves open") {
  for (const Architecture &row : rows_with_mmu()) {
    CAPTURE(architecture_id(row));
    for (const Helper helper : kAllHelpers) {
      std::set<std::size_t> taken;
      for (std::uint64_t i = 0; i < 4000; ++i) {
        const StoredScenario stored = drawn(row, helper, i);
        taken.insert(with_machine(row, [&]<class M>() {
          const auto scenario = convert_scenario<M>(stored);
          Observation<M> observation;
          remap::run_form(scenario, observation);
          return path_class_of(scenario, observation);
        }));
      }
      const auto classes = path_classes_of(helper);
      for (std::size_t which = 0; which < classes.size(); ++which) {
        CAPTURE(classes[which].id);
        CHECK(taken.contains(which) == is_reachable(classes[which], row));
      }
    }
  }
}

TEST_CASE("the forms of remap.c agree where no flag stands beside VM_DMA_COHERENT") {
  const Architecture row = find_architecture("64-64-64-12").value();
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const StoredScenario scenario =
        drawn(row, kAllHelpers[i % kAllHelpers.size()], i, {.split_memmaps = false});
    StoredObservation first;
    run_form(scenario, first, kForms.front());
    for (const Form &form : kForms) {
      StoredObservation other;
      run_form(scenario, other, form);
      REQUIRE(agrees(scenario.call, first, other));
    }
  }
}

TEST_CASE("each fault schedule of remap.c is listed once, the one without a fault first") {
  for (const Helper helper : kAllHelpers) {
    const auto all = fault_answers(helper, {});
    CHECK(all.front().kvmalloc_array);
    CHECK(all.front().vmap);
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j)
        CHECK(!(all[i] == all[j]));
    }
  }
  CHECK(fault_answers(Helper::contiguous_remap, {}).size() == 6);
  CHECK(fault_answers(Helper::contiguous_remap, {.split_memmaps = false}).size() == 3);
}

TEST_CASE("of two scenarios of remap.c exactly one is smaller, unless their numbers are equal") {
  const Architecture row = find_architecture("64-64-64-12").value();
  for (const Helper helper : kAllHelpers) {
    for (std::uint64_t i = 0; i < 500; ++i) {
      const StoredScenario a = drawn(row, helper, 2 * i);
      const StoredScenario b = drawn(row, helper, 2 * i + 1);
      CHECK(compare_scenarios(a, a) == 0);
      CHECK(compare_scenarios(a, b) == -compare_scenarios(b, a));
    }
  }
}

} // namespace
} // namespace dma_verify::remap
