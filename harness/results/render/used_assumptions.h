// SPDX-License-Identifier: GPL-2.0-only
// The assumptions of all proofs of a run: which were used, which were only listed, and how many
// path classes of the helpers are possible under them.
#pragma once

#include "harness/results/record.h"

#include <set>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// For one property, over those of its proofs of which used assumptions or path classes are known.
struct AssumptionUse {
  std::string property;
  unsigned proofs = 0;
  std::set<std::string> used{};       // ids of assumptions that at least one of them needs
  std::set<std::string> unused{};     // listed, and needed by none of them
  RecordedPathClasses path_classes{}; // summed over the proofs
};

// In order of first appearance; a property without such a proof has no entry.
std::vector<AssumptionUse> assumption_use_of(std::span<const Record> records);

// The path classes, summed over all records that have them, and the number of these records.
struct PathClassSum {
  RecordedPathClasses classes{};
  std::uint64_t proofs = 0;
};
PathClassSum path_classes_of(std::span<const Record> records);

// Assumptions that are listed in these entries and used in none.
std::set<std::string> never_used(std::span<const AssumptionUse> uses);

} // namespace dma_verify
