// SPDX-License-Identifier: GPL-2.0-only
// What a local of the file's functions holds: a number, whether it is poison, and where a pointer
// comes from.
#pragma once

#include "smt/ir/decode/module.h"
#include "smt/ir/values/arithmetic.h"

#include <memory>
#include <string>
#include <vector>

namespace dma_verify::ir {

// Ends a run: what cannot go on, or is not understood.
struct RunEnd {
  enum class Kind : std::uint8_t {
    undefined_behaviour, // as LLVM's language reference says
    crash,               // NULL or wild pointers, traps
    outside,             // a write outside of what the call may write
    foreign,             // a service was given what is not the caller's
    unsupported,         // a limit of ours: never a verdict
    endless,             // too many steps
    kernel_bug,
    unmodelled, // a kernel function that is not simulated
  };
  Kind kind = Kind::unsupported;
  std::string what;
};
[[noreturn]] inline void end_run(RunEnd::Kind kind, std::string what) {
  throw RunEnd{kind, std::move(what)};
}

// A struct page pointer, as the page's frame and a byte in it. The address is that of the page
// array and `frame` times the size of a struct page and `byte`, without a wrap (PageArray).
template <class L> struct PageName {
  Number<L> frame;
  std::uint64_t byte = 0;
};

// Where struct pages are.
struct PageArray {
  std::uint64_t begin = 0; // address of frame 0's
  std::uint64_t bytes = 0; // of one, a power of two
};

// Why a value must not matter, if it must not.
enum class Doubt : std::uint8_t {
  none,
  undefined, // undef: another value at each use; memory that nothing was written to
  unknown,   // a value that the call finds, of which nothing is known: `doubted` says what it is
};

template <class L> struct Value {
  static constexpr std::int32_t kNoObject = -1;

  Number<L> number{}; // the integer; of a pointer into an object: bytes behind its beginning
  Truth<L> poison = Truth<L>(false);
  Doubt doubt = Doubt::none;
  std::shared_ptr<const std::string> doubted{};
  std::int32_t object = kNoObject;   // the object that a pointer (or its integer) points to
  bool is_of_kernel = false;         // an address in a page that a service gave: not NULL
  std::optional<PageName<L>> page{}; // if it is known to be one; `number` is the address
  std::vector<Value> parts{};        // of an aggregate, then nothing else

  Value() = default;
  explicit Value(const Number<L> &n) : number(n) {}
  Value(unsigned width, Uint128 n) : number(width, n) {}

  [[nodiscard]] bool has_object() const { return object != kNoObject; }
  // Takes over what makes another value's users unsure.
  void taint(const Value &other) {
    poison = either(poison, other.poison);
    if (doubt == Doubt::none) {
      doubt = other.doubt;
      doubted = other.doubted;
    }
  }
};

template <class L>
Value<L> page_value(const Number<L> &frame, const PageArray &array, std::uint64_t byte = 0) {
  const Number<L> step = like(frame, array.bytes);
  Value<L> value(multiply(frame, step) + like(frame, array.begin + byte));
  value.page = PageName<L>{frame, byte};
  return value;
}

} // namespace dma_verify::ir
