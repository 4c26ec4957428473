// SPDX-License-Identifier: GPL-2.0-only
// A file that was compiled for one row of the architecture table.
#pragma once

#include "model/kernel/unit.h"
#include "model/words/architecture.h"
#include "smt/ir/decode/module.h"
#include "smt/ir/values/value.h"

#include <compare>
#include <memory>
#include <string>
#include <string_view>

namespace dma_verify::ir {

// What writable globals hold when the helper is called.
enum class Statics : std::uint8_t {
  any,     // any value, which is a free word of the query; on machine words as `initial`
  initial, // what they hold at the program's start: the first call
};

// The one global of the shim, which no helper writes.
inline constexpr std::string_view kTablePointer = "dma_verify_services";

// A part of a writable global that was written at once.
struct StaticCell {
  std::uint32_t global = 0; // its position in the module's list
  std::uint64_t offset = 0; // bytes
  std::uint64_t bytes = 0;

  friend auto operator<=>(const StaticCell &, const StaticCell &) = default;
};

// Where the objects of a call's caller are: those of calls in different rooms are different ones.
struct Rooms {
  unsigned device = 0;
  unsigned others = 0; // the VMA, the sg_table, *dma_handle, local variables

  friend bool operator==(const Rooms &, const Rooms &) = default;
};

struct CompiledModule {
  UnitId unit{};
  Architecture row{};
  std::string target; // "x86_64"
  std::string level;  // "O2", "Os", or "front": before any pass of the optimizer
  PageArray pages{};  // as the shim was told
  std::shared_ptr<const Module> module{};
};

} // namespace dma_verify::ir
