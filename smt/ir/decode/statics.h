// SPDX-License-Identifier: GPL-2.0-only
// Which functions of a module know which of its global variables, through all that they call and
// all whose address they have.
#pragma once

#include "smt/ir/decode/module.h"

#include <set>
#include <string_view>

namespace dma_verify::ir {

// Positions in the module's lists.
struct Reached {
  std::set<std::uint32_t> functions{};
  std::set<std::uint32_t> globals{};
};
// Nothing if the module has no such function.
Reached reached_from(const Module &module, std::string_view function);

// Those functions of the module that may write to one of these globals, or know who does.
std::set<std::uint32_t> functions_that_know(const Module &module,
                                            const std::set<std::uint32_t> &globals);

} // namespace dma_verify::ir
