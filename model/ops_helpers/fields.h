// SPDX-License-Identifier: GPL-2.0-only
// The fields of a scenario of this unit: arguments, and every answer of the environment, faults
// included. Plain data; engines choose it, subjects run it, counterexample files store it.
#pragma once

#include "model/kernel/field.h"
#include "model/kernel/types.h"
#include "model/ops_helpers/helpers.h"

#include <array>
#include <cstddef>

namespace dma_verify::ops_helpers {

// Of the common fields, get_sgtable and mmap read cpu_addr, dma_handle (dma_addr) and attrs,
// alloc_pages direction, gfp and dma_handle (*dma_handle on entry), free_pages direction,
// dma_handle and page, all of them size. The probe is a page (get_sgtable, mmap) or a byte
// (alloc_pages).

// What services answer when they are asked again.
template <class M> struct LaterAnswers {
  Finite<M, int> remap_status = 0;
  Finite<M, int> sg_alloc_status = 0;
  Page<M> contiguous_page{};
  Page<M> buddy_page{};
  typename M::BusAddress map_handle{};
};

template <class M> struct Fields {
  Vma<M> vma{}; // mmap

  // Facts about the buffer that the arguments do not contain, and that the callers' contract is
  // about.
  Finite<M, BufferKind> buffer_kind = BufferKind::contiguous; // get_sgtable, mmap
  typename M::Bytes excess{};              // by which `size` exceeds the allocation
  typename M::Bytes further_bytes{};       // of the allocation, behind `size`
  typename M::Bytes stale_bytes{};         // at the buffer's end, which nothing has zeroed
  Finite<M, bool> missing_section = false; // asking for the struct pages of a device pool is a
                                           // crash: classic SPARSEMEM has no section for them (W7)

  // The environment's answers.
  Finite<M, bool> use_dma_iommu = false;     // the device is behind dma-iommu; then it has no ops
  Finite<M, bool> ops_has_unmap = true;      // the ops table has an unmap operation
  Finite<M, int> numa_node = -1;             // dev_to_node; -1 is NUMA_NO_NODE
  typename M::FrameNumber vmalloc_to_page{}; // the buffer's first frame, unless it is linear
  typename M::Word dma_pgprot{};             // what dma_pgprot makes of vm_page_prot
  Finite<M, bool> pool_claims = false;       // dma_mmap_from_dev_coherent returns 1
  Finite<M, int> pool_status = 0;            // and has then written this to *ret
  // If described, the pool answers from its geometry instead (neighbours/coherent_pool.h).
  Finite<M, bool> pool_described = false;
  typename M::VirtualAddress pool_base{};
  typename M::UnsignedInt pool_pages{};
  typename M::FrameNumber pool_frame{};
  Finite<M, int> remap_status = 0;                                      // remap_pfn_range
  Finite<M, int> sg_alloc_status = 0;                                   // sg_alloc_table
  Page<M> contiguous_page{};                                            // dma_alloc_contiguous
  Finite<M, ContiguousArea> contiguous_area = ContiguousArea::standard; // which area has it
  Finite<M, bool> contiguous_highmem = false; // it is high memory: page_address() is NULL (W1)
  Page<M> buddy_page{};                       // alloc_pages_node
  typename M::BusAddress map_handle{};        // what mapping returns; all ones is failure
  Finite<M, bool> map_fails_silently = false; // it returns that, and yet has mapped nothing (W4)
  Finite<M, bool> map_bounces = false;        // it copies the pages to a bounce slot (W6)
  Finite<M, Allocator> block_owner = Allocator::buddy; // free_pages: where the block came from

  // The second time, and from the third time on. The file asks each service once.
  std::array<LaterAnswers<M>, 2> later{};

  // What a driver or a bus has set of the device. To the helpers none of it may matter: mapping
  // alone looks at it (kernel/dma/direct.c).
  typename M::BusLimit coherent_dma_mask = all_bus_addresses();
  typename M::BusLimit bus_dma_limit{}; // 0: none
  Finite<M, bool> has_dma_mask = true;  // dev->dma_mask points to coherent_dma_mask, or is NULL
  Finite<M, bool> dma_coherent =
      false; // not mmap: there dma_pgprot changes nothing for a coherent device

  static constexpr typename M::BusLimit all_bus_addresses() {
    return typename M::BusLimit(typename M::BusLimit::Word(Uint128{~std::uint64_t{0}}));
  }
};

// The statuses that services may answer (SEMANTICS.md, "sg_alloc_table",
// "dma_mmap_from_dev_coherent", "remap_pfn_range"), and the nodes that proofs look at
// ("alloc_pages_node").
inline constexpr std::array kSgStatuses = {0, -kEnomem};
inline constexpr std::array kRemapStatuses = {0, -kEinval, -kEnomem, -kEacces};
inline constexpr std::array kPoolStatuses = {0, -kEnxio, -kEinval, -kEnomem, -kEacces};
inline constexpr std::array kNodes = {-1, 0, 1};

// What a service answers if it was asked so many times before.
template <class M, class Answer>
const Answer &answer_at(std::size_t asked, const Fields<M> &fields, const Answer &first,
                        Answer LaterAnswers<M>::*again) {
  return asked == 0 ? first : fields.later[asked == 1 ? 0 : 1].*again;
}

// Makes each service answer as it did the first time.
template <class M> void repeat_answers(Fields<M> &fields) {
  fields.later.fill({fields.remap_status, fields.sg_alloc_status, fields.contiguous_page,
                     fields.buddy_page, fields.map_handle});
}

// Calls `visit(Field, member)` for each field, in the order in which they are shown. The one list
// of fields: files, shrinking, conversion and display are all made from it. Further scenarios are
// visited in step: visit(Field, a.member, b.member, ...).
template <class Visitor, class... S> constexpr void visit_fields(Visitor &&visit, S &&...s) {
  constexpr HelperSet kBuffer{Helper::get_sgtable, Helper::mmap};
  constexpr HelperSet kMmap{Helper::mmap};
  constexpr HelperSet kSgtable{Helper::get_sgtable};
  constexpr HelperSet kAlloc{Helper::alloc_pages};
  constexpr HelperSet kFree{Helper::free_pages};
  constexpr HelperSet kProbe = kBuffer | kAlloc;
  constexpr HelperSet kNotMmap = kSgtable | kAlloc | kFree;
  using enum FieldSection;
  // In no file the last of the answers: so one that was cut short misses an answer that none lacks.
  const auto later = [](std::string_view name, HelperSet readers,
                        std::span<const int> numbers = {}) {
    Field field{name, answers, readers, numbers};
    field.unread_by_model = field.later = true;
    return field;
  };
  Field further_bytes{"further_bytes", answers, kBuffer};
  further_bytes.later = true;
  visit(Field{"cpu_addr", arguments, kBuffer}, s.cpu_addr...);
  visit(Field{"size", arguments, kBuffer | kAlloc | kFree}, s.size...);
  visit(Field{"dma_handle", arguments, kBuffer | kAlloc | kFree}, s.dma_handle...);
  visit(Field{"attrs", arguments, kBuffer}, s.attrs...);
  visit(Field{"vm_start", arguments, kMmap}, s.vma.vm_start...);
  visit(Field{"vm_end", arguments, kMmap}, s.vma.vm_end...);
  visit(Field{"vm_pgoff", arguments, kMmap}, s.vma.vm_pgoff...);
  visit(Field{"vm_page_prot", arguments, kMmap}, s.vma.vm_page_prot...);
  visit(Field{"vm_flags", arguments, kMmap}, s.vma.vm_flags...);
  visit(Field{"direction", arguments, kAlloc | kFree}, s.direction...);
  visit(Field{"gfp", arguments, kAlloc}, s.gfp...);
  visit(Field{"page", arguments, kFree}, s.page...);
  visit(Field{"buffer_kind", answers, kBuffer, {}, true}, s.buffer_kind...);
  visit(Field{"excess", answers, kBuffer}, s.excess...);
  visit(further_bytes, s.further_bytes...);
  visit(Field{"stale_bytes", answers, kMmap}, s.stale_bytes...);
  visit(Field{"missing_section", answers, kBuffer, {}, true}, s.missing_section...);
  visit(Field{"use_dma_iommu", answers, kAlloc | kFree}, s.use_dma_iommu...);
  visit(Field{"ops_has_unmap", answers, kAlloc | kFree}, s.ops_has_unmap...);
  visit(later("coherent_dma_mask", kMmap | kNotMmap), s.coherent_dma_mask...);
  visit(later("bus_dma_limit", kMmap | kNotMmap), s.bus_dma_limit...);
  visit(later("has_dma_mask", kMmap | kNotMmap), s.has_dma_mask...);
  visit(later("dma_coherent", kNotMmap), s.dma_coherent...);
  visit(Field{"dev_to_node", answers, kAlloc, kNodes}, s.numa_node...);
  visit(Field{"vmalloc_to_page", answers, kBuffer}, s.vmalloc_to_page...);
  visit(Field{"dma_pgprot", answers, kMmap}, s.dma_pgprot...);
  visit(Field{"dma_mmap_from_dev_coherent", answers, kMmap}, s.pool_claims...);
  visit(Field{"dma_mmap_from_dev_coherent_ret", answers, kMmap, kPoolStatuses}, s.pool_status...);
  visit(Field{"pool_described", answers, kMmap, {}, true}, s.pool_described...);
  visit(Field{"pool_base", answers, kMmap}, s.pool_base...);
  visit(Field{"pool_pages", answers, kMmap}, s.pool_pages...);
  visit(Field{"pool_frame", answers, kMmap}, s.pool_frame...);
  visit(later("remap_pfn_range.2", kMmap, kRemapStatuses), s.later[0].remap_status...);
  visit(later("remap_pfn_range.3", kMmap, kRemapStatuses), s.later[1].remap_status...);
  visit(later("sg_alloc_table.2", kSgtable, kSgStatuses), s.later[0].sg_alloc_status...);
  visit(later("sg_alloc_table.3", kSgtable, kSgStatuses), s.later[1].sg_alloc_status...);
  visit(later("dma_alloc_contiguous.2", kAlloc), s.later[0].contiguous_page...);
  visit(later("dma_alloc_contiguous.3", kAlloc), s.later[1].contiguous_page...);
  visit(later("alloc_pages_node.2", kAlloc), s.later[0].buddy_page...);
  visit(later("alloc_pages_node.3", kAlloc), s.later[1].buddy_page...);
  visit(later("map.2", kAlloc), s.later[0].map_handle...);
  visit(later("map.3", kAlloc), s.later[1].map_handle...);
  visit(Field{"remap_pfn_range", answers, kMmap, kRemapStatuses}, s.remap_status...);
  visit(Field{"sg_alloc_table", answers, kSgtable, kSgStatuses}, s.sg_alloc_status...);
  visit(Field{"dma_alloc_contiguous", answers, kAlloc}, s.contiguous_page...);
  visit(Field{"contiguous_area", answers, kAlloc}, s.contiguous_area...);
  visit(Field{"contiguous_highmem", answers, kAlloc, {}, true}, s.contiguous_highmem...);
  visit(Field{"alloc_pages_node", answers, kAlloc}, s.buddy_page...);
  visit(Field{"map", answers, kAlloc}, s.map_handle...);
  visit(Field{"map_fails_silently", answers, kAlloc, {}, true}, s.map_fails_silently...);
  visit(Field{"map_bounces", answers, kAlloc, {}, true}, s.map_bounces...);
  visit(Field{"block_owner", answers, kFree}, s.block_owner...);
  visit(Field{"probe", witness, kProbe}, s.probe...);
}

} // namespace dma_verify::ops_helpers
