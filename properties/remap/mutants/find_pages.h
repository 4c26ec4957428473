// SPDX-License-Identifier: GPL-2.0-only
// dma_common_find_pages with one change: the model's text, with the wrong lines beside the right
// ones.
#pragma once

#include "model/remap/remap.h"
#include "model/remap/simulated_kernel.h"
#include "properties/mutant.h"

namespace dma_verify::remap {

namespace of_find_pages {
#define DMA_VERIFY_MUTANT(name, id) inline constexpr Mutant name(id, Helper::find_pages)
DMA_VERIFY_MUTANT(kNullNotTested, "find_pages: area not tested");
DMA_VERIFY_MUTANT(kTestsSwapped, "find_pages: flags tested before the area");
DMA_VERIFY_MUTANT(kAndForOr, "find_pages: && for ||");
DMA_VERIFY_MUTANT(kFlagNotTested, "find_pages: flag not tested");
DMA_VERIFY_MUTANT(kFlagInverted, "find_pages: flag test inverted");
DMA_VERIFY_MUTANT(kOrForAnd, "find_pages: flags | VM_DMA_COHERENT");
DMA_VERIFY_MUTANT(kVmMapFlag, "find_pages: VM_MAP");
DMA_VERIFY_MUTANT(kAreaReturned, "find_pages: area returned");
DMA_VERIFY_MUTANT(kNextEntry, "find_pages: pages + 1 returned");
DMA_VERIFY_MUTANT(kNullReturned, "find_pages: NULL returned");
DMA_VERIFY_MUTANT(kAlwaysWarns, "find_pages: warns of every area");
DMA_VERIFY_MUTANT(kForgets, "find_pages: area->pages = NULL");
DMA_VERIFY_MUTANT(kUnmaps, "find_pages: vunmap");
DMA_VERIFY_MUTANT(kEndlessWarning, "find_pages: warns for ever");
// Harmless.
DMA_VERIFY_MUTANT(kOnlyFlag, "find_pages: flags != VM_DMA_COHERENT");
DMA_VERIFY_MUTANT(kNoWarning, "find_pages: WARN dropped");
DMA_VERIFY_MUTANT(kEntryOfAddress, "find_pages: entry of the address returned");
#undef DMA_VERIFY_MUTANT
} // namespace of_find_pages

template <class M>
Pointer<M> find_pages(const Mutant &mutant, SimulatedKernel<M> &kernel,
                      typename M::VirtualAddress cpu_addr) {
  using namespace of_find_pages;
  using Bool = typename M::Bool;
  using Word = typename M::Word;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const unsigned shift = kernel.architecture().page_shift;
  const AreaPointer area = kernel.find_vm_area(cpu_addr);
  if (with(kEndlessWarning)) {
    for (std::size_t i = 0; i <= kTraceCapacity<M>; ++i)
      kernel.warn(Bool(true));
  }
  const auto is_foreign = [&]() -> bool {
    const Word flags = kernel.at(area).flags;
    if (with(kFlagNotTested) || with(kOrForAnd))
      return false;
    if (with(kFlagInverted))
      return static_cast<bool>((flags & Word(kVmDmaCoherent)) != Word(0));
    if (with(kVmMapFlag))
      return static_cast<bool>((flags & Word(kVmMap)) == Word(0));
    if (with(kOnlyFlag))
      return static_cast<bool>(flags != Word(kVmDmaCoherent));
    return static_cast<bool>((flags & Word(kVmDmaCoherent)) == Word(0));
  };
  if (with(kNullNotTested)  ? is_foreign()
      : with(kTestsSwapped) ? is_foreign() || area.is_null
      : with(kAndForOr)     ? area.is_null && is_foreign()
                            : area.is_null || is_foreign())
    return Pointer<M>::null();
  if (!with(kNoWarning))
    kernel.warn(Bool(with(kAlwaysWarns)) || kernel.at(area).flags != Word(kVmDmaCoherent));
  Pointer<M> pages = kernel.at(area).pages;
  if (with(kForgets))
    kernel.at(area).pages = Pointer<M>::null();
  if (with(kUnmaps))
    kernel.vunmap(kernel.at(area).address);
  if (with(kAreaReturned))
    return Pointer<M>::to(kernel.at(area).address);
  if (with(kNullReturned))
    return Pointer<M>::null();
  if (pages.is_null)
    return pages;
  if (with(kNextEntry))
    pages.address = pages.address + typename M::Bytes(Word(pointer_bytes<M>()));
  if (with(kEntryOfAddress)) {
    const auto index = whole_pages<M>(bytes_between(kernel.at(area).address, cpu_addr), shift);
    pages.address = pages.address + typename M::Bytes(resize<M::kWordBits>(
                                        array_bytes<M>(M::wide(index.word), pointer_bytes<M>())));
  }
  return pages;
}

} // namespace dma_verify::remap
