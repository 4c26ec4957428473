// SPDX-License-Identifier: GPL-2.0-only
// dispatch: a device behind dma-iommu is mapped by dma-iommu, any other by its ops table. Judged
// also on calls that crashed, since a touch of the missing table is a crash.
#pragma once

#include "properties/property.h"

namespace dma_verify::properties {

// Offsets below this, from a NULL ops table, are reads of its members. Bytes.
inline constexpr std::uint64_t kOpsTableBytes = 4096;

template <class M>
void judge_dispatch(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
  using Bool = typename M::Bool;
  bool through_ops = false;
  bool through_iommu = false;
  for (const Effect<M> &effect : observation.trace) {
    if (effect.kind != DmaEffect::map && effect.kind != DmaEffect::unmap)
      continue;
    (effect.path == MapPath::ops ? through_ops : through_iommu) = true;
  }
  const bool crashed_in_table =
      observation.completion == Completion::crashed && observation.fault_address < kOpsTableBytes;
  const bool iommu = scenario.use_dma_iommu;
  judgement.require("ops-untouched", Bool(!iommu || (!through_ops && !crashed_in_table)));
  judgement.require("iommu-untouched", Bool(iommu || !through_iommu));
}

inline constexpr std::array kDispatchClauses = {
    ClauseText{"ops-untouched", "use_dma_iommu: the ops table, which is NULL, is never touched"},
    ClauseText{"iommu-untouched", "otherwise dma-iommu is not called"},
};
inline constexpr std::array kDispatchAssumptions =
    assumptions(ops_helpers::Assumed::device_can_map, ops_helpers::Assumed::blocks_in_low_memory);
inline constexpr std::array kDispatchLabels = {
    LabelText{"IOMMU device", 15, LabelNeeds::iommu_devices}, LabelText{"ops device", 15}};

template <class M> LabelSet dispatch_labels(const Scenario<M> &scenario) {
  Labels<kDispatchLabels> labels;
  labels.add_one_of(scenario.use_dma_iommu, "IOMMU device", "ops device");
  return labels.set();
}

struct AllocPagesDispatch {
  static constexpr PropertyText kText = {
      .id = "dispatch.alloc_pages",
      .call = ops_helpers::Helper::alloc_pages,
      .statement = "alloc_pages maps through dma-iommu or through the ops table, as the device is",
      .clauses = kDispatchClauses,
      .assumptions = kDispatchAssumptions,
      .source = "dma_common_alloc_pages(), use_dma_iommu()",
      .labels = kDispatchLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    judge_dispatch(scenario, observation, judgement);
  }
  template <class M> static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &) {
    return dispatch_labels(scenario);
  }
};

struct FreePagesDispatch {
  static constexpr PropertyText kText = {
      .id = "dispatch.free_pages",
      .call = ops_helpers::Helper::free_pages,
      .statement = "free_pages unmaps through dma-iommu or through the ops table, as the device is",
      .clauses = kDispatchClauses,
      .assumptions = kDispatchAssumptions,
      .source = "dma_common_free_pages(), use_dma_iommu()",
      .labels = kDispatchLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    judge_dispatch(scenario, observation, judgement);
  }
  template <class M> static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &) {
    return dispatch_labels(scenario);
  }
};

} // namespace dma_verify::properties
