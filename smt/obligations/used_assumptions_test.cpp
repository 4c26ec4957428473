// SPDX-License-Identifier: GPL-2.0-only
// The assumptions that a proof needs are found, and no others.
#include "smt/obligations/used_assumptions.h"

#include "smt/jobs/proof_jobs.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::smt {
namespace {

using M = SymbolicMachine<32, 32, 32, 32>;
using Verdict = ProofResult::Verdict;
using Ids = std::vector<std::string>;

typename Claim<M>::Assumed at_most(std::string id, std::uint64_t bound) {
  return {std::move(id), "size is at most this",
          [bound](const Scenario<M> &scenario) { return scenario.size.word <= M::Word(bound); }};
}

// The aligned size does not wrap: true of small sizes.
Claim<M> claim_about_sizes() {
  Claim<M> claim;
  claim.id = "example:size@32-32-32-12";
  claim.architecture = make_architecture(32, 32, 32, 12);
  claim.call = ops_helpers::Helper::get_sgtable;
  claim.run = [](const Scenario<M> &, Observation<M> &) {};
  claim.clause = [](const Scenario<M> &scenario, const Observation<M> &) {
    return std::optional<Bool>(scenario.size.word <= page_align<M>(scenario.size, 12).word);
  };
  return claim;
}

// As the claim above reads it.
Replayed replay(const StoredScenario &scenario) {
  const std::uint64_t size = scenario.size.word.value();
  return {true, size > 0xfffff000};
}

ProofResult booked(const Claim<M> &claim, const Replay &on = replay) {
  ProofResult result;
  result.verdict = Verdict::proved;
  const Obligation obligation = make_obligation(claim);
  find_used_assumptions(result, obligation, replay_of_scenario(obligation, on), {});
  return result;
}

TEST_CASE("an assumption without which there is a violation is used, another is not") {
  Claim<M> claim = claim_about_sizes();
  claim.assumptions = {at_most("useless", 0xfffffffe), at_most("needed", 0xfffff000)};
  const ProofResult result = booked(claim);
  CHECK(result.verdict == Verdict::proved);
  REQUIRE(result.used_assumptions);
  CHECK(*result.used_assumptions == Ids{"needed"});
}

TEST_CASE("of two that are each enough, one is used") {
  Claim<M> claim = claim_about_sizes();
  claim.assumptions = {at_most("one", 4096), at_most("other", 4096)};
  const ProofResult result = booked(claim);
  REQUIRE(result.used_assumptions);
  CHECK(result.used_assumptions->size() == 1);
}

TEST_CASE("two that are enough only together are both used") {
  Claim<M> claim = claim_about_sizes();
  claim.assumptions = {
      {"even", "size is even",
       [](const Scenario<M> &scenario) { return (scenario.size.word & M::Word(1)) == M::Word(0); }},
      {"odd", "size is odd or small", [](const Scenario<M> &scenario) {
         return either((scenario.size.word & M::Word(1)) == M::Word(1),
                       scenario.size.word < M::Word(4096));
       }}};
  const ProofResult result = booked(claim);
  REQUIRE(result.used_assumptions);
  CHECK(*result.used_assumptions == Ids{"even", "odd"});
}

TEST_CASE("an assumption about a finite answer is used where it rules out a choice") {
  Claim<M> claim = claim_about_sizes();
  claim.assumptions = {at_most("small", 4096), {"memory", "there is memory", [](const auto &s) {
                                                  return Bool(s.sg_alloc_status == 0);
                                                }}};
  claim.clause = [](const Scenario<M> &scenario, const Observation<M> &) {
    return std::optional<Bool>(Bool(scenario.sg_alloc_status == 0));
  };
  const ProofResult result = booked(claim, [](const StoredScenario &scenario) {
    return Replayed{true, scenario.sg_alloc_status != 0};
  });
  REQUIRE(result.used_assumptions);
  CHECK(*result.used_assumptions == Ids{"memory"});
}

TEST_CASE("a claim that holds anywhere uses nothing") {
  Claim<M> claim = claim_about_sizes();
  claim.assumptions = {at_most("useless", 4096)};
  claim.clause = [](const Scenario<M> &scenario, const Observation<M> &) {
    return std::optional<Bool>((scenario.attrs & ~scenario.attrs) == M::Word(0));
  };
  const ProofResult result = booked(claim);
  REQUIRE(result.used_assumptions);
  CHECK(result.used_assumptions->empty());
}

TEST_CASE("a need that is not there when replayed is an error") {
  Claim<M> claim = claim_about_sizes();
  claim.assumptions = {at_most("needed", 0xfffff000)};
  const ProofResult result = booked(claim, [](const StoredScenario &) {
    return Replayed{true, false};
  });
  CHECK(result.verdict == Verdict::error);
  CHECK(result.reason.find("holds the clause when replayed") != std::string::npos);
}

TEST_CASE("a claim that is false for all its assumptions is an error") {
  Claim<M> claim = claim_about_sizes();
  claim.assumptions = {at_most("too weak", 0xfffffffe)};
  const ProofResult result = booked(claim);
  CHECK(result.verdict == Verdict::error);
}

std::optional<Ids> used_by(const std::string &id) {
  const auto jobs = all_proof_jobs();
  const auto job = std::ranges::find(jobs, id, &ProofJob::id);
  REQUIRE(job != jobs.end());
  return prove(*job).used_assumptions;
}

TEST_CASE("proofs of the catalogue tell what they stand on") {
  CHECK(used_by("refinement.pool-safety:inside-pool@32-32-32-12") == Ids{"P1", "P2"});
  CHECK(used_by("page-range.mmap:page-k@64-64-64-16") == Ids{"M2", "M4"});
  CHECK(used_by("dispatch.free_pages:ops-untouched@64-64-64-16") == Ids{});
  // Why no call that keeps its contract ends in a BUG: the VMA is not empty.
  CHECK(used_by("reachability.mmap:kernel-bug@32-32-32-12") == Ids{"M6"});
  // A block of whole pages holds the buffer, in a sequence too.
  CHECK(used_by("sequence.one-buffer:one-owner@32-32-32-12") == Ids{"A2"});
}

} // namespace
} // namespace dma_verify::smt
