// SPDX-License-Identifier: GPL-2.0-only
// Bounded sequences are proved for the model and refuted for mutants of the helpers, by sequences
// that violate the same clause when they are run on machine words.
#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/ops_helpers/mutants/free_pages.h"
#include "properties/ops_helpers/mutants/mmap.h"
#include "smt/jobs/proof_jobs.h"
#include "smt/obligations/claims/sequence_claim.h"

#include <doctest/doctest.h>

namespace dma_verify::smt {
namespace {

using Verdict = ProofResult::Verdict;

ProofResult settle_sequence(std::string_view id, std::string_view clause,
                            const SymbolicSubject &subject) {
  const Architecture row = make_architecture(32, 32, 32, 12);
  const auto jobs = proof_jobs_on({&row, 1});
  ProofOptions options;
  options.find_used_assumptions = false;
  return Prover(subject).prove(*std::ranges::find(jobs, job_id(id, clause, row), &ProofJob::id),
                               options);
}

TEST_CASE("sequences of the model hold, with a case of which each clause speaks") {
  const auto properties = sequences::proved_properties();
  const auto two_devices =
      std::ranges::find(properties, "sequence.two-devices", &sequences::ProvedProperty::id);
  for (const ClauseText &clause : two_devices->clauses) {
    const ProofResult result = settle_sequence("sequence.two-devices", clause.id, symbolic_model());
    CAPTURE(clause.id);
    CAPTURE(result.reason);
    CHECK(result.verdict == Verdict::proved);
  }
}

TEST_CASE("sequences of mutants are refuted, and fail when they are played") {
  using namespace ops_helpers;
  struct Expected {
    const Mutant *mutant;
    std::string_view clause;
  };
  const Expected expected[] = {
      {&of_free_pages::kOnePage, "right-allocator"},
      {&of_free_pages::kUnmapDropped, "unmapped-first"},
      {&of_free_pages::kReleaseDropped, "nothing-left"},
      {&of_free_pages::kOtherHandle, "unmap-live"},
      {&of_alloc_pages::kOrderTooSmall, "one-owner"},
      {&of_alloc_pages::kWrongAllocator, "right-allocator"},
      {&of_alloc_pages::kNotCleared, "zeroed"},
  };
  for (const Expected &each : expected) {
    const ProofResult result =
        settle_sequence("sequence.two-buffers", each.clause, symbolic_mutant(*each.mutant));
    CAPTURE(each.mutant->id);
    CAPTURE(result.reason);
    CHECK(result.verdict == Verdict::falsified);
  }
}

TEST_CASE("user space sees pages of the buffer that it asks for") {
  const ProofResult good = settle_sequence("sequence.one-buffer", "user-window", symbolic_model());
  CAPTURE(good.reason);
  CHECK(good.verdict == Verdict::proved);
  const ProofResult wraps = settle_sequence("sequence.one-buffer", "user-window",
                                            symbolic_mutant(ops_helpers::of_mmap::kAdditiveCheck));
  CAPTURE(wraps.reason);
  CHECK(wraps.verdict == Verdict::falsified);
}

// What CallFold::starts_at (model/ledger/call_fold.h) says of itself, of words of 64 bits: sums in
// 128 are exact.
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
