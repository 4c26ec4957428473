// SPDX-License-Identifier: GPL-2.0-only
// The trials of fields, with failures of which is known on which fields they depend.
#include "harness/counterexamples/examination/field_trials.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify {
namespace {

StoredScenario scenario_of(HelperId call) {
  StoredScenario scenario;
  scenario.architecture = find_architecture("64-64-64-12").value();
  scenario.call = call;
  scenario.size.word = Bits<64>(0x3000);
  scenario.vma.vm_end.word = Bits<64>(0x1000);
  return scenario;
}

std::vector<FieldTrial> trials_of(const StoredScenario &scenario, const RunTrial &run) {
  std::vector<FieldTrial> trials;
  try_fields(scenario, run, [&](std::size_t number, const FieldTrial &trial) {
    CHECK(number == trials.size());
    trials.push_back(trial);
  });
  return trials;
}

FieldTrial trial_of(const StoredScenario &scenario, const RunTrial &run, const std::string &name) {
  const auto names = trial_names(scenario.call);
  const auto at = std::ranges::find(names, name);
  REQUIRE(at != names.end());
  return trials_of(scenario, run).at(static_cast<std::size_t>(at - names.begin()));
}

TEST_CASE("every field that a call reads is tried, with other values of its own alone") {
  for (const HelperId call : all_helpers()) {
    const StoredScenario scenario = scenario_of(call);
    std::size_t fields = 0;
    for_each_field([&](const Field &field, const auto &) { fields += field.used_by(call); },
                   scenario);
    const std::size_t joint = call == ops_helpers::Helper::mmap ? 1 : 0;
    CHECK(trial_names(call).size() == fields + joint);
    for (const FieldTrial &trial :
         trials_of(scenario, [](const StoredScenario &) { return TrialEnd::fails; })) {
      CHECK(trial.may_be_anything());
      CHECK(trial.failed > 0);
    }
  }
}

TEST_CASE("a field on which the failure depends is no field that may be anything") {
  const StoredScenario scenario = scenario_of(ops_helpers::Helper::mmap);
  const RunTrial only_this_size = [&](const StoredScenario &changed) {
    return changed.size == scenario.size ? TrialEnd::fails : TrialEnd::holds;
  };
  const FieldTrial size = trial_of(scenario, only_this_size, "size");
  CHECK(size.failed == 0);
  CHECK(size.held > 10);
  CHECK(trial_of(scenario, only_this_size, "vm_pgoff").may_be_anything());
}

TEST_CASE("a boundary beside the value is found") {
  const StoredScenario scenario = scenario_of(ops_helpers::Helper::mmap);
  const RunTrial at_least = [&](const StoredScenario &changed) {
    return changed.size >= scenario.size ? TrialEnd::fails : TrialEnd::holds;
  };
  const FieldTrial size = trial_of(scenario, at_least, "size");
  CHECK(size.failed > 0);
  CHECK(size.held > 0);
  CHECK_FALSE(size.may_be_anything());
}

TEST_CASE("what says nothing makes no field free") {
  const FieldTrial size = trial_of(
      scenario_of(ops_helpers::Helper::alloc_pages),
      [](const StoredScenario &) { return TrialEnd::outside; }, "size");
  CHECK(size.outside > 0);
  CHECK_FALSE(size.may_be_anything());
}

TEST_CASE("both ends of a VMA move together, and it stays as long as it is") {
  const StoredScenario scenario = scenario_of(ops_helpers::Helper::mmap);
  unsigned moved = 0;
  trials_of(scenario, [&](const StoredScenario &changed) {
    const bool start = changed.vma.vm_start != scenario.vma.vm_start;
    const bool end = changed.vma.vm_end != scenario.vma.vm_end;
    if (start && end) {
      ++moved;
      CHECK(changed.vma.vm_end.word.value() - changed.vma.vm_start.word.value() == 0x1000);
      CHECK(changed.vma.vm_start.word.value() % 0x1000 == 0);
    }
    return TrialEnd::fails;
  });
  CHECK(moved > 5);
}

TEST_CASE("words stay inside their width") {
  StoredScenario scenario = scenario_of(ops_helpers::Helper::alloc_pages);
  scenario.architecture = find_architecture("32-32-32-12").value();
  trials_of(scenario, [&](const StoredScenario &changed) {
    CHECK(changed.size.word.value() <= 0xffffffff);
    CHECK(changed.dma_handle.word.value() <= 0xffffffff);
    CHECK(changed.map_handle.word.value() <= 0xffffffff);
    CHECK(changed.contiguous_page.frame.word.value() <= 0xffffffff);
    return TrialEnd::holds;
  });
}

TEST_CASE("fields that may be anything alone need not be so together") {
  const StoredScenario scenario = scenario_of(ops_helpers::Helper::mmap);
  const RunTrial not_both = [&](const StoredScenario &changed) {
    const bool both = changed.attrs != scenario.attrs && changed.dma_handle != scenario.dma_handle;
    return both ? TrialEnd::holds : TrialEnd::fails;
  };
  const auto trials = trials_of(scenario, not_both);
  CHECK(std::ranges::all_of(trials, &FieldTrial::may_be_anything));
  CHECK(try_at_once(scenario, trials, not_both).held > 0);
  const RunTrial always = [](const StoredScenario &) { return TrialEnd::fails; };
  CHECK(try_at_once(scenario, trials, always).may_be_anything());
}

TEST_CASE("trials are the same each time") {
  const StoredScenario scenario = scenario_of(ops_helpers::Helper::get_sgtable);
  const RunTrial some = [](const StoredScenario &changed) {
    return changed.size.word.value() % 3 == 0 ? TrialEnd::fails : TrialEnd::holds;
  };
  CHECK(trials_of(scenario, some) == trials_of(scenario, some));
}

} // namespace
} // namespace dma_verify
