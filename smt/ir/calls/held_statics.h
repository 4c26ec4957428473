// SPDX-License-Identifier: GPL-2.0-only
// Globals that can be written: what they hold when a call begins, and what it leaves there.
#pragma once

#include "smt/ir/execute/executor.h"
#include "smt/ir/target.h"
#include "smt/symbolic/scenario.h"

#include <map>
#include <optional>

namespace dma_verify::ir {

// What all runs of a module share: the table of services, functions and constants.
template <class M> struct Prepared {
  using L = typename M::Logic;
  CompiledModule compiled{};
  std::shared_ptr<const FixedObjects<L>> fixed{};
  Places places{}; // of writable globals none: each run has its own
};

// Free words for what a static variable holds.
inline auto anything_in(smt::Explorer &explorer, const std::string &name) {
  return [&explorer, name](std::uint64_t offset, std::uint64_t bytes, unsigned bits) {
    const std::string word =
        "static." + name + "." + std::to_string(offset) + "." + std::to_string(bits);
    return Value<smt::Symbolic>(
        zero_extend(Number<smt::Symbolic>(explorer, explorer.pool().variable(word, bits)),
                    static_cast<unsigned>(8 * bytes)));
  };
}

// Globals that can be written: what they hold from call to call, in the order of the module.
template <class L> struct Held {
  std::vector<Object<L>> objects{};
  bool is_begun = false;
};

// Adds them, which must be the first objects of a run, so that pointers to them stay true.
// With an explorer, what they hold before the first call is anything.
template <class L>
void add_writable(const Module &module, Memory<L> &memory, Places &places, smt::Explorer *explorer,
                  Held<L> &held) {
  std::vector<std::size_t> added;
  for (std::size_t i = 0; i < module.globals.size(); ++i) {
    const Global &global = module.globals[i];
    if (places.globals[i] != Value<L>::kNoObject)
      continue;
    if (held.is_begun) {
      places.globals[i] = memory.add(std::move(held.objects[added.size()]));
      added.push_back(i);
      continue;
    }
    Object<L> object;
    object.name = global.name;
    object.bytes = global.bytes;
    object.is_zero = true;
    if constexpr (std::is_same_v<L, smt::Symbolic>) {
      if (explorer != nullptr)
        object.fresh = anything_in(*explorer, global.name);
    }
    if (!object.fresh && !global.is_defined)
      object.unknown_before = std::make_shared<const std::string>("static " + global.name);
    places.globals[i] = memory.add(std::move(object));
    added.push_back(i);
  }
  for (const std::size_t i : added) {
    if (held.is_begun || memory.at(places.globals[i]).fresh || !module.globals[i].is_defined)
      continue;
    for (const Global::Piece &piece : module.globals[i].pieces) {
      memory.write(memory.object(places.globals[i]), piece.offset, piece.value.type.bytes,
                   constant_value(piece.value, memory, places));
    }
  }
}

// What writable globals hold must be one certain value each, or nothing is known of later calls.
template <class L>
void demand_sure_statics(const Module &module, const Memory<L> &memory, const Places &before,
                         const Places &places) {
  for (std::size_t i = 0; i < module.globals.size(); ++i) {
    if (before.globals[i] != Value<L>::kNoObject)
      continue;
    for (const auto &[offset, cell] : memory.at(places.globals[i]).cells) {
      if (cell.value.doubt == Doubt::undefined || static_cast<bool>(cell.value.poison))
        end_run(RunEnd::Kind::unsupported,
                "static " + module.globals[i].name + " (an undefined value is stored in it)");
    }
  }
}

// Takes them back. Pointers to what is gone with the call are addresses from now on.
template <class L>
void take_writable(const Module &module, Memory<L> &memory, const Places &before,
                   const Places &places, Held<L> &held) {
  std::int32_t last = Value<L>::kNoObject;
  for (std::size_t i = 0; i < module.globals.size(); ++i)
    last = std::max(last, places.globals[i]);
  held.objects.clear();
  held.is_begun = true;
  for (std::size_t i = 0; i < module.globals.size(); ++i) {
    if (before.globals[i] != Value<L>::kNoObject)
      continue;
    for (auto &[offset, cell] : memory.object(places.globals[i]).cells) {
      if (cell.value.object > last) {
        cell.value.number = memory.address(cell.value);
        cell.value.object = Value<L>::kNoObject;
      }
    }
    held.objects.push_back(memory.object(places.globals[i]));
  }
}

// The position of each writable global in the module's list, in the order of Held.
inline std::vector<std::uint32_t> writable_of(const Module &module, const Places &fixed,
                                              std::int32_t none) {
  std::vector<std::uint32_t> writable;
  for (std::uint32_t i = 0; i < module.globals.size(); ++i) {
    if (fixed.globals[i] == none)
      writable.push_back(i);
  }
  return writable;
}

// All that was written to them, as numbers; nothing before the first call, or if one is none.
template <class M>
std::optional<std::map<StaticCell, typename M::Logic::template Bits<64>>>
cells_of(const Prepared<M> &prepared, const Held<typename M::Logic> &held) {
  using L = typename M::Logic;
  std::map<StaticCell, typename L::template Bits<64>> cells;
  const auto writable =
      writable_of(*prepared.compiled.module, prepared.places, Value<L>::kNoObject);
  if (!held.is_begun)
    return std::nullopt;
  for (std::size_t i = 0; i < writable.size(); ++i) {
    for (const auto &[offset, cell] : held.objects[i].cells) {
      if (cell.value.doubt != Doubt::none || cell.value.has_object() ||
          !is_surely_false(cell.value.poison) || cell.bytes > 8)
        return std::nullopt;
      cells[{writable[i], offset, cell.bytes}] =
          zero_extend(cell.value.number, 64).template as<64>();
    }
  }
  return cells;
}

template <class M>
void set_cells(const Prepared<M> &prepared,
               const std::map<StaticCell, typename M::Logic::template Bits<64>> &cells,
               Held<typename M::Logic> &held) {
  using L = typename M::Logic;
  const Module &module = *prepared.compiled.module;
  if (!held.is_begun) {
    Memory<L> memory(module.big_endian, module.pointer_bits, prepared.fixed);
    Places places = prepared.places;
    add_writable<L>(module, memory, places, nullptr, held);
    take_writable(module, memory, prepared.places, places, held);
  }
  const auto writable =
      writable_of(*prepared.compiled.module, prepared.places, Value<L>::kNoObject);
  for (const auto &[where, word] : cells) {
    const auto at = std::ranges::find(writable, where.global) - writable.begin();
    held.objects.at(static_cast<std::size_t>(at)).cells[where.offset] = {
        where.bytes,
        Value<L>(extract(Number<L>::of(word), 0, static_cast<unsigned>(8 * where.bytes)))};
  }
}

} // namespace dma_verify::ir
