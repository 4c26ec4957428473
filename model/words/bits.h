// SPDX-License-Identifier: GPL-2.0-only
// Words of any width with explicit wrap-around, and the logic over their comparisons, for concrete
// values. smt/ has the same names for terms, so that the model and the properties are written once.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

namespace dma_verify {

__extension__ typedef unsigned __int128 Uint128;

// The smallest unsigned machine type that holds `Width` bits (1 to 128).
template <unsigned Width>
using StorageFor = std::conditional_t<
    Width <= 8, std::uint8_t,
    std::conditional_t<
        Width <= 16, std::uint16_t,
        std::conditional_t<Width <= 32, std::uint32_t,
                           std::conditional_t<Width <= 64, std::uint64_t, Uint128>>>>;

// An unsigned word of `Width` bits. All arithmetic is modulo 2^Width, comparisons are unsigned.
// Conversions between widths are explicit: zero_extend, truncate.
template <unsigned Width> class Bits {
  static_assert(Width >= 1 && Width <= 128);

public:
  using Storage = StorageFor<Width>;
  static constexpr unsigned kWidth = Width;

  constexpr Bits() = default;
  // Keeps the low `Width` bits of `value`.
  constexpr explicit Bits(Uint128 value) : value_(static_cast<Storage>(value & kMask)) {}

  [[nodiscard]] constexpr Storage value() const { return value_; }

  friend constexpr Bits operator+(Bits a, Bits b) { return Bits(Uint128{a.value_} + b.value_); }
  friend constexpr Bits operator-(Bits a, Bits b) { return Bits(Uint128{a.value_} - b.value_); }
  friend constexpr Bits operator&(Bits a, Bits b) { return Bits(Uint128{a.value_} & b.value_); }
  friend constexpr Bits operator|(Bits a, Bits b) { return Bits(Uint128{a.value_} | b.value_); }
  friend constexpr Bits operator~(Bits a) { return Bits(~Uint128{a.value_}); }
  // Shifts by a constant; 0 <= count < Width.
  friend constexpr Bits operator<<(Bits a, unsigned count) {
    return Bits(Uint128{a.value_} << count);
  }
  friend constexpr Bits operator>>(Bits a, unsigned count) {
    return Bits(Uint128{a.value_} >> count);
  }

  friend constexpr bool operator==(Bits a, Bits b) { return a.value_ == b.value_; }
  friend constexpr bool operator!=(Bits a, Bits b) { return a.value_ != b.value_; }
  friend constexpr bool operator<(Bits a, Bits b) { return a.value_ < b.value_; }
  friend constexpr bool operator<=(Bits a, Bits b) { return a.value_ <= b.value_; }
  friend constexpr bool operator>(Bits a, Bits b) { return a.value_ > b.value_; }
  friend constexpr bool operator>=(Bits a, Bits b) { return a.value_ >= b.value_; }

private:
  static constexpr Uint128 kMask = Width == 128 ? ~Uint128{0} : (Uint128{1} << (Width % 128)) - 1;
  Storage value_ = 0;
};

// The same number in a wider or equal word.
template <unsigned To, unsigned From> constexpr Bits<To> zero_extend(Bits<From> word) {
  static_assert(To >= From);
  return Bits<To>(word.value());
}

// The low `To` bits.
template <unsigned To, unsigned From> constexpr Bits<To> truncate(Bits<From> word) {
  static_assert(To <= From);
  return Bits<To>(word.value()); // GCOVR_EXCL_LINE: what is narrowed is a constant expression
}

// To the word of `To` bits, whichever of the two it takes.
template <unsigned To, unsigned From> constexpr Bits<To> resize(Bits<From> word) {
  return Bits<To>(word.value());
}

// Number of bits needed for the value: 0 for 0, else 1 + floor(log2). The kernel's fls, fls64.
template <unsigned Width> constexpr Bits<Width> bit_width(Bits<Width> word) {
  unsigned bits = 0;
  for (Uint128 rest = word.value(); rest != 0; rest >>= 1U)
    ++bits;
  return Bits<Width>(bits);
}

// 2^exponent modulo 2^Width; 0 when exponent >= Width.
template <unsigned Width> constexpr Bits<Width> power_of_two(Bits<Width> exponent) {
  // GCOVR_EXCL_BR_START: an exponent is the order of a block that exists
  return exponent.value() < Width
             ? Bits<Width>(Uint128{1} << static_cast<unsigned>(exponent.value()))
             : Bits<Width>();
  // GCOVR_EXCL_BR_STOP
}

// Logic over truth values. The symbolic Boolean overloads these functions, but never && and ||,
// which so keep their short-circuit evaluation.
constexpr bool both(bool a, bool b) { return a && b; }
constexpr bool either(bool a, bool b) { return a || b; }
constexpr bool negate(bool a) { return !a; }
constexpr bool implies(bool a, bool b) { return !a || b; }
template <class Value> constexpr Value select(bool condition, Value yes, Value no) {
  return condition ? yes : no;
}

// The concrete reading of the templates: machine words and bool.
struct Concrete {
  template <class Value> using Finite = Value;
  template <unsigned Width> using Bits = dma_verify::Bits<Width>;
  using Bool = bool;
};

} // namespace dma_verify
