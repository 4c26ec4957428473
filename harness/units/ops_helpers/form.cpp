// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/form.h"

namespace dma_verify::ops_helpers {

SourceForm form_of(const SourceText &source, const std::filesystem::path &tree) {
  const auto uses = [&](std::string_view name) { return source.uses(name); };
  const bool iommu_phys = uses("iommu_dma_map_phys") || uses("iommu_dma_unmap_phys");
  const bool iommu_page = uses("iommu_dma_map_page") || uses("iommu_dma_unmap_page");
  const bool ops_phys = uses("map_phys") || uses("unmap_phys");
  const bool ops_page = uses("map_page") || uses("unmap_page");
  const bool iommu =
      iommu_phys || iommu_page || uses("use_dma_iommu") || source.has_include("linux/iommu-dma.h");
  SourceForm form;
  // In such a kernel devices may lack an ops table, whatever this file says.
  std::error_code error;
  form.environment.iommu_devices =
      iommu ||
      (!tree.empty() && std::filesystem::exists(tree / "include/linux/iommu-dma.h", error));
  // dma-iommu's functions by page are gone since 6.18, map_phys came with 6.19.
  if (iommu_page && ops_phys) {
    form.contradiction =
        std::string(uses("iommu_dma_map_page") ? "iommu_dma_map_page" : "iommu_dma_unmap_page") +
        " beside " + (uses("map_phys") ? "map_phys" : "unmap_phys") + " of struct dma_map_ops";
  }
  if (uses("vma_start_pgoff")) {
    form.name = "7.3";
  } else if (ops_phys && ops_page) {
    form.name = "6.19";
  } else if (ops_phys) {
    form.name = "seed";
  } else if (iommu_phys && ops_page) {
    form.name = "6.18";
  } else if (iommu_page && ops_page) {
    form.name = "6.12";
  } else if (ops_page && !iommu) {
    form.name = "6.1";
  } else {
    form.name = "unknown";
  }
  return form;
}

} // namespace dma_verify::ops_helpers
