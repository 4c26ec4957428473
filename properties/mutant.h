// SPDX-License-Identifier: GPL-2.0-only
// A mutant of the model: one helper, changed on purpose. Some property must see the change, or it
// is harmless and no property may blame it.
#pragma once

#include "model/kernel/helper_id.h"

#include <span>
#include <string_view>
#include <vector>

namespace dma_verify {

// Each is an object of its own, declared beside the text of the helper that it changes.
struct Mutant {
  std::string_view id; // what is changed; unique among all mutants
  HelperId call;

  Mutant(const Mutant &) = delete; // told apart by address
  Mutant &operator=(const Mutant &) = delete;
  constexpr Mutant(std::string_view what, HelperId where) : id(what), call(where) {}
};

// In some scenario inside the contract the mutant violates just these clauses of the property.
struct Violation {
  const Mutant *mutant;
  std::string_view property;
  std::vector<std::string_view> clauses;
};

// What a unit lists.
struct UnitMutants {
  std::span<const Violation> violations;
  std::span<const Mutant *const> harmless; // all properties hold of these
};

} // namespace dma_verify
