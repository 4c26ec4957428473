// SPDX-License-Identifier: GPL-2.0-only
// Which of two scenarios of a call of this unit is smaller: first faults and unusual buffers,
// because a scenario with less of them is simpler; then the requested pages, the size, the offset,
// and the rest.
#pragma once

#include "model/ops_helpers/kernel/buffer.h"
#include "properties/order/numbers.h"

#include <string_view>

namespace dma_verify::ops_helpers {
namespace order {

using namespace dma_verify::order;

// Where a buffer begins: the page, counted in the linear map; those of the vmalloc area, counted
// there, come after all of these.
struct Buffer {
  template <class M, class Member, class Simplest>
  static typename M::Wide read(const Member &, const Simplest &, const Scenario<M> &scenario) {
    using Word = typename M::Word;
    const Architecture &row = scenario.architecture;
    const Word address = scenario.cpu_addr.word;
    const Word linear = (address - Word(row.linear_base)) >> row.page_shift;
    const Word vmalloc = (address - Word(row.vmalloc_base)) >> row.page_shift;
    return M::wide(select(is_vmalloc_address<M>(row, scenario.cpu_addr),
                          Word(vmalloc | Word(first_vmalloc(M::kWordBits))), linear));
  }
  static bool set(Stored &scenario, Word number) {
    const Architecture &row = scenario.architecture;
    const bool vmalloc = (number & first_vmalloc(row.word_bits)) != 0;
    const Word page = number & ~first_vmalloc(row.word_bits);
    const Word pages = (vmalloc ? row.vmalloc_size : row.linear_size) >> row.page_shift;
    if (page >= pages || (vmalloc && !row.mmu))
      return false;
    const Word base = vmalloc ? row.vmalloc_base : row.linear_base;
    return assign(scenario.cpu_addr, base + (page << row.page_shift), row);
  }
  template <class Member>
  static bool set(const Field &, Member &, const Member &, Stored &scenario, Word number) {
    return set(scenario, number);
  }
  // In the same area: at the same page, or at the first if the other row has no such page.
  template <class Member>
  static Word moved(Word number, const Member &, const Architecture &from, const Architecture &to) {
    const bool vmalloc = (number & first_vmalloc(from.word_bits)) != 0;
    const Word area = vmalloc ? first_vmalloc(to.word_bits) : 0;
    const Word page = number & ~first_vmalloc(from.word_bits);
    const Word pages = (vmalloc ? to.vmalloc_size : to.linear_size) >> to.page_shift;
    return area | (page < pages ? page : 0);
  }

  static constexpr Word first_vmalloc(unsigned word_bits) { return Word{1} << (word_bits - 1U); }
};

inline Word vma_length(const Stored &scenario) {
  return (scenario.vma.vm_end.word - scenario.vma.vm_start.word).value() >>
         scenario.architecture.page_shift;
}

// From this address on, so many pages.
inline bool set_vma(Stored &scenario, Word start, Word pages) {
  const Architecture &row = scenario.architecture;
  const Word last = all_ones(row.word_bits);
  if (pages > last >> row.page_shift || start > last - (pages << row.page_shift))
    return false;
  return assign(scenario.vma.vm_start, start, row) &&
         assign(scenario.vma.vm_end, start + (pages << row.page_shift), row);
}

// The pages of a VMA, whose end moves.
struct VmaPages {
  static constexpr std::string_view kName = "vma_pages";
  template <class M, class Member, class Simplest>
  static typename M::Wide read(const Member &, const Simplest &, const Scenario<M> &scenario) {
    return number<M>(
        vma_pages<M>(scenario.vma.vm_start, scenario.vma.vm_end, scenario.architecture.page_shift));
  }
  template <class Member>
  static bool set(const Field &, Member &, const Member &, Stored &scenario, Word number) {
    return set_vma(scenario, scenario.vma.vm_start.word.value(), number);
  }
};

// The page at which a VMA starts, whose end moves along.
struct VmaStart {
  template <class M, class Member, class Simplest>
  static typename M::Wide read(const Member &member, const Simplest &,
                               const Scenario<M> &scenario) {
    return number<M>(typename M::Word(member.word >> scenario.architecture.page_shift));
  }
  template <class Member>
  static bool set(const Field &, Member &, const Member &, Stored &scenario, Word number) {
    const Architecture &row = scenario.architecture;
    return fits(number, row.word_bits - row.page_shift) &&
           set_vma(scenario, number << row.page_shift, vma_length(scenario));
  }
};

// A node, no node first; also those that proofs do not look at.
struct Node {
  static constexpr Word kNodes = 1025; // NUMA_NO_NODE, and below the largest MAX_NUMNODES
  template <class M, class Member, class Simplest>
  static typename M::Wide read(const Member &node, const Simplest &, const Scenario<M> &) {
    return typename M::Wide(static_cast<Uint128>(node + 1));
  }
  template <class Member>
  static bool set(const Field &, Member &node, const Member &, Stored &, Word number) {
    node = static_cast<int>(number % kNodes) - 1;
    return number < kNodes;
  }
};

} // namespace order

// Calls visit(kind of number, member) for each field, the most significant first. A helper's order
// has the fields that it reads. Further scenarios are visited in step.
template <class Visitor, class... S>
constexpr void visit_numbers(Order which, Visitor &&visit, S &&...s) {
  using namespace order;
  const auto place = [&] {
    visit(Buffer{}, s.cpu_addr...);
    visit(kPlain, s.vmalloc_to_page...);
  };
  visit(kPlain, s.buffer_kind...);
  visit(kPlain, s.missing_section...);
  visit(kPlain, s.pool_described...);
  visit(kPlain, s.excess...);
  visit(kPlain, s.further_bytes...);
  visit(kPlain, s.stale_bytes...);
  visit(kPlain, s.pool_claims...);
  visit(kPlain, s.pool_status...);
  visit(kPlain, s.remap_status...);
  visit(kPlain, s.sg_alloc_status...);
  visit(kPlain, s.contiguous_highmem...);
  visit(kPlain, s.map_fails_silently...);
  visit(kPlain, s.map_bounces...);
  visit(kPlain, s.use_dma_iommu...);
  visit(kPlain, s.ops_has_unmap...);
  visit(kPlain, s.block_owner...);
  visit(VmaPages{}, s.vma.vm_end...);
  visit(kOnePageFirst, s.size...);
  if (which == Order::buffer_before_offset)
    place();
  visit(kPlain, s.vma.vm_pgoff...);
  if (which != Order::buffer_before_offset)
    place();
  visit(kPlain, s.pool_pages...);
  visit(kPlain, s.pool_base...);
  visit(kPlain, s.pool_frame...);
  visit(kPlain, s.vma.vm_flags...);
  visit(kPlain, s.vma.vm_page_prot...);
  visit(kPlain, s.dma_pgprot...);
  visit(VmaStart{}, s.vma.vm_start...);
  visit(kPlain, s.attrs...);
  visit(kPlain, s.contiguous_page...);
  visit(kPlain, s.contiguous_area...);
  visit(kPlain, s.buddy_page...);
  visit(kPlain, s.map_handle...);
  visit(kPlain, s.page...);
  visit(kPlain, s.direction...);
  visit(UsualFirst{kGfpKernel}, s.gfp...);
  visit(Node{}, s.numa_node...);
  visit(kPlain, s.dma_handle...);
  visit(kPlain, s.probe...);
  visit(kPlain, s.later[0].remap_status...);
  visit(kPlain, s.later[1].remap_status...);
  visit(kPlain, s.later[0].sg_alloc_status...);
  visit(kPlain, s.later[1].sg_alloc_status...);
  visit(kPlain, s.later[0].contiguous_page...);
  visit(kPlain, s.later[1].contiguous_page...);
  visit(kPlain, s.later[0].buddy_page...);
  visit(kPlain, s.later[1].buddy_page...);
  visit(kPlain, s.later[0].map_handle...);
  visit(kPlain, s.later[1].map_handle...);
  visit(UsualFirst{~Word{0}}, s.coherent_dma_mask...);
  visit(kPlain, s.bus_dma_limit...);
  visit(kPlain, s.has_dma_mask...);
  visit(kPlain, s.dma_coherent...);
}

} // namespace dma_verify::ops_helpers
