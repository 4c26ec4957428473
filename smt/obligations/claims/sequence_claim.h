// SPDX-License-Identifier: GPL-2.0-only
// Sequences of calls as obligations: all shapes of a property, all finite answers and kinds of
// device, all words. What is chosen in each step is a word of its own: "size.0", "vm_pgoff.2".
#pragma once

#include "model/kernel/convert.h"
#include "properties/sequences/play.h"
#include "properties/sequences/player.h"
#include "smt/obligations/obligation.h"
#include "smt/obligations/proof_job.h"
#include "smt/obligations/settle.h"

namespace dma_verify::smt {

// One choice: which calls, by which devices, with which answers of each.
struct SequenceChoice {
  sequences::Shape shape;
  std::vector<sequences::DeviceKind> devices;
  std::vector<StoredScenario> answers; // of each step
};
std::vector<SequenceChoice> choices_of(const sequences::ProvedProperty &property,
                                       const Architecture &architecture);

// So many devices, each of any of these kinds.
std::vector<std::vector<sequences::DeviceKind>>
devices_of(std::span<const sequences::DeviceKind> kinds, std::size_t count);

// All choices of sequences of this shape alone, on any of these sets of devices.
std::vector<SequenceChoice>
choices_of(const sequences::Shape &shape,
           std::span<const std::vector<sequences::DeviceKind>> devices_of_choice,
           const Architecture &architecture);

// Which choices violate which clauses of the property, for one subject.
struct SequenceQuestion {
  sequences::ProvedProperty property;
  std::span<const SequenceChoice> choices;
  Architecture architecture{};
};

// For each clause: when it is violated, and its guard.
inline constexpr std::size_t kTermsOfClause = 2;

// "size.2" for the field "size" of step 2.
std::string word_of(std::string_view field, std::size_t step);

// The steps of a choice, with words from a solver's model.
std::vector<StoredScenario> steps_of(const SequenceChoice &choice, const Assignment &words);

// In words, for a message.
std::string describe(const SequenceChoice &choice, const Assignment &words);

// The assumptions of all of them, in the order of the obligations' lists.
std::vector<std::string> sequence_assumption_ids();
std::string sequence_assumption_statement(const std::string &id);

// What the concrete model (or another subject) does with a choice and its words.
template <class M>
sequences::Played<M> play_concretely(const SequenceChoice &choice, const Assignment &words,
                                     const typename sequences::Play<M>::Run &run) {
  sequences::Play<M> play(choice.answers.front().architecture, choice.devices, run);
  const auto steps = steps_of(choice, words);
  for (std::size_t i = 0; i < steps.size(); ++i)
    play.take(choice.shape[i], convert_scenario<M>(steps[i]));
  return play.played();
}

// Runs on machine words what observes stored scenarios, and keeps these.
template <class M>
typename sequences::Play<M>::Run run_of(const ObserveCall &fresh,
                                        std::vector<StoredScenario> *kept = nullptr) {
  return [fresh, kept](const Scenario<M> &scenario, Observation<M> &seen) {
    const auto stored = convert_scenario<WidestMachine>(scenario);
    if (kept != nullptr)
      kept->push_back(stored);
    StoredObservation observation;
    fresh(stored, observation);
    convert_observation(stored.call, observation, seen);
  };
}

template <class M> bool all_kept(const sequences::Played<M> &played) {
  return std::ranges::all_of(played.kept, [](const auto &each) { return each.second; });
}

// An obligation for each clause of the property, over these choices. `run` is the subject.
template <class M>
std::vector<Obligation>
sequence_obligations(const sequences::ProvedProperty &property,
                     std::span<const SequenceChoice> choices, const Architecture &architecture,
                     const typename sequences::Play<M>::Run &run, Folding folding = Folding::on) {
  const auto shared_pool = std::make_shared<TermPool>(folding);
  TermPool &pool = *shared_pool;
  const std::vector<std::string> assumptions = sequence_assumption_ids();
  std::vector<Obligation> obligations;
  sequences::RuleSet judged;
  for (const sequences::ClauseRules &rules : property.rules)
    judged = judged | rules.proved;
  for (const ClauseText &text : property.clauses) {
    Obligation &obligation = obligations.emplace_back();
    obligation.id = job_id(property.id, text.id, architecture);
    obligation.statement = std::string(text.statement);
    obligation.architecture = architecture_id(architecture);
    obligation.pool = shared_pool;
    obligation.assumption_ids = assumptions;
    for (const std::string &id : assumptions)
      obligation.assumption_statements.push_back(sequence_assumption_statement(id));
  }
  unsigned paths = 0;
  for (const SequenceChoice &choice : choices) {
    Explorer explorer(pool, 1U << 16U);
    const std::vector<Term> joined = explorer.explore([&] {
      sequences::Play<M> play(architecture, choice.devices, run, judged);
      for (std::size_t i = 0; i < choice.shape.size(); ++i)
        play.take(choice.shape[i],
                  symbolic_scenario<M>(explorer, choice.answers[i],
                                       [&](std::string_view name) { return word_of(name, i); }));
      const sequences::Played<M> &played = play.played();
      std::vector<Term> terms;
      terms.reserve(assumptions.size() + kTermsOfClause * property.rules.size());
      for (const std::string &id : assumptions) {
        const auto kept = played.kept.find(id);
        terms.push_back(kept == played.kept.end() ? pool.truth(true)
                                                  : kept->second.value().term(pool));
      }
      for (const sequences::ClauseRules &rules : property.rules) {
        const Bool holds = played.rules.keeps(rules.proved);
        terms.push_back(pool.negation(holds.value().term(pool)));
        terms.push_back(holds.guard().value_or(Proposition(false)).term(pool));
      }
      return terms;
    });
    paths += explorer.paths();
    const std::vector<Term> assumed(
        joined.begin(), joined.begin() + static_cast<std::ptrdiff_t>(assumptions.size()));
    for (std::size_t i = 0; i < obligations.size(); ++i) {
      const std::size_t at = assumptions.size() + kTermsOfClause * i;
      obligations[i].has_guard = obligations[i].has_guard || !joined[at + 1].is(0);
      obligations[i].cases.push_back({choice.answers.front(), assumed, pool.truth(true), joined[at],
                                      joined[at + 1], pool.truth(true), pool.truth(false)});
    }
  }
  for (Obligation &obligation : obligations)
    obligation.paths = paths;
  return obligations;
}

// Over all of the property's shapes, finite answers and kinds of device.
template <class M>
std::vector<Obligation>
sequence_obligations(const sequences::ProvedProperty &property, const Architecture &architecture,
                     const typename sequences::Play<M>::Run &run, Folding folding = Folding::on) {
  return sequence_obligations<M>(property, choices_of(property, architecture), architecture, run,
                                 folding);
}

} // namespace dma_verify::smt
