// SPDX-License-Identifier: GPL-2.0-only
// The call, or the calls one after the other, in C for a mail. The unit has the function.
#include "harness/counterexamples/exports/exports.h"
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "harness/units/unit_words.h"
#include "properties/reachability.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {
namespace {

// The answers of the kernel around the call, as far as they are unusual.
std::string answers(const StoredScenario &scenario) {
  std::string text;
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (field.section != FieldSection::answers || !field.used_by(scenario.call))
          return;
        StoredScenario usual;
        usual.architecture = scenario.architecture;
        usual.call = scenario.call;
        bool differs = false;
        for_each_field(
            [&](const Field &other, const auto &value) {
              if (other.name == field.name)
                differs = field_text(value) != field_text(member);
            },
            usual);
        if (differs)
          text += fmt::format("{}{} {}", text.empty() ? "" : ", ", field.name, field_text(member));
      },
      scenario);
  return text.empty() ? "" : "The kernel around it answers: " + text + ".";
}

std::string made_of(const ExportInput &input) {
  const Counterexample &counterexample = input.counterexample;
  const Architecture &architecture = counterexample.scenario.architecture;
  return fmt::format("{}, clause {}; {}-bit words, pages of {} bytes.", counterexample.property,
                     counterexample.clause, architecture.word_bits,
                     std::uint64_t{1} << architecture.page_shift);
}

} // namespace

std::string outcome_text(const ExportInput &input) {
  if (input.observed.empty() || input.expected.empty())
    return "";
  const auto last = [&](const StoredObservation &seen) {
    const auto lines = observation_lines(input.counterexample.scenario.call, seen);
    return lines[std::min(seen.trace.size(), lines.size() - 1)];
  };
  const std::string ours = last(input.observed.front());
  const std::string theirs = last(input.expected.front());
  return ours == theirs ? ours : ours + "; the model: " + theirs;
}

std::string c_snippet(const ExportInput &input) {
  const Counterexample &counterexample = input.counterexample;
  const StoredScenario &scenario = counterexample.scenario;
  std::vector<std::string> cause = {
      cause_text(input),
      "",
      made_of(input),
      fmt::format("Reachable {}.", to_string(reachability_of(scenario).from)),
  };
  if (counterexample.steps.empty()) {
    const std::string around = answers(scenario);
    if (!around.empty())
      cause.push_back(around);
  }
  return "// SPDX-License-Identifier: GPL-2.0-only\n" + exports::comment(cause) +
         words_of(scenario.call.unit).c_function(input);
}

} // namespace dma_verify
