// SPDX-License-Identifier: GPL-2.0-only
// The kernel around the helpers: answers every service from a scenario and writes the trace. Models
// run on it directly; a compiled C file reaches it through the harness's service table.
#pragma once

#include "model/kernel/services.h"
#include "model/kernel/trace.h"

#include <algorithm>
#include <string_view>

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

  // ---- Look-ups: functions of their arguments.

  typename M::Bool is_vmalloc_addr(VirtualAddress address) const {
    return is_vmalloc_address<M>(scenario_.architecture, address);
  }

  // The buffer's pages, found from any address in it; NULL elsewhere.
  Page<M> vmalloc_to_page(VirtualAddress address) const {
    const Bytes inside = bytes_between(scenario_.cpu_addr, address);
    const Bytes buffer = page_align<M>(scenario_.size, page_shift());
    if (negate(either(address == scenario_.cpu_addr, inside < buffer)))
      return Page<M>::null();
    return Page<M>::of(scenario_.vmalloc_to_page + whole_pages<M>(inside, page_shift()));
  }

  Page<M> virt_to_page(VirtualAddress address) const {
    return Page<M>::of(linear_frame<M>(scenario_.architecture, address));
  }
  FrameNumber page_to_pfn(Page<M> page) const { return page.frame; }
  PhysicalAddress page_to_phys(Page<M> page) const {
    return frame_to_phys<M>(page.frame, page_shift());
  }
  VirtualAddress page_address(Page<M> page) const {
    return linear_address<M>(scenario_.architecture, page.frame);
  }
  bool use_dma_iommu() const { return scenario_.use_dma_iommu; }
  OpsTable get_dma_ops() const {
    return {scenario_.use_dma_iommu, !scenario_.use_dma_iommu && scenario_.ops_has_unmap};
  }
  int dev_to_node() const { return scenario_.numa_node; }

  // ---- Effects.

  int sg_alloc_table(SgTable<M> &table, UnsignedInt nents, UnsignedInt gfp) {
    Effect<M> effect = effect_of(EffectKind::sg_alloc_table);
    effect.nents = nents;
    effect.gfp = gfp;
    effect.status = scenario_.sg_alloc_status;
    table = {};
    if (effect.status == 0) {
      table.has_entry = true;
      table.end_marked = true;
      table.nents = table.orig_nents = nents;
    }
    append(effect);
    return effect.status;
  }

  void sg_set_page(SgTable<M> &table, Page<M> page, UnsignedInt length, UnsignedInt offset) {
    Effect<M> effect = effect_of(EffectKind::sg_set_page);
    effect.page = page;
    effect.sg_length = length;
    effect.sg_offset = offset;
    table.page = page;
    table.length = length;
    table.offset = offset;
    append(effect);
  }

  void sg_free_table(SgTable<M> &table) {
    append(effect_of(EffectKind::sg_free_table));
    table = {};
  }

  // The scenario's answer for the VMA's protection on entry; idempotent on its own result, and
  // told apart for any other argument.
  Word dma_pgprot(Word prot, Word attrs) {
    Effect<M> effect = effect_of(EffectKind::dma_pgprot);
    effect.prot = prot;
    effect.attrs = attrs;
    effect.prot_result = select(prot == scenario_.dma_pgprot, scenario_.dma_pgprot,
                                Word(scenario_.dma_pgprot + (prot - scenario_.vma.vm_page_prot)));
    append(effect);
    return effect.prot_result;
  }

  int dma_mmap_from_dev_coherent(const Vma<M> &vma, VirtualAddress address, Bytes bytes,
                                 int &status) {
    Effect<M> effect = effect_of(EffectKind::dma_mmap_from_dev_coherent);
    effect.vma = vma;
    effect.address = address;
    effect.bytes = bytes;
    effect.status = scenario_.pool_claims ? 1 : 0;
    append(effect);
    if (scenario_.pool_claims)
      status = scenario_.pool_status;
    return effect.status;
  }

  // Refuses an unaligned start with -EINVAL; an empty or wrapping range is a kernel BUG (1.13).
  int remap_pfn_range(const Vma<M> &vma, VirtualAddress address, FrameNumber frame, Bytes bytes,
                      Word prot) {
    Effect<M> effect = effect_of(EffectKind::remap_pfn_range);
    effect.vma = vma;
    effect.address = address;
    effect.frame = frame;
    effect.bytes = bytes;
    effect.prot = prot;
    const Word offset_mask = page_size<M>(page_shift()).word - Word(1);
    if ((address.word & offset_mask) != Word(0)) {
      effect.status = -kEinval;
    } else if (address + page_align<M>(bytes, page_shift()) <= address) {
      kernel_bug("remap_pfn_range of an empty or wrapping range");
    } else {
      effect.status = scenario_.remap_status;
    }
    append(effect);
    return effect.status;
  }

  // Asks for whole pages, rounded down; an empty request gets nothing (1.14).
  Page<M> dma_alloc_contiguous(Bytes bytes, UnsignedInt gfp) {
    Effect<M> effect = effect_of(EffectKind::dma_alloc_contiguous);
    effect.bytes = bytes;
    effect.gfp = gfp;
    if (!scenario_.contiguous_page.is_null && whole_pages<M>(bytes, page_shift()).word != Word(0)) {
      effect.page = scenario_.contiguous_page;
    }
    append(effect);
    return effect.page;
  }

  Page<M> alloc_pages_node(int node, UnsignedInt gfp, UnsignedInt order) {
    Effect<M> effect = effect_of(EffectKind::alloc_pages_node);
    effect.node = node;
    effect.gfp = gfp;
    effect.order = order;
    if (!scenario_.buddy_page.is_null &&
        order <= UnsignedInt(scenario_.architecture.max_page_order)) {
      effect.page = scenario_.buddy_page;
    }
    append(effect);
    return effect.page;
  }

  void dma_free_contiguous(Page<M> page, Bytes bytes) {
    Effect<M> effect = effect_of(EffectKind::dma_free_contiguous);
    effect.page = page;
    effect.bytes = bytes;
    append(effect);
  }

  void free_pages(Page<M> page, UnsignedInt order) {
    Effect<M> effect = effect_of(EffectKind::free_pages);
    effect.page = page;
    effect.order = order;
    append(effect);
  }

  BusAddress iommu_dma_map_phys(PhysicalAddress phys, Bytes bytes, Direction direction,
                                Word attrs) {
    return map(MapPath::iommu, phys, bytes, direction, attrs);
  }
  BusAddress ops_map_phys(OpsTable ops, PhysicalAddress phys, Bytes bytes, Direction direction,
                          Word attrs) {
    if (ops.is_null)
      end(Completion::crashed, "call through a NULL dma_map_ops");
    return map(MapPath::ops, phys, bytes, direction, attrs);
  }
  void iommu_dma_unmap_phys(BusAddress handle, Bytes bytes, Direction direction, Word attrs) {
    unmap(MapPath::iommu, handle, bytes, direction, attrs);
  }
  void ops_unmap_phys(OpsTable ops, BusAddress handle, Bytes bytes, Direction direction,
                      Word attrs) {
    if (ops.is_null || !ops.has_unmap)
      end(Completion::crashed, "call of a missing unmap operation");
    unmap(MapPath::ops, handle, bytes, direction, attrs);
  }

  void memset(VirtualAddress address, std::uint8_t value, Bytes bytes) {
    Effect<M> effect = effect_of(EffectKind::memset);
    effect.address = address;
    effect.value = value;
    effect.bytes = bytes;
    append(effect);
  }

  // Marks the call as ended by BUG(); the first mark stays.
  void kernel_bug(std::string_view what) { end(Completion::kernel_bug, what); }

  // Marks the call as ended in this way, with a few words; the first mark stays.
  void end(Completion completion, std::string_view what) {
    if (observation_.completion != Completion::returned)
      return;
    observation_.completion = completion;
    const std::size_t length = std::min(what.size(), sizeof(observation_.detail) - 1);
    std::copy_n(what.begin(), length, observation_.detail);
    observation_.detail[length] = '\0';
  }

private:
  unsigned page_shift() const { return scenario_.architecture.page_shift; }

  static Effect<M> effect_of(EffectKind kind) {
    Effect<M> effect;
    effect.kind = kind;
    return effect;
  }

  BusAddress map(MapPath path, PhysicalAddress phys, Bytes bytes, Direction direction, Word attrs) {
    Effect<M> effect = effect_of(EffectKind::map);
    effect.path = path;
    effect.phys = phys;
    effect.bytes = bytes;
    effect.direction = direction;
    effect.attrs = attrs;
    effect.handle = scenario_.map_handle;
    append(effect);
    return effect.handle;
  }

  void unmap(MapPath path, BusAddress handle, Bytes bytes, Direction direction, Word attrs) {
    Effect<M> effect = effect_of(EffectKind::unmap);
    effect.path = path;
    effect.handle = handle;
    effect.bytes = bytes;
    effect.direction = direction;
    effect.attrs = attrs;
    append(effect);
  }

  void append(const Effect<M> &effect) {
    if constexpr (M::kConcrete) {
      if (!observation_.trace.empty() && joins(observation_.trace.back(), effect)) {
        observation_.trace.back().bytes = observation_.trace.back().bytes + effect.bytes;
        return;
      }
    }
    if (observation_.trace.size() >= kTraceCapacity) {
      end(Completion::hung, "more effects than the trace holds");
      return;
    }
    observation_.trace.push_back(effect);
  }

  // Whether a loop's next step continues the last effect: the same write or mapping, one page on.
  // A file that clears or maps page by page so has the trace of one that does it at once.
  bool joins(const Effect<M> &last, const Effect<M> &next) const {
    if (last.kind != next.kind || last.address + last.bytes != next.address)
      return false;
    if (next.kind == EffectKind::memset)
      return last.value == next.value;
    if (next.kind != EffectKind::remap_pfn_range)
      return false;
    const auto same_vma =
        last.vma.vm_start == next.vma.vm_start && last.vma.vm_end == next.vma.vm_end &&
        last.vma.vm_pgoff == next.vma.vm_pgoff && last.vma.vm_page_prot == next.vma.vm_page_prot;
    return same_vma && last.status == next.status && last.prot == next.prot &&
           last.frame + whole_pages<M>(last.bytes, page_shift()) == next.frame;
  }

  const Scenario<M> &scenario_;
  Observation<M> &observation_;
};

} // namespace dma_verify
