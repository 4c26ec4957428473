// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/proof_jobs.h"

#include "properties/model_subject.h"
#include "properties/random/draw.h"
#include "properties/random/scenario_generator.h"
#include "smt/solvers/cvc5_solver.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace dma_verify {
namespace {

using Verdict = ProofResult::Verdict;

bool is_arithmetic(const ProofJob &job) {
  const std::string_view family = catalogue()[job.property].family();
  return family == "offset-bounds" || family == "page-range";
}

std::vector<ProofJob> jobs_on(std::string_view id) {
  std::vector<ProofJob> jobs = all_proof_jobs();
  std::erase_if(jobs, [&](const ProofJob &job) { return architecture_id(job.architecture) != id; });
  return jobs;
}

void check_proved(const ProofJob &job, const ProofOptions &options = {}) {
  const ProofResult result = prove(job, options);
  CAPTURE(job.id);
  CAPTURE(result.reason);
  CHECK(result.verdict == Verdict::proved);
  REQUIRE(result.witness);
  CHECK(assess_model(job.property, *result.witness).in_contract);
}

TEST_CASE("every clause has a job on every architecture to which it applies, by its own id") {
  std::size_t expected = 0;
  for (const PropertyText &property : catalogue()) {
    if (!property.by_proof)
      continue;
    for (const Architecture &architecture : architectures())
      expected += property.applies_to(architecture) ? property.clauses.size() : 0;
  }
  const std::vector<ProofJob> jobs = all_proof_jobs();
  CHECK(jobs.size() == expected);
  std::set<std::string> ids;
  for (const ProofJob &job : jobs)
    ids.insert(job.id);
  CHECK(ids.size() == expected);
  CHECK(ids.count("offset-bounds.no-wrap:length@64-64-64-12") == 1);
  CHECK(ids.count("page-range.mmap-without-mmu:refused@32-32-32-12-nommu") == 1);
}

TEST_CASE("only how a process ends and what a described pool does has no proof") {
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    CHECK(property.by_proof == (property.family() != "execution" && property.id != "pool.bounds"));
  }
}

// Scenarios inside the contract, each with one field as proofs never have it.
template <class Member, class Value>
void check_outside(const PropertyText &property, Member member, Value value, unsigned &broken) {
  const PropertyIndex index = find_property(property.id).value();
  std::uint64_t seed = 0;
  for (const char *id : {"64-64-64-12", "32-32-32-14"}) {
    const Architecture row = find_architecture(id).value();
    if (!property.applies_to(row))
      continue;
    for (const auto &schedule : random::fault_schedules(property.call, {})) {
      for (int i = 0; i < 40; ++i) {
        StoredScenario scenario =
            random::generate(++seed, 100, row, property.call, schedule, random::Aim::boundary);
        if (scenario.pool_described || scenario.buffer_kind != BufferKind::contiguous)
          continue;
        scenario.*member = value;
        const Assessment seen = assess_model(index, scenario);
        broken += seen.in_contract ? 0 : 1;
        CHECK((!seen.in_contract || !seen.judged || seen.violated_clause.empty()));
      }
    }
  }
}

TEST_CASE("what proofs keep at its default breaks an assumption or does not matter") {
  using S = StoredScenario;
  unsigned broken = 0;
  for (const PropertyText &property : catalogue()) {
    if (!property.by_proof)
      continue;
    CAPTURE(property.id);
    if (property.call == Call::mmap || property.call == Call::get_sgtable) {
      check_outside(property, &S::missing_section, true, broken);
      for (const BufferKind kind :
           {BufferKind::scattered, BufferKind::device_pool, BufferKind::cookie})
        check_outside(property, &S::buffer_kind, kind, broken);
    }
    if (property.call == Call::mmap)
      check_outside(property, &S::pool_described, true, broken);
    if (property.call == Call::alloc_pages) {
      check_outside(property, &S::contiguous_highmem, true, broken);
      check_outside(property, &S::map_fails_silently, true, broken);
      check_outside(property, &S::map_bounces, true, broken);
    }
  }
  CHECK(broken > 10'000);
}

TEST_CASE("offset-bounds and page-range are proved for 64-bit words") {
  for (const ProofJob &job : all_proof_jobs()) {
    if (is_arithmetic(job) && job.architecture.word_bits == 64)
      check_proved(job);
  }
}

TEST_CASE("offset-bounds and page-range are proved for 32-bit words") {
  for (const ProofJob &job : all_proof_jobs()) {
    if (is_arithmetic(job) && job.architecture.word_bits == 32)
      check_proved(job);
  }
}

TEST_CASE("every clause is proved on one architecture of each machine") {
  for (const char *const row : {"64-64-64-16", "32-32-32-12", "32-64-64-13", "32-32-64-14"}) {
    for (const ProofJob &job : jobs_on(row))
      check_proved(job);
  }
}

TEST_CASE("every clause is proved without an MMU") {
  for (const char *const row : {"64-64-64-12-nommu", "32-32-32-12-nommu"}) {
    for (const ProofJob &job : jobs_on(row))
      check_proved(job);
  }
}

TEST_CASE("cvc5 proves what Z3 proves") {
  if (std::holds_alternative<smt::SolverError>(smt::cvc5_version("cvc5"))) {
    MESSAGE("SKIPPED: cvc5 is not installed");
    return;
  }
  ProofOptions options;
  options.solver = ProofSolver::all;
  for (const ProofJob &job : jobs_on("64-64-64-12")) {
    const ProofResult result = prove(job, options);
    CAPTURE(job.id);
    CAPTURE(result.reason);
    CHECK(result.verdict == Verdict::proved);
    CHECK(result.solvers.size() == 2);
  }
}

TEST_CASE("bit by bit Z3 proves what it proves in integers") {
  ProofOptions options;
  options.encoding = smt::Encoding::bit_vectors;
  for (const ProofJob &job : jobs_on("32-32-32-14")) {
    // Over exact sums of three numbers these take seconds: shown on small words below.
    if (job.clause != "in-buffer" && job.clause != "inside-pool")
      check_proved(job, options);
  }
  for (const ProofJob &job : proof_jobs_on(small_architectures())) {
    // An int of 4 bits holds no length of a page of 2^4 bytes: the list is empty, has no page k.
    if (job.id != "page-range.scatter-list:page-k@8-8-8-4")
      check_proved(job, options);
  }
}

TEST_CASE("what takes too long is unknown") {
  const std::vector<ProofJob> jobs = jobs_on("64-64-64-12");
  const auto job = std::find_if(jobs.begin(), jobs.end(), [](const ProofJob &each) {
    return each.id == "page-range.mmap:in-buffer@64-64-64-12";
  });
  REQUIRE(job != jobs.end());
  ProofOptions options;
  options.encoding = smt::Encoding::bit_vectors;
  options.limits.time = std::chrono::milliseconds(200);
  const ProofResult result = prove(*job, options);
  CHECK(result.verdict == Verdict::unknown);
  CHECK(result.reason.find("time limit") != std::string::npos);
}

TEST_CASE("the texts name what they ask, and the key of a job's answer follows from them") {
  const std::vector<ProofJob> jobs = jobs_on("64-64-64-12");
  std::set<std::string> keys;
  for (const ProofJob &job : jobs) {
    const ProofText text = export_smtlib(job);
    CHECK(text.violation.starts_with("; " + job.id + " violation\n; clause: "));
    CHECK(text.violation.find("; architecture: 64-64-64-12\n") != std::string::npos);
    CHECK(text.reachability.starts_with("; " + job.id + " reachability\n"));
    for (const Assumption assumption : catalogue()[job.property].assumptions) {
      CHECK(text.violation.find("; assumption " + std::string(text_of(assumption).id) + ": ") !=
            std::string::npos);
    }
    keys.insert(query_sha256(job));
  }
  CHECK(keys.size() == jobs.size());
  CHECK(prove(jobs.front()).query_sha256 == query_sha256(jobs.front()));
}

} // namespace
} // namespace dma_verify
