// SPDX-License-Identifier: GPL-2.0-only
// A compiled file as the executor runs it: LLVM's intermediate representation, cut down to what is
// understood. What is not has its place too, with its name, and ends a run that comes to it.
#pragma once

#include "model/words/bits.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify::ir {

// A type, with its layout in memory on the target; bytes.
struct Type {
  enum class Kind : std::uint8_t { none, integer, pointer, aggregate, unknown };
  Kind kind = Kind::none;
  unsigned bits = 0;                   // of an integer or a pointer
  std::uint64_t bytes = 0;             // that a value takes where it is stored
  std::vector<Type> parts{};           // of an aggregate
  std::vector<std::uint64_t> places{}; // of the parts, from its beginning
};

// What an instruction works on.
struct Operand {
  enum class Kind : std::uint8_t {
    local,    // the result of instruction or parameter `index` of the function
    number,   // the integer, or the address, `number`
    global,   // `number` bytes behind the beginning of global `index`
    function, // the address of function `index`
    poison,
    undefined, // undef: another value at each use
    aggregate, // of `parts`
    unknown,   // a constant that is not understood: `text`
  };
  Kind kind = Kind::number;
  Type type{};
  std::uint32_t index = 0;
  Uint128 number = 0;
  std::vector<Operand> parts{};
  std::string text{};
};

enum class Opcode : std::uint8_t {
  // Integers. `add` to `bit_xor` have two operands of one width.
  add,
  subtract,
  multiply,
  unsigned_divide,
  signed_divide,
  unsigned_rest,
  signed_rest,
  shift_left,
  logical_shift_right,
  arithmetic_shift_right,
  bit_and,
  bit_or,
  bit_xor,
  compare,
  select,
  freeze,
  truncate,
  zero_extend,
  sign_extend,
  // Between pointers and integers: the same number.
  to_integer,
  to_pointer,
  // Memory.
  move_pointer, // getelementptr: a base, then an index for each of `scales`
  load,
  store,
  allocate,
  // Aggregates.
  extract_part,
  insert_part,
  // Control.
  phi,
  jump,
  branch,
  switch_over,
  give_back,
  unreachable,
  call, // the last operand is what is called
  nothing,
  unknown, // `text` says what
};

enum class Predicate : std::uint8_t {
  equal,
  not_equal,
  unsigned_less,
  unsigned_less_equal,
  unsigned_greater,
  unsigned_greater_equal,
  signed_less,
  signed_less_equal,
  signed_greater,
  signed_greater_equal,
};

// What is promised of a value, by attributes of a parameter or metadata of a load. A broken promise
// makes poison of the value; with `noundef`, poison is undefined behaviour.
struct Promises {
  bool noundef = false;
  bool nonnull = false;
  std::uint64_t align = 0;           // bytes; 0: none
  std::uint64_t dereferenceable = 0; // bytes
  // The value lies in [first, second), modulo 2^width.
  std::optional<std::pair<Uint128, Uint128>> range{};
};

// Flags that make poison of a result.
struct Flags {
  bool no_unsigned_wrap = false; // nuw
  bool no_signed_wrap = false;   // nsw
  bool exact = false;
  bool disjoint = false;
  bool non_negative = false; // nneg
  bool in_bounds = false;    // inbounds
};

struct Instruction {
  Opcode opcode = Opcode::unknown;
  Type type{};   // of the result
  Type source{}; // store: of the value; allocate: of the object; call of an address: unused
  std::vector<Operand> operands{};
  std::uint32_t result = 0; // the local that it gives a value
  Flags flags{};
  Predicate predicate = Predicate::equal;
  Promises promises{};               // of what is loaded or given back by a call
  std::vector<Promises> arguments{}; // of a call
  std::vector<std::uint32_t>
      blocks{};                      // phi: where values come from; jump, branch, switch: where to
  std::vector<Uint128> cases{};      // switch: of blocks[1] and so on
  std::vector<std::uint32_t> path{}; // extract_part, insert_part: which part
  std::uint64_t offset = 0;          // move_pointer: the constant part, bytes, modulo 2^64
  std::vector<std::uint64_t> scales{}; // move_pointer: bytes for each step of an index
  std::uint64_t align = 1;             // load, store
  bool is_atomic_or_odd = false;
  std::string text{};      // unknown: what it is
  std::string intrinsic{}; // call of an intrinsic: its name, without types
  std::uint32_t line = 0;  // in the source; 0: unknown
  std::uint32_t file = 0;  // of Module::files
  std::string inlined{};   // where it was inlined, " in FUNCTION at LINE" each
};

struct Block {
  std::vector<Instruction> instructions{};
};

// A loop whose blocks are entered through its header alone.
struct Loop {
  std::uint32_t header = 0;
  std::vector<std::uint32_t> blocks{}; // the header too, in order
  std::optional<std::uint32_t> exit{}; // the block whose branch leaves it, if there is only one
  bool is_innermost = true;

  [[nodiscard]] bool has(std::uint32_t block) const {
    return std::ranges::binary_search(blocks, block);
  }
};

struct Function {
  std::string name{};
  Type result{};
  std::vector<Type> parameters{}; // locals 0, 1, ...
  std::vector<Promises> promises{};
  Promises result_promises{};
  bool is_variadic = false;
  bool null_is_valid = false; // null_pointer_is_valid
  std::uint32_t locals = 0;
  std::vector<Block> blocks{}; // none: only declared
  std::vector<Loop> loops{};
};

struct Global {
  std::string name{};
  std::uint64_t bytes = 0;
  bool is_constant = false;
  bool is_defined = false;
  bool is_internal = false; // no other module knows it
  bool is_stored = false; // some function of the module may write to it, or gives its address away
  // What it holds when the program starts, at byte offsets; the rest is zero.
  struct Piece {
    std::uint64_t offset = 0;
    Operand value{};
  };
  std::vector<Piece> pieces{};

  // It holds at each time what it holds when the program starts.
  [[nodiscard]] bool is_fixed() const {
    return is_defined && (is_constant || (is_internal && !is_stored));
  }
};

// A struct of the source, from the debug information.
struct Layout {
  std::uint64_t bytes = 0;
  struct Member {
    std::string name{};
    std::uint64_t offset = 0; // bytes
    std::uint64_t bytes = 0;
  };
  std::vector<Member> members{};
};

struct Module {
  unsigned pointer_bits = 64;
  bool big_endian = false;
  std::vector<Function> functions{};
  std::vector<Global> globals{};
  std::map<std::string, Layout, std::less<>> layouts{};
  std::vector<std::string> files{};

  [[nodiscard]] const Function *function(std::string_view name) const {
    for (const Function &each : functions) {
      if (each.name == name)
        return &each;
    }
    return nullptr;
  }
};

// Finds the loops of a function whose blocks are all there and stay where they are.
void find_loops(Function &function);

// "FILE:LINE", with where it was inlined.
std::string place_of(const Module &module, const Instruction &instruction);

} // namespace dma_verify::ir
