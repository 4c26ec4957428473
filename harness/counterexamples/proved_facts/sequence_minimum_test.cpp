// SPDX-License-Identifier: GPL-2.0-only
// Shortest sequences of the mutant: no shorter one fails, say two solvers; and what is not
// the shortest is replaced by what is.
#include "smt/minimality/sequence_minimum.h"
#include "harness/counterexamples/minimizer/sequences/shorter_sequences.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/ops_helpers/mutants/free_pages.h"
#include "properties/ops_helpers/mutants/get_sgtable.h"
#include "properties/ops_helpers/mutants/mmap.h"
#include "properties/random/sequences/sequences.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace dma_verify {
namespace {

using world::Action;
using world::Event;

smt::Solvers solvers() { return std::get<smt::Solvers>(smt::find_solvers()); }
smt::Solvers z3_alone() { return std::get<smt::Solvers>(smt::find_solvers("")); }
Architecture row() { return make_architecture(64, 64, 64, 12); }

// The first failing sequence of so many steps of the smallest space.
std::vector<Event> failing_sequence(const Mutant &mutant, const SequenceViolation &violation) {
  const auto open = smt::symbolic_mutant(mutant).open;
  return run_every_sequence(world::make_platform(row()), kLongestRunInFull, open, violation,
                            std::chrono::seconds(20))
      .found;
}

std::vector<Action> actions_of(const std::vector<Event> &events) {
  std::vector<Action> actions;
  actions.reserve(events.size());
  for (const Event &event : events)
    actions.push_back(event.action);
  return actions;
}

bool all_refuted(const SettledQuery &query) {
  return std::ranges::all_of(query.answers,
                             [](const auto &answer) { return answer.verdict == "unsat"; });
}

TEST_CASE("that no shorter sequence fails is refuted by both solvers, by name") {
  struct Expected {
    const Mutant *mutant;
    SequenceViolation violation;
    std::size_t steps;
  };
  const Expected expected[] = {
      {&ops_helpers::of_free_pages::kUnmapDropped, {"sequence.reach", "device"}, 2},
      {&ops_helpers::of_free_pages::kReleasedTwice, {"sequence.ownership", "released-once"}, 2},
      {&ops_helpers::of_free_pages::kOnePage, {"sequence.ownership", "released-whole"}, 2},
      {&ops_helpers::of_free_pages::kReleaseDropped, {"sequence.leak-freedom", "block"}, 2},
      {&ops_helpers::of_mmap::kAdditiveCheck, {"sequence.reach", "user"}, 2},
      {&ops_helpers::of_get_sgtable::kForgotten, {"sequence.leak-freedom", "scatter-list"}, 3},
  };
  for (const Expected &each : expected) {
    CAPTURE(each.mutant->id);
    const auto events = failing_sequence(*each.mutant, each.violation);
    REQUIRE(events.size() == each.steps);
    const smt::FoundSequence found = smt::prove_shortest(smt::symbolic_mutant(*each.mutant), row(),
                                                         each.violation, events, solvers());
    CAPTURE(found.proved.reason);
    CHECK(found.proved.proved);
    CHECK(found.proved.gap == 0);
    CHECK(found.events.size() == each.steps);
    const SettledQuery &query = found.proved.query;
    CHECK(query.answers.size() == 2);
    CHECK(all_refuted(query));
    CHECK(query.name == std::string(each.violation.property) + ":" +
                            std::string(each.violation.clause) + "@64-64-64-12 shorter");
    CHECK(query.text.find("shorter-and-fails") != std::string::npos);
  }
}

TEST_CASE("a sequence with a step too many is not proved: a solver finds the shorter one") {
  const SequenceViolation violation{"sequence.reach", "device"};
  const Mutant &mutant = ops_helpers::of_alloc_pages::kZeroIsFailure; // fails in one step
  const auto open = smt::symbolic_mutant(mutant).open;
  const auto shortest = failing_sequence(mutant, violation);
  REQUIRE(shortest.size() == 1);
  // An allocation that nobody serves comes first.
  std::vector<Event> events = {shortest.front(), shortest.front()};
  events.front().scenario.contiguous_page = {};
  events.front().scenario.buddy_page = {};
  Player player(row(), open());
  for (const Event &event : events)
    player.take(event);
  REQUIRE(player.violation() == violation);
  REQUIRE(player.events().size() == 2);
  const smt::FoundSequence found =
      smt::prove_shortest(smt::symbolic_mutant(mutant), row(), violation, events, z3_alone());
  CAPTURE(found.proved.reason);
  CHECK(found.proved.proved);
  CHECK(actions_of(found.events) == std::vector{Action::acquire});
  CHECK(found.proved.gap == 1);
  CHECK(found.proved.gap_text == "2 steps instead of 1");
  CHECK(found.proved.space == "sequences: none is shorter than one step");
}

TEST_CASE("a sequence that fails where solvers do not look is not proved") {
  const SequenceViolation violation{"sequence.leak-freedom", "block"};
  const auto events = failing_sequence(ops_helpers::of_free_pages::kReleaseDropped, violation);
  REQUIRE(events.size() == 2);
  SUBCASE("of a subject that does otherwise than its terms") {
    smt::SymbolicSubject subject =
        smt::symbolic_mutant(ops_helpers::of_free_pages::kReleaseDropped);
    subject.open = smt::symbolic_model().open;
    const auto found = smt::prove_shortest(subject, row(), violation, events, z3_alone());
    CHECK_FALSE(found.proved.proved);
    CHECK(found.proved.reason ==
          "the sequence fails in a way that proofs of sequences do not look at");
  }
  SUBCASE("of more steps than solvers are asked about") {
    std::vector<Event> more = events;
    more.insert(more.begin(), 2, events.front());
    const auto found =
        smt::prove_shortest(smt::symbolic_mutant(ops_helpers::of_free_pages::kReleaseDropped),
                            row(), violation, more, z3_alone());
    CHECK_FALSE(found.proved.proved);
    CHECK(found.proved.reason.find("up to 2 calls") != std::string::npos);
  }
  SUBCASE("without the second solver") {
    smt::Solvers missing = solvers();
    missing.cvc5_program = "no-such-solver";
    const auto found =
        smt::prove_shortest(smt::symbolic_mutant(ops_helpers::of_free_pages::kReleaseDropped),
                            row(), violation, events, missing);
    CHECK_FALSE(found.proved.proved);
    CHECK(found.proved.reason.find("no-such-solver") != std::string::npos);
  }
}

TEST_CASE("solvers can be asked about every clause of tested sequences, and about no other name") {
  for (const SequenceProperty &property : sequence_properties()) {
    for (const ClauseText &clause : property.clauses) {
      CAPTURE(clause.id);
      const auto found = find_clause({property.id, clause.id});
      REQUIRE(found.has_value());
      CHECK_FALSE(found->rules->tested.empty());
      CHECK_FALSE(found->rules->proved.empty());
    }
  }
  CHECK_FALSE(find_clause({"sequence.reach", "one-owner"}).has_value());
}

// The certificate rests on this: whatever violates a clause violates what is proved of it as well.
TEST_CASE("a sequence of a mutant that violates a clause violates what solvers are asked of it") {
  std::set<const Mutant *> seen;
  unsigned violated = 0;
  for (const Violation &bug : violations()) {
    if (!seen.insert(bug.mutant).second)
      continue;
    const auto open = smt::symbolic_mutant(*bug.mutant).open;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      random::SequenceOptions options;
      options.seed = seed;
      options.sequences = 50;
      const auto found = random::run_sequences(row(), open, options).original;
      if (!found || std::ranges::any_of(found->events, [](const Event &event) {
            return event.action == Action::alloc_coherent;
          }))
        continue;
      CAPTURE(bug.mutant->id);
      CAPTURE(found->violation.property);
      CAPTURE(found->violation.clause);
      ++violated;
      CHECK(smt::violates_when_played(row(), found->events, found->violation, open));
    }
  }
  CHECK(violated > 100);
}

TEST_CASE("of two calls there are all shapes, devices and answers") {
  const auto choices = smt::choices_of_calls(row(), 2);
  CHECK(choices.size() == 12 * 4 * 4 + 3 * 4 + 6 * 4 * 3 + 6 * 4 * 2);
  for (const smt::SequenceChoice &choice : choices)
    CHECK(choice.shape.size() == 2);
}

} // namespace
} // namespace dma_verify
