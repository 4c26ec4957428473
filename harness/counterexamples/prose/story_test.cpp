// SPDX-License-Identifier: GPL-2.0-only
// The sentences about a counterexample that was run again.
#include "harness/counterexamples/prose/story.h"

#include "harness/counterexamples/prose/property_statement.h"
#include "harness/counterexamples/prose/sentence.h"
#include "properties/model_subject.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

Counterexample allocation() {
  Counterexample counterexample;
  counterexample.property = "initialisation.alloc_pages";
  counterexample.clause = "zeroed";
  StoredScenario &scenario = counterexample.scenario;
  scenario.architecture = find_architecture("64-64-64-12").value();
  scenario.call = ops_helpers::Helper::alloc_pages;
  scenario.size.word = Bits<64>(0x1000);
  scenario.buddy_page = Page<WidestMachine>::of({});
  return counterexample;
}

StoredObservation model_of(const StoredScenario &scenario) {
  StoredObservation observed;
  observe_model(scenario, observed);
  return observed;
}

// What is said beside the sentence, of an observation that was changed.
template <class Change> std::string remark(const Change &change) {
  const Counterexample counterexample = allocation();
  const StoredObservation expected = model_of(counterexample.scenario);
  StoredObservation observed = expected;
  change(observed);
  const std::string story = story_of(counterexample, {observed}, {expected});
  const std::string sentence = sentence_of(counterexample, observed);
  REQUIRE(story.starts_with(sentence));
  return story.substr(sentence.size());
}

TEST_CASE("a story has the first difference: a call changed, left out or too many, or the end") {
  CHECK(remark([](StoredObservation &) {}).empty());
  CHECK(remark([](StoredObservation &seen) { seen.trace.back().bytes.word = Bits<64>(0xfff); }) ==
        " It called memset(addr=0xffff800000000000, value=0, size=0xfff), where the model calls "
        "memset(addr=0xffff800000000000, value=0, size=0x1000).");
  CHECK(remark([](StoredObservation &seen) { seen.trace.pop_back(); }) ==
        " It did not call memset(addr=0xffff800000000000, value=0, size=0x1000), as the model "
        "does.");
  CHECK(remark([](StoredObservation &seen) { seen.trace.erase(seen.trace.begin()); }) ==
        " It did not call dma_alloc_contiguous(size=0x1000, gfp=0x0) = NULL, as the model does.");
  CHECK(remark([](StoredObservation &seen) { seen.trace.push_back(seen.trace.back()); }) ==
        " It called memset(addr=0xffff800000000000, value=0, size=0x1000), which the model does "
        "not call.");
  CHECK(remark([](StoredObservation &seen) { seen.page = Page<WidestMachine>::null(); }) ==
        " It ended with return NULL, the model with return pfn:0x0.");
}

TEST_CASE("a story of a process that ended says so") {
  CHECK(story_of(allocation(), {}, {}) ==
        "dma_common_alloc_pages() of 4096 bytes ended the process that ran it.");
}

TEST_CASE("a story of a sequence names the step in which the file does something else") {
  Counterexample sequence;
  sequence.property = "sequence.content";
  sequence.clause = "buffer";
  world::Event take;
  take.scenario = allocation().scenario;
  sequence.steps = {take, take};
  const StoredObservation good = model_of(take.scenario);
  StoredObservation bad = good;
  bad.trace.pop_back();
  const auto step = step_to_show(sequence, {good, bad}, {good, good});
  REQUIRE(step);
  CHECK(step->number == 1);
  CHECK(step->differs);
  const std::string story = story_of(sequence, {good, bad}, {good, good});
  CAPTURE(story);
  CHECK(story.starts_with("alloc_pages, alloc_pages, in this order on a freshly loaded file; "));
  CHECK(story.find("after step 2, ") != std::string::npos);
  CHECK(story.find(property_statement_of(sequence).clause) != std::string::npos);
  CHECK(story.find(" In step 2 it did not call memset(") != std::string::npos);
  const auto same = step_to_show(sequence, {good, good}, {good, good});
  REQUIRE(same);
  CHECK_FALSE(same->differs);
}

} // namespace
} // namespace dma_verify
