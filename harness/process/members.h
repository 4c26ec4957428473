// SPDX-License-Identifier: GPL-2.0-only
// The members of a plain struct, in order, without a list of them that could be forgotten: the
// compiler finds out how many there are. For structs without base classes, constructors and C
// arrays.
#pragma once

#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

namespace dma_verify::process {
namespace detail {

// Converts to whatever a member is. Never run.
struct AnyValue {
  template <class T> operator T() const { std::terminate(); } // NOLINT: implicit, as it must be
};

template <class T, std::size_t... I> constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), AnyValue{})...}; };
}

template <class T, std::size_t kCount = 0> constexpr std::size_t member_count() {
  if constexpr (kCount > 64 || (takes<T>(std::make_index_sequence<kCount>{}) &&
                                !takes<T>(std::make_index_sequence<kCount + 1>{}))) {
    return kCount;
  } else {
    return member_count<T, kCount + 1>();
  }
}

} // namespace detail

// Returns visit(member, ...), of all members.
template <class T, class Visit> constexpr decltype(auto) with_members(T &value, Visit &&visit) {
  static_assert(std::is_aggregate_v<T>, "has no plain members");
  constexpr std::size_t kCount = detail::member_count<std::remove_const_t<T>>();
#define MEMBERS(count, ...)                                                                        \
  else if constexpr (kCount == (count)) {                                                          \
    auto &[__VA_ARGS__] = value;                                                                   \
    return visit(__VA_ARGS__);                                                                     \
  }
#define A a0, a1, a2, a3, a4, a5, a6, a7
#define B A, b0, b1, b2, b3, b4, b5, b6, b7
#define C B, c0, c1, c2, c3, c4, c5, c6, c7
#define D C, d0, d1, d2, d3, d4, d5, d6, d7
#define E D, e0, e1, e2, e3, e4, e5, e6, e7
  // clang-format off
  if constexpr (kCount == 0) return visit();
  MEMBERS(1, a0)
  MEMBERS(2, a0, a1)
  MEMBERS(3, a0, a1, a2)
  MEMBERS(4, a0, a1, a2, a3)
  MEMBERS(5, a0, a1, a2, a3, a4)
  MEMBERS(6, a0, a1, a2, a3, a4, a5)
  MEMBERS(7, a0, a1, a2, a3, a4, a5, a6)
  MEMBERS(8, A)
  MEMBERS(9, A, b0)
  MEMBERS(10, A, b0, b1)
  MEMBERS(11, A, b0, b1, b2)
  MEMBERS(12, A, b0, b1, b2, b3)
  MEMBERS(13, A, b0, b1, b2, b3, b4)
  MEMBERS(14, A, b0, b1, b2, b3, b4, b5)
  MEMBERS(15, A, b0, b1, b2, b3, b4, b5, b6)
  MEMBERS(16, B)
  MEMBERS(17, B, c0)
  MEMBERS(18, B, c0, c1)
  MEMBERS(19, B, c0, c1, c2)
  MEMBERS(20, B, c0, c1, c2, c3)
  MEMBERS(21, B, c0, c1, c2, c3, c4)
  MEMBERS(22, B, c0, c1, c2, c3, c4, c5)
  MEMBERS(23, B, c0, c1, c2, c3, c4, c5, c6)
  MEMBERS(24, C)
  MEMBERS(25, C, d0)
  MEMBERS(26, C, d0, d1)
  MEMBERS(27, C, d0, d1, d2)
  MEMBERS(28, C, d0, d1, d2, d3)
  MEMBERS(29, C, d0, d1, d2, d3, d4)
  MEMBERS(30, C, d0, d1, d2, d3, d4, d5)
  MEMBERS(31, C, d0, d1, d2, d3, d4, d5, d6)
  MEMBERS(32, D)
  MEMBERS(33, D, e0)
  MEMBERS(34, D, e0, e1)
  MEMBERS(35, D, e0, e1, e2)
  MEMBERS(36, D, e0, e1, e2, e3)
  MEMBERS(37, D, e0, e1, e2, e3, e4)
  MEMBERS(38, D, e0, e1, e2, e3, e4, e5)
  MEMBERS(39, D, e0, e1, e2, e3, e4, e5, e6)
  MEMBERS(40, E)
  MEMBERS(41, E, f0)
  MEMBERS(42, E, f0, f1)
  MEMBERS(43, E, f0, f1, f2)
  MEMBERS(44, E, f0, f1, f2, f3)
  MEMBERS(45, E, f0, f1, f2, f3, f4)
  MEMBERS(46, E, f0, f1, f2, f3, f4, f5)
  MEMBERS(47, E, f0, f1, f2, f3, f4, f5, f6)
  // clang-format on
  else static_assert(kCount < 48, "more members than are counted here, or a C array");
#undef MEMBERS
#undef A
#undef B
#undef C
#undef D
#undef E
}

} // namespace dma_verify::process
