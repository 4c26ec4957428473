// SPDX-License-Identifier: GPL-2.0-only
// Included by executor.h: the inductive rule for loops, of which smt/ir/README.md says which ones
// it takes. When a loop's second round begins, the first one has shown what a round changes. Each
// change is either the same step or anything. So the state at the beginning of round k is known,
// and the branch that leaves the loop tells after how many rounds it does. One round is run with
// the probe's number, which can be any: it must do to the state what was supposed. Then only the
// last one is run.
#pragma once

namespace dma_verify::ir {

inline bool is_surely_true(bool truth) { return truth; }
inline bool is_surely_true(const smt::Bool &truth) {
  return truth.value().is_known() && truth.value().known_value();
}
inline void demand_as_supposed(bool truth) {
  if (!truth)
    throw RoundDiffers{};
}
// The same of what only a solver may know: where it is not so, no more is said of the loop.
template <class Truth> void demand_holds(const Truth &truth) {
  if (!static_cast<bool>(truth))
    end_run(RunEnd::Kind::endless, "loop");
}

// The state when a loop's first round begins.
template <class L> struct LoopStart {
  std::uint32_t before = 0; // where it was entered from
  std::size_t allocated = 0;
  std::uint64_t effects = 0;
  Memory<L> memory;
  std::vector<Value<L>> locals{};
};

// What a round leaves to the next one: a phi, or bytes of an object.
template <class L> struct Carried {
  std::uint32_t local = 0;                   // the phi, if there is
  std::int32_t object = Value<L>::kNoObject; // no object
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  Value<L> first{};              // in the first round
  std::optional<Uint128> step{}; // added in each round, to a page's frame; nothing: anything

  // What it is when round `round` begins.
  [[nodiscard]] Value<L> in_round(const Number<L> &round, const PageArray &pages) const {
    if (!step) {
      Value<L> anything(first.number.width(), 0);
      anything.doubt = Doubt::unknown;
      anything.doubted = std::make_shared<const std::string>("what a round of a loop has left");
      return anything;
    }
    const Number<L> &start = first.page ? first.page->frame : first.number;
    const unsigned width = start.width();
    const Number<L> rounds =
        width < round.width() ? extract(round, 0, width) : zero_extend(round, width);
    return moved(start, rounds, pages);
  }
  // One step after `before`.
  [[nodiscard]] Value<L> after(const Value<L> &before, const PageArray &pages) const {
    const Number<L> &start = before.page ? before.page->frame : before.number;
    return moved(start, Number<L>(start.width(), 1), pages);
  }

private:
  [[nodiscard]] Value<L> moved(const Number<L> &start, const Number<L> &rounds,
                               const PageArray &pages) const {
    const Uint128 back = like(start, 0 - *step).known().value_or(0);
    const Number<L> number = *step == 0   ? start
                             : back == 1  ? start - rounds
                             : *step == 1 ? start + rounds
                                          : start + multiply(rounds, like(start, *step));
    if (first.page)
      return page_value(number, pages, first.page->byte);
    Value<L> value = first;
    value.number = number;
    return value;
  }
};

template <class L> bool same(const Value<L> &a, const Value<L> &b) {
  if (a.parts.size() != b.parts.size() || a.object != b.object ||
      a.is_of_kernel != b.is_of_kernel || a.page.has_value() != b.page.has_value() ||
      a.number.width() != b.number.width() || a.doubt != b.doubt || !is_surely_false(a.poison) ||
      !is_surely_false(b.poison))
    return false;
  for (std::size_t i = 0; i < a.parts.size(); ++i) {
    if (!same(a.parts[i], b.parts[i]))
      return false;
  }
  if (a.page)
    return a.page->byte == b.page->byte && is_surely_true(a.page->frame == b.page->frame);
  return a.number.width() == 0 || is_surely_true(a.number == b.number);
}

// What a round adds, if the value is a number or a pointer that moves by a known step.
template <class L>
std::optional<Uint128> step_between(const Value<L> &first, const Value<L> &second) {
  const auto is_plain = [](const Value<L> &value) {
    return value.parts.empty() && value.doubt == Doubt::none && value.number.width() != 0;
  };
  if (!is_plain(first) || !is_plain(second) || !is_surely_false(first.poison) ||
      first.object != second.object || first.is_of_kernel != second.is_of_kernel ||
      first.number.width() != second.number.width() ||
      first.page.has_value() != second.page.has_value() ||
      (first.page && first.page->byte != second.page->byte))
    return std::nullopt;
  const Number<L> &from = first.page ? first.page->frame : first.number;
  const Number<L> &to = second.page ? second.page->frame : second.number;
  if (from.known() && to.known())
    return (to - from).known();
  for (const Uint128 step : {0U, 1U, 2U, 4U, 8U, 16U, 32U, 64U}) {
    if (is_surely_true(to == from + like(from, step)))
      return like(from, step).known();
    if (is_surely_true(to == from + like(from, 0 - step)))
      return like(from, 0 - step).known();
  }
  return std::nullopt;
}

// Bytes of objects that a round may have changed; nothing if it has done anything else.
template <class L>
std::optional<std::vector<Carried<L>>> changes_between(const Memory<L> &first,
                                                       const Memory<L> &second) {
  std::vector<Carried<L>> changes;
  for (std::size_t i = first.count_of_fixed(); i < second.count(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    const Object<L> &after = second.at(index);
    if (i >= first.count()) { // a local variable of a function that was called
      if (after.is_live)
        return std::nullopt;
      continue;
    }
    const Object<L> &before = first.at(index);
    if (before.is_live != after.is_live ||
        static_cast<bool>(before.before_first_load) != static_cast<bool>(after.before_first_load))
      return std::nullopt;
    for (const auto &[offset, cell] : after.cells) {
      const auto old = before.cells.find(offset);
      const bool is_there = old != before.cells.end() && old->second.bytes == cell.bytes;
      if (is_there && same(old->second.value, cell.value))
        continue;
      Carried<L> change{0, index, offset, cell.bytes};
      if (is_there) {
        change.first = old->second.value;
        change.step = step_between(old->second.value, cell.value);
      } else {
        change.first = Value<L>(static_cast<unsigned>(8 * cell.bytes), 0);
      }
      changes.push_back(std::move(change));
    }
    for (const auto &[offset, cell] : before.cells) {
      const auto now = after.cells.find(offset);
      if (now == after.cells.end() || now->second.bytes != cell.bytes)
        return std::nullopt; // forgotten, or in parts
    }
  }
  return changes;
}

// The only element to which something was stored meanwhile.
template <class L> struct StoredElement {
  std::int32_t array = Value<L>::kNoObject; // none
  typename Elements<L>::Store store{};
};
template <class L>
StoredElement<L> stored_between(const Memory<L> &first, const Memory<L> &second) {
  StoredElement<L> found;
  for (std::size_t i = first.count_of_fixed(); i < first.count(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    if (!first.at(index).elements)
      continue;
    const auto &before = first.at(index).elements->stores;
    const auto &after = second.at(index).elements->stores;
    if (before.size() == after.size())
      continue;
    demand_as_supposed(after.size() == before.size() + 1 && found.array == Value<L>::kNoObject &&
                       !after.back().is_to_others);
    found = {index, after.back()};
  }
  return found;
}

inline const Instruction *definition_of(const Function &function, std::uint32_t local) {
  for (const Block &block : function.blocks) {
    for (const Instruction &in : block.instructions) {
      if (in.result == local && in.type.kind != Type::Kind::none)
        return &in;
    }
  }
  return nullptr;
}

// After how many rounds `x`, which begins as `start` and has the step added in each, is no longer
// in this relation to `bound`; in the first round it is. Where this is wrong, the rounds show it.
template <class L>
std::optional<Number<L>> rounds_until(Predicate stays, const Number<L> &start, Uint128 step,
                                      const Number<L> &bound) {
  const Uint128 forth = like(start, step).known().value_or(0);
  const Uint128 back = like(start, 0 - step).known().value_or(0);
  const bool is_up = forth < back;
  const Uint128 by = is_up ? forth : back;
  constexpr Uint128 kMost = 4096;
  if (by == 0 || by > kMost || (by & (by - 1)) != 0)
    return std::nullopt;
  const Number<L> distance = is_up ? bound - start : start - bound;
  const auto steps = [&](const Number<L> &bytes) {
    return divide(bytes, like(bytes, by)).quotient;
  };
  using enum Predicate;
  const auto is = [&](Predicate up_one, Predicate up_other, Predicate down_one,
                      Predicate down_other) {
    return is_up ? stays == up_one || stays == up_other : stays == down_one || stays == down_other;
  };
  if (stays == not_equal)
    return steps(distance);
  if (is(unsigned_less, signed_less, unsigned_greater, signed_greater))
    return steps(distance + like(distance, by - 1));
  if (is(unsigned_less_equal, signed_less_equal, unsigned_greater_equal, signed_greater_equal))
    return steps(distance) + like(distance, 1);
  return std::nullopt;
}

constexpr Predicate opposite_of(Predicate predicate) {
  using enum Predicate;
  switch (predicate) {
  case equal:
    return not_equal;
  case not_equal:
    return equal;
  case unsigned_less:
    return unsigned_greater_equal;
  case unsigned_less_equal:
    return unsigned_greater;
  case unsigned_greater:
    return unsigned_less_equal;
  case unsigned_greater_equal:
    return unsigned_less;
  case signed_less:
    return signed_greater_equal;
  case signed_less_equal:
    return signed_greater;
  case signed_greater:
    return signed_less_equal;
  case signed_greater_equal:
    return signed_less;
  }
  return predicate;
}
// The same relation, seen from the other number.
constexpr Predicate turned(Predicate predicate) {
  using enum Predicate;
  switch (predicate) {
  case equal:
  case not_equal:
    return predicate;
  case unsigned_less:
    return unsigned_greater;
  case unsigned_less_equal:
    return unsigned_greater_equal;
  case unsigned_greater:
    return unsigned_less;
  case unsigned_greater_equal:
    return unsigned_less_equal;
  case signed_less:
    return signed_greater;
  case signed_less_equal:
    return signed_greater_equal;
  case signed_greater:
    return signed_less;
  case signed_greater_equal:
    return signed_less_equal;
  }
  return predicate;
}

template <class L>
std::vector<Carried<L>> Executor<L>::carried_by(const Frame &frame, const LoopStart<L> &start,
                                                std::uint32_t header, std::uint32_t before) {
  auto carried = changes_between(start.memory, memory_);
  demand_as_supposed(carried.has_value());
  for (const Instruction &phi : frame.function.blocks[header].instructions) {
    if (phi.opcode != Opcode::phi)
      break;
    Carried<L> change;
    change.local = phi.result;
    change.first = phi_value(phi, start.before, start.locals);
    change.step = step_between(change.first, phi_value(phi, before, frame.locals));
    carried->push_back(std::move(change));
  }
  return std::move(*carried);
}

// What a round adds to what the function computes there.
template <class L>
std::optional<Uint128> Executor<L>::step_of(const Frame &frame, const Loop &loop,
                                            const Operand &operand,
                                            const std::vector<Carried<L>> &carried) {
  if (operand.kind != Operand::Kind::local)
    return Uint128{0};
  for (const Carried<L> &each : carried) {
    if (each.object == Value<L>::kNoObject && each.local == operand.index)
      return each.step;
  }
  const Instruction *in = definition_of(frame.function, operand.index);
  const auto is_in_loop = [&] {
    return std::ranges::any_of(loop.blocks, [&](std::uint32_t block) {
      const auto &all = frame.function.blocks[block].instructions;
      return in >= all.data() && in < all.data() + all.size();
    });
  };
  if (in == nullptr || !is_in_loop())
    return Uint128{0}; // what it was before
  const auto of = [&](std::size_t i) { return step_of(frame, loop, in->operands[i], carried); };
  switch (in->opcode) {
  case Opcode::add:
  case Opcode::subtract: {
    const auto first = of(0);
    const auto second = of(1);
    if (!first || !second)
      return std::nullopt;
    return in->opcode == Opcode::add ? *first + *second : *first - *second;
  }
  case Opcode::truncate:
  case Opcode::zero_extend:
  case Opcode::sign_extend: {
    // Of a step back, one step back.
    auto step = of(0);
    if (step && in->opcode != Opcode::truncate) {
      const unsigned width = in->operands[0].type.bits;
      const Uint128 low = *step & smt::low_bits(width);
      step = (low >> (width - 1) & 1U) != 0 ? low | ~smt::low_bits(width) : low;
    }
    return step;
  }
  case Opcode::to_integer:
  case Opcode::to_pointer:
    return of(0);
  case Opcode::move_pointer: {
    auto sum = of(0);
    for (std::size_t i = 1; sum && i < in->operands.size(); ++i) {
      const auto step = of(i);
      const unsigned width = in->operands[i].type.bits;
      if (!step)
        return std::nullopt;
      const Uint128 low = *step & smt::low_bits(width);
      const Uint128 wide = (low >> (width - 1) & 1U) != 0 ? low | ~smt::low_bits(width) : low;
      sum = *sum + wide * in->scales[i - 1];
    }
    return sum;
  }
  case Opcode::load: {
    const Value<L> pointer = constant_of(in->operands[0], frame.locals);
    const auto at = pointer.number.known();
    if (!pointer.has_object() || !at)
      return std::nullopt;
    for (const Carried<L> &each : carried) {
      if (each.object == pointer.object && each.offset == *at)
        return each.step;
    }
    return memory_.at(pointer.object).cells.contains(static_cast<std::uint64_t>(*at))
               ? std::optional(Uint128{0})
               : std::nullopt;
  }
  default:
    return std::nullopt;
  }
}

// Bytes from one round's store to the next one's; nothing if the loop has not one store to an
// array.
template <class L>
std::optional<Uint128> Executor<L>::step_of_store(const Frame &frame, const Loop &loop,
                                                  const std::vector<Carried<L>> &carried) {
  std::optional<Uint128> found;
  for (const std::uint32_t block : loop.blocks) {
    for (const Instruction &in : frame.function.blocks[block].instructions) {
      if (in.opcode != Opcode::store)
        continue;
      const Value<L> to = constant_of(in.operands[1], frame.locals);
      if (!to.has_object() || !memory_.at(to.object).elements)
        continue;
      const auto step = step_of(frame, loop, in.operands[1], carried);
      if (found || !step)
        return std::nullopt;
      found = like(to.number, *step).known();
    }
  }
  return found;
}

template <class L>
std::optional<Number<L>> Executor<L>::rounds_of(const Frame &frame, const Loop &loop,
                                                const std::vector<Carried<L>> &carried) {
  const Instruction &branch = frame.function.blocks[*loop.exit].instructions.back();
  if (branch.opcode != Opcode::branch || branch.operands[0].kind != Operand::Kind::local)
    return std::nullopt;
  const Instruction *comparison = definition_of(frame.function, branch.operands[0].index);
  if (comparison == nullptr || comparison->opcode != Opcode::compare)
    return std::nullopt;
  auto a = step_of(frame, loop, comparison->operands[0], carried);
  auto b = step_of(frame, loop, comparison->operands[1], carried);
  if (!a || !b)
    return std::nullopt;
  Value<L> x = constant_of(comparison->operands[0], frame.locals);
  Value<L> bound = constant_of(comparison->operands[1], frame.locals);
  Predicate stays = comparison->predicate;
  if (!loop.has(branch.blocks[0]))
    stays = opposite_of(stays);
  const auto is_zero_step = [&](Uint128 step) {
    return (step & smt::low_bits(x.number.width())) == 0;
  };
  if (is_zero_step(*a)) {
    std::swap(x, bound);
    std::swap(a, b);
    stays = turned(stays);
  }
  if (!is_zero_step(*b) || x.number.width() != bound.number.width())
    return std::nullopt;
  const bool together = x.has_object() && x.object == bound.object;
  return rounds_until(stays, together ? x.number : operations_.number(x), *a,
                      together ? bound.number : operations_.number(bound));
}

template <class L>
void Executor<L>::begin_round(Frame &frame, const std::vector<Carried<L>> &carried,
                              const Number<L> &round) {
  for (const Carried<L> &each : carried) {
    Value<L> value = each.in_round(round, pages_);
    if (each.object == Value<L>::kNoObject)
      frame.locals[each.local] = std::move(value);
    else
      memory_.write(memory_.object(each.object), each.offset, each.bytes, std::move(value));
  }
}

// From the header, whose phis have their values, to where the next round begins; or, then it says
// false, to where the loop is left.
template <class L>
bool Executor<L>::run_round(Frame &frame, const Loop &loop, std::uint32_t &block,
                            std::uint32_t &before) {
  Value<L> none;
  bool has_phis = true;
  block = loop.header;
  while (true) {
    frame.rounds[block] = {};
    const auto next = run_block(frame, block, before, none, has_phis);
    has_phis = false;
    before = block;
    if (!next)
      end_run(RunEnd::Kind::endless, "loop");
    block = *next;
    if (block == loop.header)
      return true;
    if (!loop.has(block))
      return false;
  }
}

// The round of this number: it must do to the state what was supposed. The value that it stores in
// the element at `offset`, if it does.
template <class L>
std::optional<Value<L>>
Executor<L>::probe_round(Frame &frame, const Loop &loop, const std::vector<Carried<L>> &carried,
                         const Number<L> &round, std::int32_t array, const Number<L> &offset) {
  begin_round(frame, carried, round);
  const Memory<L> begun = memory_;
  std::uint32_t block = loop.header;
  std::uint32_t before = loop.header;
  is_probing_ = true;
  if (!run_round(frame, loop, block, before))
    end_run(RunEnd::Kind::endless, "loop"); // left before its last round
  is_probing_ = false;
  const auto changes = changes_between(begun, memory_);
  demand_as_supposed(changes.has_value());
  for (const Carried<L> &change : *changes) {
    demand_as_supposed(std::ranges::any_of(carried, [&](const Carried<L> &each) {
      return each.object == change.object && each.offset == change.offset &&
             each.bytes == change.bytes;
    }));
  }
  for (const Carried<L> &each : carried) {
    if (!each.step)
      continue;
    Value<L> now;
    if (each.object == Value<L>::kNoObject) {
      for (const Instruction &phi : frame.function.blocks[loop.header].instructions) {
        if (phi.opcode == Opcode::phi && phi.result == each.local)
          now = phi_value(phi, before, frame.locals);
      }
    } else {
      const auto &cells = memory_.at(each.object).cells;
      const auto cell = cells.find(each.offset);
      demand_as_supposed(cell != cells.end() && cell->second.bytes == each.bytes);
      now = cell->second.value;
    }
    const Value<L> wanted = each.after(each.in_round(round, pages_), pages_);
    demand_as_supposed(now.parts.empty() && now.doubt == Doubt::none &&
                       now.object == wanted.object && now.is_of_kernel == wanted.is_of_kernel &&
                       now.page.has_value() == wanted.page.has_value() &&
                       now.number.width() == wanted.number.width());
    demand_as_supposed(!now.page || now.page->byte == wanted.page->byte);
    demand_holds(negate(now.poison));
    demand_holds(now.page ? now.page->frame == wanted.page->frame : now.number == wanted.number);
  }
  const StoredElement<L> stored = stored_between(begun, memory_);
  if (stored.array == Value<L>::kNoObject)
    return std::nullopt;
  demand_as_supposed(stored.array == array);
  demand_holds(stored.store.offset == offset);
  return stored.store.value;
}

template <class L>
bool Executor<L>::sum_up(Frame &frame, const Loop &loop, const LoopStart<L> &start,
                         std::uint32_t &block, std::uint32_t &before) {
  constexpr unsigned kFewRounds = 6;
  demand_as_supposed(effects_ == start.effects && frame.allocated.size() == start.allocated);
  const auto carried = carried_by(frame, start, loop.header, before);
  const auto rounds = rounds_of(frame, loop, carried);
  if (!rounds || (rounds->known() && *rounds->known() <= kFewRounds))
    return false;
  // Which element the first round stores in, so which round stores in the probed one.
  const StoredElement<L> stored = stored_between(start.memory, memory_);
  const Number<L> &probe = *host_.probe;
  const std::uint64_t bytes = probe.width() / 8;
  Number<L> round = probe;
  const bool has_store = stored.array != Value<L>::kNoObject;
  const unsigned width = std::max(probe.width(), rounds->width());
  const Number<L> wide = zero_extend(*rounds, width);
  if (has_store) {
    const Number<L> first = divide(stored.store.offset, like(probe, bytes)).quotient;
    const auto step = step_of_store(frame, loop, carried);
    demand_as_supposed(step && (step == like(probe, bytes).known() ||
                                step == like(probe, 0 - Uint128{bytes}).known()));
    round = step == Uint128{bytes} ? probe - first : first - probe;
    // No element twice.
    demand_holds(wide < like(wide, Uint128{1} << (probe.width() - 4)));
  }
  const Number<L> offset = multiply(probe, like(probe, bytes));
  memory_ = start.memory;
  std::optional<Value<L>> value;
  if (static_cast<bool>(zero_extend(round, width) < wide)) {
    value = probe_round(frame, loop, carried, round, stored.array, offset);
    memory_ = start.memory;
  }
  if (has_store) {
    memory_.add_store(stored.array, {offset, {}, true});
    if (value)
      memory_.add_store(stored.array, {offset, *value});
  }
  const std::size_t kept = has_store ? memory_.at(stored.array).elements->stores.size() : 0;
  begin_round(frame, carried, *rounds);
  if (run_round(frame, loop, block, before))
    end_run(RunEnd::Kind::endless, "loop"); // its last round is not the last one
  if (value)                                // the last round has stored in another element
    memory_.drop_stores(stored.array, kept);
  return true;
}

// Where a loop begins: notes the state, or sums up all its rounds, and then says true: the run goes
// on behind the loop.
template <class L>
bool Executor<L>::follow_loop(Frame &frame, std::uint32_t &block, std::uint32_t &before) {
  // On machine words all rounds are run.
  if constexpr (std::is_same_v<L, Concrete>)
    return false;
  const auto &loops = frame.function.loops;
  const auto loop = std::ranges::find(loops, block, &Loop::header);
  if (loop == loops.end() || !loop->exit || !loop->is_innermost || is_probing_)
    return false;
  if (!loop->has(before)) {
    frame.starts.erase(block);
    frame.starts.emplace(
        block, LoopStart<L>{before, frame.allocated.size(), effects_, memory_, frame.locals});
    return false;
  }
  const auto found = frame.starts.find(block);
  if (found == frame.starts.end())
    return false;
  const LoopStart<L> start = std::move(found->second);
  frame.starts.erase(found);
  const Memory<L> memory = memory_;
  const std::vector<Value<L>> locals = frame.locals;
  const auto undefined = std::pair(undefined_, what_);
  const unsigned depth = depth_;
  const std::uint32_t latch = before;
  try {
    if (sum_up(frame, *loop, start, block, before))
      return true;
  } catch (const RoundDiffers &) {
    fprintf(stderr, "DIFFERS\n");
    is_probing_ = false;
  }
  memory_ = memory;
  frame.locals = locals;
  std::tie(undefined_, what_) = undefined;
  depth_ = depth;
  block = loop->header;
  before = latch;
  return false;
}

} // namespace dma_verify::ir
