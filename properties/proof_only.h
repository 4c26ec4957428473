// SPDX-License-Identifier: GPL-2.0-only
// The ids of claims that are only proved and are not in the catalogue. They are selected like ids
// of properties.
#pragma once

#include <string>
#include <vector>

namespace dma_verify {

// "reachability.mmap": the path classes of a helper; "reachability.page-range.mmap": the labels of
// a property.
std::vector<std::string> proof_only_ids();

} // namespace dma_verify
