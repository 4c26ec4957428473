// SPDX-License-Identifier: GPL-2.0-only
// Mutants of this unit that are bugs of the past.
#include "properties/random/check_mutants.h"
#include "properties/remap/mutants/contiguous_remap.h"
#include "properties/remap/mutants/free_remap.h"
#include "properties/remap/mutants/pages_remap.h"

namespace dma_verify::remap {
namespace {

TEST_CASE("bugs that remap.c once had are found on every kind of word") {
  const std::array bugs = {
      // Linux 5.8-rc1, "dma-remap: align the size in dma_common_*_remap()"
      Violation{&of_contiguous_remap::kFloorCount, "count-bounds.contiguous_remap", {"rounded-up"}},
      Violation{&of_pages_remap::kFloorCount, "count-bounds.pages_remap", {"rounded-up"}},
      // Linux 5.4-rc1, "fix false positivse warnings in dma_common_free_remap()"
      Violation{&of_free_remap::kByArray, "ownership.free_remap", {"removed"}},
      // The array of contiguous_remap left in the area, about 2017
      Violation{
          &of_contiguous_remap::kArrayInArea, "ownership.contiguous_remap", {"no-array-in-area"}},
  };
  for (const Violation &bug : bugs) {
    for (const std::string_view row :
         {"64-64-64-12", "64-64-64-16", "32-32-32-12", "32-64-64-13"}) {
      CAPTURE(bug.mutant->id);
      CAPTURE(row);
      CHECK(find_scenario(bug, {&row, 1}));
    }
  }
}

} // namespace
} // namespace dma_verify::remap
