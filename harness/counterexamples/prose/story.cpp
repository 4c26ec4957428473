// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/story.h"

#include "harness/counterexamples/prose/consequence.h"
#include "harness/counterexamples/prose/property_told.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "harness/results/render/text.h"
#include "properties/sequences/sequence_properties.h"

#include <fmt/format.h>

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
          ? fmt::format("{} violates a clause, the world around it looked at.",
                        step_text(steps.front()))
          : fmt::format("{}, in this order on a freshly loaded file, violate a clause {}.",
                        elided(actions_text(steps), kActionColumns),
                        where_it_shows(counterexample, observed.size()));
  text += fmt::format(" Expected: {}.", told_of(counterexample).clause);
  const std::string_view why = consequence_of(counterexample.property, counterexample.clause);
  if (!why.empty())
    text += fmt::format(" {}.", why);
  const auto step = telling_step(counterexample, observed, expected);
  if (step && step->differs && steps.size() > 1) {
    text += fmt::format(" The file first does something else than the model in step {}, {}.",
                        step->number + 1, step_text(steps[step->number]));
  }
  return text;
}

} // namespace

std::optional<TellingStep> telling_step(const Counterexample &counterexample,
                                        const StepObservations &observed,
                                        const StepObservations &expected) {
  std::optional<TellingStep> told;
  for (std::size_t i = 0; i < observed.size() && i < expected.size(); ++i) {
    const auto call = world::call_of(counterexample.steps[i].action);
    if (!call)
      continue;
    told = {i, observation_lines(*call, observed[i]) != observation_lines(*call, expected[i])};
    if (told->differs)
      break;
  }
  return told;
}

std::string story_of(const Counterexample &counterexample, const StepObservations &observed,
                     const StepObservations &expected) {
  if (!counterexample.steps.empty())
    return story_of_steps(counterexample, observed, expected);
  if (!observed.empty())
    return sentence_of(counterexample, observed.front());
  return request_of(counterexample.scenario) + " ended the process that ran it.";
}

} // namespace dma_verify
