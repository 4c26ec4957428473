// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/panels/panels.h"

namespace dma_verify::remap {

using namespace report;

CallPanels panels_of(const StoredScenario &scenario, const Outcomes &outcomes) {
  switch (helper_of(scenario.call)) {
  case Helper::find_pages:
    return {"Which array is found, and which should be", found_panels(scenario, outcomes)};
  case Helper::free_remap:
    return {"Which area is removed, and which should be", freed_panels(scenario, outcomes)};
  case Helper::pages_remap:
  case Helper::contiguous_remap:
    return {"Which pages are mapped, and which should be", mapping_panels(scenario, outcomes)};
  }
  return {};
}

Panel panel_of(const std::string &title, const StoredScenario &scenario, Int128 grain) {
  Panel panel;
  panel.title = title;
  panel.grain = grain;
  panel.word_bits = scenario.architecture.word_bits;
  return panel;
}

void add_outcomes(Panel &panel, const std::string &what, const std::string &subject,
                  const Shown &observed, const Shown &expected) {
  if (observed == expected) {
    panel.rows.push_back({what + " by " + subject + ", as by the model: " + observed.text,
                          Role::both, observed.bars});
    return;
  }
  panel.rows.push_back(
      {what + " by " + subject + ": " + observed.text, Role::observed, observed.bars});
  panel.rows.push_back({"should be (model): " + expected.text, Role::expected, expected.bars});
}

} // namespace dma_verify::remap
