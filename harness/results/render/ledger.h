// SPDX-License-Identifier: GPL-2.0-only
// The ledger of assumptions over all proofs of a run: which were used, which were only listed, and
// how many ways through the helpers they leave possible.
#pragma once

#include "harness/results/record.h"

#include <set>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// Of one property, over those of its proofs of which it is known what they used, or which ways they
// leave possible.
struct LedgerEntry {
  std::string property;
  unsigned proofs = 0;
  std::set<std::string> used{};       // ids of assumptions that at least one of them needs
  std::set<std::string> unused{};     // listed, and needed by none of them
  RecordedPathClasses path_classes{}; // summed over the proofs
};

// In order of first appearance; a property without such a proof has none.
std::vector<LedgerEntry> ledger_of(std::span<const Record> records);

// The ways through the helpers, summed over all records that tell them, and how many these are.
struct PathClassSum {
  RecordedPathClasses classes{};
  std::uint64_t proofs = 0;
};
PathClassSum path_classes_of(std::span<const Record> records);

// Assumptions that are listed in these entries and used in none.
std::set<std::string> never_used(std::span<const LedgerEntry> ledger);

} // namespace dma_verify
