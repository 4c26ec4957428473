// SPDX-License-Identifier: GPL-2.0-only
// Bounded sequences are proved for the model and refuted for mutants of the helpers, by sequences
// that violate the same clause when they are run on machine words.
#include "model/run_model.h"
#include "properties/ops_helpers/mutants/run.h"
#include "smt/obligations/claims/sequence_claim.h"

#include <doctest/doctest.h>

namespace dma_verify::smt {
namespace {

using S = SymbolicMachine<32, 32, 32, 32>;
using C = ConcreteMachine<32, 32, 32, 32>;
using Verdict = ProofResult::Verdict;

const sequences::ProvedProperty &property_of(std::string_view id) {
  return *std::ranges::find(sequences::proved_properties(), id, &sequences::ProvedProperty::id);
}

template <class M>
void run_with(const broken_models::Defect *defect, const Scenario<M> &scenario,
              Observation<M> &seen) {
  if (defect != nullptr)
    broken_models::run(*defect, scenario, seen);
  else
    run_model(scenario, seen);
}

ProofResult settle_sequence(std::string_view id, sequences::Rule clause,
                            const broken_models::Defect *defect) {
  const sequences::ProvedProperty &property = property_of(id);
  const Architecture row = make_architecture(32, 32, 32, 12);
  const auto obligations = sequence_obligations<S>(
      property, row,
      [&](const Scenario<S> &scenario, Observation<S> &seen) { run_with(defect, scenario, seen); });
  const auto choices = choices_of(property, row);
  const std::string job = job_id(id, sequences::text_of(clause).id, row);
  return settle_case(
      *std::ranges::find(obligations, job, &Obligation::id),
      [&](std::size_t of_case, const Assignment &words) {
        const auto played = play_concretely<C>(
            choices[of_case], words, [&](const Scenario<C> &scenario, Observation<C> &seen) {
              run_with(defect, scenario, seen);
            });
        return Replayed{all_kept(played), !played.holds[static_cast<std::size_t>(clause)]};
      },
      {});
}

TEST_CASE("sequences of the model hold, with a case of which each clause speaks") {
  for (const sequences::Rule rule : property_of("sequence.two-devices").rules) {
    const ProofResult result = settle_sequence("sequence.two-devices", rule, nullptr);
    CAPTURE(sequences::text_of(rule).id);
    CAPTURE(result.reason);
    CHECK(result.verdict == Verdict::proved);
  }
}

TEST_CASE("sequences of broken helpers are refuted, and fail when they are played") {
  using namespace broken_models;
  using enum sequences::Rule;
  struct Expected {
    const Defect *defect;
    sequences::Rule clause;
  };
  const Expected expected[] = {
      {&free_defect::kOnePage, right_allocator},
      {&free_defect::kUnmapDropped, unmapped_first},
      {&free_defect::kReleaseDropped, nothing_left},
      {&free_defect::kOtherHandle, unmap_live},
      {&alloc_defect::kOrderTooSmall, one_owner},
      {&alloc_defect::kWrongAllocator, right_allocator},
      {&alloc_defect::kNotCleared, zeroed},
  };
  for (const Expected &each : expected) {
    const ProofResult result = settle_sequence("sequence.two-buffers", each.clause, each.defect);
    CAPTURE(each.defect->id);
    CAPTURE(result.reason);
    CHECK(result.verdict == Verdict::falsified);
  }
}

TEST_CASE("user space sees pages of the buffer that it asks for") {
  using enum sequences::Rule;
  const ProofResult good = settle_sequence("sequence.one-buffer", user_window, nullptr);
  CAPTURE(good.reason);
  CHECK(good.verdict == Verdict::proved);
  const ProofResult wraps = settle_sequence("sequence.one-buffer", user_window,
                                            &broken_models::mmap_defect::kAdditiveCheck);
  CAPTURE(wraps.reason);
  CHECK(wraps.verdict == Verdict::falsified);
}

// What Play::starts_at says of itself, of words of 64 bits: sums in 128 are exact.
TEST_CASE("pages from an index on, no more than are left, lie in a buffer that does not wrap") {
  TermPool pool;
  const Term first = pool.variable("first", 64);
  const Term index = pool.variable("index", 64);
  const Term pages = pool.variable("pages", 64);
  const Term count = pool.variable("count", 64);
  const Term frame = pool.add(first, index);
  const auto wide = [&](Term word) { return pool.zero_extend(word, 128); };
  const auto at_most = [&](Term a, Term b) { return pool.negation(pool.less(b, a)); };
  const Term end = pool.add(wide(first), wide(count));
  Query query;
  query.name = "split";
  query.assertions = {
      {"index", at_most(index, count)},
      {"pages", at_most(pages, pool.subtract(count, index))},
      {"no-wrap", at_most(end, pool.constant(128, Uint128{1} << 64))},
      {"not-empty", pool.less(pool.constant(64, 0), pages)},
      {"violation", pool.negation(pool.conjunction(
                        at_most(first, frame), at_most(pool.add(wide(frame), wide(pages)), end)))},
  };
  CHECK(std::holds_alternative<Unsat>(solve_with_z3(query, {})));
  for (std::size_t i = 0; i < 4; ++i) {
    Query weaker = query;
    weaker.assertions.erase(weaker.assertions.begin() + static_cast<std::ptrdiff_t>(i));
    CAPTURE(query.assertions[i].name);
    CHECK(std::holds_alternative<Sat>(solve_with_z3(weaker, {})));
  }
}

} // namespace
} // namespace dma_verify::smt
