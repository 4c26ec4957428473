// SPDX-License-Identifier: GPL-2.0-only
// How the numbers of a unit's order are set in a stored scenario: what units make their lists of.
#pragma once

#include "properties/order/coordinates.h"

#include <type_traits>

namespace dma_verify::setters {

using S = StoredScenario;
using Word = Coordinate::Word;

inline Word mask(unsigned bits) { return bits >= 64 ? ~Word{0} : (Word{1} << bits) - 1; }
inline bool fits(Word value, unsigned bits) { return (value & ~mask(bits)) == 0; }

template <class Member> bool assign_word(Member &member, Word value, unsigned bits) {
  if (!fits(value, bits))
    return false;
  if constexpr (requires { member.word; }) {
    member.word = decltype(member.word)(value);
  } else {
    member = Member(value);
  }
  return true;
}

// NULL is 0, frame f is f + 1.
inline bool set_page(Page<WidestMachine> &page, Word number, unsigned bits) {
  page = Page<WidestMachine>::null();
  if (number == 0)
    return true;
  page.is_null = false;
  return assign_word(page.frame, number - 1, bits);
}

// What stands first in the order is 0, all others are one more than their number.
template <class Member> bool set_usual_first(Member &member, Word rank, Word usual, unsigned bits) {
  return assign_word(member, rank == 0 ? usual & mask(bits) : rank - 1, bits);
}

template <auto kMember> bool word(S &s, Word v) {
  return assign_word(s.*kMember, v, s.architecture.word_bits);
}
template <auto kMember> bool bus_word(S &s, Word v) {
  return assign_word(s.*kMember, v, s.architecture.dma_bits);
}
template <auto kMember> bool page(S &s, Word v) {
  return set_page(s.*kMember, v, s.architecture.word_bits);
}
// An error number: 0, or the positive number of one that the service can give.
template <auto kMember, int... kErrors> bool status(S &s, Word v) {
  if (v != 0 && ((v != Word{kErrors}) && ...))
    return false;
  s.*kMember = -static_cast<int>(v);
  return true;
}
template <auto kMember, bool kSimplest> bool flag(S &s, Word v) {
  s.*kMember = v == 0 ? kSimplest : !kSimplest;
  return v <= 1;
}
// An enumeration of `kCount` values, its first the simplest.
template <auto kMember, unsigned kCount> bool choice(S &s, Word v) {
  if (v >= kCount)
    return false;
  s.*kMember = static_cast<std::remove_cvref_t<decltype(s.*kMember)>>(v);
  return true;
}

inline bool set_size(S &s, Word v) {
  return set_usual_first(s.size, v, Word{1} << s.architecture.page_shift, s.architecture.word_bits);
}
// Another view of the same values, which has no place in the order.
inline Coordinate follower(std::string_view name, Word (*read)(const S &), Setter::Set set,
                           bool in_bytes) {
  Coordinate coordinate;
  coordinate.name = name;
  coordinate.read = read;
  coordinate.set = set;
  coordinate.in_bytes = in_bytes;
  return coordinate;
}

} // namespace dma_verify::setters
