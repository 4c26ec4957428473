// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/panels/panels.h"

namespace dma_verify::ops_helpers {

report::CallPanels panels_of(const StoredScenario &scenario, const report::Outcomes &outcomes) {
  switch (helper_of(scenario.call)) {
  case Helper::mmap:
    return {"Which pages are mapped, and which should be", mmap_panels(scenario, outcomes)};
  case Helper::get_sgtable:
    return {"Which memory the scatter list names, and which it should",
            sgtable_panels(scenario, outcomes)};
  case Helper::alloc_pages:
  case Helper::free_pages:
    return {"What is done to the pages, and what should be", block_panels(scenario, outcomes)};
  }
  return {};
}

} // namespace dma_verify::ops_helpers
