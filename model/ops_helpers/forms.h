// SPDX-License-Identifier: GPL-2.0-only
// The forms in which the kernel's file has been written, and all that differs between them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace dma_verify::ops_helpers {

// How a block of pages is named to a map operation: by its first page and an offset of 0, or by its
// physical address. Both are the same mapping.
enum class NamedBy : std::uint8_t { page, phys };

struct Form {
  std::string_view id;
  std::string_view kernels; // that have it
  bool dma_iommu = true;    // devices behind dma-iommu are reached by direct calls; before, their
                            // ops table was one like any other
  NamedBy to_dma_iommu = NamedBy::phys; // iommu_dma_map_page or iommu_dma_map_phys
  NamedBy to_ops = NamedBy::phys;       // ops->map_page or ops->map_phys
  bool pgoff_accessor = false;          // vma_start_pgoff(vma) where the others read vma->vm_pgoff
};

// In the order of their kernels. 6.19 wanted map_phys and fell back to map_page for a while.
inline constexpr std::array<Form, 5> kForms = {{
    {"6.1", "up to 6.11", false, NamedBy::page, NamedBy::page, false},
    {"6.12", "6.12 to 6.17", true, NamedBy::page, NamedBy::page, false},
    {"6.18", "6.18", true, NamedBy::phys, NamedBy::page, false},
    {"seed", "6.19 to 7.2", true, NamedBy::phys, NamedBy::phys, false},
    {"7.3", "7.3", true, NamedBy::phys, NamedBy::phys, true},
}};
inline constexpr const Form &kSeedForm = kForms[3];

} // namespace dma_verify::ops_helpers
