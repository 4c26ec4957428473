// SPDX-License-Identifier: GPL-2.0-only
// Areas of kernel addresses in words, for sentences, exports and pictures.
#pragma once

#include "model/kernel/trace.h"

#include <string>

namespace dma_verify::remap {

// Of struct vm_struct: "VM_DMA_COHERENT | VM_MAP", "0".
std::string area_flags_text(std::uint64_t flags);

// PAGE_ALIGN(size) >> PAGE_SHIFT in exact numbers.
Uint128 needed_pages(const StoredScenario &scenario);

// Of find_pages and free_remap: where cpu_addr lies, counted from the beginning of the area.
struct PlaceInArea {
  std::uint64_t offset = 0; // in bytes
  bool inside = false;      // of its pages
  bool in_guard = false;    // of the page behind them
};
PlaceInArea place_of_address(const StoredScenario &scenario);

// The mapping that the call made and returned; null if it returned none.
const Effect<WidestMachine> *returned_mapping(const StoredObservation &observed);

} // namespace dma_verify::remap
