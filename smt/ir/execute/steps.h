// SPDX-License-Identifier: GPL-2.0-only
// Included by executor.h: instructions, blocks and functions.
#pragma once

namespace dma_verify::ir {

template <class L>
void Executor<L>::undefined_if(const Truth<L> &condition, std::string_view what) {
  if constexpr (std::is_same_v<Truth<L>, bool>) {
    if (condition)
      end_run(RunEnd::Kind::undefined_behaviour, std::string(what));
  } else {
    const auto &value = condition.value();
    if (value.is_known() && !value.known_value())
      return;
    if (value.is_known())
      end_run(RunEnd::Kind::undefined_behaviour, std::string(what));
    if (what_.empty())
      what_ = std::string(what) + " at " + place();
    undefined_ = either(undefined_, Truth<L>(condition.value()));
  }
}

template <class L> void Executor<L>::demand_sure(const Value<L> &value, std::string_view what) {
  for (const Value<L> &part : value.parts)
    demand_sure(part, what);
  if (!is_surely_false(value.poison))
    undefined_if(value.poison, std::string(what) + " is poison");
  if (value.doubt == Doubt::undefined)
    end_run(RunEnd::Kind::undefined_behaviour, std::string(what) + " is undefined");
  if (value.doubt == Doubt::unknown)
    unsupported(*value.doubted + " (" + std::string(what) + ")");
}

template <class L>
Value<L> constant_value(const Operand &operand, const Memory<L> &memory, const Places &places) {
  switch (operand.kind) {
  case Operand::Kind::local:
    break;
  case Operand::Kind::number:
    if (operand.type.kind != Type::Kind::integer && operand.type.kind != Type::Kind::pointer)
      end_run(RunEnd::Kind::unsupported,
              "a constant of a type that is neither an integer nor a pointer");
    return Value<L>(operand.type.bits, operand.number);
  case Operand::Kind::global:
    return memory.pointer_to(places.globals.at(operand.index),
                             static_cast<std::uint64_t>(operand.number));
  case Operand::Kind::function:
    return memory.pointer_to(places.functions.at(operand.index));
  case Operand::Kind::poison:
  case Operand::Kind::undefined: {
    Value<L> value(std::max(1U, operand.type.bits), 0);
    if (operand.kind == Operand::Kind::poison)
      value.poison = Truth<L>(true);
    else
      value.doubt = Doubt::undefined;
    Operand part = operand;
    for (const Type &type : operand.type.parts) {
      part.type = type;
      value.parts.push_back(constant_value(part, memory, places));
    }
    return value;
  }
  case Operand::Kind::aggregate: {
    Value<L> value;
    for (const Operand &part : operand.parts)
      value.parts.push_back(constant_value(part, memory, places));
    return value;
  }
  case Operand::Kind::unknown:
    break;
  }
  end_run(RunEnd::Kind::unsupported, "constant " + operand.text);
}

template <class L>
const Value<L> &Executor<L>::value_of(const Operand &operand, const std::vector<Value<L>> &locals,
                                      Value<L> &room) {
  if (operand.kind == Operand::Kind::local)
    return locals[operand.index];
  room = constant_value(operand, memory_, places_);
  return room;
}

template <class L>
Value<L> Executor<L>::call_function(const Function &function,
                                    const std::vector<Value<L>> &arguments) {
  constexpr unsigned kMostDepth = 64;
  if (++depth_ > kMostDepth)
    end_run(RunEnd::Kind::endless, "calls within calls of " + function.name);
  Frame frame{function, std::vector<Value<L>>(function.locals)};
  frame.rounds.resize(function.blocks.size());
  for (std::size_t i = 0; i < function.parameters.size(); ++i)
    frame.locals[i] = keep_promises(arguments[i], function.promises[i], "an argument");
  Value<L> result;
  std::uint32_t before = 0;
  std::uint32_t block = 0;
  const Instruction *caller = at_;
  while (true) {
    while (host_.probe && !function.loops.empty() && follow_loop(frame, block, before)) {
    }
    const auto next = run_block(frame, block, before, result);
    if (!next)
      break;
    before = block;
    block = *next;
  }
  result = keep_promises(std::move(result), function.result_promises, "the value that it returns");
  at_ = caller;
  for (const std::int32_t object : frame.allocated)
    memory_.object(object).is_live = false;
  --depth_;
  return result;
}

template <class L>
Value<L> Executor<L>::phi_value(const Instruction &phi, std::uint32_t before,
                                const std::vector<Value<L>> &locals) {
  const auto from = std::ranges::find(phi.blocks, before);
  if (from == phi.blocks.end())
    unsupported("phi without a value");
  return constant_of(phi.operands[static_cast<std::size_t>(from - phi.blocks.begin())], locals);
}

template <class L>
void Executor<L>::enter(Frame &frame, std::uint32_t block, std::uint32_t before) {
  // All phis take their values at once.
  std::vector<std::pair<std::uint32_t, Value<L>>> values;
  for (const Instruction &in : frame.function.blocks[block].instructions) {
    if (in.opcode != Opcode::phi)
      break;
    values.emplace_back(in.result, phi_value(in, before, frame.locals));
  }
  for (auto &[local, value] : values)
    frame.locals[local] = std::move(value);
}

template <class L> void Executor<L>::count_round(typename Frame::Rounds &rounds) {
  if (rounds.all == 0 || rounds.open_branches != open_branches_)
    ++rounds.open;
  rounds.open_branches = open_branches_;
  if (++rounds.all > limits_.rounds || rounds.open > limits_.open_rounds)
    end_run(RunEnd::Kind::endless, "loop");
}

template <class L>
std::optional<std::uint32_t> Executor<L>::run_block(Frame &frame, std::uint32_t block,
                                                    std::uint32_t before, Value<L> &result,
                                                    bool has_phis) {
  const auto &instructions = frame.function.blocks[block].instructions;
  at_ = &instructions.back();
  count_round(frame.rounds[block]);
  if (!has_phis)
    enter(frame, block, before);
  for (const Instruction &in : instructions) {
    at_ = &in;
    if (++instructions_ > limits_.instructions)
      end_run(RunEnd::Kind::endless, "loop");
    switch (in.opcode) {
    case Opcode::phi:
      break;
    case Opcode::jump:
    case Opcode::branch:
    case Opcode::switch_over:
      return next_block(frame, in);
    case Opcode::give_back:
      if (!in.operands.empty())
        result = constant_of(in.operands[0], frame.locals);
      return std::nullopt;
    case Opcode::unreachable:
      end_run(RunEnd::Kind::undefined_behaviour, "unreachable code is reached");
    default:
      step(frame, in);
    }
  }
  unsupported("a block without an end");
}

template <class L> std::uint32_t Executor<L>::next_block(Frame &frame, const Instruction &in) {
  if (in.opcode == Opcode::jump)
    return in.blocks[0];
  Value<L> room;
  const Value<L> &value = value_of(in.operands[0], frame.locals, room);
  demand_sure(value, "what a branch depends on");
  const Number<L> number = operations_.number(value);
  if (!number.known())
    ++open_branches_;
  if (in.opcode == Opcode::branch)
    return static_cast<bool>(truth_of(number)) ? in.blocks[0] : in.blocks[1];
  for (std::size_t i = 0; i < in.cases.size(); ++i) {
    if (static_cast<bool>(number == like(number, in.cases[i])))
      return in.blocks[i + 1];
  }
  return in.blocks[0];
}

template <class L> void Executor<L>::step(Frame &frame, const Instruction &in) {
  std::array<Value<L>, 3> rooms;
  const auto operand = [&](std::size_t i) -> const Value<L> & {
    return value_of(in.operands[i], frame.locals, rooms[i]);
  };
  Value<L> &result = frame.locals[in.result];
  const bool is_plain = in.type.kind == Type::Kind::integer || in.type.kind == Type::Kind::pointer;
  switch (in.opcode) {
  case Opcode::unknown:
    unsupported(in.text);
  case Opcode::nothing:
    return;
  case Opcode::call: {
    Value<L> value = call(frame, in);
    result = std::move(value);
    return;
  }
  case Opcode::load:
    result = load(in, operand(0));
    return;
  case Opcode::store:
    store(in, operand(0), operand(1));
    return;
  case Opcode::allocate: {
    const Value<L> &count = operand(0);
    const auto many = count.number.known();
    if (!many || in.source.kind == Type::Kind::none)
      unsupported("alloca of an unknown size");
    Object<L> object;
    object.name = frame.function.name;
    object.is_local = true;
    object.bytes = in.source.bytes * static_cast<std::uint64_t>(*many);
    frame.allocated.push_back(memory_.add(std::move(object)));
    result = memory_.pointer_to(frame.allocated.back());
    return;
  }
  case Opcode::extract_part: {
    Value<L> part = operand(0);
    for (const std::uint32_t index : in.path)
      part = Value<L>(part.parts.at(index));
    result = part;
    return;
  }
  case Opcode::insert_part: {
    Value<L> whole = operand(0);
    Value<L> *part = &whole;
    for (const std::uint32_t index : in.path)
      part = &part->parts.at(index);
    *part = operand(1);
    result = whole;
    return;
  }
  case Opcode::freeze: {
    Value<L> value = operand(0);
    if (!value.parts.empty())
      unsupported("freeze of an aggregate");
    if (value.doubt == Doubt::undefined || static_cast<bool>(value.poison)) {
      value.doubt = Doubt::unknown;
      value.doubted = std::make_shared<const std::string>("a frozen value that was undefined");
    }
    value.poison = Truth<L>(false);
    result = value;
    return;
  }
  case Opcode::select:
    result = operations_.select_value(operand(0), operand(1), operand(2));
    return;
  default:
    break;
  }
  if (!is_plain)
    unsupported("an operation on a type that is neither an integer nor a pointer");
  switch (in.opcode) {
  case Opcode::compare:
    if (in.operands[0].type.kind != Type::Kind::integer &&
        in.operands[0].type.kind != Type::Kind::pointer)
      unsupported("comparison of a type that is neither an integer nor a pointer");
    result = operations_.compare(in, operand(0), operand(1));
    return;
  case Opcode::truncate:
  case Opcode::zero_extend:
  case Opcode::sign_extend:
  case Opcode::to_integer:
  case Opcode::to_pointer:
    result = operations_.cast(in, operand(0));
    return;
  case Opcode::move_pointer: {
    const Value<L> &base = operand(0);
    std::vector<Value<L>> indices;
    for (std::size_t i = 1; i < in.operands.size(); ++i)
      indices.push_back(constant_of(in.operands[i], frame.locals));
    result = operations_.moved(in, base, indices);
    return;
  }
  case Opcode::unsigned_divide:
  case Opcode::signed_divide:
  case Opcode::unsigned_rest:
  case Opcode::signed_rest: {
    const Value<L> &a = operand(0);
    const Value<L> &b = operand(1);
    demand_sure(b, "the divisor");
    const Number<L> by = operations_.number(b);
    undefined_if(is_zero(by), "division by 0");
    if (in.opcode == Opcode::signed_divide || in.opcode == Opcode::signed_rest) {
      const Number<L> of = operations_.number(a);
      undefined_if(
          both(of == like(of, Uint128{1} << (of.width() - 1)), by == like(by, ~Uint128{0})),
          "division that overflows");
    }
    result = operations_.binary(in, a, b);
    return;
  }
  default:
    result = operations_.binary(in, operand(0), operand(1));
  }
}

} // namespace dma_verify::ir
