// SPDX-License-Identifier: GPL-2.0-only
// What a call did: the ordered list of its effects, and the state of the caller's objects when it
// returned. Properties judge it, reports show it.
#pragma once

#include "model/kernel/scenario.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace dma_verify {

enum class EffectKind : std::uint8_t {
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

std::string_view to_string(EffectKind kind);
std::string_view to_string(Direction direction);
std::string_view to_string(Allocator allocator);
std::string_view to_string(MapPath path);
std::string_view to_string(BufferKind kind);
std::string_view to_string(ContiguousArea area);

// One effect with all its arguments and its answer. Which members are used depends on `kind`: see
// for_each_argument. The others keep their default.
template <class M> struct Effect {
  EffectKind kind = EffectKind::memset;
  MapPath path = MapPath::ops;
  Direction direction = Direction::bidirectional;
  std::uint8_t value = 0; // memset: the byte written
  int node = -1;
  int status = 0;      // the answer of a service that returns one
  int pool_status = 0; // what a pool that claims the buffer wrote to *ret
  Page<M> page{};
  typename M::Bytes bytes{};
  typename M::VirtualAddress address{};
  typename M::FrameNumber frame{};
  typename M::PhysicalAddress phys{};
  typename M::BusAddress handle{};
  typename M::Word prot{};
  typename M::Word prot_result{};
  typename M::Word attrs{};
  typename M::UnsignedInt gfp{};
  typename M::UnsignedInt order{};
  typename M::UnsignedInt nents{};
  typename M::UnsignedInt sg_offset{};
  typename M::UnsignedInt sg_length{};
  Vma<M> vma{}; // the caller's VMA as the service saw it
};

// Calls visit(name, member, ...) for the arguments, then the answer, of effects of one kind.
template <class Visitor, class First, class... Rest>
void for_each_argument(Visitor &&visit, First &&first, Rest &&...rest) {
  const auto show_vma = [&] {
    visit("vm_start", first.vma.vm_start, rest.vma.vm_start...);
    visit("vm_end", first.vma.vm_end, rest.vma.vm_end...);
    visit("vm_pgoff", first.vma.vm_pgoff, rest.vma.vm_pgoff...);
    visit("vm_page_prot", first.vma.vm_page_prot, rest.vma.vm_page_prot...);
    visit("vm_flags", first.vma.vm_flags, rest.vma.vm_flags...);
  };
  switch (first.kind) { // GCOVR_EXCL_BR_LINE: each value has its case
  case EffectKind::sg_alloc_table:
    visit("nents", first.nents, rest.nents...);
    visit("gfp", first.gfp, rest.gfp...);
    visit("=", first.status, rest.status...);
    break;
  case EffectKind::sg_set_page:
    visit("page", first.page, rest.page...);
    visit("len", first.sg_length, rest.sg_length...);
    visit("offset", first.sg_offset, rest.sg_offset...);
    break;
  case EffectKind::sg_free_table:
    break;
  case EffectKind::dma_pgprot:
    visit("prot", first.prot, rest.prot...);
    visit("attrs", first.attrs, rest.attrs...);
    visit("=", first.prot_result, rest.prot_result...);
    break;
  case EffectKind::dma_mmap_from_dev_coherent:
    visit("vaddr", first.address, rest.address...);
    visit("size", first.bytes, rest.bytes...);
    show_vma();
    visit("*ret", first.pool_status, rest.pool_status...);
    visit("=", first.status, rest.status...);
    break;
  case EffectKind::remap_pfn_range:
    visit("addr", first.address, rest.address...);
    visit("pfn", first.frame, rest.frame...);
    visit("size", first.bytes, rest.bytes...);
    visit("prot", first.prot, rest.prot...);
    show_vma();
    visit("=", first.status, rest.status...);
    break;
  case EffectKind::dma_alloc_contiguous:
    visit("size", first.bytes, rest.bytes...);
    visit("gfp", first.gfp, rest.gfp...);
    visit("=", first.page, rest.page...);
    break;
  case EffectKind::alloc_pages_node:
    visit("nid", first.node, rest.node...);
    visit("gfp", first.gfp, rest.gfp...);
    visit("order", first.order, rest.order...);
    visit("=", first.page, rest.page...);
    break;
  case EffectKind::map:
    visit("path", first.path, rest.path...);
    visit("phys", first.phys, rest.phys...);
    visit("size", first.bytes, rest.bytes...);
    visit("dir", first.direction, rest.direction...);
    visit("attrs", first.attrs, rest.attrs...);
    visit("=", first.handle, rest.handle...);
    break;
  case EffectKind::unmap:
    visit("path", first.path, rest.path...);
    visit("handle", first.handle, rest.handle...);
    visit("size", first.bytes, rest.bytes...);
    visit("dir", first.direction, rest.direction...);
    visit("attrs", first.attrs, rest.attrs...);
    break;
  case EffectKind::dma_free_contiguous:
    visit("page", first.page, rest.page...);
    visit("size", first.bytes, rest.bytes...);
    break;
  case EffectKind::free_pages:
    visit("page", first.page, rest.page...);
    visit("order", first.order, rest.order...);
    break;
  case EffectKind::memset:
    visit("addr", first.address, rest.address...);
    visit("value", first.value, rest.value...);
    visit("size", first.bytes, rest.bytes...);
    break;
  }
}

// How a call ended.
enum class Completion : std::uint8_t {
  returned,
  crashed,             // a signal: invalid access, trap, abort
  hung,                // no return within the time or effect limit
  kernel_bug,          // BUG(), or a service's own BUG_ON on its arguments
  out_of_bounds_write, // the memory around the caller's objects was changed
  foreign_argument,    // a service was given an object that is not the caller's
  unmodelled,          // a service that the simulated kernel does not know was called
};
std::string_view to_string(Completion completion);

// More effects than any reasonable version of the helpers has; a call that reaches the limit counts
// as hung. Neighbouring memsets and remaps of a loop count as one (see SimulatedKernel).
inline constexpr std::size_t kTraceCapacity = 64;

template <class M> struct Observation {
  Completion completion = Completion::returned;
  std::vector<Effect<M>> trace;

  // At the return of the call.
  int status = 0;                      // get_sgtable, mmap
  Page<M> page{};                      // alloc_pages
  typename M::BusAddress dma_handle{}; // alloc_pages: *dma_handle
  Vma<M> vma{};                        // mmap
  SgTable<M> sg_table{};               // get_sgtable

  // Of a call that did not return.
  std::uint64_t fault_address = 0; // crashed: the address, where the signal tells one
  char detail[96] = {};            // signal, service or BUG in words; empty otherwise

  // Clears it for the next call and keeps its memory.
  void clear() {
    trace.clear();
    completion = Completion::returned;
    status = 0;
    page = {};
    dma_handle = {};
    vma = {};
    sg_table = {};
    fault_address = 0;
    detail[0] = '\0';
  }
};

using StoredObservation = Observation<WidestMachine>;

} // namespace dma_verify
