// SPDX-License-Identifier: GPL-2.0-only
// Proofs can fail: mutants of the helpers are refuted, by scenarios that violate the clause when
// the same mutant is run on machine words; and on small words the verdicts are those of brute
// force.
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/mmap.h"
#include "properties/run_mutant.h"
#include "smt/jobs/obligation_of.h"
#include "smt/obligations/claims/catalogue_claim.h"
#include "smt/obligations/settle.h"
#include "smt/terms/evaluate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

namespace dma_verify::smt {
namespace {

using namespace ops_helpers::of_mmap;
using Verdict = ProofResult::Verdict;

// Of the model if there is no mutant.
SymbolicSubject subject_of(const Mutant *mutant) {
  return mutant != nullptr ? symbolic_mutant(*mutant) : symbolic_model();
}

ProofResult settle_clause(const ProofJob &job, const Mutant *mutant) {
  ProofOptions options;
  options.find_used_assumptions = false;
  return Prover(subject_of(mutant)).prove(job, options);
}

void check_sum_wraps(const Architecture &row) {
  const ProofResult result =
      settle_clause(job_of("offset-bounds.accepted-in-bounds", "in-bounds", row), &kAdditiveCheck);
  CAPTURE(architecture_id(row));
  REQUIRE(result.verdict == Verdict::falsified);
  CHECK(result.in_contract);
  const StoredScenario &found = *result.counterexample;
  const auto pages =
      (found.vma.vm_end.word.value() - found.vma.vm_start.word.value()) >> row.page_shift;
  const Uint128 sum = Uint128{found.vma.vm_pgoff.word.value()} + pages;
  const bool wraps = (sum >> row.word_bits) != 0;
  CHECK(wraps);
}

TEST_CASE("off + user_count > count wraps around on every architecture with an MMU") {
  for (const Architecture &row : architectures()) {
    if (row.mmu)
      check_sum_wraps(row);
  }
  for (const Architecture &row : small_architectures())
    check_sum_wraps(row);
}

// Whether the mutant's row is seen by proof on one of these architectures.
bool is_refuted(const Violation &row, std::string_view clause) {
  for (const char *const id :
       {"8-8-8-4", "64-64-64-12", "32-64-64-12", "32-32-32-12", "64-64-64-12-nommu"}) {
    const Architecture architecture = *find_architecture(id);
    const auto property = find_property(row.property);
    if (!catalogue()[*property].applies_to(architecture))
      continue;
    const ProofResult result =
        settle_clause(job_of(row.property, clause, architecture), row.mutant);
    if (result.verdict == Verdict::falsified && result.in_contract)
      return true;
    // An endless loop is cut off at other places on terms and on machine words, where a large
    // request counts as too long: then the solver's scenario does not hang when it is replayed.
    if (clause == "no-hang" && result.cause == "replay")
      return true;
    // Of some mutants no case is left of which the clause speaks.
    CHECK_MESSAGE((result.verdict == Verdict::proved || result.verdict == Verdict::falsified ||
                   result.cause == "vacuous"),
                  result.reason);
  }
  return false;
}

// Each clause of the helper is violated by some mutant, by proof; each mutant violates some clause.
void check_refuted(HelperId helper) {
  std::set<std::string> refuted;
  std::map<const Mutant *, bool> seen;
  for (const Violation &row : violations()) {
    if (row.mutant->call != helper)
      continue;
    const PropertyText &property = catalogue()[*find_property(row.property)];
    for (const std::string_view clause : row.clauses) {
      const auto text = std::ranges::find(property.clauses, clause, &ClauseText::id);
      if (!text->by_proof)
        continue;
      const std::string name = std::string(property.id) + ":" + std::string(clause);
      // One row for each clause, and one clause for each mutant, is enough.
      if (refuted.contains(name) && seen[row.mutant])
        continue;
      if (is_refuted(row, clause)) {
        refuted.insert(name);
        seen[row.mutant] = true;
      }
    }
  }
  for (const PropertyText &property : catalogue()) {
    if (property.call != helper || property.of_model) // a theorem: see the unit's own test
      continue;
    for (const ClauseText &clause : property.clauses) {
      if (!clause.by_proof)
        continue;
      const std::string name = std::string(property.id) + ":" + std::string(clause.id);
      CAPTURE(name);
      CHECK(refuted.contains(name));
    }
  }
  for (const auto &each : seen) {
    CAPTURE(each.first->id);
    CHECK(each.second);
  }
}

TEST_CASE("every mutant of mmap is refuted by proof, and by some each clause that is proved") {
  check_refuted(ops_helpers::Helper::mmap);
}

TEST_CASE("every mutant of alloc_pages is refuted by proof, and by some each clause") {
  check_refuted(ops_helpers::Helper::alloc_pages);
}

TEST_CASE("every mutant of another helper is refuted by proof, and by some each clause") {
  for (const HelperId helper : all_helpers()) {
    if (helper != ops_helpers::Helper::mmap && helper != ops_helpers::Helper::alloc_pages)
      check_refuted(helper);
  }
}

struct Expected {
  const Mutant *mutant; // null: the model
  std::string_view property;
  std::string_view clause;
};

TEST_CASE("each mutant is refuted by the clause that speaks of it") {
  const Expected expected[] = {
      {&kLengthUnchecked, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {&kOffsetUnchecked, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {&kAndForOr, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {&kFloorCount, "offset-bounds.in-bounds-accepted", "accepted"},
      {&kLastPageRefused, "offset-bounds.in-bounds-accepted", "accepted"},
      {&kNoOffset, "page-range.mmap", "page-k"},
      {&kOneByteLess, "page-range.mmap", "length"},
      {&kRemapErrorSwallowed, "offset-bounds.in-bounds-accepted", "result"},
  };
  for (const Expected &each : expected) {
    const ProofJob job = job_of(each.property, each.clause, make_architecture(64, 64, 64, 12));
    CAPTURE(job.id);
    CAPTURE(each.mutant->id);
    const ProofResult result = settle_clause(job, each.mutant);
    CAPTURE(result.reason);
    CHECK(result.verdict == Verdict::falsified);
    CHECK(result.in_contract);
    // The same question about the model itself is answered with a proof.
    CHECK(settle_clause(job, nullptr).verdict == Verdict::proved);
  }
}

// Claims of mmap that a page other than the buffer's first is never mapped.
template <class M> Claims<M> wrong_claims(const ProofJob &job) {
  Claims<M> claims =
      catalogue_claims(std::get<Run<M>>(symbolic_model().run), job.property, job.architecture);
  claims.judge = [](const Scenario<M> &scenario, const Observation<M> &observation) {
    const Bool refused(observation.status != 0);
    return std::vector<std::optional<Bool>>{
        implies(scenario.vma.vm_pgoff.word != typename M::Word(0), refused)};
  };
  return claims;
}

ProofResult settle_wrong_property(const ProofJob &job) {
  const auto obligations = with_symbolic_machine(
      job.architecture, [&]<class M>() { return make_obligations(wrong_claims<M>(job)); });
  return settle(obligations.front(),
                [&](const StoredScenario &scenario) {
                  StoredObservation seen;
                  observe_model(scenario, seen);
                  return Replayed{assess(job.property, scenario, seen).in_contract,
                                  seen.status == 0 && scenario.vma.vm_pgoff.word.value() != 0};
                },
                {});
}

// With the model, or the property, wrong on this row or not.
void check_one_row(const Architecture &row, bool wrong_model, bool wrong_property) {
  const ProofJob job = job_of("offset-bounds.accepted-in-bounds", "in-bounds", row);
  const ProofResult result = wrong_property
                                 ? settle_wrong_property(job)
                                 : settle_clause(job, wrong_model ? &kAdditiveCheck : nullptr);
  CAPTURE(architecture_id(row));
  CAPTURE(result.reason);
  CHECK(result.verdict == (wrong_model || wrong_property ? Verdict::falsified : Verdict::proved));
}

void check_only_on(std::string_view rows, bool model, bool property) {
  for (const Architecture &row : architectures()) {
    if (!row.mmu)
      continue;
    const bool wrong = architecture_id(row) == rows;
    check_one_row(row, wrong && model, wrong && property);
  }
}

TEST_CASE("a model that is wrong on one architecture alone is found on that one alone") {
  check_only_on("64-64-64-15", true, false);
  check_only_on("32-64-64-12", true, false);
}

TEST_CASE("so is a property that is wrong on one architecture alone") {
  check_only_on("32-32-64-18", false, true);
}

using Small = ConcreteMachine<8, 8, 8, 4>;

// Whether the clause is violated inside the property's assumptions.
bool is_violation(const ProofJob &job, const Mutant *mutant, const Scenario<Small> &scenario) {
  if (!all_hold<Small>(catalogue()[job.property].assumptions, scenario))
    return false;
  Observation<Small> seen;
  if (mutant != nullptr)
    run_mutant(*mutant, scenario, seen);
  else
    run_model(scenario, seen);
  const Judgement<Small> judgement = judge<Small>(job.property, scenario, seen);
  return std::ranges::any_of(judgement.clauses(), [&](const auto &clause) {
    return clause.id == job.clause && !clause.holds;
  });
}

// Requests on small words: every size, every vm_pgoff, every whole VMA from address 0 on.
template <class Visit> void for_each_small_request(const Architecture &row, Visit &&visit) {
  using Word = WidestMachine::Word;
  StoredScenario scenario;
  scenario.architecture = row;
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr = WidestMachine::VirtualAddress(Word(row.linear_base));
  const unsigned step = 1U << row.page_shift;
  for (unsigned size = 0; size < 256; size += row.page_shift == 4 ? 1 : 3) {
    for (unsigned offset = 0; offset < 256; ++offset) {
      for (unsigned end = step; end < 256; end += step) {
        scenario.size = WidestMachine::Bytes(Word(size));
        scenario.vma.vm_pgoff = WidestMachine::PageCount(Word(offset));
        scenario.vma.vm_end = WidestMachine::VirtualAddress(Word(end));
        visit(scenario);
      }
    }
  }
}

// Whether it is so with these words and some choice of the finite answers.
bool is_satisfied(const Query &query, const Assignment &words) {
  std::vector<Assignment> tried = {words}; // there may be no "choice-N"
  for (const Term variable : variables_of(query)) {
    if (!variable.name().starts_with("choice-"))
      continue;
    Assignment &chosen = tried.emplace_back(words);
    chosen.emplace(variable.name(), 1);
  }
  return std::ranges::any_of(tried, [&](const Assignment &values) {
    Evaluator value_of(values);
    return std::ranges::all_of(query.assertions, [&](const Assertion &assertion) {
      return value_of(assertion.term) != 0;
    });
  });
}

TEST_CASE("on small words a violation is one of brute force, input by input") {
  const Expected questions[] = {
      {nullptr, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {&kAdditiveCheck, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {&kFloorCount, "offset-bounds.in-bounds-accepted", "accepted"},
      {nullptr, "offset-bounds.no-wrap", "frame"},
  };
  for (const Architecture &row : small_architectures()) {
    for (const Expected &each : questions) {
      const ProofJob job = job_of(each.property, each.clause, row);
      CAPTURE(job.id);
      const Obligation obligation = obligation_of(subject_of(each.mutant), job);
      const Query query = query_of(obligation, Question::violation);
      unsigned violations = 0;
      unsigned differences = 0;
      unsigned requests = 0;
      for_each_small_request(row, [&](const StoredScenario &stored) {
        const bool violated = is_violation(job, each.mutant, convert_scenario<Small>(stored));
        violations += violated ? 1 : 0;
        if (++requests % 61 != 0) // evaluating terms is slow
          return;
        const Assignment values = {{"cpu_addr", stored.cpu_addr.word.value()},
                                   {"size", stored.size.word.value()},
                                   {"vm_pgoff", stored.vma.vm_pgoff.word.value()},
                                   {"vm_end", stored.vma.vm_end.word.value()}};
        differences += is_satisfied(query, values) == violated ? 0U : 1U;
      });
      CHECK(differences == 0);
      const bool is_mutant = each.mutant != nullptr;
      CHECK((violations > 0) == is_mutant);
      CHECK(settle_clause(job, each.mutant).verdict ==
            (is_mutant ? Verdict::falsified : Verdict::proved));
    }
  }
}

} // namespace
} // namespace dma_verify::smt
