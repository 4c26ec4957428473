// SPDX-License-Identifier: GPL-2.0-only
// A compiled file's calls after a history of calls, on terms and on machine words.
#pragma once

#include "model/kernel/convert.h"
#include "model/ledger/call_fold.h"
#include "model/world/step.h"
#include "properties/assumptions.h"
#include "smt/ir/machines/on_machine.h"
#include "smt/obligations/obligation.h"
#include "smt/subjects/history.h"

#include <algorithm>
#include <array>

namespace dma_verify::smt {

template <class M> using OpenSession = std::function<ir::Session<M>()>;

inline bool releases(HelperId call) { return world::call_of(world::Action::release) == call; }
inline bool acquires(HelperId call) { return world::call_of(world::Action::acquire) == call; }

constexpr std::size_t kMostOfRound = 2; // calls

// What is true of a device in each of its calls.
constexpr std::array<std::string_view, 6> kOfDevice = {"use_dma_iommu",     "ops_has_unmap",
                                                       "coherent_dma_mask", "bus_dma_limit",
                                                       "has_dma_mask",      "dma_coherent"};

template <class M> Scenario<M> known_scenario(const StoredScenario &stored) {
  if constexpr (M::kConcrete) {
    return convert_scenario<M>(stored);
  } else {
    Scenario<M> scenario;
    scenario.architecture = stored.architecture;
    scenario.call = stored.call;
    for_each_field([](const Field &, const auto &from, auto &to) { make_constant(from, to); },
                   stored, scenario);
    return scenario;
  }
}

// The calls of one copy of a file, with what their drivers got and gave back.
template <class M> class EarlierPlay {
public:
  using Bool = typename M::Bool;

  explicit EarlierPlay(ir::Session<M> session) : session_(std::move(session)) {}

  ir::Session<M> &session() { return session_; }

  // What the driver of the buffer that lives longest knows of it, and what is true of it.
  void give_buffer(Scenario<M> &to) const {
    if (ledger_.buffers.empty())
      return;
    const ledger::Buffer<M> &buffer = ledger_.buffers.front();
    to.size = buffer.bytes;
    to.dma_handle = buffer.handle;
    to.direction = buffer.direction;
    to.page = buffer.first;
    to.block_owner = ledger_.owner_of(buffer);
    for_each_field(
        [&](const Field &field, const auto &from, auto &into) {
          if (std::ranges::find(kOfDevice, field.name) != kOfDevice.end())
            into = from;
        },
        acquired_, to);
  }
  // Whether the call is one by this driver with this buffer.
  [[nodiscard]] Bool is_of_buffer(const Scenario<M> &call) const {
    if (ledger_.buffers.empty())
      return Bool(false);
    Scenario<M> given = call;
    give_buffer(given);
    return same(call, given, [](const Field &) { return true; });
  }
  // Whether its device can be the one of the last call.
  [[nodiscard]] Bool is_of_device(const Scenario<M> &call) const {
    return same(call, last_, [&](const Field &field) {
      return field.used_by(last_.call) &&
             std::ranges::find(kOfDevice, field.name) != kOfDevice.end();
    });
  }

  // False if the call did not return. A call that releases is of that buffer too. Calls in
  // different rooms are by callers with other objects; room 0 is the judged call's.
  bool make(Scenario<M> scenario, bool same_device, std::size_t room) {
    if (releases(scenario.call)) {
      if (ledger_.buffers.empty())
        return false;
      give_buffer(scenario);
    }
    if (!static_cast<bool>(all_hold<M>(contract_of(scenario.call), scenario)))
      return false;
    Observation<M> seen;
    session_.call(scenario, seen, {same_device ? 0U : 1U, static_cast<unsigned>(room)});
    if (seen.completion != Completion::returned)
      return false;
    world::Action action{};
    for (const world::Action each : world::kCallActions) {
      if (world::call_of(each) == scenario.call)
        action = each;
    }
    ledger::KeptRules<M> rules{ledger::RuleSet{}};
    ledger::CallFold<M> fold(ledger_, rules, {world::use_of(action), 0, ledger_.handed_out},
                             scenario, scenario.dma_pgprot);
    if (acquires(scenario.call) && ledger_.buffers.empty()) {
      for (const Effect<M> &effect : seen.trace)
        fold.apply(effect);
      fold.finish(seen);
      acquired_ = scenario;
    }
    last_ = scenario;
    return true;
  }

  // Whether all returned.
  bool make_rounds(const EarlierCalls &known, bool same_device) {
    for (std::uint64_t round = 0; round < known.rounds; ++round) {
      for (std::size_t i = 0; i < known.round.size(); ++i) {
        if (!make(known_scenario<M>(known.round[i]), same_device, 1 + i))
          return false;
      }
    }
    return true;
  }
  // The last call, with all that it was given.
  [[nodiscard]] const Scenario<M> &last() const { return last_; }

private:
  template <class Counts>
  static Bool same(const Scenario<M> &a, const Scenario<M> &b, const Counts &counts) {
    using dma_verify::both;
    Bool all(true);
    for_each_field(
        [&](const Field &field, const auto &x, const auto &y) {
          if (!field.used_by(a.call) || !counts(field))
            return;
          if constexpr (requires { x.frame; }) {
            all = both(all, both(Bool(x.is_null == y.is_null), x.frame == y.frame));
          } else {
            all = both(all, Bool(x == y));
          }
        },
        a, b);
    return all;
  }

  ir::Session<M> session_;
  ledger::Ledger<M> ledger_;
  Scenario<M> acquired_;
  Scenario<M> last_;
};

// What the forms say of so many rounds.
template <class M>
typename ir::Session<M>::Cells cells_after(const std::vector<CellForm> &forms,
                                           const typename ir::Session<M>::Word &rounds) {
  using Word = typename ir::Session<M>::Word;
  using Number = ir::Number<typename M::Logic>;
  typename ir::Session<M>::Cells cells;
  for (const CellForm &form : forms) {
    const Number n = Number::of(rounds);
    const Number later =
        Number(64, form.first) + multiply(n - Number(64, 1), Number(64, form.step));
    cells[form.cell] =
        Number::choice(is_zero(n), Number(64, form.initial), later).template as<Word::kWidth>();
  }
  return cells;
}

template <class M> void end_as_unfollowed(Observation<M> &seen, std::string_view why) {
  seen.clear();
  seen.completion = Completion::unmodelled;
  seen.set_detail(why);
}

// A judged call of which nothing is known if the history ends before it, or it is none that can
// follow.
template <class M> Run<M> after_history(const OpenSession<M> &open, const History &history) {
  return [open, history](const Scenario<M> &scenario, Observation<M> &seen) {
    using Word = typename ir::Session<M>::Word;
    EarlierPlay<M> play(open());
    [[maybe_unused]] Explorer *explorer = explorer_of(scenario);
    if (!history.forms.empty()) {
      Word rounds(Uint128{history.known ? history.known->rounds : 0});
      if constexpr (!M::kConcrete) {
        if (!history.known && explorer != nullptr) {
          rounds = Word(*explorer, explorer->pool().variable(kRounds, Word::kWidth));
          if (!static_cast<bool>(rounds <= Word(Uint128{history.most_rounds})))
            return end_as_unfollowed(seen, "more rounds than are known of");
        }
      }
      if (history.known && history.plays_rounds) {
        if (!play.make_rounds(*history.known, history.same_device))
          return end_as_unfollowed(seen, "a call of the rounds ends");
      } else {
        play.session().hold(cells_after<M>(history.forms, rounds));
      }
    }
    for (std::size_t i = 0; i < history.calls.size(); ++i) {
      // Who has acquired the buffer that the judged call releases is its device.
      const bool same_device = history.same_device || (i == 0 && releases(scenario.call));
      Scenario<M> earlier;
      if (history.known) {
        earlier = known_scenario<M>(history.known->then.at(i));
      } else {
        if constexpr (!M::kConcrete) {
          if (explorer != nullptr)
            earlier = symbolic_scenario<M>(*explorer, history.calls[i], [&](std::string_view name) {
              return word_of_earlier(name, i);
            });
        }
      }
      if (!play.make(earlier, same_device, kMostOfRound + 1 + i))
        return end_as_unfollowed(seen, "an earlier call ends, or its caller breaks the contract");
    }
    if (releases(scenario.call) && !static_cast<bool>(play.is_of_buffer(scenario)))
      return end_as_unfollowed(seen, "the buffer is none of the earlier call's");
    if (history.same_device && !history.calls.empty() && !releases(scenario.call) &&
        !static_cast<bool>(play.is_of_device(scenario)))
      return end_as_unfollowed(seen, "the device is none of the earlier call's");
    play.session().call(scenario, seen, {});
  };
}

// One more round after any number of rounds, against what the forms say.
template <class M> RoundStep round_step(const OpenSession<M> &open, const History &history) {
  using Word = typename ir::Session<M>::Word;
  RoundStep step;
  step.pool = std::make_shared<TermPool>();
  Explorer explorer(*step.pool);
  step.rounds = step.pool->variable(kRounds, Word::kWidth);
  step.differs =
      explorer
          .explore([&]() -> std::vector<Term> {
            const Word rounds(explorer, step.rounds);
            EarlierPlay<M> play(open());
            play.session().hold(cells_after<M>(history.forms, rounds));
            for (std::size_t i = 0; i < history.round.size(); ++i) {
              if (!play.make(known_scenario<M>(history.round[i]), history.same_device, 1 + i))
                return {step.pool->truth(true)};
            }
            const auto held = play.session().held();
            const auto expected = cells_after<M>(history.forms, rounds + Word(Uint128{1}));
            if (!held || held->size() != expected.size())
              return {step.pool->truth(true)};
            Term differs = step.pool->truth(false);
            for (const auto &[cell, word] : *held) {
              const auto place = expected.find(cell);
              if (place == expected.end())
                return {step.pool->truth(true)};
              using Number = ir::Number<typename M::Logic>;
              const auto bits = static_cast<unsigned>(8 * cell.bytes);
              const auto low = [&](const Word &value) {
                return zero_extend(extract(Number::of(value), 0, bits), 64)
                    .template as<Word::kWidth>()
                    .term(*step.pool);
              };
              differs = step.pool->disjunction(
                  differs, step.pool->negation(step.pool->equal(low(word), low(place->second))));
            }
            return {differs};
          })
          .front();
  return step;
}

// What a few rounds leave, as far as it fits the forms; nothing if it does not, or a call of them
// does not return, or nothing changes.
template <class M>
std::optional<std::vector<CellForm>> forms_of(const OpenSession<M> &open, const History &history) {
  constexpr std::size_t kTried = 4;
  std::vector<typename ir::Session<M>::Cells> cells;
  EarlierPlay<M> play(open());
  play.session().hold({});
  for (std::size_t round = 0; round <= kTried; ++round) {
    for (std::size_t i = 0; round != 0 && i < history.round.size(); ++i) {
      if (!play.make(known_scenario<M>(history.round[i]), history.same_device, 1 + i))
        return std::nullopt;
    }
    auto held = play.session().held();
    if (!held)
      return std::nullopt;
    cells.push_back(std::move(*held));
  }
  const auto at = [&](std::size_t round, const ir::StaticCell &cell) -> std::uint64_t {
    const auto place = cells[round].find(cell);
    return place == cells[round].end() ? 0 : place->second.value();
  };
  std::vector<CellForm> forms;
  bool changes = false;
  for (const auto &[cell, word] : cells[1]) {
    const std::uint64_t mask =
        cell.bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * cell.bytes)) - 1;
    CellForm form{cell, at(0, cell), at(1, cell), (at(2, cell) - at(1, cell)) & mask};
    for (std::size_t round = 2; round <= kTried; ++round) {
      if (at(round, cell) != ((at(round - 1, cell) + form.step) & mask))
        return std::nullopt;
    }
    changes = changes || form.initial != form.first || form.step != 0;
    forms.push_back(form);
  }
  for (std::size_t round = 0; round <= kTried; ++round) {
    for (const auto &[cell, word] : cells[round]) {
      if (!cells[1].contains(cell))
        return std::nullopt;
    }
  }
  return changes ? std::optional(std::move(forms)) : std::nullopt;
}

// What comes before the judged call, with all that its calls were given; and what static variables
// hold then, where that is known.
template <class M> struct Told {
  EarlierCalls calls{};
  std::optional<typename ir::Session<M>::Cells> held{};
};
template <class M> Told<M> tell(const OpenSession<M> &open, const History &history) {
  Told<M> told;
  told.calls = *history.known;
  EarlierPlay<M> play(open());
  play.session().hold({});
  if (!history.forms.empty()) {
    play.session().hold(cells_after<M>(
        history.forms, typename ir::Session<M>::Word(Uint128{history.known->rounds})));
  }
  for (StoredScenario &call : told.calls.then) {
    play.make(known_scenario<M>(call), history.same_device, kMostOfRound + 1);
    call = convert_scenario<WidestMachine>(play.last());
  }
  told.held = play.session().held();
  return told;
}

// The call that gives back what this one acquired.
template <class M>
StoredScenario release_after(const OpenSession<M> &open, const StoredScenario &acquiring) {
  EarlierPlay<M> play(open());
  play.make(known_scenario<M>(acquiring), false, 1);
  StoredScenario plain;
  plain.architecture = acquiring.architecture;
  plain.call = *world::call_of(world::Action::release);
  Scenario<M> release = known_scenario<M>(plain);
  play.give_buffer(release);
  return convert_scenario<WidestMachine>(release);
}

} // namespace dma_verify::smt
