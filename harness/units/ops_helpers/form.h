// SPDX-License-Identifier: GPL-2.0-only
// Finds the form in which an ops_helpers.c is written, by the names that it uses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

struct SourceForm {
  std::string name; // an id of ops_helpers::kForms, or "6.19" (map_phys or map_page), "unknown"
  // Devices behind dma-iommu are reached by direct calls. Before 6.12 every device has an ops
  // table.
  bool iommu_devices = true;
  std::vector<std::string> includes; // names in #include <...>
};

// Reads tokens only; ignores comments and strings.
SourceForm detect_form(std::string_view source);

} // namespace dma_verify
