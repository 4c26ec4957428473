// SPDX-License-Identifier: GPL-2.0-only
// A mutant of the model: one helper, changed on purpose. Some property must see the change, or it
// is harmless and no property may blame it.
#pragma once

#include "model/remap/helpers.h"

#include <string_view>

namespace dma_verify::remap {

// Each is an object of its own, declared beside the text of the helper that it changes.
struct Mutant {
  std::string_view id; // what is changed
  Helper helper;

  Mutant(const Mutant &) = delete; // told apart by address
  Mutant &operator=(const Mutant &) = delete;
  constexpr Mutant(std::string_view what, Helper where) : id(what), helper(where) {}
};

} // namespace dma_verify::remap
