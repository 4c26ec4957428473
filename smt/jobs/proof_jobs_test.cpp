// SPDX-License-Identifier: GPL-2.0-only
#include "smt/jobs/proof_jobs.h"

#include "properties/agreement.h"
#include "properties/model_subject.h"
#include "properties/random/draw.h"
#include "properties/random/scenarios.h"
#include "smt/solvers/cvc5_solver.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace dma_verify {
namespace {

using Verdict = ProofResult::Verdict;

bool is_arithmetic(const ProofJob &job) {
  if (job.kind != ProofKind::clause)
    return false;
  const std::string_view family = catalogue()[job.property].family();
  return family == "offset-bounds" || family == "page-range";
}

std::vector<ProofJob> jobs_on(std::string_view id) {
  std::vector<ProofJob> jobs = all_proof_jobs();
  std::erase_if(jobs, [&](const ProofJob &job) { return architecture_id(job.architecture) != id; });
  return jobs;
}

std::vector<ProofJob> clauses_on(std::string_view id) {
  std::vector<ProofJob> jobs = jobs_on(id);
  std::erase_if(jobs, [](const ProofJob &job) { return job.kind != ProofKind::clause; });
  return jobs;
}

// Without the search for used assumptions, which has tests of its own.
ProofOptions proofs_only() {
  ProofOptions options;
  options.find_used_assumptions = false;
  return options;
}

void check_proved(Prover &prover, const ProofJob &job,
                  const ProofOptions &options = proofs_only()) {
  const ProofResult result = prover.prove(job, options);
  CAPTURE(job.id);
  CAPTURE(result.reason);
  CHECK(result.verdict == Verdict::proved);
  if (job.kind != ProofKind::clause)
    return;
  REQUIRE(result.witness);
  CHECK(assess_model(job.property, *result.witness).in_contract);
}

TEST_CASE("every clause has a job on every architecture to which it applies, by its own id") {
  std::size_t expected = 0;
  for (const PropertyText &property : catalogue()) {
    for (const Architecture &architecture : architectures()) {
      for (const ClauseText &clause : property.clauses)
        expected += clause.by_proof && property.applies_to(architecture) ? 1U : 0U;
    }
  }
  const std::vector<ProofJob> jobs = all_proof_jobs();
  const auto of_clauses = std::ranges::count(jobs, ProofKind::clause, &ProofJob::kind);
  CHECK(static_cast<std::size_t>(of_clauses) == expected);
  std::set<std::string> ids;
  for (const ProofJob &job : jobs) {
    ids.insert(job.id);
    CHECK(job.id == job_id(job.property_id, job.clause, job.architecture));
    CHECK_FALSE(statement_of(job).empty());
  }
  CHECK(ids.size() == jobs.size());
  CHECK(ids.count("offset-bounds.no-wrap:length@64-64-64-12") == 1);
  CHECK(ids.count("page-range.mmap-without-mmu:refused@32-32-32-12-nommu") == 1);
  CHECK(ids.count("reachability.mmap:offset-past-end@32-32-64-18") == 1);
  CHECK(ids.count("reachability.page-range.mmap:offset-not-0@32-64-64-13") == 1);
}

TEST_CASE("only what no mutant of the model violates has no proof") {
  std::set<std::string_view> unproved;
  for (const PropertyText &property : catalogue()) {
    for (const ClauseText &clause : property.clauses) {
      if (!clause.by_proof)
        unproved.insert(clause.id);
    }
  }
  // Of the first three only those of helpers whose model cannot end so; inside-pool of pool.bounds.
  CHECK(unproved == std::set<std::string_view>{"no-crash", "no-kernel-bug",
                                               "no-out-of-bounds-write", "no-foreign-argument",
                                               "frame-size", "no-warning", "no-forbidden-sleep",
                                               "no-kept-mapping", "inside-pool"});
}

// All members of the two results are the same.
bool same_to_all(const StoredScenario &a, const StoredScenario &b) {
  StoredObservation of_a;
  StoredObservation of_b;
  observe_model(a, of_a);
  observe_model(b, of_b);
  bool same = agrees(a.call, of_a, of_b);
  for (PropertyIndex i = 0; i < catalogue().size(); ++i) {
    if (catalogue()[i].call != a.call)
      continue;
    const Assessment one = assess_model(i, a);
    const Assessment other = assess_model(i, b);
    same = same && one.in_contract == other.in_contract && one.judged == other.judged &&
           one.violated_clause == other.violated_clause && one.labels == other.labels;
  }
  return same;
}

TEST_CASE("the answers that proofs leave out are asked for by nobody") {
  std::uint64_t seed = 0;
  unsigned changed = 0;
  const auto check = [&](const StoredScenario &scenario, auto member, auto value) {
    StoredScenario other = scenario;
    other.*member = value;
    CHECK(same_to_all(scenario, other));
    ++changed;
  };
  using S = StoredScenario;
  const Architecture row = find_architecture("64-64-64-12").value();
  for (const HelperId call : all_helpers()) {
    for (const auto &schedule : random::fault_schedules(call, {})) {
      for (int i = 0; i < 5; ++i) {
        const StoredScenario scenario =
            random::generate(++seed, 100, row, call, schedule, random::Aim::mixed);
        if (scenario.contiguous_page.is_null)
          check(scenario, &S::contiguous_area, ContiguousArea::node);
        if (scenario.use_dma_iommu)
          check(scenario, &S::ops_has_unmap, !scenario.ops_has_unmap);
        if (scenario.pool_described)
          check(scenario, &S::pool_claims, !scenario.pool_claims);
        if (scenario.pool_described || !scenario.pool_claims)
          check(scenario, &S::pool_status, -kEnomem);
        if (scenario.buffer_kind != BufferKind::device_pool)
          check(scenario, &S::missing_section, true);
      }
    }
  }
  CHECK(changed > 500);
}

TEST_CASE("offset-bounds and page-range are proved for 64-bit words") {
  Prover prover;
  for (const ProofJob &job : all_proof_jobs()) {
    if (is_arithmetic(job) && job.architecture.word_bits == 64)
      check_proved(prover, job);
  }
}

TEST_CASE("offset-bounds and page-range are proved for 32-bit words") {
  Prover prover;
  for (const ProofJob &job : all_proof_jobs()) {
    if (is_arithmetic(job) && job.architecture.word_bits == 32)
      check_proved(prover, job);
  }
}

// Every clause on this row.
void check_all_proved(const char *row) {
  Prover prover;
  for (const ProofJob &job : jobs_on(row))
    check_proved(prover, job);
}

TEST_CASE("every clause is proved with words of 64 bits") { check_all_proved("64-64-64-16"); }
TEST_CASE("every clause is proved with words of 32 bits") { check_all_proved("32-32-32-12"); }
TEST_CASE("every clause is proved with wide addresses") { check_all_proved("32-64-64-13"); }
TEST_CASE("every clause is proved with wide bus addresses") { check_all_proved("32-32-64-14"); }

TEST_CASE("every clause is proved without an MMU") {
  check_all_proved("64-64-64-12-nommu");
  check_all_proved("32-32-32-12-nommu");
}

TEST_CASE("cvc5 proves what Z3 proves") {
  if (std::holds_alternative<smt::SolverError>(smt::cvc5_version("cvc5"))) {
    MESSAGE("SKIPPED: cvc5 is not installed");
    return;
  }
  ProofOptions options = proofs_only();
  options.solver = ProofSolver::all;
  Prover prover;
  for (const ProofJob &job : clauses_on("64-64-64-12")) {
    const ProofResult result = prover.prove(job, options);
    CAPTURE(job.id);
    CAPTURE(result.reason);
    CHECK(result.verdict == Verdict::proved);
    CHECK(result.solvers.size() == 2);
    // Each has two witnesses: of a claim that is folded, both solvers get it unfolded.
    CHECK(result.witnesses.size() >= 2);
    CHECK(std::ranges::find(result.witnesses, smt::Witness::cvc5) != result.witnesses.end());
  }
}

TEST_CASE("bit by bit Z3 proves what it proves in integers") {
  ProofOptions options = proofs_only();
  options.encoding = smt::Encoding::bit_vectors;
  Prover prover;
  for (const ProofJob &job : clauses_on("32-32-32-14")) {
    // With exact sums of three numbers these take seconds: tested on small words below.
    if (job.clause != "in-buffer" && job.clause != "inside-pool" &&
        job.clause != "unsafe-only-if-wraps")
      check_proved(prover, job, options);
  }
  for (const ProofJob &job : proof_jobs_on(small_architectures())) {
    // An int of 4 bits holds no length of a page of 2^4 bytes: the list is empty, has no page k.
    if (job.kind == ProofKind::clause && job.id != "page-range.scatter-list:page-k@8-8-8-4")
      check_proved(prover, job, options);
  }
}

TEST_CASE("what takes too long is unknown") {
  const std::vector<ProofJob> jobs = jobs_on("64-64-64-12");
  const auto job = std::find_if(jobs.begin(), jobs.end(), [](const ProofJob &each) {
    return each.id == "page-range.mmap:in-buffer@64-64-64-12";
  });
  REQUIRE(job != jobs.end());
  ProofOptions options = proofs_only();
  options.encoding = smt::Encoding::bit_vectors;
  options.limits.time = std::chrono::milliseconds(200);
  const ProofResult result = prove(*job, options);
  CHECK(result.verdict == Verdict::unknown);
  CHECK(result.cause == "time");
}

TEST_CASE("the texts name what they ask, and the key of a job's answer follows from them") {
  const std::vector<ProofJob> jobs = clauses_on("64-64-64-12");
  std::set<std::string> keys;
  Prover prover;
  for (const ProofJob &job : jobs) {
    const ProofText text = prover.export_smtlib(job);
    CHECK(text.violation.starts_with("; " + job.id + " violation\n; clause: "));
    CHECK(text.violation.find("; architecture: 64-64-64-12\n") != std::string::npos);
    CHECK(text.reachability.starts_with("; " + job.id + " reachability\n"));
    for (const Assumption assumption : catalogue()[job.property].assumptions) {
      CHECK(text.violation.find("; assumption " + std::string(text_of(assumption).id) + ": ") !=
            std::string::npos);
    }
    keys.insert(prover.query_sha256(job));
  }
  CHECK(keys.size() == jobs.size());
  CHECK(prove(jobs.front()).query_sha256 == query_sha256(jobs.front()));
}

} // namespace
} // namespace dma_verify
