// SPDX-License-Identifier: GPL-2.0-only
// Counterexamples run again in a child: what comes back from it, and from one that is lost.
#include "harness/counterexamples/examination/examine.h"

#include "harness/counterexamples/prose/trace_text.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/mmap.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>

namespace dma_verify {
namespace {

Counterexample wrapping() {
  Counterexample counterexample;
  counterexample.property = "offset-bounds.accepted-in-bounds";
  counterexample.clause = "in-bounds";
  StoredScenario &scenario = counterexample.scenario;
  scenario.architecture = find_architecture("64-64-64-12").value();
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  scenario.vma.vm_end.word = Bits<64>(0x1000);
  scenario.vma.vm_pgoff.word = Bits<64>(~std::uint64_t{0});
  return counterexample;
}

// The model with a bounds check whose sum wraps.
Subject wrapping_subject() {
  return run_subject("wrong", [] {
    return Observe([](const StoredScenario &scenario, StoredObservation &observed) {
      StoredScenario asked = scenario;
      const std::uint64_t last = scenario.vma.vm_pgoff.word.value() + 1;
      if (last == 0)
        asked.vma.vm_pgoff = {};
      observe_model(asked, observed);
      if (last == 0)
        observed.status = 0;
    });
  });
}

std::vector<std::string> lines(const StoredObservation &observed) {
  return observation_lines(ops_helpers::Helper::mmap, observed);
}

TEST_CASE("what the subject did comes back whole, beside what the model does") {
  const Counterexample counterexample = wrapping();
  const Examination examination = examine(wrapping_subject(), counterexample);
  CHECK(examination.problem.empty());
  REQUIRE(examination.observed.size() == 1);
  REQUIRE(examination.expected.size() == 1);
  StoredObservation here;
  wrapping_subject().open()(counterexample.scenario, here);
  CHECK(lines(examination.observed.front()) == lines(here));
  StoredObservation model;
  observe_model(counterexample.scenario, model);
  CHECK(lines(examination.expected.front()) == lines(model));
}

TEST_CASE("a failure is seen again, and which fields it needs") {
  const Counterexample counterexample = wrapping();
  const Examination examination = examine(wrapping_subject(), counterexample);
  CHECK(examination.fails);
  const auto names = trial_names(ops_helpers::Helper::mmap);
  REQUIRE(examination.trials.size() == names.size());
  const auto trial = [&](const char *name) {
    const auto at = std::ranges::find(names, name) - names.begin();
    return examination.trials.at(static_cast<std::size_t>(at));
  };
  CHECK(trial("attrs").may_be_anything());
  CHECK(trial("dma_handle").may_be_anything());
  CHECK_FALSE(trial("vm_pgoff").may_be_anything());
}

TEST_CASE("of a subject that does nothing wrong, no field is tried") {
  const Examination examination = examine(model_subject(), wrapping());
  CHECK_FALSE(examination.fails);
  CHECK(examination.observed.size() == 1);
  CHECK(examination.trials.empty());
}

TEST_CASE("a process that ends is told, and nothing is claimed") {
  Subject subject = wrapping_subject();
  subject.open = [] {
    return Observe([](const StoredScenario &, StoredObservation &) { std::raise(SIGKILL); });
  };
  const Examination examination = examine(subject, wrapping());
  CHECK(examination.problem == "SIGKILL");
  CHECK(examination.observed.empty());
  CHECK(examination.expected.empty());
  CHECK_FALSE(examination.fails);
  CHECK_FALSE(observe_once(subject, wrapping().scenario));
}

TEST_CASE("a process that ends while fields are tried has told what it did before") {
  Subject subject = wrapping_subject();
  subject.open = [inner = subject.open] {
    return Observe(
        [observe = inner()](const StoredScenario &scenario, StoredObservation &observed) {
          if (scenario.attrs.value() != 0)
            std::raise(SIGKILL);
          observe(scenario, observed);
        });
  };
  const Examination examination = examine(subject, wrapping());
  CHECK(examination.problem.empty());
  CHECK(examination.fails);
  CHECK(examination.observed.size() == 1);
  CHECK(examination.trials.size() == 3); // cpu_addr, size, dma_handle
}

TEST_CASE("a trace that is as long as can be comes back") {
  Subject subject = wrapping_subject();
  subject.open = [] {
    return Observe([](const StoredScenario &, StoredObservation &observed) {
      observed.clear();
      observed.trace.resize(kTraceCapacity<WidestMachine>);
      observed.trace.back().bytes.word = Bits<64>(~std::uint64_t{0});
      observed.completion = Completion::hung;
    });
  };
  const auto observed = observe_once(subject, wrapping().scenario);
  REQUIRE(observed);
  REQUIRE(observed->trace.size() == kTraceCapacity<WidestMachine>);
  CHECK(observed->trace.back().bytes.word.value() == ~std::uint64_t{0});
  CHECK(observed->completion == Completion::hung);
}

TEST_CASE("of a sequence each step is told, of a step that is no call nothing") {
  Counterexample counterexample;
  counterexample.property = "sequence.ownership";
  counterexample.clause = "none";
  counterexample.scenario.architecture = find_architecture("64-64-64-12").value();
  world::Event step;
  step.action = world::Action::alloc_coherent;
  step.bytes = 0x1000;
  step.scenario.architecture = counterexample.scenario.architecture;
  counterexample.steps = {step, step};
  const Examination examination = examine(model_subject(), counterexample);
  CHECK(examination.problem.empty());
  CHECK(examination.observed.size() == 2);
  CHECK(examination.expected.size() == 2);
  CHECK(examination.trials.empty());
  CHECK_FALSE(examination.fails);
}

} // namespace
} // namespace dma_verify
