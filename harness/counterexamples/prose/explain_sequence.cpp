// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/explain_sequence.h"

#include "harness/counterexamples/files/certification_file.h"
#include "harness/counterexamples/prose/explain.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/counterexamples/prose/story.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "properties/sequences/sequence_properties.h"

#include <fmt/format.h>

namespace dma_verify {

using world::Action;
using world::Event;

std::string step_text(const Event &step) {
  std::string of_buffer = fmt::format("{} of buffer {}", to_string(step.action), step.buffer);
  // Actions without a helper have no scenario of their own, in which nothing fails.
  const std::string failing = failures_of(step.scenario);
  const std::string failures = failing.empty() ? "" : ", " + failing;
  switch (step.action) {
  case Action::acquire:
    return fmt::format("{} for device {}{}: buffer {}", request_of(step.scenario), step.device,
                       failures, step.buffer);
  case Action::alloc_coherent:
    return fmt::format("alloc_coherent of {} bytes from the memory of device {}: buffer {}",
                       step.bytes, step.device, step.buffer);
  case Action::map_to_user:
    return fmt::format("{}{}: buffer {}", request_of(step.scenario), failures, step.buffer);
  case Action::sync_for_cpu:
    return of_buffer + (step.device_writes ? ", which the device has written" : "");
  case Action::describe:
    return of_buffer + failures;
  default:
    return of_buffer;
  }
}

std::string actions_text(const std::vector<Event> &steps) {
  std::string text;
  for (const Event &step : steps) {
    text += text.empty() ? "" : ", ";
    text += to_string(step.action);
  }
  return text;
}

std::string explain_sequence(const Counterexample &counterexample, const std::string &subject,
                             const std::string &file, const StepObservations &observed,
                             const StepObservations &expected,
                             const std::vector<SourceLines> &lines) {
  const SequenceProperty &property = *find_sequence_property(counterexample.property);
  std::string text = fmt::format("# {}, clause {}\n\n", property.id, counterexample.clause);
  text += fmt::format("{} on a fresh copy of the file, {} of {} bytes a page.\n\n",
                      actions_text(counterexample.steps),
                      architecture_id(counterexample.scenario.architecture),
                      std::uint64_t{1} << counterexample.scenario.architecture.page_shift);
  if (!expected.empty())
    text += story_of(counterexample, observed, expected) + "\n\n";
  text += fmt::format("**What must hold:** {}, {}.", property.statement,
                      property.at_end ? "at the end of the sequence" : "after each step");
  for (const ClauseText &clause : property.clauses) {
    if (clause.id == counterexample.clause)
      text += fmt::format(" Here: {}.", clause.statement);
  }
  text += fmt::format(" (source: {})\n\n## Steps\n", property.source);
  for (std::size_t i = 0; i < counterexample.steps.size(); ++i) {
    const Event &step = counterexample.steps[i];
    text += fmt::format("\n### {}. {}\n", i + 1, step_text(step));
    if (!world::call_of(step.action))
      continue;
    text += "\n" + scenario_table(step.scenario);
    if (i >= observed.size())
      continue;
    text += "\n```\n";
    const auto rows = observation_lines(step.scenario.call, observed[i]);
    const SourceLines places = lines_of_call(lines, i);
    if (i < expected.size() && rows != observation_lines(step.scenario.call, expected[i])) {
      text += side_by_side(step.scenario.call, observed[i], subject, expected[i], "model", places);
    } else {
      const auto texts = place_texts(observed[i], places);
      for (std::size_t at = 0; at < rows.size(); ++at)
        text += (at < texts.size() ? texts[at] : "") + rows[at] + "\n";
    }
    text += "```\n";
  }
  if (counterexample.proved) {
    text += "\n## What is known for certain\n\n";
    for (const std::string &sentence : sentences_of(*counterexample.proved))
      text += "* " + sentence + "\n";
  }
  text += "\n## The verdict stands on\n\n";
  for (const Assumption assumption : sequence_assumptions())
    text += fmt::format("* {}: {}\n", text_of(assumption).id, text_of(assumption).statement);
  text += fmt::format("\n```\ndma-verify replay --subject {} {}\n```\n", subject, file);
  return text;
}

} // namespace dma_verify
