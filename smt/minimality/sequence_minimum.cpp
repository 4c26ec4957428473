// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimality/sequence_minimum.h"

#include "properties/model_subject.h"
#include "properties/sequences/sequence_properties.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <stdexcept>

namespace dma_verify::smt {
namespace {

using sequences::Shape;
using world::Action;
using world::Event;

constexpr unsigned kMostDevices = 2;
constexpr unsigned kMostStarts = 4; // each shorter than the one before

// ---- All shapes of so many calls.

struct Shapes {
  std::size_t calls = 0;
  std::vector<Shape> all{};

  // `live`: buffers that were handed out and not freed.
  void extend(const Shape &sofar, const std::vector<unsigned> &live, unsigned buffers,
              unsigned devices) {
    if (sofar.size() == calls) {
      all.push_back(sofar);
      return;
    }
    const auto with = [&](const sequences::Step &step) {
      Shape longer = sofar;
      longer.push_back(step);
      return longer;
    };
    for (unsigned device = 0; device < std::min(devices + 1, kMostDevices); ++device) {
      std::vector<unsigned> more = live;
      more.push_back(buffers);
      extend(with({Action::acquire, buffers, device}), more, buffers + 1,
             std::max(devices, device + 1));
    }
    for (const unsigned buffer : live) {
      for (const Action use : {Action::map_to_user, Action::describe})
        extend(with({use, buffer}), live, buffers, devices);
      std::vector<unsigned> fewer = live;
      std::erase(fewer, buffer);
      extend(with({Action::release, buffer}), fewer, buffers, devices);
    }
  }
};

// Only calls that use a buffer have its address as an argument.
bool uses_addresses(const Shape &shape) {
  return std::ranges::any_of(shape, [](const sequences::Step &step) {
    return step.action == Action::map_to_user || step.action == Action::describe;
  });
}

std::vector<std::vector<sequences::DeviceKind>> devices_for(const Shape &shape) {
  std::vector<sequences::DeviceKind> kinds;
  for (sequences::DeviceKind kind : sequences::device_kinds()) {
    kinds.push_back(kind);
    kind.coherent = false;
    if (uses_addresses(shape))
      kinds.push_back(kind);
  }
  unsigned count = 0;
  for (const sequences::Step &step : shape)
    count = std::max(count, step.device + 1);
  return devices_of(kinds, count);
}

// ---- Between events of a world and steps of a play.

bool takes_own_memory(const Event &event) {
  return event.action == Action::alloc_coherent || event.action == Action::free_coherent;
}

// The calls of the events, for a play; nothing if an event is of a kind that a play does not have.
struct AsPlayed {
  std::vector<sequences::DeviceKind> devices{};
  Shape shape{};
  std::vector<StoredScenario> scenarios{};
};
std::optional<AsPlayed> as_played(const std::vector<Event> &events) {
  AsPlayed played;
  for (const Event &event : events) {
    if (takes_own_memory(event))
      return std::nullopt;
    if (!world::call_of(event.action))
      continue; // what user space and devices do does not change what a play looks at
    if (event.device >= played.devices.size())
      played.devices.resize(event.device + 1);
    sequences::DeviceKind &kind = played.devices[event.device];
    const StoredScenario &scenario = event.scenario;
    if (event.action == Action::acquire || event.action == Action::release) {
      kind.use_dma_iommu = scenario.use_dma_iommu;
      kind.ops_has_unmap = scenario.ops_has_unmap;
    } else {
      const Architecture &row = scenario.architecture;
      kind.coherent = scenario.cpu_addr.word.value() - row.linear_base < row.linear_size;
    }
    played.shape.push_back({event.action, event.buffer, event.device});
    played.scenarios.push_back(scenario);
  }
  return played;
}

// The sequence of a solver's model, as events with every value in them.
std::vector<Event> events_of(const SequenceChoice &choice, const Assignment &words,
                             const ObserveCall &fresh) {
  const Architecture &architecture = choice.answers.front().architecture;
  std::vector<StoredScenario> called;
  std::vector<sequences::Step> steps;
  with_machine(architecture, [&]<class M>() {
    sequences::Play<M> play(architecture, choice.devices, run_of<M>(fresh, &called));
    const auto scenarios = steps_of(choice, words);
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
      play.take(choice.shape[i], convert_scenario<M>(scenarios[i]));
      if (called.size() > steps.size())
        steps.push_back(choice.shape[i]);
    }
  });
  std::vector<Event> events;
  std::vector<unsigned> device_of_buffer;
  for (std::size_t i = 0; i < called.size(); ++i) {
    const sequences::Step &step = steps[i];
    if (step.buffer >= device_of_buffer.size())
      device_of_buffer.resize(step.buffer + 1);
    if (step.action == Action::acquire)
      device_of_buffer[step.buffer] = step.device;
    Event &event = events.emplace_back();
    event.action = step.action;
    event.device = device_of_buffer[step.buffer];
    event.buffer = step.buffer;
    event.scenario = called[i];
    event.protection = called[i].dma_pgprot.value();
  }
  return events;
}

// The events up to the violation, if they violate just this clause, inside all contracts.
std::vector<Event> failing_events(const Architecture &architecture,
                                  const SequenceViolation &violation,
                                  const std::vector<Event> &events, const ObserveCall &fresh) {
  Player player(architecture, fresh);
  for (const Event &event : events)
    player.take(event);
  player.finish();
  if (player.violation() != violation || !player.in_contract())
    return {};
  return player.events();
}

// ---- The question.

class ShorterQuery {
public:
  ShorterQuery(std::vector<Obligation> obligations, std::string name,
               std::vector<std::string> comments)
      : obligations_(std::move(obligations)), pool_(obligations_.front().pool) {
    query_.name = std::move(name);
    query_.comments = std::move(comments);
    Term some = pool_->truth(false);
    std::set<std::uint32_t> seen; // many cases are the same
    for (std::size_t i = 0; i < obligations_.front().cases.size(); ++i) {
      const Term asked = asked_of(i);
      if (seen.insert(asked.id()).second)
        some = pool_->disjunction(some, asked);
    }
    query_.assertions.push_back({"shorter-and-fails", some});
  }

  [[nodiscard]] const Query &query() const { return query_; }
  [[nodiscard]] std::optional<std::size_t> case_of(const Assignment &model) const {
    Evaluator value_of(model);
    for (std::size_t i = 0; i < obligations_.front().cases.size(); ++i) {
      if (value_of(asked_of(i)) != 0)
        return i;
    }
    return std::nullopt;
  }

private:
  // With this choice some clause is violated, and all assumptions are kept.
  [[nodiscard]] Term asked_of(std::size_t i) const {
    Term violated = pool_->truth(false);
    for (const Obligation &obligation : obligations_)
      violated = pool_->disjunction(violated, obligation.cases[i].violated);
    for (const Term assumed : obligations_.front().cases[i].assumed)
      violated = pool_->conjunction(violated, assumed);
    return violated;
  }

  std::vector<Obligation> obligations_;
  std::shared_ptr<TermPool> pool_;
  Query query_;
};

std::string space_text(const Architecture &architecture, std::size_t calls) {
  return "sequences of " + std::string(calls == 1 ? "one call" : "up to two calls") +
         " of the helpers on " + architecture_id(architecture) +
         " that keep their callers' contract, with one device or two of every kind, where free "
         "memory is handed out, what fails answers -ENOMEM, and each buffer has a direction";
}

class Search {
public:
  Search(const SymbolicSubject &subject, const Architecture &architecture,
         const SequenceViolation &violation, const Solvers &solvers)
      : subject_(subject), architecture_(architecture), violation_(violation), solvers_(solvers) {}

  FoundSequence run(const std::vector<Event> &events) {
    FoundSequence found{events, {}};
    ProvedMinimum &proved = found.proved;
    unsigned starts = 0;
    while (search_below(found) && ++starts < kMostStarts) {
    }
    if (starts == kMostStarts)
      reason_ = "still a shorter one after a search by solvers";
    proved.reason = reason_;
    proved.proved = reason_.empty();
    proved.gap = static_cast<unsigned>(events.size() - found.events.size());
    if (proved.gap != 0)
      proved.gap_text = std::to_string(events.size()) + " steps instead of " +
                        std::to_string(found.events.size());
    return found;
  }

private:
  // True if there is a shorter one. Otherwise the sequence is proved, or a reason is given why
  // not.
  bool search_below(FoundSequence &found) {
    ProvedMinimum &proved = found.proved;
    if (found.events.size() == 1) {
      // Without a step nothing has happened: nothing is owned, mapped or left.
      proved.space = "sequences: none is shorter than one step";
      return false;
    }
    const std::size_t calls = found.events.size() - 1;
    if (calls > kMostCallsAsked)
      return give_up("solvers are asked about sequences of up to " +
                     std::to_string(kMostCallsAsked) + " calls, a shorter one may have " +
                     std::to_string(calls));
    if (std::ranges::any_of(found.events, takes_own_memory))
      return give_up("the sequence takes a device's own memory, of which solvers know nothing");
    if (!violates_when_played(architecture_, found.events, violation_, subject_.open))
      return give_up("the sequence fails in a way that proofs of sequences do not look at");
    const auto choices = choices_of_calls(architecture_, calls);
    const ShorterQuery query = query_of(choices, proved.space, calls);
    const Result result = ask_both(query.query(), solvers_, proved.query);
    if (std::holds_alternative<Unsat>(result))
      return false;
    const auto *sat = std::get_if<Sat>(&result);
    if (sat == nullptr)
      return give_up(reason_of(result));
    const auto at = query.case_of(sat->model);
    if (!at)
      return give_up("a solver's model does not satisfy its query");
    const ObserveCall observe = subject_.open();
    auto shorter = failing_events(architecture_, violation_,
                                  events_of(choices[*at], sat->model, observe), subject_.open());
    if (shorter.empty())
      return give_up("a solver's shorter sequence does not violate the clause when it is run: " +
                     describe(choices[*at], sat->model));
    found.events = std::move(shorter);
    return true;
  }

  ShorterQuery query_of(const std::vector<SequenceChoice> &choices, std::string &space,
                        std::size_t calls) const {
    const TestedClause clause = *find_clause(violation_);
    const ClauseText text{clause.text->id, clause.rules->statement_proved.empty()
                                               ? clause.text->statement
                                               : clause.rules->statement_proved};
    const SequenceQuestion question{
        {"sequence.shorter", "no shorter sequence", false, {&text, 1}, {clause.rules, 1}},
        choices,
        architecture_};
    space = space_text(architecture_, calls);
    const std::vector<std::string> comments = {
        "a shorter sequence violates the clause", "among " + space,
        "the clause, in what is asked: " + std::string(text.statement),
        "unsat: no shorter sequence does; sat: one does"};
    const std::string name = std::string(violation_.property) + ":" +
                             std::string(violation_.clause) + "@" + architecture_id(architecture_) +
                             " shorter";
    return {explore_sequences(subject_, question), name, comments};
  }

  bool give_up(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }

  const SymbolicSubject &subject_;
  const Architecture &architecture_;
  const SequenceViolation &violation_;
  const Solvers &solvers_;
  std::string reason_;
};

} // namespace

std::vector<SequenceChoice> choices_of_calls(const Architecture &architecture, std::size_t calls) {
  Shapes shapes{calls};
  shapes.extend({}, {}, 0, 0);
  std::vector<SequenceChoice> choices;
  for (const Shape &shape : shapes.all) {
    auto more = choices_of(shape, devices_for(shape), architecture);
    std::ranges::move(more, std::back_inserter(choices));
  }
  return choices;
}

bool violates_when_played(const Architecture &architecture, const std::vector<Event> &events,
                          const SequenceViolation &violation,
                          const std::function<ObserveCall()> &open) {
  const auto played = as_played(events);
  if (!played)
    return false;
  const sequences::RuleSet rules = find_clause(violation)->rules->proved;
  // A play looks at one byte of each buffer.
  enum class Probe : std::uint8_t { first, second_page, last };
  for (const Probe probe : {Probe::first, Probe::second_page, Probe::last}) {
    const ObserveCall observe = open();
    const bool violated = with_machine(architecture, [&]<class M>() {
      sequences::Play<M> play(architecture, played->devices, run_of<M>(observe));
      for (std::size_t i = 0; i < played->shape.size(); ++i) {
        StoredScenario scenario = played->scenarios[i];
        scenario.probe = dma_verify::Bits<64>(probe == Probe::first ? 0
                                              : probe == Probe::last
                                                  ? scenario.size.word.value() - 1
                                                  : std::uint64_t{1} << architecture.page_shift);
        play.take(played->shape[i], convert_scenario<M>(scenario));
      }
      return all_kept(play.played()) && !play.played().rules.keeps(rules);
    });
    if (violated)
      return true;
  }
  return false;
}

FoundSequence prove_shortest(const SymbolicSubject &subject, const Architecture &architecture,
                             const SequenceViolation &violation, const std::vector<Event> &events,
                             const Solvers &solvers) {
  return Search(subject, architecture, violation, solvers).run(events);
}

} // namespace dma_verify::smt
