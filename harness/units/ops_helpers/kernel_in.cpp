// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/kernel_in.h"

#include "model/ops_helpers/kernel/buffer.h"

#include <algorithm>

namespace dma_verify::ops_helpers {
namespace {

bool has_no_pool(const StoredScenario &scenario) {
  return !pool_claims<WidestMachine>(scenario) && scenario.buffer_kind != BufferKind::device_pool;
}
bool has_no_node(const StoredScenario &scenario) {
  return scenario.call != Helper::alloc_pages || scenario.numa_node == -1;
}

} // namespace

WayOfKernel kernel_in(const Way &way) {
  const auto lacks = [&](std::string_view name) {
    return std::ranges::find(way, KernelOption{std::string(name), false}) != way.end();
  };
  const bool pools = !lacks("CONFIG_DMA_DECLARE_COHERENT");
  const bool nodes = !lacks("CONFIG_NUMA");
  WayOfKernel kernel;
  kernel.iommu_devices = !lacks("CONFIG_IOMMU_DMA");
  if (!pools)
    kernel.silent.emplace_back("pool"); // nobody need ask for one
  if (!pools || !nodes) {
    kernel.can_occur = [=](const StoredScenario &scenario) {
      return (pools || has_no_pool(scenario)) && (nodes || has_no_node(scenario));
    };
  }
  return kernel;
}

std::vector<Way> other_ways(const SourceText &source) {
  const bool by_page = source.uses("map_page") || source.uses("unmap_page");
  const bool by_phys = source.uses("map_phys") || source.uses("unmap_phys");
  if (!by_page || !by_phys)
    return {};
  return {{{"map_page", false}}, {{"map_phys", false}}};
}

} // namespace dma_verify::ops_helpers
