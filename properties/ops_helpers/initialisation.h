// SPDX-License-Identifier: GPL-2.0-only
// initialisation: no stale kernel memory is handed out, and nothing else is overwritten.
#pragma once

#include "model/ledger/effects.h"
#include "properties/ops_helpers/offset_bounds.h"

namespace dma_verify::properties {

struct ZeroedPages {
  static constexpr std::array kClauses = {
      ClauseText{"zeroed", "after success each byte of the buffer is zero, and stays so when a "
                           "bounce slot is synchronized back"},
      ClauseText{"nothing-beyond", "nothing outside the acquired block is written"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::size_page_aligned, ops_helpers::Assumed::blocks_in_low_memory,
      ops_helpers::Assumed::whole_pages_do_not_bounce);
  static constexpr std::array kLabels = {LabelText{"success", 15},
                                         LabelText{"first byte probed", 2},
                                         LabelText{"last byte probed", 2}};
  static constexpr PropertyText kText = {
      .id = "initialisation.alloc_pages",
      .call = ops_helpers::Helper::alloc_pages,
      .statement = "the buffer that alloc_pages hands out is zero, and only it was written",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_alloc_pages(), swiotlb_tbl_map_single()",
      .labels = kLabels,
  };
  // The byte of the buffer at which zeroing is judged: any byte, by the scenario's probe.
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const bool success = !observation.page.is_null;
    const auto blocks = ledger::acquisitions_of(scenario, observation);
    const Bool probed = scenario.probe < scenario.size.word;
    const auto probe_address = linear_address<M>(scenario.architecture, observation.page.frame) +
                               typename M::Bytes(scenario.probe);

    Bool zero(false);
    // The bounce slot is filled when the mapping is made. What the device does not write is later
    // copied back over the buffer, unless the slot was filled again in between.
    const bool slot_returns = scenario.map_bounces && scenario.direction == Direction::from_device;
    Bool slot_zero(true);
    Bool inside(true);
    for (std::size_t i = 0; i < observation.trace.size(); ++i) {
      const Effect<M> &effect = observation.trace[i];
      const auto acquired = ledger::acquisition_of<M>(effect, i, scenario.architecture.page_shift);
      if (success && acquired)
        zero = select(acquired->pages.first == observation.page.frame,
                      acquired->zeroed_by_allocator, zero);
      if (effect.kind == DmaEffect::map && slot_returns)
        slot_zero = zero;
      if (effect.kind != DmaEffect::memset)
        continue;
      const Bool covers = bytes_between(effect.address, probe_address) < effect.bytes;
      zero = select(covers, Bool(effect.value == 0), zero);
      Bool in_a_block = effect.bytes == typename M::Bytes{};
      for (const ledger::Acquisition<M> &block : blocks) {
        if (block.effect < i) {
          in_a_block =
              either(in_a_block, ledger::writes_inside(scenario.architecture, effect, block.pages));
        }
      }
      inside = both(inside, in_a_block);
    }
    judgement.require("zeroed", implies(both(Bool(success), probed), both(zero, slot_zero)));
    judgement.require("nothing-beyond", inside);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const bool success = !observation.page.is_null;
    const typename M::Bool last = scenario.probe + typename M::Word(1) == scenario.size.word;
    Labels<kLabels> labels;
    labels.add("success", success);
    labels.add("first byte probed", success && scenario.probe == typename M::Word(0));
    labels.add("last byte probed", success && last);
    return labels.set();
  }
};

struct MappedBytes {
  static constexpr std::array kClauses = {
      ClauseText{"no-stale-byte", "each mapped page was zeroed when the buffer was allocated"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::buffer_as_allocated, ops_helpers::Assumed::buffer_contiguous,
      ops_helpers::Assumed::buffer_has_pages_or_pool, ops_helpers::Assumed::cpu_addr_is_address,
      ops_helpers::Assumed::buffer_zeroed, ops_helpers::Assumed::vma_page_aligned,
      ops_helpers::Assumed::size_does_not_wrap);
  static constexpr std::array kLabels = {LabelText{"mapped", 15},
                                         LabelText{"size not aligned, last page mapped", 1}};
  static constexpr PropertyText kText = {
      .id = "initialisation.mmap",
      .call = ops_helpers::Helper::mmap,
      .statement = "user space sees no byte of the kernel's that nothing has zeroed",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_mmap_attrs() in kernel/dma/mapping.c, dma_common_mmap()",
      .labels = kLabels,
      .without_mmu = false,
  };
  // At the probed page of the VMA; zeroed are the pages of the buffer up to its stale bytes.
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    using Wide = typename M::Wide;
    const unsigned shift = scenario.architecture.page_shift;
    const auto at =
        scenario.vma.vm_start + pages_to_bytes<M>(typename M::PageCount(scenario.probe), shift);
    const Wide first = M::wide(buffer_frame<M>(scenario).word);
    const Wide pages = exact_page_count<M>(allocated_bytes<M>(scenario), shift);
    const Wide stale = exact_page_count<M>(scenario.stale_bytes, shift);
    Bool clean(true);
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind != DmaEffect::remap_pfn_range || effect.status != 0)
        continue;
      const auto offset = bytes_between(effect.address, at);
      const auto frame = effect.frame + whole_pages<M>(offset, shift);
      const Wide exact = M::wide(frame.word);
      const Bool zeroed = both(first <= exact, exact + stale < first + pages);
      clean = both(clean, implies(offset < effect.bytes, zeroed));
    }
    const bool mapped = !pool_claims<M>(scenario) && observation.status == 0;
    judgement.require("no-stale-byte", implies(Bool(mapped), clean));
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const MmapRequest<M> request(scenario);
    const bool mapped = !pool_claims<M>(scenario) && observation.status == 0;
    const typename M::Bool last = request.first + request.pages == request.available;
    const typename M::Bool aligned = holds<M>(ops_helpers::Assumed::size_page_aligned, scenario);
    Labels<kLabels> labels;
    labels.add("mapped", mapped);
    labels.add("size not aligned, last page mapped", mapped && last && !aligned);
    return labels.set();
  }
};

} // namespace dma_verify::properties
