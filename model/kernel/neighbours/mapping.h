// SPDX-License-Identifier: GPL-2.0-only
// How a physical range becomes a mapping: dma-iommu (drivers/iommu/dma-iommu.c), operations tables,
// and the bounce buffers (kernel/dma/swiotlb.c) beneath some of them. SEMANTICS.md,
// "iommu_dma_map_phys" and "DMA_MAPPING_ERROR", W4, W6.
#pragma once

#include "model/kernel/types.h"
#include "model/words/page_arithmetic.h"

namespace dma_verify::mapping {

// Why iommu_dma_map_phys answers DMA_MAPPING_ERROR, in the order of its tests.
enum class IommuRefusal : std::uint8_t {
  none,
  incoherent_bounce,    // a bounce is needed, and the caller asked for coherent memory (7.2)
  no_bounce_slot,       // a bounce is needed, and swiotlb is inactive or full
  deferred_attach,      // attaching the device's domain failed
  min_align_mask,       // larger than the IOVA granule
  iova_exhausted,       // no address below the streaming mask
  page_table_allocation // GFP_ATOMIC, whatever the caller's gfp
};

// A device and its range as iommu_dma_map_phys sees it.
template <class M> struct IommuRequest {
  typename M::PhysicalAddress phys{};
  typename M::Bytes bytes{};
  unsigned granule_shift = 12;  // of the IOVA domain; at most the page shift
  bool untrusted = false;       // bounces what is not aligned to the granule
  bool coherent_only = false;   // DMA_ATTR_REQUIRE_COHERENT, which the helpers never pass
  bool bounce_slot_free = true; // swiotlb
  bool attach_fails = false;
  bool min_align_mask_fits = true;
  bool iova_free = true;
  bool page_table_fails = false;
};

template <class M> typename M::Bool bounces(const IommuRequest<M> &request) {
  using Phys = typename M::PhysicalAddress::Word;
  if (!request.untrusted)
    return typename M::Bool(false);
  const Phys mask((Uint128{1} << request.granule_shift) - 1);
  const Phys both_ends = request.phys.word | resize<M::kPhysBits>(request.bytes.word);
  return (both_ends & mask) != Phys(0);
}

// Whole pages never bounce if the granule is at most a page. So the helpers' mappings through
// dma-iommu never do.
template <class M> IommuRefusal refusal(const IommuRequest<M> &request) {
  if (bounces<M>(request)) {
    if (request.coherent_only)
      return IommuRefusal::incoherent_bounce;
    if (!request.bounce_slot_free)
      return IommuRefusal::no_bounce_slot;
  }
  if (request.attach_fails)
    return IommuRefusal::deferred_attach;
  if (!request.min_align_mask_fits)
    return IommuRefusal::min_align_mask;
  if (!request.iova_free)
    return IommuRefusal::iova_exhausted;
  return request.page_table_fails ? IommuRefusal::page_table_allocation : IommuRefusal::none;
}

// A mapping that fails after it got a bounce slot releases it.
template <class M> bool keeps_slot(const IommuRequest<M> &request) {
  return bounces<M>(request) && refusal<M>(request) == IommuRefusal::none;
}

// Bytes of bus addresses that a mapping takes: whole granules, around the range.
template <class M> typename M::Bytes mapped_bytes(const IommuRequest<M> &request) {
  using Word = typename M::Word;
  const Word mask((Uint128{1} << request.granule_shift) - 1);
  const Word before = resize<M::kWordBits>(request.phys.word) & mask;
  return page_align<M>(request.bytes + typename M::Bytes(before), request.granule_shift);
}

// What the PS3's operations answer: the bus address, which is 0 after a failure, where the contract
// asks for DMA_MAPPING_ERROR (W4).
template <class M> typename M::BusAddress ps3_answer(bool mapped, typename M::BusAddress bus) {
  return mapped ? bus : typename M::BusAddress{};
}

// What lies in one piece of memory.
enum class Content : std::uint8_t { zero, device, stale };

// A bounce slot: filled from the buffer when the mapping is made, whatever DMA_ATTR_SKIP_CPU_SYNC
// says, so that what the device does not write is not something else's data (N8).
struct BounceSlot {
  Content content = Content::stale;

  static BounceSlot mapped_from(Content buffer) { return {buffer}; }
  void device_writes() { content = Content::device; }
  // sync_for_device: nothing is copied if the device only writes.
  void sync_for_device(Direction direction, Content buffer) {
    if (direction != Direction::from_device)
      content = buffer;
  }
  // sync_for_cpu: the slot is copied back, over whatever the buffer holds by now.
  void sync_for_cpu(Direction direction, Content &buffer) const {
    if (direction != Direction::to_device)
      buffer = content;
  }
};

} // namespace dma_verify::mapping
