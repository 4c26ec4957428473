// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/prose/consequence.h"

#include <array>

namespace dma_verify::ops_helpers {
namespace {

struct Consequence {
  std::string_view property; // an id, or a family and its dot
  std::string_view clause;
  std::string_view text;
};

constexpr std::array kConsequences = {
    Consequence{"offset-bounds.accepted-in-bounds", "in-bounds",
                "User space gets memory outside the buffer, to read and to write"},
    Consequence{"offset-bounds.in-bounds-accepted", "accepted",
                "A valid mmap() fails: programs and drivers that worked stop working"},
    Consequence{"offset-bounds.in-bounds-accepted", "result",
                "The caller is told of a failure that did not happen, or not of one that did"},
    Consequence{"offset-bounds.no-wrap", "length",
                "The range that remap_pfn_range() works on is not the VMA's"},
    Consequence{"offset-bounds.no-wrap", "address",
                "Page table entries of other addresses are written"},
    Consequence{"offset-bounds.no-wrap", "frame",
                "The frame numbers wrap: user space gets other memory than the buffer's"},

    Consequence{"page-range.mmap", "inside-vma",
                "Page table entries outside the VMA are written: other mappings of the process "
                "change under it"},
    Consequence{"page-range.mmap", "covered-once",
                "User space faults on a page that it was told is mapped, or remap_pfn_range() "
                "runs into its BUG_ON() for an entry that is there already"},
    Consequence{"page-range.mmap", "length", "The mapping is longer or shorter than the VMA"},
    Consequence{"page-range.mmap", "page-k",
                "The program and the device do not work on the same memory"},
    Consequence{"page-range.mmap", "in-buffer",
                "User space gets memory that is not the buffer's, to read and to write"},
    Consequence{"page-range.scatter-list", "one-entry",
                "Who walks the table runs past its end or finds no buffer"},
    Consequence{"page-range.scatter-list", "first-page",
                "Who imports the buffer gets a struct page that is none, or the wrong part of one"},
    Consequence{"page-range.scatter-list", "length",
                "Who imports the buffer maps another length than it has"},
    Consequence{"page-range.scatter-list", "page-k",
                "Who imports the buffer maps memory that is not the buffer's"},
    Consequence{"page-range.scatter-list", "dma-fields",
                "Who imports the buffer takes it for mapped already, at an address that is none"},
    Consequence{"page-range.mmap-without-mmu", "refused",
                "The caller takes memory for mapped that cannot be"},
    Consequence{"page-range.mmap-without-mmu", "no-effect",
                "A call that is refused has changed what its caller holds"},

    Consequence{"error-unwind.alloc_pages", "null-result",
                "The caller works with memory or a mapping that it does not have"},
    Consequence{"error-unwind.alloc_pages", "no-page-leaked",
                "The pages are lost: with each such failure the machine has less memory"},
    Consequence{"error-unwind.alloc_pages", "released-once",
                "The free lists are corrupted: the same pages are handed out twice"},
    Consequence{"error-unwind.alloc_pages", "right-allocator",
                "The allocators are corrupted, or pages of the block are lost"},
    Consequence{"error-unwind.alloc_pages", "no-live-mapping",
                "The device keeps a mapping of memory that nobody knows of any more"},
    Consequence{"error-unwind.alloc_pages", "unmap-first",
                "For a while the device can write to memory that is someone else's already"},
    Consequence{"error-unwind.alloc_pages", "unmap-live",
                "Another mapping is undone, under a device that still uses it"},
    Consequence{"error-unwind.alloc_pages", "no-touch-after-release",
                "Memory that is someone else's already is written or mapped"},
    Consequence{"error-unwind.get_sgtable", "error-returned",
                "The caller uses a table that was not made, or drops one that was"},
    Consequence{"error-unwind.get_sgtable", "table-not-leaked", "The table is never freed"},
    Consequence{"error-unwind.get_sgtable", "table-empty",
                "A caller that frees or walks the table touches what is not there"},
    Consequence{"error-unwind.mmap", "out-of-bounds-error",
                "The caller is not told that its request ends past the buffer"},
    Consequence{"error-unwind.mmap", "remap-error",
                "The caller takes pages for mapped that are not, or gets the wrong error"},
    Consequence{"error-unwind.mmap", "nothing-mapped",
                "Pages stay mapped in user space though mmap() failed"},

    Consequence{"initialisation.alloc_pages", "zeroed",
                "What the pages held before is shown to the driver and the device"},
    Consequence{"initialisation.alloc_pages", "nothing-beyond",
                "Memory behind the block, which is someone else's, is overwritten"},
    Consequence{"initialisation.mmap", "no-stale-byte",
                "User space reads what pages held that nothing has zeroed for it"},

    Consequence{"dispatch.", "ops-untouched",
                "A NULL pointer is dereferenced: the kernel oopses for every such device"},
    Consequence{"dispatch.", "iommu-untouched",
                "The mapping is made in an IOMMU that the device is not behind"},

    Consequence{"attributes.mmap", "pgprot-asked",
                "The mapping's caching is not what the device and the attributes ask for"},
    Consequence{"attributes.mmap", "prot-at-pool",
                "The pool maps its memory cached: user space and the device see different data"},
    Consequence{"attributes.mmap", "prot-mapped",
                "The memory is mapped cached: user space and the device see different data"},
    Consequence{"attributes.mmap", "prot-at-return",
                "Later faults in the VMA use the wrong caching"},
    Consequence{"attributes.mmap", "vma-unchanged", "The VMA no longer says what is mapped where"},
    Consequence{"attributes.get_sgtable", "gfp",
                "The table comes from memory that the call has no claim on, or the call fails "
                "where it could wait"},
    Consequence{"attributes.get_sgtable", "no-other-effect",
                "A call that only describes a buffer changes it"},
    Consequence{"attributes.alloc_pages", "gfp",
                "The call sleeps where it must not, or gets memory that the device cannot reach"},
    Consequence{"attributes.alloc_pages", "node", "The memory is far from its device"},
    Consequence{"attributes.", "direction",
                "The device may not access the memory as its driver asked, or may where it must "
                "not"},
    Consequence{"attributes.", "skip-cpu-sync",
                "Caches are written back over what the device or the CPU has written"},

    Consequence{"pool.mmap", "asked",
                "A buffer of the device's own pool is mapped as if it were ordinary memory"},
    Consequence{"pool.mmap", "arguments", "The pool judges another buffer than the caller's"},
    Consequence{"pool.mmap", "vma-as-given",
                "The pool maps another part of the buffer than was asked for"},
    Consequence{"pool.mmap", "answer-returned",
                "The caller takes the pool's failure for success, or the reverse"},
    Consequence{"pool.mmap", "no-remap",
                "Page table entries that the pool has made are made again, with other pages"},
    Consequence{"pool.bounds", "inside-pool",
                "User space gets memory that is not the pool's, to read and to write"},

    Consequence{"round-trip.alloc_pages", "own-block",
                "The driver works on memory that nobody gave it"},
    Consequence{"round-trip.alloc_pages", "covers-size",
                "The end of the buffer is someone else's memory"},
    Consequence{"round-trip.alloc_pages", "free-takes-it-back",
                "When the driver frees the buffer, pages are lost or those of others released"},
    Consequence{"round-trip.alloc_pages", "one-mapping",
                "The device cannot reach the buffer, or keeps a mapping that is never undone"},
    Consequence{"round-trip.alloc_pages", "mapping-of-block",
                "The device reaches other memory than the buffer, or not all of it"},
    Consequence{"round-trip.alloc_pages", "handle",
                "The driver hands its device an address that is not the buffer's"},
    Consequence{"round-trip.free_pages", "one-unmap",
                "The device keeps access to pages that are free, or another mapping is undone"},
    Consequence{"round-trip.free_pages", "unmap-arguments",
                "Another mapping is undone; the device keeps access to pages that are free"},
    Consequence{"round-trip.free_pages", "unmap-first",
                "For a while the device can write to memory that is someone else's already"},
    Consequence{"round-trip.free_pages", "one-release",
                "The pages are lost, or released twice and handed out twice"},
    Consequence{"round-trip.free_pages", "right-allocator",
                "The allocators are corrupted, or pages of the block are lost"},
    Consequence{"round-trip.free_pages", "no-touch-after-release",
                "Memory that is someone else's already is written"},

    Consequence{"completeness.alloc_pages", "succeeds",
                "Drivers get no memory though there is some"},
    Consequence{"completeness.alloc_pages", "contiguous-first",
                "Memory set aside for the device is not used, or used for another size"},
    Consequence{"completeness.alloc_pages", "then-buddy", "Pages are taken that are not needed"},
    Consequence{"completeness.get_sgtable", "succeeds", "Buffers that could be shared cannot be"},

    Consequence{"sequence.leak-freedom", "block",
                "The memory is lost: nobody is left who could free it"},
    Consequence{"sequence.leak-freedom", "mapping",
                "A device keeps access to memory that will be someone else's"},
    Consequence{"sequence.leak-freedom", "scatter-list", "The table's memory is lost"},

    Consequence{"execution.", "no-crash", "The kernel oopses in the middle of its caller"},
    Consequence{"execution.", "no-hang", "A CPU is stuck, with whatever its caller has locked"},
    Consequence{"execution.", "no-kernel-bug", "The kernel stops the caller with an oops"},
    Consequence{"execution.", "no-out-of-bounds-write", "Memory of others is overwritten"},
    Consequence{"execution.", "no-foreign-argument",
                "A service works on what is not its caller's, or is nothing at all"},
};

} // namespace

std::string_view consequence_of(std::string_view property, std::string_view clause) {
  for (const Consequence &known : kConsequences) {
    const bool meant = known.property.ends_with('.') ? property.starts_with(known.property)
                                                     : property == known.property;
    if (meant && known.clause == clause)
      return known.text;
  }
  return {};
}

} // namespace dma_verify::ops_helpers
