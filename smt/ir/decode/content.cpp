// SPDX-License-Identifier: GPL-2.0-only
#include "smt/ir/decode/content.h"

#include "smt/ir/decode/statics.h"

#include <algorithm>
#include <map>
#include <set>

namespace dma_verify::ir {
namespace {

// Every struct of the module is taken apart by all of its members: one that is added does not
// compile here until it is written too.
class Writer {
public:
  explicit Writer(const Module &module) : module_(module) {}

  std::string text_from(std::string_view function) {
    const auto &[pointer_bits, big_endian, functions, globals, layouts, files] = module_;
    put("module", pointer_bits, big_endian);
    for (const auto &[name, layout] : layouts)
      put_layout(name, layout);
    const auto entry = std::ranges::find(functions, function, &Function::name);
    if (entry == functions.end()) {
      put("without", function);
    } else {
      put("entry", number_of_function(static_cast<std::uint32_t>(entry - functions.begin())));
    }
    // What is met while one is written is written later; behind it whoever else writes what it
    // finds in a static variable.
    std::size_t written = 0;
    do {
      while (written < met_.size()) {
        const Met next = met_[written++];
        if (next.is_function)
          put_function(functions.at(next.index));
        else
          put_global(globals.at(next.index));
      }
      std::set<std::uint32_t> stored;
      for (const auto &[index, place] : globals_) {
        if (globals.at(index).is_stored)
          stored.insert(index);
      }
      if (stored.empty())
        break;
      for (const std::uint32_t index : functions_that_know(module_, stored))
        number_of_function(index);
    } while (written < met_.size());
    return std::move(text_);
  }

private:
  struct Met {
    bool is_function = false;
    std::uint32_t index = 0;
  };

  const Module &module_;
  std::string text_;
  std::vector<Met> met_;
  std::map<std::uint32_t, std::size_t> functions_; // their places among what was met
  std::map<std::uint32_t, std::size_t> globals_;
  std::map<std::uint32_t, std::size_t> locals_; // of the function that is written

  // Words, each with a mark of its end that no word has within it.
  void put_word(std::string_view word) {
    text_ += std::to_string(word.size()) + ":";
    text_ += word;
    text_ += ' ';
  }
  void put_word(const std::string &word) { put_word(std::string_view(word)); }
  void put_word(const char *word) { put_word(std::string_view(word)); }
  void put_word(bool flag) { text_ += flag ? "1 " : "0 "; }
  template <class Number>
  requires std::is_integral_v<Number>
  void put_word(Number number) { text_ += std::to_string(number) + " "; }
  void put_word(Uint128 number) {
    put_word(static_cast<std::uint64_t>(number >> 64U));
    put_word(static_cast<std::uint64_t>(number));
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void put_word(Enum value) { put_word(static_cast<unsigned>(value)); }
  template <class... Words> void put(const Words &...words) { (put_word(words), ...); }

  template <class List, class Put> void put_list(const List &list, Put &&put_one) {
    put(list.size());
    for (const auto &one : list)
      put_one(one);
  }

  std::size_t meet(std::map<std::uint32_t, std::size_t> &known, bool is_function,
                   std::uint32_t index) {
    const auto [place, is_new] = known.try_emplace(index, met_.size());
    if (is_new)
      met_.push_back({is_function, index});
    return place->second;
  }
  std::size_t number_of_function(std::uint32_t index) { return meet(functions_, true, index); }
  std::size_t number_of_global(std::uint32_t index) { return meet(globals_, false, index); }
  std::size_t number_of_local(std::uint32_t index) {
    return locals_.try_emplace(index, locals_.size()).first->second;
  }

  void put_type(const Type &type) {
    const auto &[kind, bits, bytes, parts, places] = type;
    put(kind, bits, bytes);
    put_list(parts, [&](const Type &part) { put_type(part); });
    put_list(places, [&](std::uint64_t place) { put(place); });
  }

  void put_operand(const Operand &operand) {
    const auto &[kind, type, index, number, parts, text] = operand;
    put(kind);
    put_type(type);
    switch (kind) {
    case Operand::Kind::local:
      put(number_of_local(index));
      break;
    case Operand::Kind::global:
      put(number_of_global(index));
      break;
    case Operand::Kind::function:
      put(number_of_function(index));
      break;
    default:
      put(index);
    }
    put(number, text);
    put_list(parts, [&](const Operand &part) { put_operand(part); });
  }

  void put_promises(const Promises &promises) {
    const auto &[noundef, nonnull, align, dereferenceable, range] = promises;
    put(noundef, nonnull, align, dereferenceable, range.has_value());
    if (range)
      put(range->first, range->second);
  }

  void put_flags(const Flags &flags) {
    const auto &[no_unsigned_wrap, no_signed_wrap, exact, disjoint, non_negative, in_bounds] =
        flags;
    put(no_unsigned_wrap, no_signed_wrap, exact, disjoint, non_negative, in_bounds);
  }

  void put_instruction(const Instruction &instruction) {
    // Where it stands in the source is all that is left out.
    const auto &[opcode, type, source, operands, result, flags, predicate, promises, arguments,
                 blocks, cases, path, offset, scales, align, is_atomic_or_odd, text, intrinsic,
                 line, file, inlined] = instruction;
    put("instruction", opcode, number_of_local(result));
    put_type(type);
    put_type(source);
    put_flags(flags);
    put_promises(promises);
    put(predicate, offset, align, is_atomic_or_odd, text, intrinsic);
    put_list(operands, [&](const Operand &operand) { put_operand(operand); });
    put_list(arguments, [&](const Promises &each) { put_promises(each); });
    put_list(blocks, [&](std::uint32_t block) { put(block); });
    put_list(cases, [&](Uint128 number) { put(number); });
    put_list(path, [&](std::uint32_t part) { put(part); });
    put_list(scales, [&](std::uint64_t bytes) { put(bytes); });
  }

  void put_function(const Function &function) {
    const auto &[name, result, parameters, promises, result_promises, is_variadic, null_is_valid,
                 locals, blocks, loops] = function;
    put("function", name, is_variadic, null_is_valid);
    put_type(result);
    put_promises(result_promises);
    put_list(parameters, [&](const Type &type) { put_type(type); });
    put_list(promises, [&](const Promises &each) { put_promises(each); });
    locals_.clear();
    for (std::uint32_t i = 0; i < parameters.size(); ++i)
      number_of_local(i);
    put_list(blocks, [&](const Block &block) {
      const auto &[instructions] = block;
      put("block");
      for (const Instruction &each : instructions) {
        if (each.opcode != Opcode::nothing) // debug information, among others
          put_instruction(each);
      }
    });
    put("end");
  }

  void put_global(const Global &global) {
    const auto &[name, bytes, is_constant, is_defined, is_internal, is_stored, pieces] = global;
    // Clang counts constants without a name of their own over the whole file: ".str.3".
    put("global", name.starts_with('.') ? "" : name.c_str(), bytes, is_constant, is_defined,
        is_internal, is_stored);
    put_list(pieces, [&](const Global::Piece &piece) {
      put(piece.offset);
      put_operand(piece.value);
    });
  }

  void put_layout(const std::string &name, const Layout &layout) {
    const auto &[bytes, members] = layout;
    put("struct", name, bytes);
    put_list(members, [&](const Layout::Member &member) {
      const auto &[member_name, offset, member_bytes] = member;
      put(member_name, offset, member_bytes);
    });
  }
};

} // namespace

std::string content_of(const Module &module, std::string_view function) {
  return Writer(module).text_from(function);
}

} // namespace dma_verify::ir
