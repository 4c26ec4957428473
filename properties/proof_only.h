// SPDX-License-Identifier: GPL-2.0-only
// The ids of what proofs alone look at, beside the catalogue: as a property of the catalogue is
// named, so are these.
#pragma once

#include <string>
#include <vector>

namespace dma_verify {

// "reachability.mmap": the ways through a helper; "reachability.page-range.mmap": the labels of a
// property.
std::vector<std::string> proof_only_ids();

} // namespace dma_verify
