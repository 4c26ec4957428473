// SPDX-License-Identifier: GPL-2.0-only
// page-range: what a successful mmap maps, and what a successful get_sgtable describes.
#pragma once

#include "properties/ops_helpers/offset_bounds.h"

namespace dma_verify::properties {

struct MappedPages {
  static constexpr std::array kClauses = {
      ClauseText{"inside-vma", "every mapped range lies inside the VMA"},
      ClauseText{"covered-once", "each page of the VMA is mapped exactly once"},
      ClauseText{"length", "the mapped bytes are vm_end - vm_start"},
      ClauseText{"page-k", "page k of the VMA is page vm_pgoff + k of the buffer"},
      ClauseText{"in-buffer", "each mapped page lies in the buffer"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::buffer_as_allocated, ops_helpers::Assumed::buffer_contiguous,
      ops_helpers::Assumed::buffer_has_pages_or_pool, ops_helpers::Assumed::cpu_addr_is_address,
      ops_helpers::Assumed::vma_page_aligned, ops_helpers::Assumed::size_does_not_wrap);
  static constexpr std::array kLabels = {
      LabelText{"mapped", 15},
      LabelText{"refused", 5},
      LabelText{"vmalloc buffer", 10, LabelNeeds::mmu},
      LabelText{"linear buffer", 10},
      LabelText{"offset not 0", 5},
      LabelText{"several pages", 5},
  };
  static constexpr PropertyText kText = {
      .id = "page-range.mmap",
      .call = ops_helpers::Helper::mmap,
      .statement = "a successful mmap maps the VMA to the buffer's pages from vm_pgoff on",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_mmap(), remap_pfn_range() in mm/memory.c",
      .labels = kLabels,
      .without_mmu = false,
  };
  // The page of the VMA at which coverage is judged: any page, by the scenario's probe.
  template <class M, class Observed, class Clauses>
  static void judge(const Scenario<M> &scenario, const Observed &observation, Clauses &judgement) {
    using Bool = typename M::Bool;
    using Wide = typename M::Wide;
    const unsigned shift = scenario.architecture.page_shift;
    const MmapRequest<M> request(scenario);
    const bool mapped = !pool_claims<M>(scenario) && observation.status == 0;
    const Wide start = M::wide(scenario.vma.vm_start.word);
    const Wide length = M::wide(bytes_between(scenario.vma.vm_start, scenario.vma.vm_end).word);
    const Bool probed = M::wide(scenario.probe) < request.pages;
    const auto probe_bytes = pages_to_bytes<M>(typename M::PageCount(scenario.probe), shift);
    const auto probe_address = scenario.vma.vm_start + probe_bytes;
    const auto index = scenario.vma.vm_pgoff + typename M::PageCount(scenario.probe);
    const auto expected = buffer_frame_at<M>(scenario, index);
    const Wide first = M::wide(buffer_frame<M>(scenario).word);
    // A scattered buffer has a gap after its first page.
    const Bool scattered(scenario.buffer_kind == BufferKind::scattered);
    const Wide gap = select(scattered, Wide(1), Wide(0));
    const Wide available = exact_page_count<M>(allocated_bytes<M>(scenario), shift) + gap;

    Bool inside(true);
    Bool right_page(true);
    Bool in_buffer(true);
    Bool once(false);
    Bool more(false);
    Wide total(0);
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind != DmaEffect::remap_pfn_range || effect.status != 0)
        continue;
      const Wide from = M::wide(effect.address.word);
      const Wide bytes = M::wide(effect.bytes.word);
      inside = both(inside, both(start <= from, from + bytes <= start + length));
      total = total + bytes;
      const auto offset = bytes_between(effect.address, probe_address);
      const Bool covers = offset < effect.bytes;
      more = either(more, both(once, covers));
      once = either(once, covers);
      const auto frame = effect.frame + whole_pages<M>(offset, shift);
      const Wide exact = M::wide(frame.word);
      right_page = both(right_page, implies(covers, frame == expected));
      in_buffer =
          both(in_buffer, implies(covers, both(both(first <= exact, exact < first + available),
                                               implies(scattered, exact != first + gap))));
    }
    judgement.require("inside-vma", implies(mapped, inside));
    judgement.require("covered-once", implies(both(mapped, probed), both(once, negate(more))));
    judgement.require("length", implies(mapped, total == length));
    judgement.require("page-k", implies(both(mapped, probed), right_page));
    judgement.require("in-buffer", implies(both(mapped, probed), in_buffer));
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const MmapRequest<M> request(scenario);
    const typename M::Bool vmalloc =
        is_vmalloc_address<M>(scenario.architecture, scenario.cpu_addr);
    const bool mapped = !pool_claims<M>(scenario) && observation.status == 0;
    Labels<kLabels> labels;
    labels.add_one_of(mapped, "mapped", "refused");
    labels.add_one_of(vmalloc, "vmalloc buffer", "linear buffer");
    labels.add("offset not 0", scenario.vma.vm_pgoff.word != typename M::Word(0));
    labels.add("several pages", request.pages > typename M::Wide(1));
    return labels.set();
  }
};

struct ScatterList {
  static constexpr std::array kClauses = {
      ClauseText{"one-entry", "the table has one entry, marked as the end"},
      ClauseText{
          "first-page",
          "the entry starts at the buffer's offset, or at 0, in a page that has a struct page"},
      ClauseText{"length", "its length is that of the buffer's pages, in exact numbers"},
      ClauseText{"page-k", "page k of the entry is page k of the buffer"},
      ClauseText{"dma-fields", "dma_address and the DMA length are left zero"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::buffer_as_allocated, ops_helpers::Assumed::buffer_contiguous,
      ops_helpers::Assumed::buffer_has_pages_or_pool, ops_helpers::Assumed::cpu_addr_is_address,
      ops_helpers::Assumed::size_does_not_wrap);
  static constexpr std::array kLabels = {
      LabelText{"table made", 15},
      LabelText{"no memory", 5},
      LabelText{"vmalloc buffer", 10, LabelNeeds::mmu},
      LabelText{"linear buffer", 10},
      LabelText{"size aligned", 5},
      LabelText{"size not aligned", 5},
  };
  static constexpr PropertyText kText = {
      .id = "page-range.scatter-list",
      .call = ops_helpers::Helper::get_sgtable,
      .statement = "a successful get_sgtable describes exactly the page-aligned buffer",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_get_sgtable(), sg_set_page() in linux/scatterlist.h",
      .labels = kLabels,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    using UnsignedInt = typename M::UnsignedInt;
    using Wide = typename M::Wide;
    const unsigned shift = scenario.architecture.page_shift;
    const SgTable<M> &table = observation.sg_table;
    const bool made = observation.status == 0;
    // A buffer that begins inside a page may be described by its page alone, or with the offset
    // (W19).
    const typename M::Word in_page = page_size<M>(shift).word - typename M::Word(1);
    const Wide start = M::wide(scenario.cpu_addr.word & in_page);
    const Wide end = start + M::wide(scenario.size.word);
    const Wide aligned = ((end + M::wide(in_page)) >> shift) << shift;
    const Wide offset = resize<2 * M::kWordBits>(table.offset);
    const Wide reached = offset + resize<2 * M::kWordBits>(table.length);
    const Bool from_page = offset == Wide(0);
    const Bool whole = both(end <= reached, reached <= aligned);
    const Bool length = select(start == Wide(0), reached - offset == aligned, whole);
    const typename M::PageCount index(scenario.probe);
    const Bool probed = M::wide(scenario.probe) < (aligned >> shift);
    const Bool page_k = table.page.is_null
                            ? Bool(false)
                            : table.page.frame + index == buffer_frame_at<M>(scenario, index);
    judgement.require("one-entry", implies(made, both(both(table.has_entry, table.end_marked),
                                                      both(table.nents == UnsignedInt(1),
                                                           table.orig_nents == UnsignedInt(1)))));
    const bool has_page = !table.page.is_null && scenario.buffer_kind != BufferKind::device_pool;
    judgement.require("first-page",
                      implies(made, both(Bool(has_page), either(from_page, offset == start))));
    judgement.require("length", implies(made, length));
    judgement.require("page-k", implies(both(Bool(made), probed), page_k));
    judgement.require("dma-fields",
                      implies(made, both(table.dma_address == typename M::BusAddress{},
                                         table.dma_length == UnsignedInt(0))));
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const typename M::Bool vmalloc =
        is_vmalloc_address<M>(scenario.architecture, scenario.cpu_addr);
    const typename M::Bool aligned = holds<M>(ops_helpers::Assumed::size_page_aligned, scenario);
    Labels<kLabels> labels;
    labels.add_one_of(observation.status == 0, "table made", "no memory");
    labels.add_one_of(vmalloc, "vmalloc buffer", "linear buffer");
    labels.add_one_of(aligned, "size aligned", "size not aligned");
    return labels.set();
  }
};

struct MmapWithoutMmu {
  static constexpr std::array kClauses = {
      ClauseText{"refused", "the answer is -ENXIO"},
      ClauseText{"no-effect", "no service is asked and the VMA is unchanged"},
  };
  static constexpr PropertyText kText = {
      .id = "page-range.mmap-without-mmu",
      .call = ops_helpers::Helper::mmap,
      .statement = "without CONFIG_MMU mmap refuses and has no side effect",
      .clauses = kClauses,
      .assumptions = {},
      .source = "dma_common_mmap() without CONFIG_MMU",
      .with_mmu = false,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    const Vma<M> &before = scenario.vma;
    const Vma<M> &after = observation.vma;
    judgement.require("refused", observation.status == -kEnxio);
    judgement.require("no-effect", both(observation.trace.empty(),
                                        both(both(before.vm_start == after.vm_start,
                                                  before.vm_end == after.vm_end),
                                             both(before.vm_pgoff == after.vm_pgoff,
                                                  before.vm_page_prot == after.vm_page_prot))));
  }
};

} // namespace dma_verify::properties
