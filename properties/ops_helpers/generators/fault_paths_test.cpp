// SPDX-License-Identifier: GPL-2.0-only
// The fault schedules take the model through all its ways: as many as a decision tree written by
// hand has leaves, and just those that a search through all answers finds.
#include "model/kernel/convert.h"
#include "model/ops_helpers/run.h"
#include "properties/ops_helpers/sweeps/decision_paths.h"
#include "properties/random/scenarios.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>
#include <string>
#include <vector>

namespace dma_verify::random {
namespace {

using ops_helpers::decision;
using ops_helpers::decision_paths;
using ops_helpers::Form;
using ops_helpers::helper_of;
using ops_helpers::kForms;
using ops_helpers::status_name;

const std::vector<HelperId> kCalls = {ops_helpers::Helper::get_sgtable, ops_helpers::Helper::mmap,
                                      ops_helpers::Helper::alloc_pages,
                                      ops_helpers::Helper::free_pages};

// The trees, from the services in SEMANTICS.md.
std::size_t leaf_count(HelperId call, const Form &form) {
  const std::size_t devices = form.dma_iommu ? 3 : 2; // ops with unmap, without, dma-iommu
  switch (ops_helpers::helper_of(call)) {
  case ops_helpers::Helper::get_sgtable: // sg_alloc_table: 0 or -ENOMEM
    return 2;
  case ops_helpers::Helper::mmap: {
    const std::size_t claimed = 5; // *ret is 0, -ENXIO, -EINVAL, -ENOMEM or -EACCES
    const std::size_t refused = 1; // out of bounds
    const std::size_t asked = 4;   // remap_pfn_range: 0, -EINVAL, -ENOMEM or -EACCES
    return claimed + refused + asked;
  }
  case ops_helpers::Helper::alloc_pages: {
    const std::size_t sources = 3 + 1; // three contiguous areas, or else the buddy allocator
    const std::size_t mapping = 2;     // a handle or DMA_MAPPING_ERROR
    const std::size_t nothing = 1;     // both have nothing
    return devices * (sources * mapping + nothing);
  }
  case ops_helpers::Helper::free_pages: // the block is a contiguous area's or the buddy allocator's
    return devices * 2;
  }
  return 0;
}

std::string device_of(const StoredScenario &scenario) {
  if (scenario.use_dma_iommu)
    return "dma-iommu";
  return scenario.ops_has_unmap ? "ops" : "ops without unmap";
}

// What the environment answered in one effect; nothing if it had no choice.
std::vector<std::string> answers_in(const StoredScenario &scenario,
                                    const Effect<WidestMachine> &effect) {
  const std::string kind(to_string(effect.kind));
  switch (dma_effect_of(effect.kind)) {
  case DmaEffect::sg_alloc_table:
  case DmaEffect::remap_pfn_range:
    return {decision(kind, status_name(effect.status))};
  case DmaEffect::dma_mmap_from_dev_coherent:
    if (effect.status == 0)
      return {decision(kind, "0")};
    return {decision(kind, "1"), decision("*ret", status_name(effect.pool_status))};
  case DmaEffect::dma_alloc_contiguous:
    return {decision(kind, effect.page.is_null ? "NULL" : to_string(scenario.contiguous_area))};
  case DmaEffect::alloc_pages_node:
    return {decision(kind, effect.page.is_null ? "NULL" : "page")};
  case DmaEffect::map: {
    const std::uint64_t error = ~std::uint64_t{0} >> (64U - scenario.architecture.dma_bits);
    const bool failed = effect.handle.word.value() == error;
    return {decision(kind, failed ? "DMA_MAPPING_ERROR" : "handle")};
  }
  case DmaEffect::dma_free_contiguous:
    if (scenario.call == ops_helpers::Helper::free_pages)
      return {decision(kind, to_string(scenario.block_owner))};
    return {};
  default:
    return {};
  }
}

// The way of one run, from its trace.
std::string path_of(const StoredScenario &scenario, const StoredObservation &observation) {
  std::string path;
  const auto add = [&](const std::string &step) { path += (path.empty() ? "" : " ") + step; };
  if (scenario.call == ops_helpers::Helper::alloc_pages ||
      scenario.call == ops_helpers::Helper::free_pages)
    add(decision("device", device_of(scenario)));
  for (const auto &effect : observation.trace) {
    for (const std::string &step : answers_in(scenario, effect))
      add(step);
  }
  return path;
}

// The ways of the model in many random scenarios of each schedule.
std::set<std::string> paths_of_schedules(HelperId call, const Form &form) {
  std::set<std::string> paths;
  StoredObservation observation;
  const Environment environment{form.dma_iommu};
  for (const FaultSchedule &schedule : fault_schedules(call, environment)) {
    for (const Architecture &architecture : architectures()) {
      if (!architecture.mmu || architecture.word_bits != 64)
        continue;
      for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const StoredScenario scenario =
            generate(rc::Random(seed), 100, architecture, call, schedule, Aim::mixed);
        ops_helpers::run_form(scenario, observation, form);
        paths.insert(path_of(scenario, observation));
      }
    }
  }
  return paths;
}

TEST_CASE("a search through all answers finds as many ways as the decision trees have leaves") {
  for (const Form &form : kForms) {
    CAPTURE(form.id);
    for (const HelperId call : kCalls) {
      CAPTURE(to_string(call));
      CHECK(decision_paths(helper_of(call), form).size() == leaf_count(call, form));
    }
  }
  CHECK(leaf_count(ops_helpers::Helper::mmap, ops_helpers::kSeedForm) == 10);
  CHECK(leaf_count(ops_helpers::Helper::alloc_pages, ops_helpers::kSeedForm) == 27);
}

TEST_CASE("the fault schedules take the model through just the ways that the search finds") {
  for (const Form &form : kForms) {
    CAPTURE(form.id);
    for (const HelperId call : kCalls) {
      CAPTURE(to_string(call));
      const auto expected = decision_paths(helper_of(call), form);
      const auto taken = paths_of_schedules(call, form);
      for (const std::string &path : expected) {
        CAPTURE(path);
        CHECK(taken.count(path) == 1);
      }
      for (const std::string &path : taken) {
        CAPTURE(path);
        CHECK(expected.count(path) == 1);
      }
    }
  }
}

TEST_CASE("without one of the schedules a way is missing, where no other takes it") {
  // Of alloc_pages, several schedules differ only in what is not asked; of the others, none do.
  for (const HelperId call : {ops_helpers::Helper::get_sgtable, ops_helpers::Helper::free_pages}) {
    CAPTURE(to_string(call));
    CHECK(fault_schedules(call, {}).size() == decision_paths(helper_of(call)).size());
  }
  // A refused request is no fault of the environment.
  CHECK(fault_schedules(ops_helpers::Helper::mmap, {}).size() + 1 ==
        decision_paths(ops_helpers::Helper::mmap).size());
}

TEST_CASE("a way is reported by its answers, in the order of the questions") {
  CHECK(decision_paths(ops_helpers::Helper::get_sgtable) ==
        std::set<std::string>{"sg_alloc_table=0", "sg_alloc_table=-ENOMEM"});
  const auto paths = decision_paths(ops_helpers::Helper::alloc_pages);
  CHECK(paths.count("device=ops dma_alloc_contiguous=NULL alloc_pages_node=page map=handle") == 1);
  CHECK(paths.count("device=dma-iommu dma_alloc_contiguous=node map=DMA_MAPPING_ERROR") == 1);
  CHECK(decision_paths(ops_helpers::Helper::free_pages, kForms[0])
            .count("device=ops without unmap dma_free_contiguous=buddy") == 1);
}

} // namespace
} // namespace dma_verify::random
