// SPDX-License-Identifier: GPL-2.0-only
// A file that was compiled for one row of the architecture table.
#pragma once

#include "model/words/architecture.h"
#include "smt/ir/decode/module.h"
#include "smt/ir/values/value.h"

#include <memory>
#include <string>

namespace dma_verify::ir {

// What writable globals hold when the helper is called.
enum class Statics : std::uint8_t {
  unknown, // anything: a run that depends on one ends
  initial, // what they hold at the program's start: the first call
};

struct CompiledModule {
  Architecture row{};
  std::string target; // "x86_64"
  std::string level;  // "O2", "Os", or "front": before any pass of the optimizer
  PageArray pages{};  // as the shim was told
  std::shared_ptr<const Module> module{};
};

} // namespace dma_verify::ir
