// SPDX-License-Identifier: GPL-2.0-only
// The kernel around the helpers: it answers every service call from a scenario and writes the
// trace. Models call it directly, a compiled C file through the harness's service table.
#pragma once

#include "model/kernel/neighbours/buddy.h"
#include "model/kernel/neighbours/coherent_pool.h"
#include "model/kernel/neighbours/contiguous.h"
#include "model/kernel/neighbours/pfn_range.h"
#include "model/kernel/neighbours/scatter_list.h"
#include "model/kernel/trace.h"
#include "model/ledger/effects.h"
#include "model/ops_helpers/kernel/buffer.h"
#include "model/ops_helpers/kernel/services.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace dma_verify {

template <class M> class SimulatedKernel {
public:
  using Word = typename M::Word;
  using Bytes = typename M::Bytes;
  using UnsignedInt = typename M::UnsignedInt;
  using VirtualAddress = typename M::VirtualAddress;
  using FrameNumber = typename M::FrameNumber;
  using PhysicalAddress = typename M::PhysicalAddress;
  using BusAddress = typename M::BusAddress;

  // Both must outlive the kernel; `observation` must be clear.
  SimulatedKernel(const Scenario<M> &scenario, Observation<M> &observation)
      : scenario_(scenario), observation_(observation) {}

  const Architecture &architecture() const { return scenario_.architecture; }

  // Of the request, the pages that a file may go through one by one.
  std::uint64_t requested_pages() const requires M::kConcrete {
    const std::uint64_t of_buffer = page_count<M>(scenario_.size, page_shift()).word.value();
    if (scenario_.call != ops_helpers::Helper::mmap)
      return of_buffer;
    const Vma<M> &vma = scenario_.vma;
    return std::max<std::uint64_t>(
        of_buffer, vma_pages<M>(vma.vm_start, vma.vm_end, page_shift()).word.value());
  }

  // ---- Look-ups: functions of their arguments.

  typename M::Bool is_vmalloc_addr(VirtualAddress address) const {
    if (in_linear_buffer(address))
      return typename M::Bool(false);
    return is_vmalloc_address<M>(scenario_.architecture, address);
  }

  // The buffer's pages, found from any address in it; NULL elsewhere.
  Page<M> vmalloc_to_page(VirtualAddress address) {
    look_up_section();
    const Bytes inside = bytes_between(scenario_.cpu_addr, address);
    const Bytes buffer = page_align<M>(scenario_.size, page_shift());
    // GCOVR_EXCL_BR_START: the file looks up neither a cookie nor an address beyond the buffer
    if (scenario_.buffer_kind == BufferKind::cookie ||
        negate(either(address == scenario_.cpu_addr, inside < buffer))) {
      // GCOVR_EXCL_BR_STOP
      return Page<M>::null(); // GCOVR_EXCL_LINE: the file looks up no such address
    }
    const auto index = whole_pages<M>(inside, page_shift());
    return Page<M>::of(scenario_.vmalloc_to_page + frame_distance<M>(scenario_, index));
  }

  Page<M> virt_to_page(VirtualAddress address) {
    look_up_section();
    if (in_linear_buffer(address)) {
      const auto first = linear_frame<M>(scenario_.architecture, scenario_.cpu_addr);
      return Page<M>::of(first + whole_pages<M>(bytes_in_buffer(address), page_shift()));
    }
    return Page<M>::of(linear_frame<M>(scenario_.architecture, address));
  }
  typename M::PageCount vma_start_pgoff(const Vma<M> &vma) const { return vma.vm_pgoff; }
  FrameNumber page_to_pfn(Page<M> page) const { return page.frame; }
  PhysicalAddress page_to_phys(Page<M> page) const {
    return frame_to_phys<M>(page.frame, page_shift());
  }
  // NULL for a high-memory page that is not mapped.
  VirtualAddress page_address(Page<M> page) const {
    if (is_highmem(page))
      return VirtualAddress{};
    return linear_address<M>(scenario_.architecture, page.frame);
  }
  bool is_highmem(Page<M> page) const {
    // GCOVR_EXCL_BR_START: the file asks only for the address of the page that it was given
    if (!scenario_.contiguous_highmem || scenario_.contiguous_page.is_null || page.is_null)
      return false;
    // GCOVR_EXCL_BR_STOP
    const auto pages = contiguous::requested_pages<M>(scenario_.size, page_shift());
    return static_cast<bool>(pages_between(scenario_.contiguous_page.frame, page.frame) < pages);
  }
  // GCOVR_EXCL_START: only a repaired file calls it, in other tests
  // Only the buffer of a device pool has frames without struct pages.
  bool pfn_valid(FrameNumber frame) const {
    if (scenario_.buffer_kind != BufferKind::device_pool)
      return true;
    const auto pages = page_count<M>(scenario_.size, page_shift());
    return static_cast<bool>(pages_between(buffer_frame<M>(scenario_), frame) >= pages);
  }
  // GCOVR_EXCL_STOP
  bool use_dma_iommu() const { return scenario_.use_dma_iommu; }
  OpsTable get_dma_ops() const {
    return {scenario_.use_dma_iommu, !scenario_.use_dma_iommu && scenario_.ops_has_unmap};
  }
  Finite<M, int> dev_to_node() const { return scenario_.numa_node; }

  // ---- Effects.

  int sg_alloc_table(SgTable<M> &table, UnsignedInt nents, UnsignedInt gfp) {
    Effect<M> effect = effect_of(DmaEffect::sg_alloc_table);
    effect.nents = nents;
    effect.gfp = gfp;
    effect.status = scatter_list::alloc_table<M>(
        table, nents,
        ops_helpers::answer_at<M>(asked(DmaEffect::sg_alloc_table), scenario_,
                                  scenario_.sg_alloc_status, &Later::sg_alloc_status));
    append(effect);
    return effect.status;
  }

  void sg_set_page(SgTable<M> &table, Page<M> page, UnsignedInt length, UnsignedInt offset) {
    Effect<M> effect = effect_of(DmaEffect::sg_set_page);
    effect.page = page;
    effect.sg_length = length;
    effect.sg_offset = offset;
    scatter_list::set_page<M>(table, page, length, offset);
    append(effect);
  }

  void sg_free_table(SgTable<M> &table) {
    append(effect_of(DmaEffect::sg_free_table));
    table = {};
  }

  // The scenario's answer for the VMA's protection on entry. For that answer it returns the same
  // again; for any other argument it returns something else.
  Word dma_pgprot(Word prot, Word attrs) {
    Effect<M> effect = effect_of(DmaEffect::dma_pgprot);
    effect.prot = prot;
    effect.attrs = attrs;
    effect.prot_result = select(prot == scenario_.dma_pgprot, scenario_.dma_pgprot,
                                Word(scenario_.dma_pgprot + (prot - scenario_.vma.vm_page_prot)));
    append(effect);
    return effect.prot_result;
  }

  int dma_mmap_from_dev_coherent(Vma<M> &vma, VirtualAddress address, Bytes bytes, int &status) {
    Effect<M> effect = effect_of(DmaEffect::dma_mmap_from_dev_coherent);
    effect.vma = vma;
    effect.address = address;
    effect.bytes = bytes;
    if (scenario_.pool_described) {
      effect.status = mmap_described_pool(vma, address, bytes, status);
    } else {
      effect.status = scenario_.pool_claims ? 1 : 0;
      if (scenario_.pool_claims)
        status = scenario_.pool_status;
    }
    if (effect.status != 0)
      effect.pool_status = status;
    append(effect);
    return effect.status;
  }

  int remap_pfn_range(Vma<M> &vma, VirtualAddress address, FrameNumber frame, Bytes bytes,
                      Word prot) {
    Effect<M> effect = effect_of(DmaEffect::remap_pfn_range);
    effect.vma = vma;
    effect.address = address;
    effect.frame = frame;
    effect.bytes = bytes;
    effect.prot = prot;
    effect.status = remap_range(vma, address, frame, bytes);
    note_range(effect.status == 0 ? mapped_ : refused_, {address, bytes});
    append(effect);
    return effect.status;
  }

  // From the area that the scenario names, if the request gets as far as that.
  Page<M> dma_alloc_contiguous(Bytes bytes, UnsignedInt gfp) {
    Effect<M> effect = effect_of(DmaEffect::dma_alloc_contiguous);
    effect.bytes = bytes;
    effect.gfp = gfp;
    const std::size_t before = asked(DmaEffect::dma_alloc_contiguous);
    const Page<M> page = ops_helpers::answer_at<M>(before, scenario_, scenario_.contiguous_page,
                                                   &Later::contiguous_page);
    // GCOVR_EXCL_BR_START: a block is drawn only for a request of whole pages, at least one
    if (!page.is_null &&
        contiguous::asks<M>(scenario_.contiguous_area, bytes, gfp, scenario_.numa_node,
                            page_shift()) &&
        contiguous::requested_pages<M>(bytes, page_shift()).word != Word(0)) {
      // GCOVR_EXCL_BR_STOP
      effect.page = page;
    }
    if (before != 0)        // GCOVR_EXCL_BR_LINE: the file asks each allocator once
      take_if_free(effect); // GCOVR_EXCL_LINE: the file asks each allocator once
    append(effect);
    return effect.page;
  }

  Page<M> alloc_pages_node(Finite<M, int> node, UnsignedInt gfp, UnsignedInt order) {
    Effect<M> effect = effect_of(DmaEffect::alloc_pages_node);
    effect.node = node;
    effect.gfp = gfp;
    effect.order = order;
    const std::size_t before = asked(DmaEffect::alloc_pages_node);
    const Page<M> page =
        ops_helpers::answer_at<M>(before, scenario_, scenario_.buddy_page, &Later::buddy_page);
    if (!page.is_null && buddy::serves<M>(scenario_.architecture, order))
      effect.page = page;
    if (before != 0)        // GCOVR_EXCL_BR_LINE: the file asks each allocator once
      take_if_free(effect); // GCOVR_EXCL_LINE: the file asks each allocator once
    append(effect);
    return effect.page;
  }

  void dma_free_contiguous(Page<M> page, Bytes bytes) {
    Effect<M> effect = effect_of(DmaEffect::dma_free_contiguous);
    effect.page = page;
    effect.bytes = bytes;
    append(effect);
  }

  void free_pages(Page<M> page, UnsignedInt order) {
    Effect<M> effect = effect_of(DmaEffect::free_pages);
    effect.page = page;
    effect.order = order;
    append(effect);
  }

  BusAddress iommu_dma_map_phys(PhysicalAddress phys, Bytes bytes, Finite<M, Direction> direction,
                                Word attrs) {
    return map(MapPath::iommu, phys, bytes, direction, attrs);
  }
  BusAddress ops_map_phys(OpsTable ops, PhysicalAddress phys, Bytes bytes,
                          Finite<M, Direction> direction, Word attrs) {
    if (ops.is_null)
      end(Completion::crashed, "call through a NULL dma_map_ops");
    return map(MapPath::ops, phys, bytes, direction, attrs);
  }
  BusAddress iommu_dma_map_page(Page<M> page, Bytes offset, Bytes bytes,
                                Finite<M, Direction> direction, Word attrs) {
    return iommu_dma_map_phys(phys_in(page, offset), bytes, direction, attrs);
  }
  BusAddress ops_map_page(OpsTable ops, Page<M> page, Bytes offset, Bytes bytes,
                          Finite<M, Direction> direction, Word attrs) {
    return ops_map_phys(ops, phys_in(page, offset), bytes, direction, attrs);
  }
  void iommu_dma_unmap_phys(BusAddress handle, Bytes bytes, Finite<M, Direction> direction,
                            Word attrs) {
    unmap(MapPath::iommu, handle, bytes, direction, attrs);
  }
  void ops_unmap_phys(OpsTable ops, BusAddress handle, Bytes bytes, Finite<M, Direction> direction,
                      Word attrs) {
    if (ops.is_null || !ops.has_unmap)
      end(Completion::crashed, "call of a missing unmap operation");
    unmap(MapPath::ops, handle, bytes, direction, attrs);
  }

  void memset(VirtualAddress address, std::uint8_t value, Bytes bytes) {
    Effect<M> effect = effect_of(DmaEffect::memset);
    effect.address = address;
    effect.value = value;
    effect.bytes = bytes;
    // GCOVR_EXCL_BR_START: the file clears the whole block, and no other memory
    if (scenario_.contiguous_highmem && address == VirtualAddress{} && bytes != Bytes{})
      end(Completion::crashed, "memset of the NULL address of a high-memory page");
    // GCOVR_EXCL_BR_STOP
    append(effect);
  }

  // Marks the call as ended by BUG(); a later mark does not replace it.
  void kernel_bug(std::string_view what) { end(Completion::kernel_bug, what); }

  // Marks the call as ended in this way, with a short text; a later mark does not replace it.
  void end(Completion completion, std::string_view what) {
    if (observation_.completion != Completion::returned)
      return;
    observation_.completion = completion;
    observation_.set_detail(what);
  }

private:
  using Later = ops_helpers::LaterAnswers<M>;

  // How often the service with this effect has been asked.
  std::size_t asked(DmaEffect kind) const { return asked_[static_cast<std::size_t>(kind)]; }

  // Addresses that remap_pfn_range was asked to map.
  struct Range {
    VirtualAddress address{};
    Bytes bytes{};
  };
  static void note_range(std::vector<Range> &ranges, const Range &next) {
    if constexpr (M::kConcrete) { // one for all steps of a loop, upwards or downwards
      // GCOVR_EXCL_START: the file has no loop
      if (!ranges.empty()) {
        Range &last = ranges.back();
        const bool behind = last.address + last.bytes == next.address;
        if (behind || next.address + next.bytes == last.address) {
          last.address = behind ? last.address : next.address;
          last.bytes = last.bytes + next.bytes;
          return;
        }
      }
      // GCOVR_EXCL_STOP
    }
    ranges.push_back(next);
  }

  // GCOVR_EXCL_START: the file asks each allocator once
  // No allocator gives away pages that are no low memory, or that the call holds: such an answer
  // becomes NULL.
  void take_if_free(Effect<M> &effect) const {
    const unsigned shift = page_shift();
    const auto taken = ledger::acquisition_of<M>(effect, observation_.trace.size(), shift);
    if (!taken)
      return;
    const typename M::Wide frames(scenario_.architecture.linear_size >> shift);
    typename M::Bool is_free = taken->pages.end() <= frames;
    for (const auto &held : ledger::acquisitions_of(scenario_, observation_)) {
      typename M::Bool released(false);
      for (std::size_t i = held.effect + 1; i < observation_.trace.size(); ++i) {
        const Effect<M> &later = observation_.trace[i];
        if (ledger::is_release(later.kind))
          released = either(released, ledger::releases(later, held.pages));
      }
      is_free = both(is_free, either(released, ledger::apart(held.pages, taken->pages)));
    }
    if (!static_cast<bool>(is_free))
      effect.page = Page<M>::null();
  }
  // GCOVR_EXCL_STOP

  unsigned page_shift() const { return scenario_.architecture.page_shift; }

  static Effect<M> effect_of(EffectKind kind) {
    Effect<M> effect;
    effect.kind = kind;
    return effect;
  }

  PhysicalAddress phys_in(Page<M> page, Bytes offset) const {
    const PhysicalAddress start = page_to_phys(page);
    return PhysicalAddress(start.word + resize<M::kPhysBits>(offset.word));
  }

  // From the start of the buffer's first page.
  Bytes bytes_in_buffer(VirtualAddress address) const {
    const Word in_page = page_size<M>(page_shift()).word - Word(1);
    return bytes_between(VirtualAddress(scenario_.cpu_addr.word & ~in_page), address);
  }

  // Inside a buffer of the linear map. However long the buffer is, the map does not end before it:
  // no buffer lies in both areas. Terms ask for the first address alone, where this says nothing.
  bool in_linear_buffer(VirtualAddress address) const {
    if constexpr (M::kConcrete) {
      // GCOVR_EXCL_BR_START: the file looks a buffer up at its first byte
      return (scenario_.call == ops_helpers::Helper::mmap ||
              scenario_.call == ops_helpers::Helper::get_sgtable) &&
             !is_vmalloc_address<M>(scenario_.architecture, scenario_.cpu_addr) &&
             bytes_in_buffer(address) < page_align<M>(scenario_.size, page_shift());
      // GCOVR_EXCL_BR_STOP
    } else {
      return false;
    }
  }

  // Classic SPARSEMEM follows the section of a frame to find its struct page.
  void look_up_section() {
    // GCOVR_EXCL_BR_START: a missing memory section is outside the contract: finding W7
    if (scenario_.missing_section && scenario_.buffer_kind == BufferKind::device_pool)
      // GCOVR_EXCL_START: outside the contract: finding W7
      end(Completion::crashed, "struct page of a frame without a memory section");
    // GCOVR_EXCL_STOP
    // GCOVR_EXCL_BR_STOP
  }

  // Common to the helper's own mapping and to the pool's.
  int remap_range(Vma<M> &vma, VirtualAddress address, FrameNumber frame, Bytes bytes) {
    // Asked again is who was refused the same pages.
    std::size_t refused = 0;
    for (const Range &earlier : refused_) {
      // GCOVR_EXCL_BR_START: the file does not ask again
      if (pfn_range::overlap<M>(earlier.address, earlier.bytes, address, bytes)) {
        ++refused; // GCOVR_EXCL_LINE: the file does not ask again
      }
      // GCOVR_EXCL_BR_STOP
    }
    const int status =
        ops_helpers::answer_at<M>(refused, scenario_, scenario_.remap_status, &Later::remap_status);
    if (status == -kEinval) // a memory type in use: nothing else is looked at
      return -kEinval;
    // GCOVR_EXCL_BR_START: each value has its case
    switch (pfn_range::begin<M>(vma, address, frame, bytes, page_shift())) {
    // GCOVR_EXCL_BR_STOP
    case pfn_range::Outcome::unaligned:
    case pfn_range::Outcome::part_of_private:
      return -kEinval;
    case pfn_range::Outcome::empty_or_wrapping:
      kernel_bug("remap_pfn_range of an empty or wrapping range");
      return 0;
    case pfn_range::Outcome::proceeds:
      break;
    }
    for (const Range &earlier : mapped_) {
      if (pfn_range::overlap<M>(earlier.address, earlier.bytes, address, bytes))
        kernel_bug("remap_pfn_range of pages that are mapped already");
    }
    return status;
  }

  // The pool's answer from its geometry; *ret is written only if it claims the buffer.
  int mmap_described_pool(Vma<M> &vma, VirtualAddress address, Bytes bytes, int &status) {
    const auto pool = described_pool<M>(scenario_);
    // GCOVR_EXCL_BR_START: inside the contract, a described pool claims the buffer: finding W9
    if (negate(coherent_pool::claims<M>(pool, address, bytes, page_shift())))
      return 0; // GCOVR_EXCL_LINE: inside the contract, the pool claims the buffer
    // GCOVR_EXCL_BR_STOP
    const auto mapping = coherent_pool::mapping<M>(pool, vma, address, bytes, page_shift());
    status = mapping.in_bounds ? remap_range(vma, vma.vm_start, mapping.first,
                                             pages_to_bytes<M>(mapping.pages, page_shift()))
                               : -kEnxio;
    return 1;
  }

  BusAddress map(MapPath path, PhysicalAddress phys, Bytes bytes, Finite<M, Direction> direction,
                 Word attrs) {
    Effect<M> effect = effect_of(DmaEffect::map);
    effect.path = path;
    effect.phys = phys;
    effect.bytes = bytes;
    effect.direction = direction;
    effect.attrs = attrs;
    effect.handle = ops_helpers::answer_at<M>(asked(DmaEffect::map), scenario_,
                                              scenario_.map_handle, &Later::map_handle);
    append(effect);
    return effect.handle;
  }

  void unmap(MapPath path, BusAddress handle, Bytes bytes, Finite<M, Direction> direction,
             Word attrs) {
    Effect<M> effect = effect_of(DmaEffect::unmap);
    effect.path = path;
    effect.handle = handle;
    effect.bytes = bytes;
    effect.direction = direction;
    effect.attrs = attrs;
    append(effect);
  }

  void append(const Effect<M> &effect) {
    if constexpr (M::kConcrete) {
      if (is_asked_again(effect) || join(effect))
        return;
    }
    if (observation_.trace.size() >= kTraceCapacity<M>) {
      if constexpr (M::kConcrete)
        end(end_of_full_trace<M>(requested_pages()), "more effects than the trace holds");
      else
        end(Completion::hung, "more effects than the trace holds");
      return;
    }
    if (effect.kind.list == EffectList::dma)
      ++asked_[effect.kind.position];
    observation_.trace.push_back(effect);
  }

  // So far back does a step of a loop find the one that it continues.
  static constexpr std::size_t kStepsBack = 8;

  // Calls visit(position) for the last effects, the last one first, as long as it returns true.
  template <class Visit> void look_back(Visit &&visit) const {
    const std::size_t size = observation_.trace.size();
    for (std::size_t i = 0; i < kStepsBack && i < size && visit(size - 1 - i); ++i) {
    }
  }

  // For each page that a loop maps the same protection is asked for, with the same answer: one
  // effect.
  bool is_asked_again(const Effect<M> &next) const {
    if (next.kind != DmaEffect::dma_pgprot)
      return false;
    bool found = false;
    look_back([&](std::size_t at) {
      // GCOVR_EXCL_START: the file asks once
      const Effect<M> &earlier = observation_.trace[at];
      found = at + 1 != observation_.trace.size() && earlier.kind == DmaEffect::dma_pgprot &&
              earlier.prot == next.prot && earlier.attrs == next.attrs &&
              earlier.prot_result == next.prot_result;
      return !found && earlier.kind == DmaEffect::remap_pfn_range && earlier.status == 0;
      // GCOVR_EXCL_STOP
    });
    return found;
  }

  // Joins steps of a loop into one effect if one continues the other: the same write or mapping,
  // one page further or one page before, or at the other end of what the loop works on. So a file
  // that clears or maps page by page has the same trace as one that does it in one call.
  bool join(const Effect<M> &next) {
    auto &trace = observation_.trace;
    std::size_t joined = trace.size();
    look_back([&](std::size_t at) {
      if (!is_same(trace[at], next))
        return false;
      if (extend(trace[at], next))
        joined = at;
      return joined == trace.size();
    });
    if (joined == trace.size())
      return false;
    // GCOVR_EXCL_START: the file has no loop; refactored files in other tests have
    // It may have closed the gap to another one.
    for (std::size_t at = joined; at-- > 0 && joined - at <= kStepsBack;) {
      if (!is_same(trace[at], trace[joined]))
        break;
      if (extend(trace[at], trace[joined])) {
        trace.erase(trace.begin() + static_cast<std::ptrdiff_t>(joined));
        break;
      }
    }
    return true;
    // GCOVR_EXCL_STOP
  }

  // Makes one effect of two, if the second one's memory lies just behind or before the first one's.
  bool extend(Effect<M> &first, const Effect<M> &second) const {
    const bool backwards = second.address + second.bytes == first.address;
    // GCOVR_EXCL_BR_START: the file has no loop; refactored files in other tests have
    if (!(backwards ? follows(second, first) : follows(first, second)))
      return false;
    if (backwards) {
      // GCOVR_EXCL_BR_STOP
      // GCOVR_EXCL_START: the file has no loop
      first.address = second.address;
      first.frame = second.frame;
      // GCOVR_EXCL_STOP
    }
    first.bytes = first.bytes + second.bytes;
    return true;
  }

  // The same write or mapping, but of other memory.
  static bool is_same(const Effect<M> &last, const Effect<M> &next) {
    if (last.kind != next.kind)
      return false;
    if (next.kind == DmaEffect::memset)
      return last.value == next.value;
    // GCOVR_EXCL_BR_START: the file has no loop; refactored files in other tests have
    const auto same_vma =
        last.vma.vm_start == next.vma.vm_start && last.vma.vm_end == next.vma.vm_end &&
        last.vma.vm_pgoff == next.vma.vm_pgoff && last.vma.vm_page_prot == next.vma.vm_page_prot;
    return next.kind == DmaEffect::remap_pfn_range && same_vma && last.status == next.status &&
           last.prot == next.prot;
    // GCOVR_EXCL_BR_STOP
  }

  // Whether the second effect's memory begins where the first one's ends.
  bool follows(const Effect<M> &first, const Effect<M> &second) const {
    // GCOVR_EXCL_BR_START: the file has no loop; refactored files in other tests have
    return first.address + first.bytes == second.address &&
           (first.kind == DmaEffect::memset ||
            first.frame + whole_pages<M>(first.bytes, page_shift()) == second.frame);
    // GCOVR_EXCL_BR_STOP
  }

  const Scenario<M> &scenario_;
  Observation<M> &observation_;
  std::array<std::size_t, kDmaEffectNames.size()> asked_{}; // by kind of effect, in the trace
  std::vector<Range> mapped_;
  std::vector<Range> refused_;
};

} // namespace dma_verify
