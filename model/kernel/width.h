// SPDX-License-Identifier: GPL-2.0-only
// How wide the words of a stored scenario are on an architecture: the type of a member says it.
#pragma once

#include "model/kernel/types.h"
#include "model/words/architecture.h"

namespace dma_verify {

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
constexpr unsigned width_of(const Page<WidestMachine> &page, const Architecture &row) {
  return width_of(page.frame, row);
}
// What is no word has no width: truth values, enumerations, statuses.
template <class Plain>
requires std::is_arithmetic_v<Plain> || std::is_enum_v<Plain>
constexpr unsigned width_of(Plain, const Architecture &) { return 0; }

} // namespace dma_verify
