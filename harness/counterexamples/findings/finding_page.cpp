// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/findings/finding_page.h"

#include "harness/counterexamples/prose/explain.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "properties/catalogue.h"
#include "properties/reachability.h"

#include <fmt/format.h>

namespace dma_verify {

std::string finding_page(const Counterexample &counterexample, const StoredObservation &observed) {
  const FindingText &finding = counterexample.finding.value();
  const StoredScenario &scenario = counterexample.scenario;
  const PropertyText &property = catalogue()[find_property(counterexample.property).value()];
  std::string text = fmt::format("# {}, {}: {}\n\n{}\n\n", finding.id, finding.judgement,
                                 finding.title, finding.reason);
  text += fmt::format("**Violates** {}, clause {}: ", property.id, counterexample.clause);
  for (const ClauseText &clause : property.clauses) {
    if (clause.id == counterexample.clause)
      text += fmt::format("{}.\n\n", clause.statement);
  }
  text += "**Outside the contract**, in which verdicts are given. Broken:\n\n";
  for (const Assumption assumption : reachability_of(scenario).broken)
    text += fmt::format("* {}: {}\n", text_of(assumption).id, text_of(assumption).statement);
  text += fmt::format("\n{}\n\n## Scenario\n\nArchitecture {}.\n\n{}",
                      sentence_of(counterexample, observed), architecture_id(scenario.architecture),
                      scenario_table(scenario));
  text += "\n## What the kernel's file does, and the model\n\n```\n";
  for (const std::string &line : observation_lines(scenario.call, observed))
    text += line + "\n";
  text += "```\n";
  return text;
}

} // namespace dma_verify
