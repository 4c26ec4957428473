// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/explain.h"

#include "harness/counterexamples/files/certification_file.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/prose/story.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "harness/results/render/text.h"
#include "properties/catalogue.h"
#include "properties/reachability.h"

#include <fmt/format.h>

namespace dma_verify {

std::string scenario_table(const StoredScenario &scenario) {
  std::string text = "| field | value |\n| --- | --- |\n";
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (!field.used_by(scenario.call))
          return;
        const char *where = field.section == FieldSection::answers ? "environment: " : "";
        text += fmt::format("| {}{} | `{}` |\n", where, field.name, field_text(member));
      },
      scenario);
  return text;
}

std::string explain(const Counterexample &counterexample, const std::string &subject,
                    const std::string &file, const StoredObservation &observed,
                    const StoredObservation &expected, const SourceLines &lines) {
  const StoredScenario &scenario = counterexample.scenario;
  const PropertyText &property = catalogue()[find_property(counterexample.property).value()];
  std::string text =
      fmt::format("# {}, clause {}\n\n{}\n\n", counterexample.property, counterexample.clause,
                  story_of(counterexample, {observed}, {expected}));
  text += fmt::format("**What must hold:** {}. ", property.statement);
  for (const ClauseText &clause : property.clauses) {
    if (clause.id == counterexample.clause)
      text += fmt::format("Here: {}. ", clause.statement);
  }
  text += fmt::format("(source: {})\n\n", property.source);

  const Reachability reach = reachability_of(scenario);
  text += fmt::format("**How it can be reached:** {}: {}.\n\n", to_string(reach.from), reach.rule);

  text += fmt::format("## Scenario\n\nArchitecture {}, pages of {} bytes.\n\n",
                      architecture_id(scenario.architecture),
                      std::uint64_t{1} << scenario.architecture.page_shift);
  text += scenario_table(scenario);

  if (counterexample.proved) {
    text += "\n## What is known for certain\n\n";
    for (const std::string &sentence : sentences_of(*counterexample.proved))
      text += "* " + sentence + "\n";
  }

  text += "\n## What happened\n\nThe first difference is marked with `>`.\n\n```\n";
  text += side_by_side(scenario.call, observed, subject, expected, "model", lines);
  text += "```\n\n## The verdict stands on\n\n";
  for (const Assumption assumption : contract_of(scenario.call)) {
    text += fmt::format("* {}: {}\n", text_of(assumption).id, text_of(assumption).statement);
  }
  text +=
      fmt::format("\n## Provenance\n\nSubject: {} {} `{}`. Found by {}, seed {}.\n",
                  counterexample.subject.kind, counterexample.subject.form,
                  counterexample.subject.sha256, counterexample.provenance.engine,
                  counterexample.provenance.seed.empty() ? "none" : counterexample.provenance.seed);
  text += fmt::format("\n```\ndma-verify replay --subject {} {}\n```\n", shell_word(subject),
                      shell_word(file));
  return text;
}

} // namespace dma_verify
