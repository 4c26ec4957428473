// SPDX-License-Identifier: GPL-2.0-only
// A scenario: one call of a helper, its arguments, and every answer of the environment, faults
// included. Plain data; engines choose it, subjects run it, counterexample files store it.
#pragma once

#include "model/kernel/types.h"
#include "model/ops_helpers/helpers.h"
#include "model/units.h"
#include "model/words/architecture.h"
#include "model/words/page_arithmetic.h"

#include <initializer_list>
#include <string_view>
#include <type_traits>

namespace dma_verify {

template <class M> struct Scenario {
  Architecture architecture{};
  HelperId call = ops_helpers::Helper::mmap; // the helper that is called

  // Arguments.
  typename M::VirtualAddress cpu_addr{};          // get_sgtable, mmap: the buffer
  typename M::Bytes size{};                       // all calls
  typename M::BusAddress dma_handle{};            // dma_addr; for alloc_pages: *dma_handle on entry
  typename M::Word attrs{};                       // get_sgtable, mmap
  Vma<M> vma{};                                   // mmap
  Direction direction = Direction::bidirectional; // alloc_pages, free_pages
  typename M::UnsignedInt gfp{};                  // alloc_pages
  typename M::FrameNumber page{};                 // free_pages: first frame of the block

  // Facts about the buffer that the arguments do not contain, and that the callers' contract is
  // about.
  BufferKind buffer_kind = BufferKind::contiguous; // get_sgtable, mmap
  typename M::Bytes excess{};                      // by which `size` exceeds the allocation
  typename M::Bytes stale_bytes{};                 // at the buffer's end, which nothing has zeroed
  bool missing_section = false; // asking for the struct pages of a device pool is a crash: classic
                                // SPARSEMEM has no section for them (W7)

  // The environment's answers.
  bool use_dma_iommu = false;                // the device is behind dma-iommu; then it has no ops
  bool ops_has_unmap = true;                 // the ops table has an unmap operation
  int numa_node = -1;                        // dev_to_node; -1 is NUMA_NO_NODE
  typename M::FrameNumber vmalloc_to_page{}; // the buffer's first frame, unless it is linear
  typename M::Word dma_pgprot{};             // what dma_pgprot makes of vm_page_prot
  bool pool_claims = false;                  // dma_mmap_from_dev_coherent returns 1
  int pool_status = 0;                       // and has then written this to *ret
  // If described, the pool answers from its geometry instead (neighbours/coherent_pool.h).
  bool pool_described = false;
  typename M::VirtualAddress pool_base{};
  typename M::UnsignedInt pool_pages{};
  typename M::FrameNumber pool_frame{};
  int remap_status = 0;                                      // remap_pfn_range
  int sg_alloc_status = 0;                                   // sg_alloc_table
  Page<M> contiguous_page{};                                 // dma_alloc_contiguous
  ContiguousArea contiguous_area = ContiguousArea::standard; // which area has it
  bool contiguous_highmem = false;          // it is high memory: page_address() is NULL (W1)
  Page<M> buddy_page{};                     // alloc_pages_node
  typename M::BusAddress map_handle{};      // what mapping returns; all ones is failure
  bool map_fails_silently = false;          // it returns that, and yet has mapped nothing (W4)
  bool map_bounces = false;                 // it copies the pages to a bounce slot (W6)
  Allocator block_owner = Allocator::buddy; // free_pages: where the block came from

  // Stands for "all k": the page (get_sgtable, mmap) or byte (alloc_pages) at which a statement
  // about each page or byte is judged.
  typename M::Word probe{};
};

// A scenario of any architecture as it is stored, generated and shrunk.
using StoredScenario = Scenario<WidestMachine>;

// Where a field stands in a counterexample file.
enum class FieldSection : std::uint8_t { arguments, answers, witness };

// The description of a field of a scenario.
struct Field {
  std::string_view name; // in the kernel's terms
  FieldSection section = FieldSection::arguments;
  unsigned calls = 0; // bit set of the calls that read it

  // GCOVR_EXCL_START: for what is stored, shown and minimized, not for the engine
  [[nodiscard]] constexpr bool used_by(HelperId call) const {
    return ((calls >> call.position) & 1U) != 0;
  }
  // GCOVR_EXCL_STOP
};

constexpr unsigned call_set(std::initializer_list<HelperId> calls) {
  unsigned set = 0;
  for (const HelperId call : calls)
    set |= 1U << call.position;
  return set;
}

// Calls `visit(Field, member)` for each field, in the order in which they are shown. The one list
// of fields: files, shrinking, conversion and display are all made from it. Further scenarios are
// visited in step: visit(Field, a.member, b.member, ...).
template <class Visitor, class... S> void for_each_field(Visitor &&visit, S &&...s) {
  constexpr unsigned kBuffer =
      call_set({ops_helpers::Helper::get_sgtable, ops_helpers::Helper::mmap});
  constexpr unsigned kMmap = call_set({ops_helpers::Helper::mmap});
  constexpr unsigned kSgtable = call_set({ops_helpers::Helper::get_sgtable});
  constexpr unsigned kAlloc = call_set({ops_helpers::Helper::alloc_pages});
  constexpr unsigned kFree = call_set({ops_helpers::Helper::free_pages});
  constexpr unsigned kProbe = kBuffer | kAlloc;
  using enum FieldSection;
  visit(Field{"cpu_addr", arguments, kBuffer}, s.cpu_addr...);
  visit(Field{"size", arguments, kBuffer | kAlloc | kFree}, s.size...);
  visit(Field{"dma_handle", arguments, kBuffer | kAlloc | kFree}, s.dma_handle...);
  visit(Field{"attrs", arguments, kBuffer}, s.attrs...);
  visit(Field{"vm_start", arguments, kMmap}, s.vma.vm_start...);
  visit(Field{"vm_end", arguments, kMmap}, s.vma.vm_end...);
  visit(Field{"vm_pgoff", arguments, kMmap}, s.vma.vm_pgoff...);
  visit(Field{"vm_page_prot", arguments, kMmap}, s.vma.vm_page_prot...);
  visit(Field{"vm_flags", arguments, kMmap}, s.vma.vm_flags...);
  visit(Field{"direction", arguments, kAlloc | kFree}, s.direction...);
  visit(Field{"gfp", arguments, kAlloc}, s.gfp...);
  visit(Field{"page", arguments, kFree}, s.page...);
  visit(Field{"buffer_kind", answers, kBuffer}, s.buffer_kind...);
  visit(Field{"excess", answers, kBuffer}, s.excess...);
  visit(Field{"stale_bytes", answers, kMmap}, s.stale_bytes...);
  visit(Field{"missing_section", answers, kBuffer}, s.missing_section...);
  visit(Field{"use_dma_iommu", answers, kAlloc | kFree}, s.use_dma_iommu...);
  visit(Field{"ops_has_unmap", answers, kAlloc | kFree}, s.ops_has_unmap...);
  visit(Field{"dev_to_node", answers, kAlloc}, s.numa_node...);
  visit(Field{"vmalloc_to_page", answers, kBuffer}, s.vmalloc_to_page...);
  visit(Field{"dma_pgprot", answers, kMmap}, s.dma_pgprot...);
  visit(Field{"dma_mmap_from_dev_coherent", answers, kMmap}, s.pool_claims...);
  visit(Field{"dma_mmap_from_dev_coherent_ret", answers, kMmap}, s.pool_status...);
  visit(Field{"pool_described", answers, kMmap}, s.pool_described...);
  visit(Field{"pool_base", answers, kMmap}, s.pool_base...);
  visit(Field{"pool_pages", answers, kMmap}, s.pool_pages...);
  visit(Field{"pool_frame", answers, kMmap}, s.pool_frame...);
  visit(Field{"remap_pfn_range", answers, kMmap}, s.remap_status...);
  visit(Field{"sg_alloc_table", answers, kSgtable}, s.sg_alloc_status...);
  visit(Field{"dma_alloc_contiguous", answers, kAlloc}, s.contiguous_page...);
  visit(Field{"contiguous_area", answers, kAlloc}, s.contiguous_area...);
  visit(Field{"contiguous_highmem", answers, kAlloc}, s.contiguous_highmem...);
  visit(Field{"alloc_pages_node", answers, kAlloc}, s.buddy_page...);
  visit(Field{"map", answers, kAlloc}, s.map_handle...);
  visit(Field{"map_fails_silently", answers, kAlloc}, s.map_fails_silently...);
  visit(Field{"map_bounces", answers, kAlloc}, s.map_bounces...);
  visit(Field{"block_owner", answers, kFree}, s.block_owner...);
  visit(Field{"probe", witness, kProbe}, s.probe...);
}

} // namespace dma_verify
