// SPDX-License-Identifier: GPL-2.0-only
// Tests of the stateful engine: the model passes, each mutant fails with its clause and
// shrinks to the shortest sequence, and a run is repeatable by its seed.
#include "properties/random/sequences/sequences.h"

#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/ops_helpers/mutants/free_pages.h"
#include "properties/ops_helpers/mutants/get_sgtable.h"
#include "properties/ops_helpers/mutants/mmap.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace dma_verify::random {
namespace {

using world::Action;
using world::Event;
using End = SequenceResult::End;

const OpenSubject kModel = [] { return ObserveCall(&observe_model); };

OpenSubject with_mutant(const Mutant &mutant) {
  return [&mutant] {
    return [&mutant](const StoredScenario &scenario, StoredObservation &observation) {
      if (scenario.call == mutant.call) {
        observe_mutant(mutant, scenario, observation);
      } else {
        observe_model(scenario, observation);
      }
    };
  };
}

SequenceResult run(const OpenSubject &open, std::uint64_t sequences,
                   const char *architecture = "64-64-64-12", world::PlatformOptions platform = {}) {
  SequenceOptions options;
  options.seed = 1;
  options.sequences = sequences;
  options.platform = platform;
  return run_sequences(find_architecture(architecture).value(), open, options);
}

std::string name_of(const SequenceViolation &violation) {
  return std::string(violation.property) + "." + std::string(violation.clause);
}

std::string actions_of(const std::vector<Event> &events) {
  std::string text;
  for (const Event &event : events)
    text += (text.empty() ? "" : " ") + std::string(world::to_string(event.action));
  return text;
}

TEST_CASE("the model passes 2,000 sequences") {
  const SequenceResult result = run(kModel, 2000);
  CHECK(result.end == End::budget);
  CHECK(result.sequences == 2000);
  CHECK(result.steps > 2000 * 20);
  CHECK(result.unmodelled == 0);
  for (std::size_t i = 0; i < world::kActionCount; ++i) {
    INFO(std::string(world::to_string(static_cast<Action>(i))));
    CHECK(result.actions[i] > 200);
  }
}

TEST_CASE("the model passes on other architectures") {
  for (const char *id : {"32-32-32-12", "32-64-64-18", "32-32-64-16", "64-64-64-12-nommu"}) {
    const SequenceResult result = run(kModel, 200, id);
    INFO(id);
    CHECK(result.end == End::budget);
    CHECK(result.sequences == 200);
  }
}

std::optional<SequenceViolation> replayed(const std::vector<Event> &events,
                                          const OpenSubject &open) {
  Player player(make_architecture(64, 64, 64, 12), open());
  for (const Event &event : events)
    player.take(event);
  if (!player.ended())
    player.finish();
  return player.violation();
}

// A mutant, the clause that it violates, and the shortest sequence that shows it. A leak is
// seen when all has been freed.
struct Expected {
  const Mutant &mutant;
  const char *clause;
  const char *actions;
};

void check_found(const Expected &expected) {
  INFO(std::string(expected.mutant.id));
  const SequenceResult result = run(with_mutant(expected.mutant), 2000);
  REQUIRE(result.end == End::violated);
  CHECK(name_of(result.shortest->violation) == expected.clause);
  CHECK(actions_of(result.shortest->events) == expected.actions);
  CHECK(result.original->violation == result.shortest->violation);
  CHECK(result.original->events.size() >= result.shortest->events.size());

  // Played again, it fails again; on the model, which does otherwise, it does not.
  CHECK(replayed(result.shortest->events, with_mutant(expected.mutant)) ==
        result.shortest->violation);
  CHECK_FALSE(replayed(result.shortest->events, kModel));
}

TEST_CASE("a mutant of alloc_pages fails in the first call that shows it") {
  using namespace ops_helpers::of_alloc_pages;
  const Expected table[] = {
      {kReleaseDropped, "sequence.leak-freedom.block", "alloc_pages"},
      {kWrongAllocator, "sequence.ownership.right-allocator", "alloc_pages"},
      {kReleasedTwice, "sequence.ownership.released-once", "alloc_pages"},
      {kOnePageReleased, "sequence.ownership.released-whole", "alloc_pages"},
      {kReleasedHandedOut, "sequence.ownership.one-owner", "alloc_pages"},
      {kSecondPage, "sequence.ownership.one-owner", "alloc_pages"},
      {kOrderTooSmall, "sequence.ownership.one-owner", "alloc_pages"},
      {kNullNotTested, "sequence.ownership.one-owner", "alloc_pages"},
      {kClearedMore, "sequence.ownership.own-writes", "alloc_pages"},
      {kClearedAfterRelease, "sequence.ownership.own-writes", "alloc_pages"},
      {kReleaseBeforeUnmap, "sequence.reach.device", "alloc_pages"},
      {kZeroIsFailure, "sequence.reach.device", "alloc_pages"},
      {kNullTestedLate, "sequence.reach.device", "alloc_pages"},
      {kMappedTwice, "sequence.reach.one-mapping", "alloc_pages"},
      {kOnePageMapped, "sequence.reach.one-mapping", "alloc_pages"},
      {kFailureNotTested, "sequence.reach.one-mapping", "alloc_pages"},
      {kFailureHandedOut, "sequence.reach.one-mapping", "alloc_pages"},
      {kHandleNotWritten, "sequence.reach.one-mapping", "alloc_pages"},
      {kOtherDirection, "sequence.reach.one-mapping", "alloc_pages"},
      {kNotCleared, "sequence.content.buffer", "alloc_pages"},
      {kClearedLess, "sequence.content.buffer", "alloc_pages"},
      {kOnePageCleared, "sequence.content.buffer", "alloc_pages"},
      {kFilled, "sequence.content.buffer", "alloc_pages"},
      {kOpsForIommu, "sequence.execution.returns", "alloc_pages"},
      {kNullBug, "sequence.execution.returns", "alloc_pages"},
      {kRetriedForEver, "sequence.execution.returns", "alloc_pages"},
  };
  for (const Expected &expected : table)
    check_found(expected);
}

TEST_CASE("what alloc_pages hands out wrongly is seen at the latest when it is freed") {
  using namespace ops_helpers::of_alloc_pages;
  const Expected table[] = {
      {kBothAsked, "sequence.leak-freedom.block", "alloc_pages free_pages"},
      {kOrderTooLarge, "sequence.ownership.released-whole", "alloc_pages free_pages"},
      {kIommuForOps, "sequence.reach.device", "alloc_pages free_pages"},
  };
  for (const Expected &expected : table)
    check_found(expected);
}

TEST_CASE("a mutant of free_pages fails after one allocation") {
  using namespace ops_helpers::of_free_pages;
  const Expected table[] = {
      {kUnmapDropped, "sequence.reach.device", "alloc_pages free_pages"},
      {kReleaseFirst, "sequence.reach.device", "alloc_pages free_pages"},
      {kOnePageUnmapped, "sequence.reach.device", "alloc_pages free_pages"},
      {kOtherHandle, "sequence.reach.device", "alloc_pages free_pages"},
      {kUnmappedTwice, "sequence.reach.unmap", "alloc_pages free_pages"},
      {kReleasedTwice, "sequence.ownership.released-once", "alloc_pages free_pages"},
      {kOnePage, "sequence.ownership.released-whole", "alloc_pages free_pages"},
      {kBuddyOnly, "sequence.ownership.right-allocator", "alloc_pages free_pages"},
      {kClearedAfter, "sequence.ownership.own-writes", "alloc_pages free_pages"},
      {kReleaseDropped, "sequence.leak-freedom.block", "alloc_pages free_pages"},
      {kMissingUnmap, "sequence.execution.returns", "alloc_pages free_pages"},
      {kOpsForIommu, "sequence.execution.returns", "alloc_pages free_pages"},
      {kBug, "sequence.execution.returns", "alloc_pages free_pages"},
      {kEndless, "sequence.execution.returns", "alloc_pages free_pages"},
  };
  for (const Expected &expected : table)
    check_found(expected);
}

TEST_CASE("a mutant of mmap shows user space what is not the buffer's") {
  using namespace ops_helpers::of_mmap;
  const Expected table[] = {
      {kAdditiveCheck, "sequence.reach.user", "alloc_pages mmap"},
      {kUnchecked, "sequence.reach.user", "alloc_pages mmap"},
      {kLengthUnchecked, "sequence.reach.user", "alloc_pages mmap"},
      {kOffsetUnchecked, "sequence.reach.user", "alloc_pages mmap"},
      {kOnePastEnd, "sequence.reach.user", "alloc_pages mmap"},
      {kVirtToPage, "sequence.reach.user", "alloc_pages mmap"},
      {kOldProtMapped, "sequence.reach.user-protection", "alloc_pages mmap"},
      {kMappedThenChecked, "sequence.reach.failed-mmap", "alloc_pages mmap"},
      {kMappedTwice, "sequence.execution.returns", "alloc_pages mmap"},
  };
  for (const Expected &expected : table)
    check_found(expected);
}

TEST_CASE("a mutant of get_sgtable names other pages, or leaves a list") {
  using namespace ops_helpers::of_get_sgtable;
  const Expected table[] = {
      {kSecondPage, "sequence.reach.scatter-list", "alloc_pages get_sgtable"},
      {kEntryNotSet, "sequence.reach.scatter-list", "alloc_pages get_sgtable"},
      {kVirtToPage, "sequence.reach.scatter-list", "alloc_pages get_sgtable"},
      {kBufferCleared, "sequence.ownership.own-writes", "alloc_pages get_sgtable"},
      {kMadeTwice, "sequence.leak-freedom.scatter-list", "alloc_pages get_sgtable free_pages"},
      {kEndless, "sequence.execution.returns", "alloc_pages get_sgtable"},
  };
  for (const Expected &expected : table)
    check_found(expected);
}

TEST_CASE("the shortest sequence is a plain one") {
  const SequenceResult result =
      run(with_mutant(ops_helpers::of_alloc_pages::kReleaseDropped), 2000);
  REQUIRE(result.end == End::violated);
  const StoredScenario &scenario = result.shortest->events.at(0).scenario;
  CHECK(scenario.size.word.value() == 4096);
  CHECK(scenario.gfp.value() == kGfpKernel);
  CHECK(scenario.direction == Direction::bidirectional);
  CHECK(result.shortest->events[0].device == 0);
}

TEST_CASE("no harmless change is blamed") {
  for (const Mutant *change : harmless_mutants()) {
    INFO(std::string(change->id));
    const SequenceResult result = run(with_mutant(*change), 150);
    CHECK(result.end == End::budget);
    CHECK(result.sequences == 150);
  }
}

// A file that remembers: it loses the block of every second free.
ObserveCall forgetful() {
  return [frees = 0](const StoredScenario &scenario, StoredObservation &observation) mutable {
    if (scenario.call == ops_helpers::Helper::free_pages && ++frees % 2 == 0) {
      observe_mutant(ops_helpers::of_free_pages::kReleaseDropped, scenario, observation);
    } else {
      observe_model(scenario, observation);
    }
  };
}

TEST_CASE("what a file remembers between calls is found, from a fresh instance") {
  const SequenceResult result = run([] { return forgetful(); }, 2000);
  REQUIRE(result.end == End::violated);
  CHECK(name_of(result.shortest->violation) == "sequence.leak-freedom.block");
  CHECK(result.shortest->events.size() == 4);

  CHECK(replayed(result.shortest->events, [] { return forgetful(); }) ==
        result.shortest->violation);
}

TEST_CASE("a device that bounces whole pages is shown stale memory: W6, outside A9") {
  const world::PlatformOptions bouncing{.bouncing = true};
  const SequenceResult result = run(kModel, 2000, "64-64-64-12", bouncing);
  REQUIRE(result.end == End::violated);
  CHECK(result.shortest->violation.property == "sequence.content");
  const std::string actions = actions_of(result.shortest->events);
  CHECK((actions == "alloc_pages" || actions == "alloc_pages sync_for_cpu"));
  // A file that zeroes the pages before it maps them repairs it.
  const SequenceResult repaired = run(with_mutant(ops_helpers::of_alloc_pages::kClearedBeforeMap),
                                      500, "64-64-64-12", bouncing);
  CHECK(repaired.end == End::budget);
  CHECK(repaired.sequences == 500);
}

TEST_CASE("contiguous areas in high memory crash the memset: W1, outside A8") {
  const SequenceResult result = run(kModel, 2000, "32-64-64-12", {.high_memory = true});
  REQUIRE(result.end == End::violated);
  CHECK(name_of(result.shortest->violation) == "sequence.execution.returns");
  CHECK(actions_of(result.shortest->events) == "alloc_pages");
}

TEST_CASE("user space sees the end of a page that a pool has not zeroed: W5, outside M5") {
  const SequenceResult result = run(kModel, 2000, "64-64-64-12", {.partial_pages = true});
  REQUIRE(result.end == End::violated);
  CHECK(name_of(result.shortest->violation) == "sequence.content.user");
  CHECK(actions_of(result.shortest->events) == "alloc_coherent mmap");
}

bool same(const FailedSequence &a, const FailedSequence &b) {
  if (a.violation != b.violation || actions_of(a.events) != actions_of(b.events))
    return false;
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    bool equal = a.events[i].device == b.events[i].device;
    for_each_field(
        [&](const Field &, const auto &one, const auto &other) {
          if constexpr (requires { one.is_null; }) {
            equal = equal && one.is_null == other.is_null && one.frame == other.frame;
          } else {
            equal = equal && one == other;
          }
        },
        a.events[i].scenario, b.events[i].scenario);
    if (!equal)
      return false;
  }
  return true;
}

TEST_CASE("the same seed finds the same sequence, another seed another") {
  const OpenSubject broken = with_mutant(ops_helpers::of_free_pages::kUnmapDropped);
  const SequenceResult one = run(broken, 2000);
  const SequenceResult other = run(broken, 2000);
  REQUIRE(one.original);
  CHECK(one.sequences == other.sequences);
  CHECK(same(*one.original, *other.original));
  CHECK(same(*one.shortest, *other.shortest));

  SequenceOptions options;
  options.seed = 2;
  options.sequences = 2000;
  const SequenceResult third = run_sequences(make_architecture(64, 64, 64, 12), broken, options);
  REQUIRE(third.original);
  CHECK_FALSE(same(*one.original, *third.original));
}

TEST_CASE("sequences that end in an unknown service are counted apart") {
  unsigned calls = 0;
  const OpenSubject open = [&] {
    return [&](const StoredScenario &scenario, StoredObservation &observation) {
      observe_model(scenario, observation);
      if (++calls % 50 == 0) {
        observation.completion = Completion::unmodelled;
        std::string("no_such_service").copy(observation.detail, sizeof observation.detail - 1);
      }
    };
  };
  const SequenceResult result = run(open, 200);
  CHECK(result.end == End::budget);
  CHECK(result.unmodelled > 0);
  CHECK(result.unmodelled_service == "no_such_service");
  CHECK(result.sequences + result.unmodelled == 200);
}

TEST_CASE("a subject that cannot be opened is given up with the reason") {
  const SequenceResult result =
      run([]() -> ObserveCall { throw std::runtime_error("no such object"); }, 100);
  CHECK(result.end == End::gave_up);
  CHECK(result.reason == "no such object");
  CHECK(result.sequences == 0);
}

TEST_CASE("a time limit ends the run") {
  SequenceOptions options;
  options.time_limit = std::chrono::nanoseconds(1);
  const SequenceResult result = run_sequences(make_architecture(64, 64, 64, 12), kModel, options);
  CHECK(result.end == End::budget);
  CHECK(result.sequences < 50);
}

} // namespace
} // namespace dma_verify::random
