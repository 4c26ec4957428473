// SPDX-License-Identifier: GPL-2.0-only
// For tests: numbered random scenarios of a helper on a row, which step through the fault
// schedules.
#pragma once

#include "properties/remap/generators/scenario_generator.h"

namespace dma_verify::remap {

inline StoredScenario drawn(const Architecture &row, Helper helper, std::uint64_t number,
                            random::Environment environment = {}) {
  const auto answers = fault_answers(helper, environment);
  const rc::Random random(0x5eed + number);
  const int size = static_cast<int>(number % 101);
  return generate(random, size, row, helper, answers[number % answers.size()]);
}

// The rows that have what the helpers need.
inline std::vector<Architecture> rows_with_mmu() {
  std::vector<Architecture> rows;
  for (const auto &table : {architectures(), small_architectures()}) {
    for (const Architecture &row : table) {
      if (row.mmu)
        rows.push_back(row);
    }
  }
  return rows;
}

inline constexpr std::array kAllHelpers = {Helper::find_pages, Helper::pages_remap,
                                           Helper::contiguous_remap, Helper::free_remap};

} // namespace dma_verify::remap
