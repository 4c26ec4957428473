// SPDX-License-Identifier: GPL-2.0-only
#include "harness/report/picture/places.h"

#include "harness/counterexamples/files/field_text.h"

#include <fmt/format.h>

namespace dma_verify::report {

std::string number(Int128 value) {
  const std::string sign = value < 0 ? "-" : "";
  const Uint128 size = value < 0 ? -static_cast<Uint128>(value) : static_cast<Uint128>(value);
  const auto low = static_cast<std::uint64_t>(size);
  if (size < static_cast<Uint128>(kShownInDecimal))
    return sign + std::to_string(low);
  const auto high = static_cast<std::uint64_t>(size >> 64U);
  return sign + (high == 0 ? hex(low) : fmt::format("{:#x}{:016x}", high, low));
}

std::string pages(Int128 count) { return number(count) + (count == 1 ? " page" : " pages"); }

std::string bytes(Int128 count) { return number(count) + (count == 1 ? " byte" : " bytes"); }

// A difference of words as a signed number: the distance from one place to another.
Int128 signed_distance(std::uint64_t distance, unsigned bits) {
  const Uint128 modulus = Uint128{1} << bits;
  const Uint128 value = distance & (modulus - 1);
  return value < modulus / 2 ? static_cast<Int128>(value) : -static_cast<Int128>(modulus - value);
}

Int128 Places::frame(WidestMachine::FrameNumber frame, WidestMachine::FrameNumber first) const {
  // Frame numbers are words, but no frame lies beyond the largest physical address.
  return signed_distance(frame.word.value() - first.word.value(),
                         scenario_.architecture.word_bits) *
         page_;
}

} // namespace dma_verify::report
