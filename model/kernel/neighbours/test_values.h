// SPDX-License-Identifier: GPL-2.0-only
// For the tests of the neighbours: machines, and numbers with their units.
#pragma once

#include "model/kernel/types.h"
#include "model/words/page_arithmetic.h"

namespace dma_verify::test_values {

using M64 = ConcreteMachine<64, 64, 64, 32>;
using M32 = ConcreteMachine<32, 32, 32, 32>;
using M32Lpae = ConcreteMachine<32, 64, 64, 32>;
// Small enough for all inputs.
using M8 = ConcreteMachine<8, 8, 8, 4>;
inline constexpr unsigned kSmallShift = 2;

inline constexpr std::uint64_t kPage = 4096;
inline constexpr unsigned kShift = 12;

template <class M> typename M::Bytes bytes(std::uint64_t value) {
  return typename M::Bytes(typename M::Word(value));
}
template <class M> typename M::PageCount pages(std::uint64_t value) {
  return typename M::PageCount(typename M::Word(value));
}
template <class M> typename M::FrameNumber frame(std::uint64_t value) {
  return typename M::FrameNumber(typename M::Word(value));
}
template <class M> typename M::VirtualAddress address(std::uint64_t value) {
  return typename M::VirtualAddress(typename M::Word(value));
}
template <class M> typename M::UnsignedInt number(std::uint64_t value) {
  return typename M::UnsignedInt(value);
}
template <class M> Page<M> page(std::uint64_t value) { return Page<M>::of(frame<M>(value)); }

template <class Quantity> std::uint64_t value(Quantity quantity) { return quantity.word.value(); }

} // namespace dma_verify::test_values
