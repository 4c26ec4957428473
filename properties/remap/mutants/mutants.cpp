// SPDX-License-Identifier: GPL-2.0-only
// Which clauses each mutant violates, one line for each; and the harmless ones.
#include "properties/remap/mutants/mutants.h"

#include "properties/remap/mutants/run.h"

#include <array>

namespace dma_verify::remap {
namespace {

using Rows = std::vector<Violation>;

// clang-format off
Rows contiguous_rows() {
  using namespace of_contiguous_remap;
  return {
    {&kFloorCount, "count-bounds.contiguous_remap", {"rounded-up"}},
    {&kFloorPlusOne, "count-bounds.contiguous_remap", {"not-more"}},
    {&kFloorPlusOne, "count-bounds.contiguous_remap", {"not-more", "empty"}},
    {&kCountPlusOne, "count-bounds.contiguous_remap", {"not-more"}},
    {&kOrderForCount, "count-bounds.contiguous_remap", {"rounded-up"}},
    {&kMapsOneLess, "count-bounds.contiguous_remap", {"rounded-up"}},
    {&kMapsOneMore, "count-bounds.contiguous_remap", {"not-more"}},
    {&kZeroAsOne, "count-bounds.contiguous_remap", {"not-more", "empty"}},

    {&kFillsOneLess, "page-range.contiguous_remap", {"written"}},
    {&kFillsOneMore, "execution.contiguous_remap", {"no-out-of-bounds-write"}},
    {&kStartsAtOne, "page-range.contiguous_remap", {"written"}},
    {&kNotFilled, "page-range.contiguous_remap", {"written"}},
    {&kOneEntryBack, "execution.contiguous_remap", {"no-out-of-bounds-write"}},
    {&kSamePage, "page-range.contiguous_remap", {"page-k"}},
    {&kNextPage, "page-range.contiguous_remap", {"page-k"}},
    {&kNextPage, "ownership.contiguous_remap", {"owned-frames"}},
    {&kEverySecond, "page-range.contiguous_remap", {"page-k"}},
    {&kReversed, "page-range.contiguous_remap", {"page-k"}},
    {&kByPointer, "page-range.contiguous_remap", {"page-k"}},
    {&kAsksForBytes, "completeness.contiguous_remap", {"served"}},
    {&kStructPages, "completeness.contiguous_remap", {"served"}},
    {&kHalfPointers, "execution.contiguous_remap", {"no-out-of-bounds-write"}},
    {&kBytesOverflow, "completeness.contiguous_remap", {"no-overflow"}},
    {&kBytesOverflow, "completeness.contiguous_remap", {"served"}},
    {&kAtomic, "attributes.contiguous_remap", {"gfp"}},
    {&kNowait, "attributes.contiguous_remap", {"gfp"}},
    {&kNoNullTest, "execution.contiguous_remap", {"no-crash"}},
    {&kOneEntryMore, "completeness.contiguous_remap", {"served"}}, // just below INT_MAX bytes
    {&kNullTestInverted, "error-unwind.contiguous_remap", {"array-released"}},
    {&kNullTestInverted, "completeness.contiguous_remap", {"served"}},
    {&kBugOnNull, "execution.contiguous_remap", {"no-kernel-bug"}},

    {&kReleasedOnFailure, "error-unwind.contiguous_remap", {"array-released"}},
    {&kReleasedOnSuccess, "error-unwind.contiguous_remap", {"array-released"}},
    {&kNotReleased, "error-unwind.contiguous_remap", {"array-released"}},
    {&kReleasedTwice, "error-unwind.contiguous_remap", {"released-once"}},
    {&kReleasedFirst, "error-unwind.contiguous_remap", {"not-after-release"}},
    {&kFilledLate, "error-unwind.contiguous_remap", {"not-after-release"}},
    {&kMappingReleased, "error-unwind.contiguous_remap", {"released-once"}},
    {&kKfree, "ownership.contiguous_remap", {"allocator"}},
    {&kVfree, "ownership.contiguous_remap", {"allocator"}},

    {&kVmMapFlag, "attributes.contiguous_remap", {"flags"}},
    {&kNoFlag, "attributes.contiguous_remap", {"flags"}},
    {&kPutPages, "attributes.contiguous_remap", {"flags"}},
    {&kPutPages, "ownership.contiguous_remap", {"no-array-in-area"}},
    {&kOtherProtection, "attributes.contiguous_remap", {"prot"}},
    {&kArrayInArea, "ownership.contiguous_remap", {"no-array-in-area"}},
    {&kCountInArea, "ownership.contiguous_remap", {"no-array-in-area"}},
    {&kNullOnSuccess, "error-unwind.contiguous_remap", {"no-mapping-left"}},
    {&kNullOnSuccess, "completeness.contiguous_remap", {"served"}},
    {&kErrorPointer, "error-unwind.contiguous_remap", {"result"}},
    {&kArrayReturned, "error-unwind.contiguous_remap", {"result"}},
    {&kMappedTwice, "error-unwind.contiguous_remap", {"no-mapping-left"}},
    {&kMappingRemoved, "error-unwind.contiguous_remap", {"result"}},
    {&kRetries, "execution.contiguous_remap", {"no-hang"}},
  };
}

Rows pages_rows() {
  using namespace of_pages_remap;
  return {
    {&kFloorCount, "count-bounds.pages_remap", {"rounded-up"}},
    {&kFloorPlusOne, "count-bounds.pages_remap", {"not-more"}},
    {&kMapsOneLess, "count-bounds.pages_remap", {"rounded-up"}},
    {&kMapsOneMore, "count-bounds.pages_remap", {"not-more"}},
    {&kZeroAsOne, "count-bounds.pages_remap", {"not-more", "empty"}},
    {&kCountAsShort, "count-bounds.pages_remap", {"rounded-up"}},
    {&kCountAsShort, "completeness.pages_remap", {"served"}},
    {&kNextEntry, "page-range.pages_remap", {"page-k"}},
    {&kNullArray, "execution.pages_remap", {"no-crash"}},
    {&kVmMapFlag, "attributes.pages_remap", {"flags"}},
    {&kUsermap, "attributes.pages_remap", {"flags"}},
    {&kPutPages, "attributes.pages_remap", {"flags"}},
    {&kPutPages, "ownership.pages_remap", {"count-unset"}},
    {&kOtherProtection, "attributes.pages_remap", {"prot"}},
    {&kNotStored, "ownership.pages_remap", {"array-remembered"}},
    {&kStoredOnFailure, "execution.pages_remap", {"no-crash"}},
    {&kOtherEntryStored, "ownership.pages_remap", {"array-remembered"}},
    {&kCountStored, "ownership.pages_remap", {"count-unset"}},
    {&kReleasesOnFailure, "ownership.pages_remap", {"array-kept"}},
    {&kReleases, "ownership.pages_remap", {"array-kept"}},
    {&kNullOnSuccess, "error-unwind.pages_remap", {"no-mapping-left"}},
    {&kNullOnSuccess, "completeness.pages_remap", {"served"}},
    {&kErrorPointer, "error-unwind.pages_remap", {"result"}},
    {&kMappedTwice, "error-unwind.pages_remap", {"no-mapping-left"}},
    {&kRetries, "execution.pages_remap", {"no-hang"}},
  };
}

Rows find_rows() {
  using namespace of_find_pages;
  return {
    {&kNullNotTested, "execution.find_pages", {"no-crash"}},
    {&kTestsSwapped, "execution.find_pages", {"no-crash"}},
    {&kAndForOr, "execution.find_pages", {"no-crash"}},
    {&kAndForOr, "ownership.find_pages", {"foreign", "no-warning"}},
    {&kFlagNotTested, "ownership.find_pages", {"foreign", "no-warning"}},
    {&kFlagInverted, "ownership.find_pages", {"foreign", "no-warning"}},
    {&kFlagInverted, "ownership.find_pages", {"array"}},
    {&kOrForAnd, "ownership.find_pages", {"foreign", "no-warning"}},
    {&kVmMapFlag, "ownership.find_pages", {"array"}},
    {&kAreaReturned, "ownership.find_pages", {"array"}},
    {&kNextEntry, "page-range.find_pages", {"first-page"}},
    {&kNullReturned, "ownership.find_pages", {"array"}},
    {&kAlwaysWarns, "ownership.find_pages", {"no-warning"}},
    {&kForgets, "ownership.find_pages", {"unchanged"}},
    {&kUnmaps, "ownership.find_pages", {"unchanged"}},
    {&kEndlessWarning, "execution.find_pages", {"no-hang"}},
  };
}

Rows free_rows() {
  using namespace of_free_remap;
  return {
    {&kByArray, "ownership.free_remap", {"removed"}},
    {&kByCount, "ownership.free_remap", {"removed"}},
    {&kNullNotTested, "execution.free_remap", {"no-crash"}},
    {&kFlagNotTested, "ownership.free_remap", {"foreign"}},
    {&kFlagInverted, "ownership.free_remap", {"removed"}},
    {&kFlagInverted, "ownership.free_remap", {"foreign"}},
    {&kVmMapFlag, "ownership.free_remap", {"removed"}},
    {&kNoReturn, "ownership.free_remap", {"foreign"}},
    {&kNoReturn, "ownership.free_remap", {"vunmap-live"}},
    {&kWarnDropped, "completeness.free_remap", {"refusal-told"}},
    {&kWarnsTwice, "completeness.free_remap", {"refusal-told"}},
    {&kAlwaysWarns, "completeness.free_remap", {"no-warning"}},
    {&kNotUnmapped, "ownership.free_remap", {"removed"}},
    {&kUnmappedTwice, "ownership.free_remap", {"vunmap-live"}},
    {&kUnmapsBehind, "ownership.free_remap", {"removed"}},
    {&kVfree, "ownership.free_remap", {"array-kept"}},
    {&kReleasesArray, "ownership.free_remap", {"array-kept"}},
    {&kEndlessWarning, "execution.free_remap", {"no-hang"}},
  };
}
// clang-format on

std::vector<Violation> all_rows() {
  Rows all;
  for (const Rows &rows : {contiguous_rows(), pages_rows(), find_rows(), free_rows()})
    all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

constexpr std::array kHarmless = {
    &of_contiguous_remap::kEmptyFirst,   &of_contiguous_remap::kUnsignedCount,
    &of_contiguous_remap::kLongCount,    &of_contiguous_remap::kZeroed,
    &of_contiguous_remap::kKmallocArray, &of_contiguous_remap::kKmallocKfree,
    &of_contiguous_remap::kAlignedFirst, &of_pages_remap::kEmptyFirst,
    &of_pages_remap::kAlignedFirst,      &of_pages_remap::kAreaTested,
    &of_pages_remap::kLongCount,         &of_find_pages::kOnlyFlag,
    &of_find_pages::kNoWarning,          &of_find_pages::kEntryOfAddress,
    &of_free_remap::kOnlyFlag,           &of_free_remap::kFromStart,
};

} // namespace

UnitMutants mutants() {
  static const std::vector<Violation> kViolations = all_rows();
  return {kViolations, kHarmless};
}

} // namespace dma_verify::remap
