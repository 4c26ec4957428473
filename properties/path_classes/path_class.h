// SPDX-License-Identifier: GPL-2.0-only
// A path class: one class of ways through a helper, such as "mapped by dma-iommu".
#pragma once

#include "properties/assumptions.h"

#include <string_view>

namespace dma_verify::path_classes {

// Which architectures can have calls of a class.
using OccursOn = bool (*)(const Architecture &);
inline bool with_mmu(const Architecture &row) { return row.mmu; }
inline bool without_mmu(const Architecture &row) { return !row.mmu; }

struct PathClass {
  std::string_view id;
  std::string_view statement;
  OccursOn occurs_on = nullptr; // none given: on all
  // If given: because of these assumptions no call that keeps its contract is of this class.
  std::span<const Assumption> excluded_by{};
};

} // namespace dma_verify::path_classes
