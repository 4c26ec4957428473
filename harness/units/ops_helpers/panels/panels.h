// SPDX-License-Identifier: GPL-2.0-only
// What pictures of this unit's calls show.
#pragma once

#include "harness/report/picture/places.h"

namespace dma_verify::ops_helpers {

report::CallPanels panels_of(const StoredScenario &scenario, const report::Outcomes &outcomes);

// Panels of each call.
std::vector<report::Panel> mmap_panels(const StoredScenario &scenario,
                                       const report::Outcomes &outcomes);
std::vector<report::Panel> sgtable_panels(const StoredScenario &scenario,
                                          const report::Outcomes &outcomes);
std::vector<report::Panel> block_panels(const StoredScenario &scenario,
                                        const report::Outcomes &outcomes);

} // namespace dma_verify::ops_helpers
