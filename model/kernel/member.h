// SPDX-License-Identifier: GPL-2.0-only
// What the type of a scenario's member says: how wide its words are on an architecture, and which
// values it has if they are finite.
#pragma once

#include "model/kernel/field.h"
#include "model/kernel/types.h"
#include "model/words/architecture.h"

#include <array>
#include <span>

namespace dma_verify {

// Truth values, enumerations, statuses, numbers of nodes.
template <class Member>
concept FiniteMember = std::is_arithmetic_v<Member> || std::is_enum_v<Member>;

// The bits of a stored word, or of a page's frame; 0 if the member is finite.
constexpr unsigned width_of(WidestMachine::Word, const Architecture &row) { return row.word_bits; }
constexpr unsigned width_of(WidestMachine::UnsignedInt, const Architecture &row) {
  return row.int_bits;
}
template <class Unit, class Word>
constexpr unsigned width_of(Quantity<Unit, Word> quantity, const Architecture &row) {
  return width_of(quantity.word, row);
}
constexpr unsigned width_of(WidestMachine::BusAddress, const Architecture &row) {
  return row.dma_bits;
}
constexpr unsigned width_of(WidestMachine::PhysicalAddress, const Architecture &row) {
  return row.phys_bits;
}
constexpr unsigned width_of(WidestMachine::BusLimit, const Architecture &) { return 64; }
constexpr unsigned width_of(const Page<WidestMachine> &page, const Architecture &row) {
  return width_of(page.frame, row);
}
constexpr unsigned width_of(FiniteMember auto, const Architecture &) { return 0; }

// All values of a finite type.
template <class Finite> struct AllValues;
template <> struct AllValues<bool> { static constexpr std::array kValues = {false, true}; };
template <> struct AllValues<Direction> {
  static constexpr std::array kValues = {Direction::bidirectional, Direction::to_device,
                                         Direction::from_device, Direction::none};
};
template <> struct AllValues<Allocator> {
  static constexpr std::array kValues = {Allocator::contiguous, Allocator::buddy};
};
template <> struct AllValues<BufferKind> {
  static constexpr std::array kValues = {BufferKind::contiguous, BufferKind::scattered,
                                         BufferKind::device_pool, BufferKind::cookie};
};
template <> struct AllValues<ContiguousArea> {
  static constexpr std::array kValues = {ContiguousArea::device, ContiguousArea::node,
                                         ContiguousArea::standard};
};

// The values of a finite field: those of its type; of a status or a node those that its entry
// names.
template <FiniteMember Member>
std::span<const Member> finite_values([[maybe_unused]] const Field &field) {
  if constexpr (std::is_same_v<Member, int>) {
    return field.numbers;
  } else {
    return AllValues<Member>::kValues;
  }
}

} // namespace dma_verify
