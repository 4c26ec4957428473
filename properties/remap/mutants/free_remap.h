// SPDX-License-Identifier: GPL-2.0-only
// dma_common_free_remap with one change: the model's text, with the wrong lines beside the right
// ones.
#pragma once

#include "model/remap/remap.h"
#include "model/remap/simulated_kernel.h"
#include "properties/mutant.h"

namespace dma_verify::remap {

namespace of_free_remap {
#define DMA_VERIFY_MUTANT(name, id) inline constexpr Mutant name(id, Helper::free_remap)
DMA_VERIFY_MUTANT(kByArray, "free_remap: acts on what find_pages finds");
DMA_VERIFY_MUTANT(kByCount, "free_remap: acts on nr_pages");
DMA_VERIFY_MUTANT(kNullNotTested, "free_remap: area not tested");
DMA_VERIFY_MUTANT(kFlagNotTested, "free_remap: flag not tested");
DMA_VERIFY_MUTANT(kFlagInverted, "free_remap: flag test inverted");
DMA_VERIFY_MUTANT(kVmMapFlag, "free_remap: VM_MAP");
DMA_VERIFY_MUTANT(kNoReturn, "free_remap: no return after the warning");
DMA_VERIFY_MUTANT(kWarnDropped, "free_remap: warning dropped");
DMA_VERIFY_MUTANT(kWarnsTwice, "free_remap: warns twice");
DMA_VERIFY_MUTANT(kAlwaysWarns, "free_remap: warns of every area");
DMA_VERIFY_MUTANT(kNotUnmapped, "free_remap: vunmap dropped");
DMA_VERIFY_MUTANT(kUnmappedTwice, "free_remap: vunmap twice");
DMA_VERIFY_MUTANT(kUnmapsBehind, "free_remap: vunmap of cpu_addr + size");
DMA_VERIFY_MUTANT(kVfree, "free_remap: vfree");
DMA_VERIFY_MUTANT(kReleasesArray, "free_remap: kvfree(area->pages)");
DMA_VERIFY_MUTANT(kEndlessWarning, "free_remap: warns for ever");
// Harmless.
DMA_VERIFY_MUTANT(kOnlyFlag, "free_remap: flags != VM_DMA_COHERENT");
DMA_VERIFY_MUTANT(kFromStart, "free_remap: vunmap(area->addr)");
#undef DMA_VERIFY_MUTANT
} // namespace of_free_remap

template <class M>
void free_remap(const Mutant &mutant, SimulatedKernel<M> &kernel,
                typename M::VirtualAddress cpu_addr, typename M::Bytes size) {
  using namespace of_free_remap;
  using Bool = typename M::Bool;
  using Word = typename M::Word;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const AreaPointer area = kernel.find_vm_area(cpu_addr);
  const auto is_foreign = [&]() -> bool {
    const Area<M> &found = kernel.at(area);
    if (with(kByArray) && found.pages.is_null)
      return true;
    if (with(kByCount))
      return static_cast<bool>(found.nr_pages == typename M::UnsignedInt(0));
    if (with(kFlagNotTested))
      return false;
    if (with(kFlagInverted))
      return static_cast<bool>((found.flags & Word(kVmDmaCoherent)) != Word(0));
    if (with(kVmMapFlag))
      return static_cast<bool>((found.flags & Word(kVmMap)) == Word(0));
    if (with(kOnlyFlag))
      return static_cast<bool>(found.flags != Word(kVmDmaCoherent));
    return static_cast<bool>((found.flags & Word(kVmDmaCoherent)) == Word(0));
  };
  if ((area.is_null && !with(kNullNotTested)) || is_foreign()) {
    if (!with(kWarnDropped))
      kernel.warn(Bool(true));
    if (with(kWarnsTwice))
      kernel.warn(Bool(true));
    for (std::size_t i = 0; with(kEndlessWarning) && i <= kTraceCapacity<M>; ++i)
      kernel.warn(Bool(true));
    if (!with(kNoReturn))
      return;
  }
  if (with(kAlwaysWarns))
    kernel.warn(Bool(true));
  if (with(kReleasesArray) && !kernel.at(area).pages.is_null)
    kernel.kvfree(kernel.at(area).pages);
  if (with(kVfree))
    return kernel.vfree(cpu_addr);
  if (with(kUnmapsBehind))
    return kernel.vunmap(cpu_addr + page_align<M>(size, kernel.architecture().page_shift));
  if (!with(kNotUnmapped))
    kernel.vunmap(with(kFromStart) ? kernel.at(area).address : cpu_addr);
  if (with(kUnmappedTwice))
    kernel.vunmap(cpu_addr);
}

} // namespace dma_verify::remap
