// SPDX-License-Identifier: GPL-2.0-only
// Runs helpers of a compiled file of any unit: what its runs share, and a call from its beginning
// to its end.
#pragma once

#include "smt/ir/calls/held_statics.h"
#include "smt/ir/calls/unit_services.h"

namespace dma_verify::ir {

// A unit's table: its struct, and the members that are no services but words.
struct UnitTable {
  std::string_view structure{};
  std::vector<std::pair<std::string_view, std::uint64_t>> words{};
};
template <class M, class Services>
std::int32_t add_table(const Module &module, const UnitTable &unit,
                       Memory<typename M::Logic> &memory) {
  using L = typename M::Logic;
  Object<L> table;
  table.name = "the table of services";
  table.is_constant = true;
  table.is_zero = true;
  const auto layout = module.layouts.find(unit.structure);
  const auto index = memory.add(std::move(table));
  if (layout == module.layouts.end())
    return index; // nothing is called through it
  memory.object(index).bytes = layout->second.bytes;
  const auto entries = Services::entries();
  for (const Layout::Member &member : layout->second.members) {
    const auto service = std::ranges::find(entries, member.name, &Services::Entry::name);
    const auto word = std::ranges::find(unit.words, member.name,
                                        &std::pair<std::string_view, std::uint64_t>::first);
    // A service that has no name here is called as what is no function.
    Value<L> value = memory.pointer_to(index);
    if (service != entries.end()) {
      Object<L> code;
      code.name = member.name;
      code.kind = ObjectKind::service;
      code.index = static_cast<std::uint32_t>(service - entries.begin());
      value = memory.pointer_to(memory.add(std::move(code)));
    } else if (word != unit.words.end()) {
      value = Value<L>(M::kWordBits, word->second);
    }
    memory.write(memory.object(index), member.offset, member.bytes, value);
  }
  return index;
}

template <class M, class Services>
Prepared<M> prepare(const CompiledModule &compiled, const UnitTable &unit) {
  using L = typename M::Logic;
  const Module &module = *compiled.module;
  Memory<L> memory(module.big_endian, module.pointer_bits);
  Prepared<M> prepared{compiled};
  Places &places = prepared.places;
  const std::int32_t table = add_table<M, Services>(module, unit, memory);
  add_functions(module, memory, places);
  for (const Global &global : module.globals) {
    const bool is_pointer = global.name == kTablePointer;
    places.globals.push_back(Value<L>::kNoObject);
    if (!is_pointer && !global.is_fixed())
      continue;
    Object<L> object;
    object.name = global.name;
    object.bytes = global.bytes;
    object.is_zero = object.is_constant = true;
    places.globals.back() = memory.add(std::move(object));
    if (is_pointer) {
      memory.write(memory.object(places.globals.back()), 0, module.pointer_bits / 8,
                   memory.pointer_to(table));
    }
  }
  for (std::size_t i = 0; i < module.globals.size(); ++i) {
    const Global &global = module.globals[i];
    if (!global.is_fixed() || global.name == kTablePointer)
      continue;
    for (const Global::Piece &piece : global.pieces) {
      memory.write(memory.object(places.globals[i]), piece.offset, piece.value.type.bytes,
                   constant_value(piece.value, memory, places));
    }
  }
  prepared.fixed = std::make_shared<const FixedObjects<L>>(memory.take());
  return prepared;
}

// How the call of a run that did not end by itself is called, and in which words.
inline std::pair<Completion, std::string> completion_of(const RunEnd &end,
                                                        const std::string &place) {
  const auto at = [&](const std::string &what) { return what + " at " + place; };
  switch (end.kind) {
  case RunEnd::Kind::undefined_behaviour:
    return {Completion::crashed, at("undefined behaviour: " + end.what)};
  case RunEnd::Kind::crash:
    return {Completion::crashed, at(end.what)};
  case RunEnd::Kind::outside:
    return {Completion::out_of_bounds_write, at(end.what)};
  case RunEnd::Kind::foreign:
    return {Completion::foreign_argument, at(end.what)};
  case RunEnd::Kind::kernel_bug:
    return {Completion::kernel_bug, at(end.what)};
  case RunEnd::Kind::unmodelled:
    return {Completion::unmodelled, at(end.what)};
  case RunEnd::Kind::endless:
    return {Completion::too_long, at(end.what)};
  case RunEnd::Kind::unsupported:
    break;
  }
  return {Completion::unmodelled, at("unsupported: " + end.what)};
}

// The helper of the file, which must have these parameters; as it gets them.
template <class L>
const Function &helper_with(const Module &module, HelperId call, std::vector<Value<L>> &arguments) {
  const HelperText *text = nullptr;
  for (const HelperText &each : text_of(call.unit).helpers) {
    if (each.id == call)
      text = &each;
  }
  const Function *function = text == nullptr ? nullptr : module.function(text->symbol);
  if (function == nullptr || function->blocks.empty())
    end_run(RunEnd::Kind::unsupported, "the file does not define the helper");
  bool fits = arguments.size() == function->parameters.size();
  for (std::size_t i = 0; fits && i < arguments.size(); ++i) {
    const Type &type = function->parameters[i];
    // A struct of one word is passed as such for some targets.
    const bool is_struct = type.kind == Type::Kind::aggregate && type.parts.size() == 1;
    fits = arguments[i].number.width() == (is_struct ? type.parts[0] : type).bits;
    if (is_struct) {
      Value<L> whole;
      whole.parts = {arguments[i]};
      arguments[i] = whole;
    }
  }
  if (!fits)
    end_run(RunEnd::Kind::unsupported, "the helper has other parameters");
  return *function;
}

// `Frame` and `Services` are the unit's own. `held`: what the call finds in writable globals, and
// afterwards what it leaves there.
template <class Frame, class Services, class M>
void run_call(const Prepared<M> &prepared, const Scenario<M> &scenario, Observation<M> &observation,
              Statics statics, Held<typename M::Logic> &held, const Rooms &rooms) {
  using L = typename M::Logic;
  const CompiledModule &compiled = prepared.compiled;
  const Module &module = *compiled.module;
  observation.clear();
  Memory<L> memory(module.big_endian, module.pointer_bits, prepared.fixed);
  Places places = prepared.places;
  Frame frame(module, compiled.pages, scenario, observation, memory);
  Services services(frame);
  Host<L> host;
  host.service = [&](std::uint32_t index, std::span<const Value<L>> arguments) {
    return services.call(index, arguments);
  };
  host.is_look_up = [](std::uint32_t index) { return Services::entries()[index].is_look_up; };
  host.probe = frame.probe();
  host.set_memory = [&](const Number<L> &address, const Number<L> &byte, const Number<L> &bytes) {
    frame.set_memory(address, byte, bytes);
    frame.stop_if_ended();
  };
  RunLimits limits;
  if constexpr (!M::kConcrete) {
    limits.rounds = 4096;   // of a loop of which it is known when it ends
    limits.open_rounds = 1; // more of them are hundreds of paths for each clause
  }
  Executor<L> executor(module, memory, host, compiled.pages, limits, places);
  frame.set(executor);
  const auto end_by = [&](const RunEnd &how) {
    const auto [completion, words] = completion_of(how, executor.place());
    frame.kernel().end(completion, words);
  };
  try {
    add_writable(module, memory, places,
                 statics == Statics::any ? smt::explorer_of(scenario) : nullptr, held);
    frame.add_objects(rooms);
    std::vector<Value<L>> arguments = frame.arguments();
    const Function &helper = helper_with(module, scenario.call, arguments);
    frame.returned(executor.run(helper, arguments));
    demand_sure_statics(module, memory, prepared.places, places);
  } catch (const RunEnd &how) {
    end_by(how);
  } catch (const CallEnded &) { // the simulated kernel has said how
  }
  // Whatever came after it, a run with undefined behaviour may have done anything.
  if (static_cast<bool>(executor.undefined())) {
    observation.completion = Completion::returned;
    end_by({RunEnd::Kind::undefined_behaviour, std::string(executor.what_is_undefined())});
  }
  if (observation.completion == Completion::returned)
    take_writable(module, memory, prepared.places, places, held);
}

} // namespace dma_verify::ir
