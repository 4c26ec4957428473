// SPDX-License-Identifier: GPL-2.0-only
// A change of one helper: a bug that some property must see, or a harmless one that none may blame.
#pragma once

#include "model/kernel/types.h"

#include <string_view>

namespace dma_verify::broken_models {

// Each is an object of its own, declared beside the helper that it changes.
struct Defect {
  std::string_view id;
  HelperId call = ops_helpers::Helper::mmap;

  Defect(const Defect &) = delete; // told apart by address
  Defect &operator=(const Defect &) = delete;
  constexpr Defect(std::string_view what, HelperId where) : id(what), call(where) {}
};

} // namespace dma_verify::broken_models
