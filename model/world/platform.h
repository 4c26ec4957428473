// SPDX-License-Identifier: GPL-2.0-only
// The machine in which sequences run: its devices, and where its allocators have their memory.
// Small, so that memory runs out and is used again.
#pragma once

#include "model/kernel/neighbours/coherent_pool.h"
#include "model/words/architecture.h"
#include "model/world/contents.h"

#include <optional>
#include <string_view>
#include <vector>

namespace dma_verify::world {

using Pool = coherent_pool::Pool<WidestMachine>;

struct Device {
  std::string_view name; // what is special about it
  bool use_dma_iommu = false;
  bool ops_has_unmap = true;
  bool own_area = false; // dev->cma_area
  int numa_node = -1;
  bool coherent = true; // if not, its buffers are mapped uncached, in the vmalloc area
  bool bounces = false;
  std::uint64_t coherent_dma_mask = ~std::uint64_t{0};
  std::uint64_t bus_dma_limit = 0; // 0: none
  bool has_dma_mask = true;
  std::optional<Pool> pool{}; // memory of its own
};

struct Platform {
  Architecture architecture{};
  std::vector<Device> devices{};
  Frames buddy{};
  Frames device_area{};
  Frames node_area{}; // of every node
  Frames standard_area{};
  bool areas_are_high_memory = false;
  bool partial_pages = false; // pools are asked for any number of bytes
};

// Properties of a platform that the callers' contracts exclude, or that a form of the file does not
// know.
struct PlatformOptions {
  bool iommu_devices = true; // false before Linux 6.12: every device has an ops table
  bool bouncing = false;     // breaks whole_pages_do_not_bounce for the first device
  bool high_memory = false;  // breaks blocks_in_low_memory: the contiguous areas are high memory
  bool partial_pages =
      false; // breaks buffer_zeroed: pools hand out parts of pages, and zero only these parts
};

// With one device of each kind; not for small words.
Platform make_platform(const Architecture &architecture, const PlatformOptions &options = {});

} // namespace dma_verify::world
