// SPDX-License-Identifier: GPL-2.0-only
// What may reach a driver's buffer: each condition once, for machine words and for terms. Tested
// and proved sequences are judged by these.
#pragma once

#include "model/ledger/effects.h"

#include <vector>

namespace dma_verify::ledger {

// Memory that is not free.
template <class M> struct Block {
  unsigned number = 0; // of the acquisition: the same memory, acquired again, has another
  PageRun<M> pages{};
  std::optional<Allocator> allocator{}; // none: a device's own memory
  bool holds_buffer = false;
};

// What a driver was given and has not released.
template <class M> struct Buffer {
  unsigned number = 0; // counted from the first handed out
  unsigned device = 0;
  typename M::FrameNumber first{};
  typename M::Bytes bytes{};
  typename M::BusAddress handle{};
  Direction direction = Direction::bidirectional;
  std::optional<unsigned> block{}; // its number; none if the buffer lies in none
  bool of_pool = false;            // of a device's own memory; never mapped by the helpers
};

// What a device can reach.
template <class M> struct Mapping {
  unsigned number = 0; // counted from the first made
  unsigned device = 0;
  MapPath path = MapPath::ops;
  typename M::PhysicalAddress phys{};
  typename M::Bytes bytes{};
  typename M::BusAddress handle{};
  Direction direction = Direction::bidirectional;
  bool permanent = false;          // it ends with its block or its buffer
  std::optional<unsigned> block{}; // the number of the block in which it lies, if in one
};

// What user space sees.
template <class M> struct UserMapping {
  unsigned buffer = 0; // number
  PageRun<M> pages{};
  typename M::Word protection{};
};

// The buffer lies at the start of these pages, and in them.
template <class M>
typename M::Bool begins(const PageRun<M> &pages, const Buffer<M> &buffer, unsigned page_shift) {
  return both(pages.first == buffer.first,
              exact_page_count<M>(buffer.bytes, page_shift) <= M::wide(pages.count.word));
}

// So many pages from this frame on are all the buffer's.
template <class M>
typename M::Bool has_pages(const Buffer<M> &buffer, typename M::FrameNumber first,
                           const typename M::Wide &pages, unsigned page_shift) {
  const auto start = M::wide(buffer.first.word);
  const auto end = start + exact_page_count<M>(buffer.bytes, page_shift);
  const auto from = M::wide(first.word);
  return both(start <= from, from + pages <= end);
}

// The list's one entry names pages of the buffer only.
template <class M>
typename M::Bool names_only(const SgTable<M> &table, const Buffer<M> &buffer, unsigned page_shift) {
  using Wide = typename M::Wide;
  if (table.page.is_null || !table.has_entry)
    return typename M::Bool(false);
  const Wide bytes =
      resize<2 * M::kWordBits>(table.offset) + resize<2 * M::kWordBits>(table.length);
  const Wide in_page((Uint128{1} << page_shift) - 1);
  return has_pages(buffer, table.page.frame, (bytes + in_page) >> page_shift, page_shift);
}

// Physical memory: the bytes of a mapping, and those of a buffer's pages.
template <class M> struct Reach {
  typename M::Wide from;
  typename M::Wide to;
  typename M::Wide start;
  typename M::Wide end;

  Reach(const Mapping<M> &mapping, const Buffer<M> &buffer, unsigned page_shift)
      : from(resize<2 * M::kWordBits>(mapping.phys.word)), to(from + M::wide(mapping.bytes.word)),
        start(M::wide(buffer.first.word) << page_shift),
        end(start + (exact_page_count<M>(buffer.bytes, page_shift) << page_shift)) {}
  [[nodiscard]] typename M::Bool meets() const { return both(from < end, start < to); }
  [[nodiscard]] typename M::Bool lies_inside() const { return both(start <= from, to <= end); }
};

// The mapping that a buffer should have: of its bytes, under its handle, for its direction.
template <class M>
typename M::Bool is_mapping_of(const Mapping<M> &mapping, const Buffer<M> &buffer,
                               unsigned page_shift) {
  if (mapping.device != buffer.device || mapping.direction != buffer.direction)
    return typename M::Bool(false);
  return both(both(mapping.handle == buffer.handle, mapping.bytes == buffer.bytes),
              mapping.phys == frame_to_phys<M>(buffer.first, page_shift));
}

// One mapping of the buffer's device meets it, and it is the one that it should have. Nothing meets
// an empty buffer.
template <class M>
typename M::Bool has_one_mapping(const Buffer<M> &buffer, const std::vector<Mapping<M>> &mappings,
                                 unsigned page_shift) {
  using Bool = typename M::Bool;
  Bool one(false);
  Bool two(false);
  Bool fits(false);
  for (const Mapping<M> &mapping : mappings) {
    if (mapping.device != buffer.device)
      continue;
    const Bool here = Reach<M>(mapping, buffer, page_shift).meets();
    two = either(two, both(one, here));
    one = either(one, here);
    fits = either(fits, is_mapping_of(mapping, buffer, page_shift));
  }
  const Bool empty = buffer.bytes == typename M::Bytes{};
  return both(either(fits, empty), negate(two));
}

// All that the mapping reaches is a buffer of its device.
template <class M>
typename M::Bool reaches_a_buffer(const Mapping<M> &mapping, const std::vector<Buffer<M>> &buffers,
                                  unsigned page_shift) {
  typename M::Bool reaches(false);
  for (const Buffer<M> &buffer : buffers) {
    if (buffer.device == mapping.device)
      reaches = either(reaches, Reach<M>(mapping, buffer, page_shift).lies_inside());
  }
  return reaches;
}

} // namespace dma_verify::ledger
