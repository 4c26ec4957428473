// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/sentence.h"

#include "harness/counterexamples/prose/consequence.h"
#include "harness/counterexamples/prose/property_statement.h"
#include "harness/units/unit_words.h"
#include "properties/catalogue.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dma_verify {

std::string request_of(const StoredScenario &scenario) {
  return words_of(scenario.call.unit).request(scenario);
}

std::string circumstances_of(const StoredScenario &scenario) {
  return fmt::format("{}", fmt::join(words_of(scenario.call.unit).circumstances(scenario), ", "));
}

std::string failures_of(const StoredScenario &scenario) {
  std::vector<std::string> found = words_of(scenario.call.unit).circumstances(scenario);
  std::erase_if(found, [](const std::string &each) { return !each.starts_with("while "); });
  return fmt::format("{}", fmt::join(found, ", "));
}

std::string sentence_of(const Counterexample &counterexample, const StoredObservation &observed) {
  const StoredScenario &scenario = counterexample.scenario;
  const std::string around = circumstances_of(scenario);
  std::string text =
      fmt::format("{}{}{}.", request_of(scenario), around.empty() ? " " : ", " + around + ", ",
                  words_of(scenario.call.unit).happened(counterexample, observed));
  if (find_property(counterexample.property))
    text += fmt::format(" Expected: {}.", property_statement_of(counterexample).clause);
  const std::string_view why =
      consequence_of(counterexample.property, counterexample.clause, &observed);
  return why.empty() ? text : fmt::format("{} {}.", text, why);
}

} // namespace dma_verify
