// SPDX-License-Identifier: GPL-2.0-only
// Names of a unit, one verified kernel file, and of each of its helpers.
#pragma once

#include "model/kernel/helper_id.h"

#include <span>
#include <string_view>

namespace dma_verify {

struct HelperText {
  HelperId id;
  std::string_view word;   // in counterexample files, results and options; unique among all units
  std::string_view symbol; // in the kernel's file
};

struct UnitText {
  UnitId id;
  std::string_view name; // the file's name without its ending
  std::string_view path; // in a kernel tree
  std::span<const HelperText> helpers;
};

} // namespace dma_verify
