// SPDX-License-Identifier: GPL-2.0-only
// Computes from a trace who owns which pages and which mappings exist. Used by the properties of
// allocation, release and mapping.
#pragma once

#include "properties/property.h"

namespace dma_verify::properties {

// A block of pages that the trace acquired at effect number `acquired`.
template <class M> struct Block {
  std::size_t acquired = 0;
  Allocator allocator = Allocator::buddy;
  typename M::FrameNumber first{};
  typename M::PageCount pages{};
  typename M::Bool zeroed_by_allocator{}; // __GFP_ZERO to the buddy allocator
};

// The blocks that alloc_pages acquired, in order.
template <class M>
std::vector<Block<M>> acquired_blocks(const Scenario<M> &scenario,
                                      const Observation<M> &observation) {
  using UnsignedInt = typename M::UnsignedInt;
  std::vector<Block<M>> blocks;
  for (std::size_t i = 0; i < observation.trace.size(); ++i) {
    const Effect<M> &effect = observation.trace[i];
    if (effect.page.is_null)
      continue;
    if (effect.kind == EffectKind::dma_alloc_contiguous) {
      blocks.push_back({i, Allocator::contiguous, effect.page.frame,
                        whole_pages<M>(effect.bytes, scenario.architecture.page_shift),
                        typename M::Bool(false)});
    } else if (effect.kind == EffectKind::alloc_pages_node) {
      blocks.push_back({i, Allocator::buddy, effect.page.frame, pages_of_order<M>(effect.order),
                        (effect.gfp & UnsignedInt(kGfpZero)) != UnsignedInt(0)});
    }
  }
  return blocks;
}

inline bool is_release(EffectKind kind) {
  return kind == EffectKind::dma_free_contiguous || kind == EffectKind::free_pages;
}

// The effect releases the block's first page, by any of the functions that release.
template <class M> typename M::Bool releases(const Effect<M> &effect, const Block<M> &block) {
  if (effect.page.is_null)
    return typename M::Bool(false);
  return effect.page.frame == block.first;
}

// dma_free_contiguous with this size releases exactly the block: to the contiguous area
// PAGE_ALIGN(size) >> PAGE_SHIFT pages as unsigned int, to the buddy allocator get_order(size).
// SEMANTICS.md, "dma_free_contiguous".
template <class M>
typename M::Bool freed_exactly_by_size(const Block<M> &block, typename M::Bytes size,
                                       unsigned page_shift) {
  if (block.allocator == Allocator::buddy) {
    return pages_of_order<M>(get_order<M>(size, page_shift)) == block.pages;
  }
  const auto pages = resize<M::kIntBits>(page_count<M>(size, page_shift).word);
  return resize<M::kWordBits>(pages) == block.pages.word;
}

// The release, of a block whose first page it names, takes exactly its pages back to the allocator
// that they came from.
template <class M>
typename M::Bool releases_exactly(const Effect<M> &effect, const Block<M> &block,
                                  unsigned page_shift) {
  if (effect.kind == EffectKind::dma_free_contiguous) {
    return freed_exactly_by_size(block, effect.bytes, page_shift);
  }
  if (block.allocator != Allocator::buddy)
    return typename M::Bool(false);
  return pages_of_order<M>(effect.order) == block.pages;
}

// After a failed mapping call there is nothing to unmap. A call that hides its failure (W4) counts
// as failed.
template <class M>
typename M::Bool map_succeeded(const Scenario<M> &scenario, const Effect<M> &effect) {
  if (scenario.map_fails_silently)
    return typename M::Bool(false);
  return effect.handle != dma_mapping_error<M>();
}

// An unmap of exactly this mapping.
template <class M>
typename M::Bool unmaps(const Effect<M> &effect, typename M::BusAddress handle,
                        typename M::Bytes bytes) {
  return both(effect.handle == handle, effect.bytes == bytes);
}

// The mapping made by effect `map` still lives just before effect `until`. A device without an
// unmap operation needs none.
template <class M>
typename M::Bool mapping_lives(const Scenario<M> &scenario, const Observation<M> &observation,
                               std::size_t map, std::size_t until) {
  using Bool = typename M::Bool;
  const Effect<M> &made = observation.trace[map];
  if (made.path == MapPath::ops && !scenario.ops_has_unmap)
    return Bool(false);
  Bool unmapped(false);
  for (std::size_t i = map + 1; i < until; ++i) {
    const Effect<M> &effect = observation.trace[i];
    if (effect.kind != EffectKind::unmap || effect.path != made.path)
      continue;
    unmapped = either(unmapped, unmaps<M>(effect, made.handle, made.bytes));
  }
  return both(map_succeeded<M>(scenario, made), negate(unmapped));
}

// The byte range [address, address + bytes) meets the block's linear-map range.
template <class M>
typename M::Bool writes_into(const Scenario<M> &scenario, const Effect<M> &effect,
                             const Block<M> &block) {
  const Architecture &arch = scenario.architecture;
  const auto start = M::wide(linear_address<M>(arch, block.first).word);
  const auto end = start + (M::wide(block.pages.word) << arch.page_shift);
  const auto from = M::wide(effect.address.word);
  const auto to = from + M::wide(effect.bytes.word);
  return both(from < end, start < to);
}

// The write lies wholly inside the block.
template <class M>
typename M::Bool writes_inside(const Scenario<M> &scenario, const Effect<M> &effect,
                               const Block<M> &block) {
  const Architecture &arch = scenario.architecture;
  const auto start = M::wide(linear_address<M>(arch, block.first).word);
  const auto end = start + (M::wide(block.pages.word) << arch.page_shift);
  const auto from = M::wide(effect.address.word);
  return both(start <= from, from + M::wide(effect.bytes.word) <= end);
}

} // namespace dma_verify::properties
