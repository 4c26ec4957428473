// SPDX-License-Identifier: GPL-2.0-only
// Members of a scenario as numbers, 0 the simplest value of each: what units make their order of.
// One struct for each kind of number: how it is read on any machine, and how it is set in a stored
// scenario.
#pragma once

#include "model/kernel/member.h"
#include "model/kernel/scenario.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace dma_verify {

// The order of the numbers of a scenario.
enum class Order : std::uint8_t {
  usual,
  // The buffer and its place come before vm_pgoff: so a sum that exceeds the last frame is shown
  // with a large offset, and not with a buffer at the end of memory.
  buffer_before_offset,
};

namespace order {

using Stored = StoredScenario;
using Word = std::uint64_t;

constexpr Word all_ones(unsigned bits) { return bits >= 64 ? ~Word{0} : (Word{1} << bits) - 1; }
constexpr bool fits(Word value, unsigned bits) { return (value & ~all_ones(bits)) == 0; }

// A word as a number: whatever its unit and width.
template <class M, class Value> typename M::Wide number(const Value &value) {
  constexpr unsigned kWide = 2 * M::kWordBits;
  if constexpr (requires { value.word; }) {
    return resize<kWide>(value.word);
  } else {
    return resize<kWide>(value);
  }
}

// A word of the member's type.
template <class Member> Member word_like(const Member &, Uint128 value) {
  if constexpr (requires(Member member) { member.word; }) {
    return Member(typename Member::Word(value));
  } else {
    return Member(value);
  }
}

// False if the value is wider than the member is on this architecture.
template <class Member> bool assign(Member &member, Word value, const Architecture &row) {
  if (!fits(value, width_of(member, row)))
    return false;
  member = word_like(member, value);
  return true;
}

// A word of `from` bits as one of `to` bits: what is nearer to the end than to 0 keeps its distance
// to the end.
constexpr Word fitted(Word value, unsigned from, unsigned to) {
  const Word last = all_ones(from);
  return value > last / 2 ? all_ones(to) - (last - value) : value & all_ones(to);
}

// The usual kind: the distance from the simplest value, which is the member's default. A page is 0
// if it is NULL, and one more than its frame otherwise.
struct Plain {
  template <class M, class Member, class Simplest>
  static typename M::Wide read(const Member &member, const Simplest &simplest,
                               const Scenario<M> &) {
    using Wide = typename M::Wide;
    if constexpr (requires { member.frame; }) {
      return member.is_null ? Wide(0) : number<M>(member.frame) + Wide(1);
    } else if constexpr (FiniteMember<Simplest>) {
      return Wide(distance(static_cast<Simplest>(member), simplest));
    } else {
      return number<M>(member);
    }
  }

  template <class Member>
  static bool set(const Field &field, Member &member, const Member &simplest, Stored &scenario,
                  Word number) {
    if constexpr (requires { member.frame; }) {
      member = {};
      member.is_null = number == 0;
      return member.is_null || assign(member.frame, number - 1, scenario.architecture);
    } else if constexpr (FiniteMember<Member>) {
      for (const Member value : finite_values<Member>(field)) {
        if (distance(value, simplest) != number)
          continue;
        member = value;
        return true;
      }
      return false;
    } else {
      return assign(member, number, scenario.architecture);
    }
  }

  // The number on another row of the architecture table.
  template <class Member>
  static Word moved(Word number, const Member &member, const Architecture &from,
                    const Architecture &to) {
    return FiniteMember<Member> ? number
                                : fitted(number, width_of(member, from), width_of(member, to));
  }

private:
  template <FiniteMember Member> static Word distance(Member value, Member simplest) {
    const int from = static_cast<int>(simplest);
    const int to = static_cast<int>(value);
    return static_cast<Word>(to < from ? from - to : to - from);
  }
};

// 0 for the value that callers usually pass, then all other values, one more than they are.
struct UsualFirst {
  Word usual = 0;
  // A length: `usual` is a number of pages, the member a number of bytes.
  bool in_bytes = false;

  template <class M, class Member, class Simplest>
  typename M::Wide read(const Member &member, const Simplest &, const Scenario<M> &scenario) const {
    using Wide = typename M::Wide;
    const Wide value = number<M>(member);
    const Wide first = number<M>(word_like(member, usual_on(scenario.architecture)));
    return select(value == first, Wide(0), value + Wide(1));
  }
  template <class Member>
  bool set(const Field &, Member &member, const Member &, Stored &scenario, Word number) const {
    const Architecture &row = scenario.architecture;
    return assign(member,
                  number == 0 ? value_of(0, row) & all_ones(width_of(member, row))
                              : value_of(number, row),
                  row);
  }
  [[nodiscard]] Word value_of(Word number, const Architecture &row) const {
    return number == 0 ? usual_on(row) : number - 1;
  }

  // Whole pages stay whole pages; what is beyond them stays as far from the next one, if it can.
  template <class Member>
  Word moved(Word number, const Member &member, const Architecture &from,
             const Architecture &to) const {
    if (!in_bytes)
      return Plain::moved(number, member, from, to);
    const Word bytes = value_of(number, from);
    const Word page = Word{1} << from.page_shift;
    const Word other_page = Word{1} << to.page_shift;
    const Word pages = fitted(bytes >> from.page_shift, from.word_bits - from.page_shift,
                              to.word_bits - to.page_shift);
    const Word rest = bytes & (page - 1);
    const Word other_rest = rest <= page / 2 ? std::min(rest, other_page - 1)
                                             : other_page - std::min(page - rest, other_page - 1);
    const Word there = ((pages << to.page_shift) + other_rest) & all_ones(to.word_bits);
    return there == usual_on(to) ? 0 : there + 1;
  }

private:
  [[nodiscard]] Word usual_on(const Architecture &row) const {
    return in_bytes ? usual << row.page_shift : usual;
  }
};

inline constexpr Plain kPlain;
inline constexpr UsualFirst kOnePageFirst{1, true};

} // namespace order
} // namespace dma_verify
