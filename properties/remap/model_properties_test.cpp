// SPDX-License-Identifier: GPL-2.0-only
// The model keeps every property in random scenarios of each row, in every form; and the random
// scenarios are inside the contract and take all ways.
#include "model/remap/run.h"
#include "properties/remap/agreement.h"
#include "properties/remap/assess.h"
#include "properties/remap/generators/drawn.h"
#include "properties/remap/order.h"
#include "properties/remap/path_classes.h"

#include <doctest/doctest.h>

#include <set>

namespace dma_verify::remap {
namespace {

constexpr std::uint64_t kCases = 100'000; // on each row, over all helpers and forms

TEST_CASE("the model of remap.c violates no clause, in any form, on any row") {
  for (const Architecture &row : rows_with_mmu()) {
    CAPTURE(architecture_id(row));
    for (std::uint64_t i = 0; i < kCases; ++i) {
      const Form &form = kForms[i % kForms.size()];
      const Helper helper = kAllHelpers[i / kForms.size() % kAllHelpers.size()];
      const auto violated = violated_clauses_of(
          drawn(row, helper, i, environment_of(form)),
          [&](const auto &scenario, auto &observation) { run_model(scenario, observation, form); });
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
        CAPTURE(assumption::kTexts[static_cast<std::size_t>(one)].id);
        REQUIRE(keeps(std::array{one}, scenario));
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
          run_model(scenario, observation);
          return path_class_of(scenario, observation);
        }));
      }
      const auto classes = path_classes(helper);
      for (std::size_t which = 0; which < classes.size(); ++which) {
        CAPTURE(classes[which].id);
        const bool open = classes[which].excluded_by.empty() &&
                          (helper != Helper::contiguous_remap ||
                           is_possible(static_cast<ContiguousClass>(which), row));
        CHECK(taken.contains(which) == open);
      }
    }
  }
}

TEST_CASE("the forms of remap.c agree where no flag stands beside VM_DMA_COHERENT") {
  const Architecture row = find_architecture("64-64-64-12").value();
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const StoredScenario scenario = drawn(row, kAllHelpers[i % kAllHelpers.size()], i, {false});
    StoredObservation first;
    run_model(scenario, first, kForms.front());
    for (const Form &form : kForms) {
      StoredObservation other;
      run_model(scenario, other, form);
      REQUIRE(agrees(first, other));
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
  CHECK(fault_answers(Helper::contiguous_remap, {false}).size() == 3);
}

TEST_CASE("of two scenarios of remap.c exactly one is smaller, unless their numbers are equal") {
  const Architecture row = find_architecture("64-64-64-12").value();
  for (const Helper helper : kAllHelpers) {
    for (std::uint64_t i = 0; i < 500; ++i) {
      const StoredScenario a = drawn(row, helper, 2 * i);
      const StoredScenario b = drawn(row, helper, 2 * i + 1);
      CHECK(!is_smaller(a, a));
      CHECK(!(is_smaller(a, b) && is_smaller(b, a)));
      std::vector<std::uint64_t> numbers_of_a;
      std::vector<std::uint64_t> numbers_of_b;
      for_each_rank(a, [&](std::string_view, const WidestMachine::Wide &number) {
        numbers_of_a.push_back(static_cast<std::uint64_t>(number.value()));
      });
      for_each_rank(b, [&](std::string_view, const WidestMachine::Wide &number) {
        numbers_of_b.push_back(static_cast<std::uint64_t>(number.value()));
      });
      CHECK(is_smaller(a, b) == (numbers_of_a < numbers_of_b));
    }
  }
}

} // namespace
} // namespace dma_verify::remap
