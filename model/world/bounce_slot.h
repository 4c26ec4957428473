// SPDX-License-Identifier: GPL-2.0-only
// What lies in memory, and in the bounce buffers (kernel/dma/swiotlb.c) beneath some mappings of
// devices. SEMANTICS.md, W6.
#pragma once

#include "model/kernel/types.h"

namespace dma_verify::world {

// What lies in one piece of memory.
enum class Content : std::uint8_t { zero, device, stale };

// A bounce slot: filled from the buffer when the mapping is made, whatever DMA_ATTR_SKIP_CPU_SYNC
// says, so that what the device does not write is not something else's data (N8).
struct BounceSlot {
  Content content = Content::stale;

  static BounceSlot mapped_from(Content buffer) { return {buffer}; }
  void device_writes() { content = Content::device; }
  // sync_for_cpu: the slot is copied back, over whatever the buffer holds by now.
  void sync_for_cpu(Direction direction, Content &buffer) const {
    if (direction != Direction::to_device)
      buffer = content;
  }
};

} // namespace dma_verify::world
