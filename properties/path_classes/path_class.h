// SPDX-License-Identifier: GPL-2.0-only
// A path class: one class of ways through a helper, such as "mapped by dma-iommu".
#pragma once

#include "properties/assumptions.h"

#include <string_view>

namespace dma_verify::path_classes {

// What an architecture must have for the class to occur. An int of 4 bits has no room for the gfp
// bit that lets an allocation block.
enum class Needs : std::uint8_t { nothing, mmu, no_mmu, blocking_gfp };

struct PathClass {
  std::string_view id;
  std::string_view statement;
  Needs needs = Needs::nothing;
  // If given: because of these assumptions no call that keeps its contract is of this class.
  std::span<const Assumption> excluded_by{};
};

} // namespace dma_verify::path_classes
