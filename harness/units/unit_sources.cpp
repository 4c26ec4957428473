// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/unit_sources.h"

#include "harness/units/ops_helpers/form.h"
#include "harness/units/ops_helpers/kernel_in.h"
#include "harness/units/ops_helpers/shim_facts.h"
#include "harness/units/remap/form.h"
#include "harness/units/remap/shim_facts.h"
#include "model/units.h"

#include <array>

namespace dma_verify {

const UnitSource &source_of(UnitId unit) {
  static const std::array kAll = {
      // In the order of UnitId.
      UnitSource{.form_of = &ops_helpers::form_of,
                 .names_of_releases = ops_helpers::kNamesOfReleases,
                 .other_ways = &ops_helpers::other_ways,
                 .kernel_in = &ops_helpers::kernel_in},
      UnitSource{&remap::form_of, "vmalloc_facts.h", remap::kFactHeaders, remap::kConstants},
  };
  return kAll.at(static_cast<std::size_t>(unit));
}

std::string unit_paths() {
  std::string paths;
  for (const UnitText &unit : units())
    paths += (paths.empty() ? "" : ", ") + std::string(unit.path);
  return paths;
}

} // namespace dma_verify
