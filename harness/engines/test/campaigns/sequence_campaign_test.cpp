// SPDX-License-Identifier: GPL-2.0-only
// Sequences run in processes say what one process says, and what is lost with a process is told.
#include "harness/engines/test/campaigns/sequence_campaign.h"

#include "harness/process/under_test.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/free_pages.h"

#include <doctest/doctest.h>

#include <csignal>
#include <stdexcept>
#include <string_view>
#include <unistd.h>

namespace dma_verify {
namespace {

using End = random::SequenceResult::End;

std::vector<SequenceOutcome> run(const Subject &subject, SequenceCampaign campaign = {},
                                 unsigned rows = 1) {
  std::vector<SequenceUnit> units;
  for (unsigned i = 0; i < rows; ++i)
    units.push_back({&subject, make_architecture(64, 64, 64, 12 + i)});
  if (campaign.sequences == 0 && !campaign.time)
    campaign.sequences = 60;
  campaign.seed = 1;
  std::vector<SequenceOutcome> outcomes;
  run_sequence_campaign(units, campaign,
                        [&](const SequenceOutcome &outcome) { outcomes.push_back(outcome); });
  return outcomes;
}

// The model, but for what `act` does before a call.
Subject subject_with(std::function<void(const StoredScenario &)> act) {
  Subject subject = model_subject();
  subject.open = [act = std::move(act)] {
    return [act](const StoredScenario &scenario, StoredObservation &observation) {
      act(scenario);
      observe_model(scenario, observation);
    };
  };
  return subject;
}

Subject with_mutant() {
  Subject subject = model_subject();
  subject.open = [] {
    return [](const StoredScenario &scenario, StoredObservation &observation) {
      if (scenario.call == ops_helpers::Helper::free_pages) {
        observe_mutant(ops_helpers::of_free_pages::kUnmapDropped, scenario, observation);
      } else {
        observe_model(scenario, observation);
      }
    };
  };
  return subject;
}

TEST_CASE("each subject and architecture is one unit, whatever the number of jobs") {
  const Subject model = model_subject();
  for (const unsigned jobs : {1U, 3U}) {
    SequenceCampaign campaign;
    campaign.jobs = jobs;
    const auto outcomes = run(model, campaign, 3);
    REQUIRE(outcomes.size() == 3);
    for (const SequenceOutcome &outcome : outcomes) {
      CHECK(outcome.result.end == End::budget);
      CHECK(outcome.result.sequences == 60);
      CHECK(outcome.result.steps > 60 * 20);
      CHECK(outcome.result.actions[0] > 100);
      CHECK(outcome.seconds > 0);
      CHECK_FALSE(outcome.result.shortest);
      CHECK(outcome.lost == "");
      CHECK_FALSE(outcome.interrupted);
    }
  }
}

TEST_CASE("a failing sequence comes home as it was found in the child") {
  const Subject subject = with_mutant();
  const auto outcomes = run(subject);
  REQUIRE(outcomes.size() == 1);
  random::SequenceOptions options;
  options.seed = 1;
  options.sequences = 60;
  const auto alone =
      random::run_sequences(make_architecture(64, 64, 64, 12), subject.open, options);
  REQUIRE(alone.shortest);
  const random::SequenceResult &result = outcomes[0].result;
  REQUIRE(result.shortest);
  CHECK(result.end == End::violated);
  CHECK(result.shortest->violation == alone.shortest->violation);
  REQUIRE(result.shortest->events.size() == alone.shortest->events.size());
  for (std::size_t i = 0; i < alone.shortest->events.size(); ++i) {
    CHECK(result.shortest->events[i].action == alone.shortest->events[i].action);
    CHECK(result.shortest->events[i].scenario.size == alone.shortest->events[i].scenario.size);
  }
  CHECK(result.shrinking_runs == alone.shrinking_runs);
  CHECK(outcomes[0].original_steps == alone.original->events.size());
}

TEST_CASE("a process that dies in the tested code, and again, is told of with the call that ran") {
  const Subject subject = subject_with([](const StoredScenario &scenario) {
    process::set_under_test(true);
    if (scenario.call == ops_helpers::Helper::mmap)
      _exit(9);
    process::set_under_test(false);
  });
  const auto outcomes = run(subject);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].lost == "exit status 9");
  CHECK(outcomes[0].fault == "");
  REQUIRE(outcomes[0].last_call);
  CHECK(outcomes[0].last_call->call == ops_helpers::Helper::mmap);
  CHECK_FALSE(outcomes[0].stalled);
  CHECK_FALSE(outcomes[0].interrupted);
}

TEST_CASE("a process that dies of something else is no fault of the tested code") {
  const auto fault_of = [](const Observe &observe) {
    Subject subject = model_subject();
    subject.open = [observe] { return observe; };
    const auto outcomes = run(subject);
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].lost == "");
    CHECK_FALSE(outcomes[0].last_call);
    return outcomes[0].fault;
  };
  CHECK(fault_of([](const StoredScenario &, StoredObservation &) { _exit(3); }) ==
        "its process ended outside the tested code: exit status 3");
  CHECK(fault_of([](const StoredScenario &, StoredObservation &) {
          process::set_under_test(true);
          raise(SIGKILL);
        }) == "its process was killed from outside (SIGKILL), as when memory is short");
}

TEST_CASE("once a call hangs, no further sequences of the subject are run") {
  Subject subject = model_subject();
  subject.open = [] {
    return [](const StoredScenario &scenario, StoredObservation &observation) {
      observe_model(scenario, observation);
      observation.completion = Completion::hung;
    };
  };
  const auto outcomes = run(subject, {}, 2);
  REQUIRE(outcomes.size() == 2);
  REQUIRE(outcomes[0].result.shortest);
  CHECK(outcomes[0].result.shortest->violation.property == "sequence.execution");
  CHECK(outcomes[1].result.end == End::gave_up);
  CHECK(outcomes[1].result.reason == "not run: a call does not return");
}

TEST_CASE("an unknown service, and why a run gave up, come home") {
  Subject subject = model_subject();
  subject.open = [] {
    return [](const StoredScenario &scenario, StoredObservation &observation) {
      observe_model(scenario, observation);
      observation.completion = Completion::unmodelled;
      std::string_view("no_such_service").copy(observation.detail, sizeof observation.detail - 1);
    };
  };
  auto outcomes = run(subject);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].result.unmodelled == 60);
  CHECK(outcomes[0].result.unmodelled_service == "no_such_service");
  subject.open = []() -> Observe { throw std::runtime_error("no such object"); };
  outcomes = run(subject);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].result.end == End::gave_up);
  CHECK(outcomes[0].result.reason == "no such object");
}

TEST_CASE("a file of a form without dma-iommu meets no such device") {
  for (const bool iommu_devices : {true, false}) {
    Subject subject = subject_with([](const StoredScenario &scenario) {
      process::set_under_test(true);
      if (scenario.use_dma_iommu)
        _exit(7);
      process::set_under_test(false);
    });
    subject.environment.iommu_devices = iommu_devices;
    const auto outcomes = run(subject);
    REQUIRE(outcomes.size() == 1);
    CHECK((outcomes[0].lost == "exit status 7") == iommu_devices);
  }
}

TEST_CASE("an interrupted unit is told of as such") {
  SequenceCampaign campaign;
  campaign.time = std::chrono::hours(1);
  unsigned asked = 0;
  campaign.interrupted = [&] { return ++asked > 1; };
  const auto outcomes = run(model_subject(), campaign);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].interrupted);
}

TEST_CASE("a time limit is shared by the units") {
  SequenceCampaign campaign;
  campaign.time = std::chrono::milliseconds(20);
  const auto outcomes = run(model_subject(), campaign, 2);
  REQUIRE(outcomes.size() == 2);
  for (const SequenceOutcome &outcome : outcomes) {
    CHECK(outcome.result.end == End::budget);
    CHECK(outcome.result.sequences > 0);
  }
}

} // namespace
} // namespace dma_verify
