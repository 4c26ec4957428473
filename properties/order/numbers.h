// SPDX-License-Identifier: GPL-2.0-only
// What units make the numbers of their order of: members of a scenario as numbers, 0 the simplest.
#pragma once

#include "model/kernel/types.h"

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

// A member as a number: whatever its unit and width.
template <class M, class Value> typename M::Wide number(const Value &value) {
  constexpr unsigned kWide = 2 * M::kWordBits;
  if constexpr (std::is_enum_v<Value> || std::is_same_v<Value, bool>) {
    return typename M::Wide(static_cast<Uint128>(value));
  } else if constexpr (requires { value.word; }) {
    return resize<kWide>(value.word);
  } else {
    return resize<kWide>(value);
  }
}

// 0 for the value that callers usually pass, then all other values by their number.
template <class M>
typename M::Wide usual_first(const typename M::Wide &value, const typename M::Wide &usual) {
  using Wide = typename M::Wide;
  return select(value == usual, Wide(0), value + Wide(1));
}

// An error number: 0, or the positive number.
template <class M> typename M::Wide error(int status) {
  return typename M::Wide(static_cast<Uint128>(-status));
}

// NULL is 0, frame f is f + 1.
template <class M> typename M::Wide page(const Page<M> &page) {
  using Wide = typename M::Wide;
  return page.is_null ? Wide(0) : M::wide(page.frame.word) + Wide(1);
}

} // namespace order
} // namespace dma_verify
