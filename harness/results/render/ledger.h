// SPDX-License-Identifier: GPL-2.0-only
// The ledger of assumptions over all proofs of a run: which were used, and which were only listed.
#pragma once

#include "harness/results/record.h"

#include <set>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// Of one property, over those of its proofs of which it is known what they used.
struct LedgerEntry {
  std::string property;
  unsigned proofs = 0;
  std::set<std::string> used{};   // ids of assumptions that at least one of them needs
  std::set<std::string> unused{}; // listed, and needed by none of them
};

// In order of first appearance; a property without such a proof has none.
std::vector<LedgerEntry> ledger_of(std::span<const Record> records);

// Assumptions that are listed in these entries and used in none.
std::set<std::string> never_used(std::span<const LedgerEntry> ledger);

} // namespace dma_verify
