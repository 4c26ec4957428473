// SPDX-License-Identifier: GPL-2.0-only
// A proof's assumptions leave each path class of its helper possible, and the result says so. An
// assumption that excludes one is reported with the name of the class.
#include "smt/obligations/path_classes/class_search.h"

#include "properties/broken_assumptions.h"
#include "properties/path_classes/path_classes.h"
#include "smt/jobs/obligation_of.h"
#include "smt/obligations/claims/reachability_claim.h"

#include <doctest/doctest.h>

namespace dma_verify::smt {
namespace {

using S = SymbolicMachine<32, 32, 32, 32>;
using C = ConcreteMachine<32, 32, 32, 32>;
using Verdict = ProofResult::Verdict;

const Architecture kRow = make_architecture(32, 32, 32, 12);

TEST_CASE("plain calls keep their contract and are of the class that they are said to be of") {
  for (const HelperId call : all_helpers()) {
    const auto calls = plain_calls(call, kRow);
    CHECK(calls.size() >= path_classes_of(call).size() / 2);
    for (const PlainCall &each : calls) {
      CHECK(each.scenario.call == call);
      CHECK(keeps_contract(each.scenario));
      CHECK(path_class_of_run(each.scenario) == each.path_class);
    }
  }
}

TEST_CASE("plain calls take every way that is declared possible, and no other") {
  for (const Architecture &row : architectures()) {
    for (const HelperId call : all_helpers()) {
      const auto calls = plain_calls(call, row);
      const auto classes = path_classes_of(call);
      for (std::size_t i = 0; i < classes.size(); ++i) {
        CAPTURE(architecture_id(row));
        CAPTURE(classes[i].id);
        const bool taken = std::ranges::count(calls, i, &PlainCall::path_class) != 0;
        CHECK(taken == is_reachable(classes[i], row));
      }
    }
  }
}

// The assumptions of offset-bounds.no-wrap, and one that is not among them.
struct Narrowed {
  const char *statement;
  bool (*keeps)(const Scenario<C> &);
  Bool (*holds)(const Scenario<S> &);
};

// The result of a proof of offset-bounds.no-wrap under the narrowed assumptions.
ProofResult booked(const Narrowed &narrowed, const ProofOptions &options = {}) {
  const ProofJob job = job_of("offset-bounds.no-wrap", "length", kRow);
  ClassQuestion question{job.call, job.architecture,
                         [&](const StoredScenario &stored) {
                           return keeps(assumptions_of_classes(job), stored) &&
                                  narrowed.keeps(convert_scenario<C>(stored));
                         },
                         [&] {
                           Claims<S> claims =
                               path_class_claims(std::get<Run<S>>(symbolic_model().run),
                                                 job_of_classes(job), assumptions_of_classes(job));
                           claims.assumptions.push_back({"X", narrowed.statement, narrowed.holds});
                           return make_obligations(claims);
                         }};
  ProofResult result;
  result.verdict = Verdict::proved;
  ClassSearch search(std::move(question), plain_calls(job.call, job.architecture));
  search.set_path_classes(result, options);
  return result;
}

const Narrowed kFromTheStart = {
    "vm_pgoff is 0",
    [](const Scenario<C> &scenario) { return scenario.vma.vm_pgoff.word == C::Word(0); },
    [](const Scenario<S> &scenario) { return scenario.vma.vm_pgoff.word == S::Word(0); }};
const Narrowed kFromTheStartOfSome = {
    "vm_pgoff is 0, and size is not",
    [](const Scenario<C> &scenario) {
      return scenario.vma.vm_pgoff.word == C::Word(0) && scenario.size.word != C::Word(0);
    },
    [](const Scenario<S> &scenario) {
      return both(scenario.vma.vm_pgoff.word == S::Word(0), scenario.size.word != S::Word(0));
    }};

TEST_CASE("a way that no plain call takes is found by a solver") {
  const ProofResult result = booked(kFromTheStart); // off >= count, of a buffer of 0 bytes
  CAPTURE(result.reason);
  CHECK(result.verdict == Verdict::proved);
  REQUIRE(result.path_classes);
  CHECK(result.path_classes->declared == 12);
  CHECK(result.path_classes->reached == 12);
}

TEST_CASE("an assumption that shuts a way out is an error that names the way") {
  const ProofResult result = booked(kFromTheStartOfSome);
  CHECK(result.verdict == Verdict::error);
  CHECK(result.cause == "vacuous");
  CHECK(result.reason == "vacuous: the assumptions leave no call of the class offset-past-end");
  REQUIRE(result.path_classes);
  CHECK(result.path_classes->declared == 12);
  CHECK(result.path_classes->reached == 11);
}

TEST_CASE("a way that is not settled in its time leaves the claim unknown") {
  ProofOptions options;
  options.limits.time = std::chrono::milliseconds(0);
  const ProofResult result = booked(kFromTheStartOfSome, options);
  CHECK(result.verdict == Verdict::unknown);
  CHECK(result.cause == "time");
  CHECK(result.reason.starts_with("way offset-past-end: "));
}

TEST_CASE("a proof tells how many ways its assumptions leave possible") {
  const ProofJob job = job_of("error-unwind.get_sgtable", "error-returned", kRow);
  const ProofResult result = prove(job);
  CHECK(result.verdict == Verdict::proved);
  CHECK(result.path_classes == PathClassCount{3, 3});
  const ProofJob without_mmu = job_of("error-unwind.get_sgtable", "error-returned",
                                      make_architecture(32, 32, 32, 12, false));
  CHECK(prove(without_mmu).path_classes == PathClassCount{2, 2});
}

} // namespace
} // namespace dma_verify::smt
