// SPDX-License-Identifier: GPL-2.0-only
#include "model/world/platform.h"

#include "model/world/world.h"

namespace dma_verify::world {
namespace {

using M = WidestMachine;

// Pages; together they fit the low memory of every architecture.
constexpr std::uint64_t kBuddyPages = 256;
constexpr std::uint64_t kAreaPages = 32;
constexpr unsigned kPoolPages = 16;
constexpr std::uint64_t kPoolFrames = 512; // behind the machine's memory

static_assert(kPoolPages <= kPoolVmallocPages);

Pool make_pool(const Architecture &architecture) {
  const unsigned shift = architecture.page_shift;
  Pool pool;
  pool.base = M::VirtualAddress(M::Word(architecture.vmalloc_base));
  pool.pages = M::UnsignedInt(kPoolPages);
  // The device's own memory is not part of the machine's memory.
  pool.first = M::FrameNumber(M::Word((architecture.linear_size >> shift) + kPoolFrames));
  return pool;
}

} // namespace

Platform make_platform(const Architecture &architecture, const PlatformOptions &options) {
  Platform platform;
  platform.architecture = architecture;
  platform.buddy = {0, kBuddyPages};
  const std::uint64_t areas =
      options.high_memory ? architecture.linear_size >> architecture.page_shift : kBuddyPages;
  platform.device_area = {areas, kAreaPages};
  platform.node_area = {areas + kAreaPages, kAreaPages};
  platform.standard_area = {areas + 2 * kAreaPages, kAreaPages};
  platform.areas_are_high_memory = options.high_memory;
  platform.partial_pages = options.partial_pages;

  Device plain{.name = "ops"};
  plain.bounces = options.bouncing;
  Device area{.name = "contiguous area of its own"};
  area.own_area = true;
  area.coherent = !architecture.mmu;
  area.coherent_dma_mask = 0xffff'ffff;
  Device direct{.name = "ops without unmap"};
  direct.ops_has_unmap = false;
  direct.numa_node = 1;
  direct.coherent_dma_mask = 0xff'ffff;
  direct.has_dma_mask = false;
  platform.devices = {plain, area, direct};
  if (architecture.mmu) { // a pool is memremapped
    Device with_pool{.name = "memory of its own"};
    with_pool.coherent = false;
    with_pool.bus_dma_limit = 0xffff'ffff;
    with_pool.pool = make_pool(architecture);
    platform.devices.push_back(with_pool);
  }
  if (options.iommu_devices) {
    Device iommu{.name = "dma-iommu"};
    iommu.use_dma_iommu = true;
    iommu.numa_node = 0;
    iommu.coherent_dma_mask = iommu.bus_dma_limit = 0xff'ffff'ffff;
    platform.devices.push_back(iommu);
  }
  return platform;
}

} // namespace dma_verify::world
