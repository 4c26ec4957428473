// SPDX-License-Identifier: GPL-2.0-only
// What the shim has for the file of any release, and a tree has only if its file may use it.
#pragma once

#include "harness/units/unit_sources.h"

#include <array>

namespace dma_verify::ops_helpers {

inline constexpr std::array kNamesOfReleases = {
    NameOfRelease{"map_page", "include/linux/dma-map-ops.h"},
    NameOfRelease{"unmap_page", "include/linux/dma-map-ops.h"},
    NameOfRelease{"map_phys", "include/linux/dma-map-ops.h"},
    NameOfRelease{"unmap_phys", "include/linux/dma-map-ops.h"},
    NameOfRelease{"use_dma_iommu", "include/linux/iommu-dma.h"},
    NameOfRelease{"iommu_dma_map_page", "include/linux/iommu-dma.h"},
    NameOfRelease{"iommu_dma_unmap_page", "include/linux/iommu-dma.h"},
    NameOfRelease{"iommu_dma_map_phys", "include/linux/iommu-dma.h"},
    NameOfRelease{"iommu_dma_unmap_phys", "include/linux/iommu-dma.h"},
};

} // namespace dma_verify::ops_helpers
