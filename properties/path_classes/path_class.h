// SPDX-License-Identifier: GPL-2.0-only
// What is said of one class of ways through a helper.
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
  // Given: no call that keeps its contract is of this class, because of these assumptions.
  std::span<const Assumption> excluded_by{};
};

} // namespace dma_verify::path_classes
