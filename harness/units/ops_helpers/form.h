// SPDX-License-Identifier: GPL-2.0-only
// Finds the form in which an ops_helpers.c is written, by the names that it uses.
#pragma once

#include "harness/subjects/source_text.h"

#include <filesystem>

namespace dma_verify::ops_helpers {

// An id of kForms, or "6.19" (map_phys or map_page), "unknown". Devices behind dma-iommu are
// reached by direct calls; before 6.12 every device has an ops table, unless the kernel in `tree`
// (empty: none) says otherwise.
SourceForm form_of(const SourceText &source, const std::filesystem::path &tree = {});

} // namespace dma_verify::ops_helpers
