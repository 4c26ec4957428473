// SPDX-License-Identifier: GPL-2.0-only
// What kernel-doc says of the functions of each unit besides their properties. Adding a unit: its
// line in function_text.cpp.
#pragma once

#include "model/kernel/helper_id.h"

#include <string_view>
#include <vector>

namespace dma_verify::cli {

struct ParameterText {
  std::string_view name;
  std::string_view meaning;
};

struct FunctionText {
  HelperId call;
  std::string_view purpose;
  std::vector<ParameterText> parameters; // in the order of the declaration
  std::string_view returned;             // empty for void
};

// Of all units, in the order of their helpers.
std::vector<FunctionText> function_texts();

} // namespace dma_verify::cli
