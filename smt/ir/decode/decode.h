// SPDX-License-Identifier: GPL-2.0-only
// Reads what clang has made of a file. Only decode/*.cpp know LLVM.
#pragma once

#include "smt/ir/decode/module.h"

#include <string>
#include <variant>

namespace dma_verify::ir {

struct DecodeError {
  std::string message; // one line
};

// Of the text or bitcode of a module; `name` is for messages.
std::variant<Module, DecodeError> decode(const std::string &text, const std::string &name);

// The version of LLVM that reads modules, "19.1.7".
std::string llvm_version();

} // namespace dma_verify::ir
