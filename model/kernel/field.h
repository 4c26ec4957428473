// SPDX-License-Identifier: GPL-2.0-only
// What is said of a field of a scenario, and the fields that helpers of more than one unit read.
#pragma once

#include "model/kernel/helper_id.h"
#include "model/kernel/types.h"
#include "model/words/architecture.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace dma_verify {

// Some helpers of one unit.
struct HelperSet {
  UnitId unit{};
  unsigned positions = 0; // one bit for each helper

  constexpr HelperSet(std::initializer_list<HelperId> helpers) {
    for (const HelperId helper : helpers) {
      unit = helper.unit;
      positions |= 1U << helper.position;
    }
  }
  [[nodiscard]] constexpr bool contains(HelperId helper) const {
    return helper.unit == unit && ((positions >> helper.position) & 1U) != 0;
  }
  // Of sets of one unit.
  friend constexpr HelperSet operator|(HelperSet a, HelperSet b) {
    a.positions |= b.positions;
    return a;
  }
};

// Where a field stands in a counterexample file.
enum class FieldSection : std::uint8_t { arguments, answers, witness };

// The description of a field of a scenario.
struct Field {
  std::string_view name; // in the kernel's terms
  FieldSection section = FieldSection::arguments;
  HelperSet readers;                  // the helpers that read it
  std::span<const int> numbers = {};  // of a status or a node: all values that proofs look at
  bool fixed_inside_contract = false; // hardly any call inside the contract needs another value
  bool unread_by_model = false;       // can matter to C files alone
  bool later = false;                 // files of earlier versions do not name it

  // GCOVR_EXCL_START: for what is stored, shown and minimized, not for the engine
  [[nodiscard]] constexpr bool used_by(HelperId helper) const { return readers.contains(helper); }
  // GCOVR_EXCL_STOP
};

// The fields that every scenario has, and the arguments that functions of the DMA API share: a unit
// lists those that its helpers read among its own fields.
template <class M> struct CommonFields {
  Architecture architecture{};
  HelperId call{}; // the helper that is called

  typename M::VirtualAddress cpu_addr{};
  typename M::Bytes size{};
  typename M::BusAddress dma_handle{};
  typename M::Word attrs{};
  Finite<M, Direction> direction = Direction::bidirectional;
  typename M::UnsignedInt gfp{};
  typename M::FrameNumber page{}; // first frame of a block that the caller hands in

  // Stands for "all k": the page, byte or entry at which a statement about each of them is judged.
  typename M::Word probe{};
};

} // namespace dma_verify
