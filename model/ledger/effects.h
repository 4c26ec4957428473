// SPDX-License-Identifier: GPL-2.0-only
// What each effect of a trace acquires, releases, maps, unmaps and writes. One text for machine
// words and for terms, read by the properties of single calls and by the ledger of sequences.
// Ownership is told by acquisition: pages that are released and acquired again are two entries.
#pragma once

#include "model/kernel/neighbours/contiguous.h"
#include "model/kernel/trace.h"
#include "model/ops_helpers/kernel/buffer.h"

#include <optional>
#include <vector>

namespace dma_verify::ledger {

// Pages [first, first + count). Compared in exact numbers, which do not wrap.
template <class M> struct PageRun {
  typename M::FrameNumber first{};
  typename M::PageCount count{};

  [[nodiscard]] typename M::Wide start() const { return M::wide(first.word); }
  [[nodiscard]] typename M::Wide end() const { return start() + M::wide(count.word); }
  [[nodiscard]] typename M::Bool contains(typename M::FrameNumber frame) const {
    const auto exact = M::wide(frame.word);
    return both(start() <= exact, exact < end());
  }
  // All of these bytes of physical memory lie in it.
  [[nodiscard]] typename M::Bool contains_bytes(const typename M::Wide &from,
                                                const typename M::Wide &bytes,
                                                unsigned page_shift) const {
    const auto begins = start() << page_shift;
    return both(begins <= from, from + bytes <= begins + (M::wide(count.word) << page_shift));
  }
};

template <class M> typename M::Bool apart(const PageRun<M> &a, const PageRun<M> &b) {
  return either(a.end() <= b.start(), b.end() <= a.start());
}

// What one effect of a trace acquired.
template <class M> struct Acquisition {
  std::size_t effect = 0; // its number in the trace
  Allocator allocator = Allocator::buddy;
  PageRun<M> pages{};
  typename M::Bool zeroed_by_allocator{}; // __GFP_ZERO to the buddy allocator
};

// Nothing if the effect asks no allocator, or gets nothing.
template <class M>
std::optional<Acquisition<M>> acquisition_of(const Effect<M> &effect, std::size_t number,
                                             unsigned page_shift) {
  using UnsignedInt = typename M::UnsignedInt;
  if (effect.page.is_null)
    return std::nullopt;
  if (effect.kind == DmaEffect::dma_alloc_contiguous) {
    return Acquisition<M>{
        number, Allocator::contiguous,
        PageRun<M>{effect.page.frame, contiguous::requested_pages<M>(effect.bytes, page_shift)},
        typename M::Bool(false)};
  }
  if (effect.kind == DmaEffect::alloc_pages_node) {
    return Acquisition<M>{number, Allocator::buddy,
                          PageRun<M>{effect.page.frame, pages_of_order<M>(effect.order)},
                          (effect.gfp & UnsignedInt(kGfpZero)) != UnsignedInt(0)};
  }
  return std::nullopt;
}

// All that the trace acquired, in order.
template <class M>
std::vector<Acquisition<M>> acquisitions_of(const Scenario<M> &scenario,
                                            const Observation<M> &observation) {
  std::vector<Acquisition<M>> acquisitions;
  for (std::size_t i = 0; i < observation.trace.size(); ++i) {
    if (auto acquired =
            acquisition_of<M>(observation.trace[i], i, scenario.architecture.page_shift))
      acquisitions.push_back(*acquired);
  }
  return acquisitions;
}

inline bool is_release(EffectKind kind) {
  return kind == DmaEffect::dma_free_contiguous || kind == DmaEffect::free_pages;
}

// The release names the first of these pages, whichever allocator it gives them to.
template <class M> typename M::Bool releases(const Effect<M> &effect, const PageRun<M> &pages) {
  if (effect.page.is_null)
    return typename M::Bool(false);
  return effect.page.frame == pages.first;
}

// How many pages a release takes back from their owner. dma_free_contiguous finds out who that is:
// of the contiguous area PAGE_ALIGN(size) >> PAGE_SHIFT pages as unsigned int, of the buddy
// allocator get_order(size). SEMANTICS.md, "dma_free_contiguous".
template <class M>
typename M::PageCount pages_released(const Effect<M> &effect, Allocator owner,
                                     unsigned page_shift) {
  if (effect.kind == DmaEffect::free_pages)
    return pages_of_order<M>(effect.order);
  return owner == Allocator::contiguous ? contiguous::released_pages<M>(effect.bytes, page_shift)
                                        : pages_of_order<M>(get_order<M>(effect.bytes, page_shift));
}

// __free_pages gives to the buddy allocator whatever it is given.
template <class M> bool goes_to(const Effect<M> &effect, Allocator owner) {
  return effect.kind == DmaEffect::dma_free_contiguous || owner == Allocator::buddy;
}

// The release takes exactly as many pages as were acquired back to the allocator that they came
// from.
template <class M>
typename M::Bool releases_exactly(const Effect<M> &effect, const Acquisition<M> &acquired,
                                  unsigned page_shift) {
  if (!goes_to(effect, acquired.allocator))
    return typename M::Bool(false);
  return pages_released(effect, acquired.allocator, page_shift) == acquired.pages.count;
}

// After a failed mapping call there is nothing to unmap. A call that hides its failure (W4) counts
// as failed.
template <class M>
typename M::Bool map_succeeded(const Scenario<M> &scenario, const Effect<M> &effect) {
  using Handle = typename M::BusAddress::Word;
  if (scenario.map_fails_silently)
    return typename M::Bool(false);
  const Handle error((Uint128{1} << scenario.architecture.dma_bits) - 1);
  return effect.handle.word != error;
}

// A device without an unmap operation has its mappings until their pages are released.
template <class M> bool is_permanent(const Scenario<M> &scenario, const Effect<M> &map) {
  return map.path == MapPath::ops && !scenario.ops_has_unmap;
}

// An unmap of exactly this mapping.
template <class M>
typename M::Bool unmaps(const Effect<M> &effect, typename M::BusAddress handle,
                        typename M::Bytes bytes) {
  return both(effect.handle == handle, effect.bytes == bytes);
}

// Kernel addresses, in the linear map: where pages begin and end, and where a write does.
template <class M> struct LinearRange {
  typename M::Wide from;
  typename M::Wide to;

  static LinearRange of(const Architecture &architecture, const PageRun<M> &pages) {
    const auto from = M::wide(linear_address<M>(architecture, pages.first).word);
    return {from, from + (M::wide(pages.count.word) << architecture.page_shift)};
  }
  static LinearRange of_write(const Effect<M> &effect) {
    const auto from = M::wide(effect.address.word);
    return {from, from + M::wide(effect.bytes.word)};
  }
};

// The write touches a byte of the pages; lies wholly inside them.
template <class M>
typename M::Bool writes_into(const Architecture &architecture, const Effect<M> &effect,
                             const PageRun<M> &pages) {
  const auto block = LinearRange<M>::of(architecture, pages);
  const auto written = LinearRange<M>::of_write(effect);
  return both(written.from < block.to, block.from < written.to);
}
template <class M>
typename M::Bool writes_inside(const Architecture &architecture, const Effect<M> &effect,
                               const PageRun<M> &pages) {
  const auto block = LinearRange<M>::of(architecture, pages);
  const auto written = LinearRange<M>::of_write(effect);
  return both(block.from <= written.from, written.to <= block.to);
}

template <class M>
typename M::Bool writes_linear_map(const Architecture &architecture, const Effect<M> &effect) {
  const auto from = effect.address.word - typename M::Word(architecture.linear_base);
  return M::wide(from) + M::wide(effect.bytes.word) <= typename M::Wide(architecture.linear_size);
}

} // namespace dma_verify::ledger
