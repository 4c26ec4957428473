// SPDX-License-Identifier: GPL-2.0-only
// What pictures of this unit's calls show.
#pragma once

#include "harness/report/picture/places.h"

namespace dma_verify::remap {

report::CallPanels panels_of(const StoredScenario &scenario, const report::Outcomes &outcomes);

// Panels of the calls that map, and of those that look at an area.
std::vector<report::Panel> mapping_panels(const StoredScenario &scenario,
                                          const report::Outcomes &outcomes);
std::vector<report::Panel> found_panels(const StoredScenario &scenario,
                                        const report::Outcomes &outcomes);
std::vector<report::Panel> freed_panels(const StoredScenario &scenario,
                                        const report::Outcomes &outcomes);

// An empty panel of pages, or of single steps.
report::Panel panel_of(const std::string &title, const StoredScenario &scenario,
                       report::Int128 grain);

// What is shown of one outcome.
struct Shown {
  std::string text;
  std::vector<report::Bar> bars;

  friend bool operator==(const Shown &, const Shown &) = default;
};
// One row if both are the same, else one for each. `what` is a verb: "mapped".
void add_outcomes(report::Panel &panel, const std::string &what, const std::string &subject,
                  const Shown &observed, const Shown &expected);

} // namespace dma_verify::remap
