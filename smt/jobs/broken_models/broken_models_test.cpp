// SPDX-License-Identifier: GPL-2.0-only
// Proofs can fail: mutants of the helpers are refuted, by scenarios that violate the clause when
// the same mutant is run on machine words; and on small words the verdicts are those of brute
// force.
#include "properties/catalogue.h"
#include "smt/jobs/broken_models/broken_obligation.h"
#include "smt/obligations/settle.h"
#include "smt/terms/evaluate.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::smt {
namespace {

using Verdict = ProofResult::Verdict;

// What the broken mmap does, on the concrete machine that goes with the symbolic one.
template <class M>
using ConcreteOf = ConcreteMachine<M::kWordBits, M::kPhysBits, M::kDmaBits, M::kIntBits>;

template <class M> Replayed replay(const ProofJob &job, Edit edit, const Scenario<M> &scenario) {
  Observation<M> observation;
  run_broken_mmap(edit, scenario, observation);
  Replayed replayed;
  replayed.in_assumptions = all_hold<M>(catalogue()[job.property].assumptions, scenario);
  const Judgement<M> judgement = judge<M>(job.property, scenario, observation);
  for (const auto &clause : judgement.clauses()) {
    if (clause.id == job.clause && observation.completion == Completion::returned)
      replayed.violates = !clause.holds;
  }
  return replayed;
}

template <class M> ProofResult settle_broken(const ProofJob &job, Edit edit) {
  return settle(broken_obligation<M>(job, edit),
                [&](const StoredScenario &stored) {
                  using C = ConcreteOf<M>;
                  return replay<C>(job, edit, convert_scenario<C>(stored));
                },
                {});
}

template <class M> void check_sum_wraps(const Architecture &row) {
  const ProofResult result = settle_broken<M>(
      job_of("offset-bounds.accepted-in-bounds", "in-bounds", row), Edit::sum_may_wrap);
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
    if (!row.mmu)
      continue;
    if (row.word_bits == 64) {
      check_sum_wraps<SymbolicMachine<64, 64, 64, 32>>(row);
    } else if (row.phys_bits == 64) {
      check_sum_wraps<SymbolicMachine<32, 64, 64, 32>>(row);
    } else if (row.dma_bits == 64) {
      check_sum_wraps<SymbolicMachine<32, 32, 64, 32>>(row);
    } else {
      check_sum_wraps<SymbolicMachine<32, 32, 32, 32>>(row);
    }
  }
  for (const Architecture &row : small_architectures())
    check_sum_wraps<SymbolicMachine<8, 8, 8, 4>>(row);
}

struct Expected {
  Edit edit;
  std::string_view property;
  std::string_view clause;
};

TEST_CASE("each broken version is refuted by the clause that speaks of it") {
  const Expected expected[] = {
      {Edit::no_length_check, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {Edit::no_offset_check, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {Edit::both_checks_needed, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {Edit::count_rounded_down, "offset-bounds.in-bounds-accepted", "accepted"},
      {Edit::last_page_refused, "offset-bounds.in-bounds-accepted", "accepted"},
      {Edit::offset_not_added, "page-range.mmap", "page-k"},
      {Edit::one_page_more, "page-range.mmap", "length"},
      {Edit::error_swallowed, "offset-bounds.in-bounds-accepted", "result"},
  };
  using M = SymbolicMachine<64, 64, 64, 32>;
  for (const Expected &each : expected) {
    const ProofJob job = job_of(each.property, each.clause, make_architecture(64, 64, 64, 12));
    CAPTURE(job.id);
    CAPTURE(static_cast<int>(each.edit));
    const ProofResult result = settle_broken<M>(job, each.edit);
    CAPTURE(result.reason);
    CHECK(result.verdict == Verdict::falsified);
    CHECK(result.in_contract);
    // The same question about the model itself is answered with a proof.
    CHECK(settle_broken<M>(job, Edit::none).verdict == Verdict::proved);
  }
}

// With the model, or the property, wrong on this row or not.
template <class M>
void check_one_row(const Architecture &row, bool wrong_model, bool wrong_property) {
  const ProofJob job = job_of("offset-bounds.accepted-in-bounds", "in-bounds", row);
  Claims<M> claims = catalogue_claims<M>(job.property, row);
  const Edit edit = wrong_model ? Edit::sum_may_wrap : Edit::none;
  claims.run = [edit](const Scenario<M> &scenario, Observation<M> &observation) {
    run_broken_mmap(edit, scenario, observation);
  };
  if (wrong_property) {
    claims.judge = [](const Scenario<M> &scenario, const Observation<M> &observation) {
      const Bool refused(observation.status != 0);
      return std::vector<std::optional<Bool>>{
          implies(scenario.vma.vm_pgoff.word != typename M::Word(0), refused)};
    };
  }
  const ProofResult result = settle(make_obligations(claims).front(),
                                    [&](const StoredScenario &stored) {
                                      using C = ConcreteOf<M>;
                                      const auto scenario = convert_scenario<C>(stored);
                                      Replayed replayed = replay<C>(job, edit, scenario);
                                      if (wrong_property) {
                                        Observation<C> observation;
                                        run_broken_mmap(edit, scenario, observation);
                                        replayed.violates = observation.status == 0 &&
                                                            scenario.vma.vm_pgoff.word.value() != 0;
                                      }
                                      return replayed;
                                    },
                                    {});
  CAPTURE(architecture_id(row));
  CAPTURE(result.reason);
  CHECK(result.verdict == (wrong_model || wrong_property ? Verdict::falsified : Verdict::proved));
}

void check_only_on(std::string_view rows, bool model, bool property) {
  for (const Architecture &row : architectures()) {
    if (!row.mmu)
      continue;
    const bool wrong = architecture_id(row) == rows;
    if (row.word_bits == 64) {
      check_one_row<SymbolicMachine<64, 64, 64, 32>>(row, wrong && model, wrong && property);
    } else if (row.phys_bits == 64) {
      check_one_row<SymbolicMachine<32, 64, 64, 32>>(row, wrong && model, wrong && property);
    } else if (row.dma_bits == 64) {
      check_one_row<SymbolicMachine<32, 32, 64, 32>>(row, wrong && model, wrong && property);
    } else {
      check_one_row<SymbolicMachine<32, 32, 32, 32>>(row, wrong && model, wrong && property);
    }
  }
}

TEST_CASE("a model that is wrong on one architecture alone is found on that one alone") {
  check_only_on("64-64-64-15", true, false);
  check_only_on("32-64-64-12", true, false);
}

TEST_CASE("so is a property that is wrong on one architecture alone") {
  check_only_on("32-32-64-18", false, true);
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
  using M = SymbolicMachine<8, 8, 8, 4>;
  using C = ConcreteOf<M>;
  const Expected questions[] = {
      {Edit::none, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {Edit::sum_may_wrap, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {Edit::count_rounded_down, "offset-bounds.in-bounds-accepted", "accepted"},
      {Edit::none, "offset-bounds.no-wrap", "frame"},
  };
  for (const Architecture &row : small_architectures()) {
    for (const Expected &each : questions) {
      const ProofJob job = job_of(each.property, each.clause, row);
      CAPTURE(job.id);
      const Obligation obligation = broken_obligation<M>(job, each.edit);
      const Query query = query_of(obligation, Question::violation);
      unsigned violations = 0;
      unsigned differences = 0;
      unsigned requests = 0;
      for_each_small_request(row, [&](const StoredScenario &stored) {
        const Replayed concrete = replay<C>(job, each.edit, convert_scenario<C>(stored));
        const bool violated = concrete.in_assumptions && concrete.violates;
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
      const bool is_broken = each.edit != Edit::none;
      CHECK((violations > 0) == is_broken);
      CHECK(settle_broken<M>(job, each.edit).verdict ==
            (is_broken ? Verdict::falsified : Verdict::proved));
    }
  }
}

} // namespace
} // namespace dma_verify::smt
