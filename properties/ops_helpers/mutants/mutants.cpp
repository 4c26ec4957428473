// SPDX-License-Identifier: GPL-2.0-only
// Which clauses each mutant violates, one line for each; and the harmless ones.
#include "properties/ops_helpers/mutants/mutants.h"

#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/ops_helpers/mutants/free_pages.h"
#include "properties/ops_helpers/mutants/get_sgtable.h"
#include "properties/ops_helpers/mutants/mmap.h"

#include <array>

namespace dma_verify::ops_helpers {
namespace {

using Rows = std::vector<Violation>;

// clang-format off
Rows mmap_rows() {
  using namespace of_mmap;
  return {
    {&kAdditiveCheck, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kAdditiveCheck, "page-range.mmap", {"in-buffer"}},
    {&kLengthUnchecked, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kOffsetUnchecked, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kUnchecked, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kUnchecked, "offset-bounds.no-wrap", {"frame"}},
    {&kLengthUnchecked, "offset-bounds.no-wrap", {"frame"}},
    {&kUnchecked, "error-unwind.mmap", {"out-of-bounds-error"}},
    {&kAndForOr, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kOffsetIgnored, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kByteCheck, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kOffsetAsInt, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kLengthAsInt, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kOnePastEnd, "offset-bounds.accepted-in-bounds", {"in-bounds"}},
    {&kLastPageRefused, "offset-bounds.in-bounds-accepted", {"accepted", "result"}},
    {&kFloorCount, "offset-bounds.in-bounds-accepted", {"accepted", "result"}},
    {&kPoolTestInverted, "offset-bounds.in-bounds-accepted", {"accepted", "result"}},
    {&kNotMapped, "offset-bounds.in-bounds-accepted", {"accepted"}},
    {&kRemapErrorReplaced, "offset-bounds.in-bounds-accepted", {"result"}},
    {&kInTwoParts, "offset-bounds.in-bounds-accepted", {"result"}},
    {&kRemapErrorSwallowed, "offset-bounds.in-bounds-accepted", {"result"}},
    {&kOneByteLess, "offset-bounds.no-wrap", {"length"}},
    {&kBehindVma, "offset-bounds.no-wrap", {"address"}},

    {&kNotMapped, "page-range.mmap", {"covered-once", "length"}},
    {&kNoOffset, "page-range.mmap", {"page-k"}},
    {&kOffsetTwice, "page-range.mmap", {"page-k"}},
    {&kOffsetTwice, "page-range.mmap", {"page-k", "in-buffer"}},
    {&kOneByteLess, "page-range.mmap", {"length"}},
    {&kLastPageUnmapped, "page-range.mmap", {"length"}},
    {&kLastPageUnmapped, "page-range.mmap", {"covered-once", "length"}},
    {&kBeforeVma, "page-range.mmap", {"inside-vma"}},
    {&kBytesAsInt, "page-range.mmap", {"length"}},
    {&kVirtToPage, "page-range.mmap", {"page-k", "in-buffer"}},
    {&kVmallocToPage, "page-range.mmap", {"page-k", "in-buffer"}},

    {&kWrongRefusal, "error-unwind.mmap", {"out-of-bounds-error"}},
    {&kRemapErrorReplaced, "error-unwind.mmap", {"remap-error"}},
    {&kRemapErrorSwallowed, "error-unwind.mmap", {"remap-error"}},
    {&kMappedThenChecked, "error-unwind.mmap", {"nothing-mapped"}},

    {&kAttrsDropped, "attributes.mmap", {"pgprot-asked"}},
    {&kPgprotNotAsked, "attributes.mmap", {"pgprot-asked", "prot-mapped", "prot-at-return"}},
    {&kPgprotNotAsked, "attributes.mmap", {"pgprot-asked", "prot-at-pool", "prot-at-return"}},
    {&kAlwaysUncached, "attributes.mmap", {"pgprot-asked", "prot-mapped", "prot-at-return"}},
    {&kPgprotAfterPool, "attributes.mmap", {"prot-at-pool"}},
    {&kOldProtMapped, "attributes.mmap", {"prot-mapped"}},
    {&kProtRestored, "attributes.mmap", {"prot-at-return"}},
    {&kOffsetOverwritten, "attributes.mmap", {"vma-unchanged"}},
    {&kRangeShortened, "attributes.mmap", {"vma-unchanged"}},

    {&kPoolNotAsked, "pool.mmap", {"asked"}},
    {&kPoolAskedLast, "pool.mmap", {"asked"}},
    {&kPoolOtherSize, "pool.mmap", {"arguments"}},
    {&kPoolOtherOffset, "pool.mmap", {"vma-as-given"}},
    {&kPoolAnswerReplaced, "pool.mmap", {"answer-returned"}},
    {&kPoolAnswerIgnored, "pool.mmap", {"answer-returned"}},
    {&kPoolAnswerIgnored, "pool.mmap", {"no-remap"}},
    {&kPoolTestInverted, "pool.mmap", {"answer-returned"}},

    {&kNoMmuOtherError, "page-range.mmap-without-mmu", {"refused"}},
    {&kNoMmuPgprot, "page-range.mmap-without-mmu", {"no-effect"}},

    {&kAdditiveCheck, "initialisation.mmap", {"no-stale-byte"}},
    {&kOffsetTwice, "initialisation.mmap", {"no-stale-byte"}},

    {&kEmptyRemap, "execution.mmap", {"no-kernel-bug"}},
    {&kFirstPageTwice, "execution.mmap", {"no-kernel-bug"}},
    {&kMappedTwice, "execution.mmap", {"no-kernel-bug"}},
    {&kBytesAsInt, "execution.mmap", {"no-kernel-bug"}},
    {&kOutOfBoundsBug, "execution.mmap", {"no-kernel-bug"}},
    {&kEndless, "execution.mmap", {"no-hang"}},
  };
}

Rows get_sgtable_rows() {
  using namespace of_get_sgtable;
  return {
    {&kTwoEntries, "page-range.scatter-list", {"one-entry"}},
    {&kEndNotMarked, "page-range.scatter-list", {"one-entry"}},
    {&kSecondPage, "page-range.scatter-list", {"page-k"}},
    {&kOffsetOne, "page-range.scatter-list", {"first-page"}},
    {&kVirtToPage, "page-range.scatter-list", {"page-k"}},
    {&kNotAligned, "page-range.scatter-list", {"length"}},
    {&kFloorLength, "page-range.scatter-list", {"length"}},
    {&kEntryNotSet, "page-range.scatter-list", {"first-page", "length", "page-k"}},
    {&kDmaAddressSet, "page-range.scatter-list", {"dma-fields"}},
    {&kAtomic, "attributes.get_sgtable", {"gfp"}},
    {&kNoReclaim, "attributes.get_sgtable", {"in-full"}},
    {&kBufferCleared, "attributes.get_sgtable", {"no-other-effect"}},
    {&kErrorReplaced, "error-unwind.get_sgtable", {"error-returned"}},
    {&kErrorSwallowed, "error-unwind.get_sgtable", {"error-returned"}},
    {&kErrorSwallowed, "page-range.scatter-list", {"one-entry", "first-page", "length", "page-k"}},
    {&kLeaked, "error-unwind.get_sgtable", {"table-not-leaked", "table-empty"}},
    {&kForgotten, "error-unwind.get_sgtable", {"table-not-leaked"}},
    {&kMadeTwice, "error-unwind.get_sgtable", {"table-not-leaked"}},
    {&kCountsLeft, "error-unwind.get_sgtable", {"table-empty"}},
    {&kRefused, "completeness.get_sgtable", {"succeeds"}},
    {&kEndless, "execution.get_sgtable", {"no-hang"}},
    {&kBug, "execution.get_sgtable", {"no-kernel-bug"}},
  };
}

Rows alloc_pages_rows() {
  using namespace of_alloc_pages;
  return {
    {&kNullNotTested, "error-unwind.alloc_pages", {"null-result"}},
    {&kFailureNotTested, "error-unwind.alloc_pages", {"null-result"}},
    {&kFailureHandedOut, "error-unwind.alloc_pages", {"null-result"}},
    {&kReleasedHandedOut, "error-unwind.alloc_pages", {"null-result", "released-once"}},
    {&kReleaseDropped, "error-unwind.alloc_pages", {"no-page-leaked"}},
    {&kBothAsked, "error-unwind.alloc_pages", {"no-page-leaked"}},
    {&kReleasedTwice, "error-unwind.alloc_pages", {"released-once"}},
    {&kWrongAllocator, "error-unwind.alloc_pages", {"right-allocator"}},
    {&kOnePageReleased, "error-unwind.alloc_pages", {"right-allocator"}},
    {&kNullTestedLate, "error-unwind.alloc_pages", {"no-live-mapping"}},
    {&kZeroIsFailure, "error-unwind.alloc_pages", {"no-live-mapping", "unmap-first"}},
    {&kZeroIsFailure, "error-unwind.alloc_pages", {"null-result"}},
    {&kReleaseBeforeUnmap, "error-unwind.alloc_pages", {"unmap-first"}},
    {&kFailureUnmapped, "error-unwind.alloc_pages", {"unmap-live"}},
    {&kClearedAfterRelease, "error-unwind.alloc_pages", {"no-touch-after-release"}},

    {&kSecondPage, "round-trip.alloc_pages", {"own-block"}},
    {&kOrderTooSmall, "round-trip.alloc_pages", {"covers-size", "free-takes-it-back"}},
    {&kOrderTooLarge, "round-trip.alloc_pages", {"free-takes-it-back"}},
    {&kContiguousPageMore, "round-trip.alloc_pages", {"free-takes-it-back"}},
    {&kContiguousOnePage, "round-trip.alloc_pages", {"covers-size", "free-takes-it-back"}},
    {&kMappedTwice, "round-trip.alloc_pages", {"one-mapping"}},
    {&kFailureNotTested, "round-trip.alloc_pages", {"one-mapping"}},
    {&kOnePageMapped, "round-trip.alloc_pages", {"mapping-of-block"}},
    {&kHandleNotWritten, "round-trip.alloc_pages", {"handle"}},

    {&kNotCleared, "initialisation.alloc_pages", {"zeroed"}},
    {&kClearedLess, "initialisation.alloc_pages", {"zeroed"}},
    {&kOnePageCleared, "initialisation.alloc_pages", {"zeroed"}},
    {&kClearedAsInt, "initialisation.alloc_pages", {"zeroed"}},
    {&kFilled, "initialisation.alloc_pages", {"zeroed"}},
    {&kClearedMore, "initialisation.alloc_pages", {"nothing-beyond"}},

    {&kOpsForIommu, "dispatch.alloc_pages", {"ops-untouched"}},
    {&kIommuForOps, "dispatch.alloc_pages", {"iommu-untouched"}},

    {&kGfpAtomic, "attributes.alloc_pages", {"gfp"}},
    {&kCompAdded, "attributes.alloc_pages", {"gfp"}},
    {&kNoReclaim, "attributes.alloc_pages", {"in-full"}},
    {&kOnlyThisNode, "attributes.alloc_pages", {"in-full"}},
    {&kNodeIgnored, "attributes.alloc_pages", {"node"}},
    {&kFirstNode, "attributes.alloc_pages", {"node"}},
    {&kOtherDirection, "attributes.alloc_pages", {"direction"}},
    {&kAttrsDropped, "attributes.alloc_pages", {"skip-cpu-sync"}},

    {&kBuddyNotAsked, "completeness.alloc_pages", {"succeeds"}},
    {&kZeroIsFailure, "completeness.alloc_pages", {"succeeds"}},
    {&kContiguousNotAsked, "completeness.alloc_pages", {"contiguous-first"}},
    {&kContiguousNotAsked, "completeness.alloc_pages", {"succeeds", "contiguous-first"}},
    {&kAreaNoReclaim, "completeness.alloc_pages", {"contiguous-first"}},
    {&kContiguousOnePage, "completeness.alloc_pages", {"contiguous-first"}},
    {&kBuddyFirst, "completeness.alloc_pages", {"contiguous-first"}},
    {&kBothAsked, "completeness.alloc_pages", {"then-buddy"}},

    {&kOpsForIommu, "execution.alloc_pages", {"no-crash"}},
    {&kRetriedForEver, "execution.alloc_pages", {"no-hang"}},
    {&kNullBug, "execution.alloc_pages", {"no-kernel-bug"}},
  };
}

Rows free_pages_rows() {
  using namespace of_free_pages;
  return {
    {&kUnmapDropped, "round-trip.free_pages", {"one-unmap"}},
    {&kUnmappedTwice, "round-trip.free_pages", {"one-unmap"}},
    {&kOnePageUnmapped, "round-trip.free_pages", {"unmap-arguments"}},
    {&kOtherHandle, "round-trip.free_pages", {"unmap-arguments"}},
    {&kReleaseFirst, "round-trip.free_pages", {"unmap-first"}},
    {&kReleaseDropped, "round-trip.free_pages", {"one-release"}},
    {&kReleasedTwice, "round-trip.free_pages", {"one-release"}},
    {&kSecondPage, "round-trip.free_pages", {"one-release"}},
    {&kOnePage, "round-trip.free_pages", {"right-allocator"}},
    {&kBuddyOnly, "round-trip.free_pages", {"right-allocator"}},
    {&kClearedAfter, "round-trip.free_pages", {"no-touch-after-release"}},
    {&kOpsForIommu, "dispatch.free_pages", {"ops-untouched"}},
    {&kIommuForOps, "dispatch.free_pages", {"iommu-untouched"}},
    {&kOtherDirection, "attributes.free_pages", {"direction"}},
    {&kAttrsDropped, "attributes.free_pages", {"skip-cpu-sync"}},
    {&kMissingUnmap, "execution.free_pages", {"no-crash"}},
    {&kOpsForIommu, "execution.free_pages", {"no-crash"}},
    {&kEndless, "execution.free_pages", {"no-hang"}},
    {&kBug, "execution.free_pages", {"no-kernel-bug"}},
  };
}
// clang-format on

Rows all_rows() {
  Rows all;
  for (Rows rows : {mmap_rows(), get_sgtable_rows(), alloc_pages_rows(), free_pages_rows()})
    all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

constexpr std::array kHarmless = {
    &of_mmap::kPageAfterPool,
    &of_mmap::kGreater,
    &of_mmap::kSwapped,
    &of_mmap::kSumAfterOffset,
    &of_mmap::kCheckedSum,
    &of_mmap::kEarlyReturns,
    &of_mmap::kCarefulCount,
    &of_mmap::kLengthOfVma,
    &of_mmap::kSharedPageByPage,
    &of_mmap::kSizeAligned,
    &of_mmap::kPgprotTwice,
    &of_mmap::kEmptyRefused,
    &of_mmap::kCheckFirst,
    &of_mmap::kRefusedRestored,
    &of_mmap::kOffsetRestored,
    &of_get_sgtable::kNoWarn,
    &of_get_sgtable::kNoReclaimFirst,
    &of_get_sgtable::kUserTable,
    &of_get_sgtable::kPageAfterTable,
    &of_get_sgtable::kLengthOfCount,
    &of_get_sgtable::kLongRefused,
    &of_get_sgtable::kFreedAfterFailure,
    &of_alloc_pages::kFailureAsInt,
    &of_alloc_pages::kAlignedOrder,
    &of_alloc_pages::kClearedByPage,
    &of_alloc_pages::kClearedBeforeMap,
    &of_alloc_pages::kWholeBlockCleared,
    &of_alloc_pages::kBuddyAfterFailure,
    &of_alloc_pages::kBuddyZeroes,
    &of_alloc_pages::kNoWarn,
    &of_alloc_pages::kNoReclaimFirst,
    &of_alloc_pages::kThisNodeFirst,
    &of_alloc_pages::kAnyNodeAfter,
    &of_alloc_pages::kHardwall,
    &of_alloc_pages::kEmptyRefused,
    &of_alloc_pages::kOnlyWhoCanWait,
    &of_alloc_pages::kHighmemGuard,
    &of_alloc_pages::kHandleWrittenLate,
    &of_alloc_pages::kOwnAllocator,
    &of_free_pages::kAlignedSize,
    &of_free_pages::kClearedBefore,
};

} // namespace

UnitMutants mutants() {
  static const Rows kRows = all_rows();
  return {kRows, kHarmless};
}

} // namespace dma_verify::ops_helpers
