// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/used_assumptions.h"

#include <algorithm>

namespace dma_verify {

std::vector<AssumptionUse> assumption_use_of(std::span<const Record> records) {
  std::vector<AssumptionUse> uses;
  for (const Record &record : records) {
    if (record.verdict != Verdict::proved || (!record.used_assumptions && !record.path_classes))
      continue;
    auto entry = std::ranges::find(uses, record.property, &AssumptionUse::property);
    if (entry == uses.end()) {
      uses.push_back({.property = record.property});
      entry = uses.end() - 1;
    }
    ++entry->proofs;
    if (record.path_classes) {
      entry->path_classes.reached += record.path_classes->reached;
      entry->path_classes.declared += record.path_classes->declared;
    }
    if (!record.used_assumptions)
      continue;
    entry->used.insert(record.used_assumptions->begin(), record.used_assumptions->end());
    entry->unused.insert(record.assumptions.begin(), record.assumptions.end());
  }
  for (AssumptionUse &entry : uses) {
    for (const std::string &id : entry.used)
      entry.unused.erase(id);
  }
  return uses;
}

PathClassSum path_classes_of(std::span<const Record> records) {
  PathClassSum sum;
  for (const Record &record : records) {
    if (!record.path_classes)
      continue;
    ++sum.proofs;
    sum.classes.reached += record.path_classes->reached;
    sum.classes.declared += record.path_classes->declared;
  }
  return sum;
}

std::set<std::string> never_used(std::span<const AssumptionUse> uses) {
  std::set<std::string> unused;
  for (const AssumptionUse &entry : uses)
    unused.insert(entry.unused.begin(), entry.unused.end());
  for (const AssumptionUse &entry : uses) {
    for (const std::string &id : entry.used)
      unused.erase(id);
  }
  return unused;
}

} // namespace dma_verify
