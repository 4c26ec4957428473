// SPDX-License-Identifier: GPL-2.0-only
// dma_common_pages_remap with one change: the model's text, with the wrong lines beside the right
// ones.
#pragma once

#include "model/remap/remap.h"
#include "model/remap/simulated_kernel.h"
#include "properties/mutant.h"

namespace dma_verify::remap {

namespace of_pages_remap {
#define DMA_VERIFY_MUTANT(name, id) inline constexpr Mutant name(id, Helper::pages_remap)
DMA_VERIFY_MUTANT(kFloorCount, "pages_remap: size >> PAGE_SHIFT");
DMA_VERIFY_MUTANT(kFloorPlusOne, "pages_remap: (size >> PAGE_SHIFT) + 1");
DMA_VERIFY_MUTANT(kMapsOneLess, "pages_remap: vmap of count - 1");
DMA_VERIFY_MUTANT(kMapsOneMore, "pages_remap: vmap of count + 1");
DMA_VERIFY_MUTANT(kZeroAsOne, "pages_remap: count ?: 1");
DMA_VERIFY_MUTANT(kCountAsShort, "pages_remap: count in a short");
DMA_VERIFY_MUTANT(kNextEntry, "pages_remap: vmap of pages + 1");
DMA_VERIFY_MUTANT(kNullArray, "pages_remap: vmap of NULL");
DMA_VERIFY_MUTANT(kVmMapFlag, "pages_remap: VM_MAP");
DMA_VERIFY_MUTANT(kUsermap, "pages_remap: VM_DMA_COHERENT | VM_USERMAP");
DMA_VERIFY_MUTANT(kPutPages, "pages_remap: VM_MAP_PUT_PAGES");
DMA_VERIFY_MUTANT(kOtherProtection, "pages_remap: PAGE_KERNEL");
DMA_VERIFY_MUTANT(kNotStored, "pages_remap: array not stored");
DMA_VERIFY_MUTANT(kStoredOnFailure, "pages_remap: stored if !vaddr");
DMA_VERIFY_MUTANT(kOtherEntryStored, "pages_remap: pages + 1 stored");
DMA_VERIFY_MUTANT(kCountStored, "pages_remap: nr_pages stored");
DMA_VERIFY_MUTANT(kReleasesOnFailure, "pages_remap: kvfree(pages) on failure");
DMA_VERIFY_MUTANT(kReleases, "pages_remap: kvfree(pages)");
DMA_VERIFY_MUTANT(kNullOnSuccess, "pages_remap: NULL on success");
DMA_VERIFY_MUTANT(kErrorPointer, "pages_remap: ERR_PTR on failure");
DMA_VERIFY_MUTANT(kMappedTwice, "pages_remap: mapped twice");
DMA_VERIFY_MUTANT(kRetries, "pages_remap: vmap until it succeeds");
// Harmless.
DMA_VERIFY_MUTANT(kEmptyFirst, "pages_remap: empty size refused first");
DMA_VERIFY_MUTANT(kAlignedFirst, "pages_remap: size aligned first");
DMA_VERIFY_MUTANT(kAreaTested, "pages_remap: area tested before the store");
DMA_VERIFY_MUTANT(kLongCount, "pages_remap: long counts refused");
#undef DMA_VERIFY_MUTANT
} // namespace of_pages_remap

template <class M>
Pointer<M> pages_remap(const Mutant &mutant, SimulatedKernel<M> &kernel, Pointer<M> pages,
                       typename M::Bytes size, typename M::Word prot) {
  using namespace of_pages_remap;
  using Word = typename M::Word;
  using UnsignedInt = typename M::UnsignedInt;
  const auto with = [&](const Mutant &which) { return &which == &mutant; };
  const unsigned shift = kernel.architecture().page_shift;
  const Pointer<M> next_entry =
      Pointer<M>::to(pages.address + typename M::Bytes(Word(pointer_bytes<M>())));
  if (with(kAlignedFirst))
    size = page_align<M>(size, shift);
  const Word all_pages = page_count<M>(size, shift).word;
  if (with(kLongCount) && M::wide(all_pages) >= typename M::Wide(Uint128{1} << M::kIntBits))
    return Pointer<M>::null();
  UnsignedInt count = resize<M::kIntBits>(all_pages);
  if (with(kFloorCount) || with(kFloorPlusOne))
    count = resize<M::kIntBits>(whole_pages<M>(size, shift).word);
  if (with(kFloorPlusOne) || with(kMapsOneMore))
    count = count + UnsignedInt(1);
  if (with(kMapsOneLess))
    count = count - UnsignedInt(1);
  if (with(kCountAsShort))
    count = count & UnsignedInt((Uint128{1} << (M::kIntBits / 2)) - 1);
  if (with(kZeroAsOne) && count == UnsignedInt(0))
    count = UnsignedInt(1);
  if (with(kEmptyFirst) && count == UnsignedInt(0))
    return Pointer<M>::null();

  Word flags(kVmDmaCoherent);
  if (with(kVmMapFlag))
    flags = Word(kVmMap);
  if (with(kUsermap))
    flags = Word(kVmDmaCoherent | kVmUsermap);
  if (with(kPutPages))
    flags = Word(kVmDmaCoherent | kVmMapPutPages);
  const Word protection = with(kOtherProtection) ? Word(0x63) : prot;
  Pointer<M> array = with(kNextEntry) ? next_entry : pages;
  if (with(kNullArray))
    array = Pointer<M>::null();
  Pointer<M> vaddr = kernel.vmap(array, count, flags, protection);
  if (with(kMappedTwice))
    vaddr = kernel.vmap(array, count, flags, protection);
  for (std::size_t i = 0; with(kRetries) && vaddr.is_null && i <= kTraceCapacity<M>; ++i)
    vaddr = kernel.vmap(array, count, flags, protection);

  const bool stores = with(kStoredOnFailure) ? vaddr.is_null : !vaddr.is_null && !with(kNotStored);
  if (stores) {
    const AreaPointer found = kernel.find_vm_area(vaddr.address);
    if (with(kAreaTested) && found.is_null)
      return vaddr;
    Area<M> &area = kernel.at(found);
    area.pages = with(kOtherEntryStored) ? next_entry : pages;
    if (with(kCountStored))
      area.nr_pages = count;
  }
  if (with(kReleases) || (with(kReleasesOnFailure) && vaddr.is_null))
    kernel.kvfree(pages);
  if (with(kNullOnSuccess))
    return Pointer<M>::null();
  if (with(kErrorPointer) && vaddr.is_null)
    return Pointer<M>::to(typename M::VirtualAddress(Word(0) - Word(kEnomem)));
  return vaddr;
}

} // namespace dma_verify::remap
