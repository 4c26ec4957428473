// SPDX-License-Identifier: GPL-2.0-only
// The kernel's objects as the helpers see them: pages, VMAs, scatter lists, directions, error
// codes.
#pragma once

#include "model/words/page_arithmetic.h"

#include <cstdint>
#include <type_traits>

namespace dma_verify {

// enum dma_data_direction, in the kernel's order.
enum class Direction : std::uint8_t { bidirectional, to_device, from_device, none };

// Who owns a block of pages.
enum class Allocator : std::uint8_t { contiguous, buddy };

// How a device reaches memory: direct calls of the IOMMU layer, or its dma_map_ops table.
enum class MapPath : std::uint8_t { iommu, ops };

// What kind of buffer get_sgtable and mmap get. Together with the address, which says whether it is
// in the linear map or in the vmalloc area, these are five kinds.
enum class BufferKind : std::uint8_t {
  contiguous,  // in the linear map, or in the vmalloc area over physically contiguous pages
  scattered,   // in the vmalloc area, over pages that are not: W11
  device_pool, // the device's own coherent memory, mapped into the vmalloc area; no struct pages
  cookie,      // no address but a struct page: DMA_ATTR_NO_KERNEL_MAPPING, W2
};

// The areas that dma_alloc_contiguous may ask, in the order in which it does.
enum class ContiguousArea : std::uint8_t { device, node, standard };

// Error numbers (uapi/asm-generic/errno-base.h); a status is 0 or the negated number.
inline constexpr int kEnxio = 6;
inline constexpr int kEnomem = 12;
inline constexpr int kEacces = 13;
inline constexpr int kEinval = 22;

// DMA attributes (linux/dma-mapping.h).
inline constexpr std::uint64_t kDmaAttrWriteCombine = 1U << 2;
inline constexpr std::uint64_t kDmaAttrNoKernelMapping = 1U << 4;
inline constexpr std::uint64_t kDmaAttrSkipCpuSync = 1U << 5;

// gfp bits that mean something to the helpers' contracts. The kernel's numbers differ between
// versions; the shim uses these.
inline constexpr std::uint32_t kGfpDma = 0x1;
inline constexpr std::uint32_t kGfpHighmem = 0x2;
inline constexpr std::uint32_t kGfpDma32 = 0x4;
inline constexpr std::uint32_t kGfpHigh = 0x20; // may use reserves
inline constexpr std::uint32_t kGfpIo = 0x40;
inline constexpr std::uint32_t kGfpFs = 0x80;
inline constexpr std::uint32_t kGfpZero = 0x100;
inline constexpr std::uint32_t kGfpDirectReclaim = 0x400; // may block
inline constexpr std::uint32_t kGfpKswapdReclaim = 0x800;
inline constexpr std::uint32_t kGfpNowarn = 0x2000;
inline constexpr std::uint32_t kGfpRetryMayfail = 0x4000;
inline constexpr std::uint32_t kGfpNofail = 0x8000;
inline constexpr std::uint32_t kGfpNoretry = 0x10000;
inline constexpr std::uint32_t kGfpMemalloc = 0x20000; // may use all reserves
inline constexpr std::uint32_t kGfpComp = 0x40000;
inline constexpr std::uint32_t kGfpNomemalloc = 0x80000;
inline constexpr std::uint32_t kGfpHardwall = 0x100000; // in the caller's cpuset alone
inline constexpr std::uint32_t kGfpThisnode = 0x200000;
inline constexpr std::uint32_t kGfpKernel = 0xcc0;

// A request for pages on the current processor's node (linux/numa.h).
inline constexpr int kNumaNoNode = -1;

// Bits of vm_flags (linux/mm.h).
inline constexpr std::uint64_t kVmShared = 0x8;
inline constexpr std::uint64_t kVmMayWrite = 0x20;
inline constexpr std::uint64_t kVmPfnMap = 0x400;
inline constexpr std::uint64_t kVmIo = 0x4000;
inline constexpr std::uint64_t kVmDontExpand = 0x40000;
inline constexpr std::uint64_t kVmDontDump = 0x4000000;

// A struct page pointer: NULL, or the page of one frame.
template <class M> struct Page {
  Finite<M, bool> is_null = true;
  typename M::FrameNumber frame{};

  static Page null() { return {}; }
  static Page of(typename M::FrameNumber frame) { return {false, frame}; }
};

// An object of the kernel: visit_members(visit, object, ...) calls visit(name, member, ...) for
// each of its members; further objects are visited in step.
template <class Object>
concept KernelObject = requires {
  typename Object::IsKernelObject;
};
template <class Visitor, class First, class... Rest>
void visit_members(Visitor &&visit, First &&first, Rest &&...rest) {
  std::remove_cvref_t<First>::visit_all(visit, first, rest...);
}

// The fields of struct vm_area_struct that the helpers touch. vm_start and vm_end in bytes,
// vm_pgoff in pages; vm_page_prot is opaque; of vm_flags the bits above have a meaning.
template <class M> struct Vma {
  typename M::VirtualAddress vm_start{};
  typename M::VirtualAddress vm_end{};
  typename M::PageCount vm_pgoff{};
  typename M::Word vm_page_prot{};
  typename M::Word vm_flags{};

  using IsKernelObject = void;
  template <class Visitor, class... V> static void visit_all(Visitor &&visit, V &...vma) {
    visit("vm_start", vma.vm_start...);
    visit("vm_end", vma.vm_end...);
    visit("vm_pgoff", vma.vm_pgoff...);
    visit("vm_page_prot", vma.vm_page_prot...);
    visit("vm_flags", vma.vm_flags...);
  }
};

// struct sg_table with at most one entry. SEMANTICS.md, "sg_alloc_table" and "sg_set_page".
template <class M> struct SgTable {
  bool has_entry = false; // sgl != NULL
  typename M::UnsignedInt nents{};
  typename M::UnsignedInt orig_nents{};
  // The entry; meaningful if has_entry.
  Page<M> page{};
  bool end_marked = false;              // SG_END
  typename M::UnsignedInt offset{};     // bytes
  typename M::UnsignedInt length{};     // bytes; unsigned int in the kernel, so it can truncate
  typename M::BusAddress dma_address{}; // set by dma_map_sg, never by the helper
  typename M::UnsignedInt dma_length{};

  using IsKernelObject = void;
  template <class Visitor, class... T> static void visit_all(Visitor &&visit, T &...table) {
    visit("sgl", table.has_entry...);
    visit("nents", table.nents...);
    visit("orig_nents", table.orig_nents...);
    visit("page", table.page...);
    visit("SG_END", table.end_marked...);
    visit("offset", table.offset...);
    visit("length", table.length...);
    visit("dma_address", table.dma_address...);
    visit("dma_length", table.dma_length...);
  }
};

// What get_dma_ops() returned. Touching a null table is a violation.
struct OpsTable {
  bool is_null = true;
  bool has_unmap = false; // unmap_phys / unmap_page is set
};

// A pointer: NULL, or an address.
template <class M> struct Pointer {
  bool is_null = true;
  typename M::VirtualAddress address{};

  static Pointer null() { return {}; }
  static Pointer to(typename M::VirtualAddress address) { return {false, address}; }
};

// A live or past area of kernel addresses (struct vm_struct). `bytes` include the guard page behind
// the mapped pages.
template <class M> struct Area {
  bool live = false;
  typename M::VirtualAddress address{};
  typename M::Bytes bytes{};
  typename M::Word flags{};
  Pointer<M> pages{}; // an array of page pointers, or NULL
  typename M::UnsignedInt nr_pages{};

  [[nodiscard]] typename M::Bool contains(typename M::VirtualAddress where) const {
    return bytes_between(address, where) < bytes;
  }

  using IsKernelObject = void;
  template <class Visitor, class... A> static void visit_all(Visitor &&visit, A &...area) {
    visit("live", area.live...);
    visit("addr", area.address...);
    visit("size", area.bytes...);
    visit("flags", area.flags...);
    visit("pages", area.pages...);
    visit("nr_pages", area.nr_pages...);
  }
};

// DMA_MAPPING_ERROR: all ones in the width of dma_addr_t; the only failure value. 0 is a legal
// handle. SEMANTICS.md, "DMA_MAPPING_ERROR".
template <class M> typename M::BusAddress dma_mapping_error() {
  using Word = typename M::BusAddress::Word;
  return typename M::BusAddress(~Word{});
}

} // namespace dma_verify
