// SPDX-License-Identifier: GPL-2.0-only
// The effects of the services that hand out, map, show and clear memory: those that the ledger
// (model/ledger) knows, whichever unit calls them.
#pragma once

#include "model/kernel/effect.h"
#include "model/kernel/types.h"

#include <array>
#include <cassert>

namespace dma_verify {

enum class DmaEffect : std::uint8_t {
  sg_alloc_table,
  sg_set_page,
  sg_free_table,
  dma_pgprot,
  dma_mmap_from_dev_coherent,
  remap_pfn_range,
  dma_alloc_contiguous,
  alloc_pages_node,
  map,
  unmap,
  dma_free_contiguous,
  free_pages, // __free_pages
  memset,
};
constexpr EffectList list_of(DmaEffect) { return EffectList::dma; }

// The effect of this kind, which must be one of this list.
constexpr DmaEffect dma_effect_of(EffectKind kind) {
  assert(kind.list == EffectList::dma);
  return static_cast<DmaEffect>(kind.position);
}

inline constexpr std::array<std::string_view, 13> kDmaEffectNames = {"sg_alloc_table",
                                                                     "sg_set_page",
                                                                     "sg_free_table",
                                                                     "dma_pgprot",
                                                                     "dma_mmap_from_dev_coherent",
                                                                     "remap_pfn_range",
                                                                     "dma_alloc_contiguous",
                                                                     "alloc_pages_node",
                                                                     "map",
                                                                     "unmap",
                                                                     "dma_free_contiguous",
                                                                     "__free_pages",
                                                                     "memset"};

// The arguments and the answer of one effect. Which members are used depends on its kind: see
// visit_dma_effect. The others keep their default.
template <class M> struct DmaEffectMembers {
  MapPath path = MapPath::ops;
  Finite<M, Direction> direction = Direction::bidirectional;
  std::uint8_t value = 0; // memset: the byte written
  Finite<M, int> node = -1;
  int status = 0;      // the answer of a service that returns one
  int pool_status = 0; // what a pool that claims the buffer wrote to *ret
  Page<M> page{};
  typename M::Bytes bytes{};
  typename M::FrameNumber frame{};
  typename M::PhysicalAddress phys{};
  typename M::BusAddress handle{};
  typename M::Word prot_result{};
  typename M::Word attrs{};
  typename M::UnsignedInt order{};
  typename M::UnsignedInt nents{};
  typename M::UnsignedInt sg_offset{};
  typename M::UnsignedInt sg_length{};
  Vma<M> vma{}; // the caller's VMA as the service saw it
};

// Calls visit(name, member, ...) for the arguments, then the answer, of effects of one kind.
template <class Visitor, class First, class... Rest>
void visit_dma_effect(Visitor &&visit, First &&first, Rest &&...rest) {
  const auto show_vma = [&] { visit_members(visit, first.vma, rest.vma...); };
  switch (dma_effect_of(first.kind)) { // GCOVR_EXCL_BR_LINE: each value has its case
  case DmaEffect::sg_alloc_table:
    visit("nents", first.nents, rest.nents...);
    visit("gfp", first.gfp, rest.gfp...);
    visit("=", first.status, rest.status...);
    break;
  case DmaEffect::sg_set_page:
    visit("page", first.page, rest.page...);
    visit("len", first.sg_length, rest.sg_length...);
    visit("offset", first.sg_offset, rest.sg_offset...);
    break;
  case DmaEffect::sg_free_table:
    break;
  case DmaEffect::dma_pgprot:
    visit("prot", first.prot, rest.prot...);
    visit("attrs", first.attrs, rest.attrs...);
    visit("=", first.prot_result, rest.prot_result...);
    break;
  case DmaEffect::dma_mmap_from_dev_coherent:
    visit("vaddr", first.address, rest.address...);
    visit("size", first.bytes, rest.bytes...);
    show_vma();
    visit("*ret", first.pool_status, rest.pool_status...);
    visit("=", first.status, rest.status...);
    break;
  case DmaEffect::remap_pfn_range:
    visit("addr", first.address, rest.address...);
    visit("pfn", first.frame, rest.frame...);
    visit("size", first.bytes, rest.bytes...);
    visit("prot", first.prot, rest.prot...);
    show_vma();
    visit("=", first.status, rest.status...);
    break;
  case DmaEffect::dma_alloc_contiguous:
    visit("size", first.bytes, rest.bytes...);
    visit("gfp", first.gfp, rest.gfp...);
    visit("=", first.page, rest.page...);
    break;
  case DmaEffect::alloc_pages_node:
    visit("nid", first.node, rest.node...);
    visit("gfp", first.gfp, rest.gfp...);
    visit("order", first.order, rest.order...);
    visit("=", first.page, rest.page...);
    break;
  case DmaEffect::map:
    visit("path", first.path, rest.path...);
    visit("phys", first.phys, rest.phys...);
    visit("size", first.bytes, rest.bytes...);
    visit("dir", first.direction, rest.direction...);
    visit("attrs", first.attrs, rest.attrs...);
    visit("=", first.handle, rest.handle...);
    break;
  case DmaEffect::unmap:
    visit("path", first.path, rest.path...);
    visit("handle", first.handle, rest.handle...);
    visit("size", first.bytes, rest.bytes...);
    visit("dir", first.direction, rest.direction...);
    visit("attrs", first.attrs, rest.attrs...);
    break;
  case DmaEffect::dma_free_contiguous:
    visit("page", first.page, rest.page...);
    visit("size", first.bytes, rest.bytes...);
    break;
  case DmaEffect::free_pages:
    visit("page", first.page, rest.page...);
    visit("order", first.order, rest.order...);
    break;
  case DmaEffect::memset:
    visit("addr", first.address, rest.address...);
    visit("value", first.value, rest.value...);
    visit("size", first.bytes, rest.bytes...);
    break;
  }
}

} // namespace dma_verify
