// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/proof_jobs.h"

#include "properties/model_subject.h"
#include "smt/proofs/catalogue_claim.h"
#include "smt/proofs/settle.h"
#include "smt/terms/integer_query.h"

#include <chrono>

namespace dma_verify {
namespace {

smt::Obligation obligation_of(const ProofJob &job) {
  const Architecture &row = job.architecture;
  const auto is = [&](unsigned word, unsigned phys, unsigned dma) {
    return row.word_bits == word && row.phys_bits == phys && row.dma_bits == dma;
  };
  if (is(64, 64, 64))
    return smt::obligation_64_64_64(job);
  if (is(32, 32, 32))
    return smt::obligation_32_32_32(job);
  if (is(32, 64, 64))
    return smt::obligation_32_64_64(job);
  if (is(32, 32, 64))
    return smt::obligation_32_32_64(job);
  if (is(8, 8, 8))
    return smt::obligation_8_8_8(job);
  throw std::logic_error("no symbolic machine for architecture " + architecture_id(row));
}

std::string hash_of(const smt::Obligation &obligation) {
  std::string texts;
  for (const auto question : {smt::Question::violation, smt::Question::reachability}) {
    const smt::Query query = smt::query_of(obligation, question);
    texts += smt::to_smtlib(query) + smt::to_integer_smtlib(query).value_or("");
  }
  return smt::sha256(texts);
}

} // namespace

std::vector<ProofJob> proof_jobs_on(std::span<const Architecture> architectures) {
  std::vector<ProofJob> jobs;
  for (PropertyIndex property = 0; property < catalogue().size(); ++property) {
    const PropertyText &text = catalogue()[property];
    if (!text.by_proof)
      continue;
    for (const Architecture &architecture : architectures) {
      if (!text.applies_to(architecture))
        continue;
      for (const ClauseText &clause : text.clauses) {
        jobs.push_back({std::string(text.id) + ":" + std::string(clause.id) + "@" +
                            architecture_id(architecture),
                        property, clause.id, architecture});
      }
    }
  }
  return jobs;
}

std::vector<ProofJob> all_proof_jobs() { return proof_jobs_on(architectures()); }

std::string_view to_string(ProofResult::Verdict verdict) {
  switch (verdict) {
  case ProofResult::Verdict::proved:
    return "proved";
  case ProofResult::Verdict::falsified:
    return "falsified";
  case ProofResult::Verdict::unknown:
    return "unknown";
  case ProofResult::Verdict::error:
    return "error";
  }
  return "?";
}

ProofResult prove(const ProofJob &job, const ProofOptions &options) {
  const auto start = std::chrono::steady_clock::now();
  ProofResult result;
  try {
    const smt::Obligation obligation = obligation_of(job);
    const smt::Replay replay = [&](const StoredScenario &scenario) {
      const Assessment assessment = assess_model(job.property, scenario);
      return smt::Replayed{assessment.in_contract,
                           assessment.judged && assessment.violated_clause == job.clause};
    };
    ProofOptions left = options;
    left.limits.time -= std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start);
    result = smt::settle(obligation, replay, left);
    result.query_sha256 = hash_of(obligation);
  } catch (const smt::ExplorationError &error) {
    result.cause = "exploration";
    result.reason = error.what();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  result.seconds = elapsed.count();
  return result;
}

ProofText export_smtlib(const ProofJob &job) {
  const smt::Obligation obligation = obligation_of(job);
  const smt::Query violation = smt::query_of(obligation, smt::Question::violation);
  const smt::Query reachability = smt::query_of(obligation, smt::Question::reachability);
  return {smt::to_smtlib(violation), smt::to_smtlib(reachability),
          smt::to_integer_smtlib(violation).value_or(""),
          smt::to_integer_smtlib(reachability).value_or("")};
}

std::string query_sha256(const ProofJob &job) { return hash_of(obligation_of(job)); }

} // namespace dma_verify
