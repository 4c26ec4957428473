// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/sentence.h"

#include "harness/units/unit_words.h"

namespace dma_verify {

std::string request_of(const StoredScenario &scenario) {
  return words_of(scenario.call.unit).request(scenario);
}

std::string circumstances_of(const StoredScenario &scenario) {
  return words_of(scenario.call.unit).circumstances(scenario);
}

std::string failures_of(const StoredScenario &scenario) {
  return words_of(scenario.call.unit).failures(scenario);
}

std::string sentence_of(const Counterexample &counterexample, const StoredObservation &observed) {
  return words_of(counterexample.scenario.call.unit).sentence(counterexample, observed);
}

} // namespace dma_verify
