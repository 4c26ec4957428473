// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/findings/finding_page.h"

#include "harness/counterexamples/prose/explain.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "model/kernel/convert.h"
#include "properties/assumptions.h"
#include "properties/catalogue.h"
#include "properties/reachability.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {

std::vector<Assumption> assumptions_broken_by(const Counterexample &finding) {
  const PropertyText &property = catalogue()[find_property(finding.property).value()];
  std::vector<Assumption> broken = reachability_of(finding.scenario).broken;
  with_machine(finding.scenario.architecture, [&]<class M>() {
    const Scenario<M> scenario = convert_scenario<M>(finding.scenario);
    for (const Assumption one : property.assumptions) {
      if (!holds<M>(one, scenario) && std::ranges::find(broken, one) == broken.end())
        broken.push_back(one);
    }
  });
  return broken;
}

std::string finding_page(const Counterexample &counterexample, const StoredObservation &observed) {
  const FindingText &finding = counterexample.finding.value();
  const StoredScenario &scenario = counterexample.scenario;
  const PropertyText &property = catalogue()[find_property(counterexample.property).value()];
  std::string text = fmt::format("# {}: {}\n\n", finding.id, finding.title);
  text += fmt::format("**{}.** {}\n\n", finding.judgement, finding.reason);
  text += fmt::format("**Violates** {}, clause {}: ", property.id, counterexample.clause);
  for (const ClauseText &clause : property.clauses) {
    if (clause.id == counterexample.clause)
      text += fmt::format("{}.\n\n", clause.statement);
  }
  // What a caller must keep, and what is assumed besides.
  text +=
      reachability_of(scenario).broken.empty()
          ? "**Outside of what the property assumes**, though the caller keeps its contract:\n\n"
          : "**Outside the contract**, in which verdicts are given. Broken:\n\n";
  for (const Assumption assumption : assumptions_broken_by(counterexample))
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
