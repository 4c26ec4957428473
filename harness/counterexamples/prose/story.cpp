// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/story.h"

#include "harness/counterexamples/prose/consequence.h"
#include "harness/counterexamples/prose/first_difference.h"
#include "harness/counterexamples/prose/property_statement.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "harness/results/render/text.h"
#include "properties/sequences/sequence_properties.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {
namespace {

constexpr std::size_t kActionColumns = 300; // of all actions of a sequence

// The step at which the clause was found violated: the last that was taken.
std::string where_it_shows(const Counterexample &counterexample, std::size_t taken) {
  const auto *property = find_sequence_property(counterexample.property);
  if (property == nullptr || property->at_end || taken == 0 || taken > counterexample.steps.size())
    return "at the end";
  return fmt::format("after step {}, {}", taken, step_text(counterexample.steps[taken - 1]));
}

std::string story_of_steps(const Counterexample &counterexample, const StepObservations &observed,
                           const StepObservations &expected) {
  const auto &steps = counterexample.steps;
  std::string text =
      steps.size() == 1
          ? fmt::format("{}, as the one call of a freshly loaded file.", step_text(steps.front()))
          : fmt::format("{}, in this order on a freshly loaded file; a clause is violated {}.",
                        elided(actions_text(steps), kActionColumns),
                        where_it_shows(counterexample, observed.size()));
  const SequenceProperty *property = find_sequence_property(counterexample.property);
  const bool at_end = property != nullptr && property->at_end;
  text += fmt::format(" Expected{}: {}.", at_end ? " in the end" : "",
                      property_statement_of(counterexample).clause);
  const std::string_view why = consequence_of(counterexample.property, counterexample.clause);
  if (!why.empty())
    text += fmt::format(" {}.", why);
  const auto step = step_to_show(counterexample, observed, expected);
  if (step && step->differs) {
    text += fmt::format(" In step {} it {}.", step->number + 1,
                        first_difference(steps[step->number].scenario.call, observed[step->number],
                                         expected[step->number])
                            .sentence);
  }
  return text;
}

} // namespace

std::optional<StepToShow> step_to_show(const Counterexample &counterexample,
                                       const StepObservations &observed,
                                       const StepObservations &expected) {
  std::optional<StepToShow> found;
  for (std::size_t i = 0; i < observed.size() && i < expected.size(); ++i) {
    const auto call = world::call_of(counterexample.steps[i].action);
    if (!call)
      continue;
    found = {i, observation_lines(*call, observed[i]) != observation_lines(*call, expected[i])};
    if (found->differs)
      break;
  }
  return found;
}

std::string story_of(const Counterexample &counterexample, const StepObservations &observed,
                     const StepObservations &expected) {
  if (!counterexample.steps.empty())
    return story_of_steps(counterexample, observed, expected);
  if (!observed.empty()) {
    const std::string text = sentence_of(counterexample, observed.front());
    const std::string difference =
        expected.empty()
            ? ""
            : first_difference(counterexample.scenario.call, observed.front(), expected.front())
                  .sentence;
    return difference.empty() ? text : text + " It " + difference + ".";
  }
  return request_of(counterexample.scenario) + " ended the process that ran it.";
}

} // namespace dma_verify
