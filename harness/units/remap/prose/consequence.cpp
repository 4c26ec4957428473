// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/prose/consequence.h"

#include <array>

namespace dma_verify::remap {
namespace {

constexpr std::array kConsequences = {
    Consequence{"page-range.", "page-k",
                "The driver reads and writes other memory than its device"},
    Consequence{"page-range.contiguous_remap", "written",
                "The mapping shows whatever page the bytes name that were in that memory before"},
    Consequence{"page-range.find_pages", "first-page",
                "User space or an importer gets other pages of the buffer than it asked for"},

    Consequence{"count-bounds.", "rounded-up",
                "The caller clears or writes all bytes, and faults behind the mapping"},
    Consequence{"count-bounds.", "not-more",
                "A page that is someone else's is mapped, or memory behind the array is taken for "
                "a page"},
    Consequence{"count-bounds.", "empty",
                "The caller takes an address at which nothing is for memory"},

    Consequence{"error-unwind.", "result", "The caller writes to an address at which nothing is"},
    Consequence{"error-unwind.", "no-mapping-left",
                "Kernel addresses are lost, and pages stay mapped when they have another owner"},
    Consequence{"error-unwind.contiguous_remap", "array-released",
                "The array is lost: with each such call the machine has less memory"},
    Consequence{"error-unwind.contiguous_remap", "released-once",
                "Memory that is someone else's already is released under its owner"},
    Consequence{"error-unwind.contiguous_remap", "not-after-release",
                "What has that memory next is overwritten, or taken for pages and mapped"},

    Consequence{"ownership.contiguous_remap", "allocator",
                "An allocator gets an address that it did not hand out, and is corrupted"},
    Consequence{"ownership.contiguous_remap", "no-array-in-area",
                "The IOMMU layer finds the released array, and releases the pages that it names"},
    Consequence{"ownership.contiguous_remap", "owned-frames",
                "Memory of someone else is mapped, to read and to write"},
    Consequence{"ownership.pages_remap", "array-kept",
                "The array is released twice, since the caller releases it too"},
    Consequence{"ownership.pages_remap", "array-remembered",
                "The buffer cannot be mapped to user space, and its pages are never freed"},
    Consequence{"ownership.pages_remap", "count-unset",
                "A reader of /proc/vmallocinfo follows the array after its owner has released it"},
    Consequence{"ownership.find_pages", "foreign",
                "The caller takes memory of others for its pages, and frees them"},
    Consequence{"ownership.find_pages", "array",
                "The caller takes scattered pages for contiguous ones, or anything for pages"},
    Consequence{"ownership.find_pages", "unchanged", "A look-up changes an area that is in use"},
    Consequence{"ownership.find_pages", "no-warning",
                "A machine that panics on a warning stops, for a buffer like any other"},
    Consequence{"ownership.free_remap", "removed",
                "The caller frees pages that stay mapped: their next owner shares them"},
    Consequence{"ownership.free_remap", "foreign",
                "An area that is someone else's disappears while it is used"},
    Consequence{"ownership.free_remap", "vunmap-live",
                "A warning is printed, and nothing is unmapped"},
    Consequence{"ownership.free_remap", "array-kept",
                "The array is released twice, since the caller releases it too"},

    Consequence{"attributes.", "flags",
                "The buffer cannot be freed or found again, or vfree() releases its pages"},
    Consequence{"attributes.", "prot",
                "The memory is mapped with other caching: the driver and the device see different "
                "data"},
    Consequence{"attributes.contiguous_remap", "gfp",
                "Large buffers fail where there is memory: it is not reclaimed for them"},

    Consequence{"completeness.", "served", "The driver gets no buffer though there is memory"},
    Consequence{"completeness.contiguous_remap", "no-overflow",
                "The driver gets no buffer, however much memory there is"},
    Consequence{"completeness.free_remap", "refusal-told",
                "Pages that stay mapped are freed, and nobody learns of it"},
    Consequence{"completeness.free_remap", "no-warning",
                "A machine that panics on a warning stops, for a buffer like any other"},
};

} // namespace

std::span<const Consequence> consequences() { return kConsequences; }

} // namespace dma_verify::remap
