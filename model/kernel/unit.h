// SPDX-License-Identifier: GPL-2.0-only
// Names of a unit, one verified kernel file, and of each of its helpers.
#pragma once

#include "model/kernel/helper_id.h"
#include "model/words/architecture.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace dma_verify {

// What a call of a helper does with a driver's buffer; sequences of calls are made of these.
enum class BufferUse : std::uint8_t {
  none,        // the helper is in no sequence
  acquire,     // hands out a buffer, mapped for its device
  release,     // takes a buffer back
  describe,    // names the buffer's pages in a scatter list
  map_to_user, // maps the buffer's pages into a VMA
};

struct HelperText {
  HelperId id;
  std::string_view word;   // in counterexample files, results and options; unique among all units
  std::string_view symbol; // in the kernel's file
  BufferUse use = BufferUse::none;
};

struct UnitText {
  UnitId id;
  std::string_view name; // the file's name without its ending
  std::string_view path; // in a kernel tree
  std::span<const HelperText> helpers;
  bool needs_mmu = false; // is in kernels with CONFIG_MMU alone

  [[nodiscard]] constexpr bool exists_on(const Architecture &architecture) const {
    return architecture.mmu || !needs_mmu;
  }
};

} // namespace dma_verify
