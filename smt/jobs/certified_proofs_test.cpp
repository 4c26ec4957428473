// SPDX-License-Identifier: GPL-2.0-only
// Proofs with certificates: the model's obligations have one, those of a mutant never.
#include "properties/ops_helpers/mutants/mmap.h"
#include "smt/certificates/temporary_certificate.h"
#include "smt/jobs/obligation_of.h"
#include "smt/obligations/settle.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::smt {
namespace {

using Verdict = ProofResult::Verdict;

bool is_arithmetic(const ProofJob &job) {
  if (job.kind != ProofKind::clause)
    return false;
  const std::string_view family = catalogue()[job.property].family();
  return family == "offset-bounds" || family == "page-range";
}

// The jobs of the families that --certify was made for, on one row. In a debug build the longest
// takes minutes.
void check_certified(std::string_view row) {
  const TemporaryCertificate files;
  ProofOptions options;
  options.certificate = files.paths();
  unsigned certified = 0;
  for (const ProofJob &job : all_proof_jobs()) {
    if (!is_arithmetic(job) || architecture_id(job.architecture) != row ||
        job.clause == "in-buffer")
      continue;
    CAPTURE(job.id);
    const ProofResult result = prove(job, options);
    CAPTURE(result.reason);
    CHECK(result.verdict == Verdict::proved);
    REQUIRE(result.certificate);
    CHECK(result.certificate->verdict == Certificate::Verdict::certified);
    CHECK(result.certificate->query_sha256 == sha256(export_smtlib(job).violation));
    CHECK(result.solvers.back() == result.certificate->solver);
    ++certified;
  }
  CHECK(certified > 3);
}

TEST_CASE("obligations on 32-bit words are proved with a certificate") {
  check_certified("32-32-32-12");
}
TEST_CASE("obligations without an MMU are proved with a certificate") {
  check_certified("64-64-64-12-nommu");
}

TEST_CASE("an obligation of the largest machine is proved with a certificate") {
  const ProofJob job =
      job_of("offset-bounds.accepted-in-bounds", "in-bounds", make_architecture(64, 64, 64, 12));
  const TemporaryCertificate files;
  const Obligation obligation = obligation_of(symbolic_model(), job);
  const Certificate certificate = certify(query_of(obligation, Question::violation), files.paths());
  CHECK(certificate.verdict == Certificate::Verdict::certified);
  CHECK(certificate.lemmas > 1000);
}

struct Weakened {
  const Mutant *mutant;
  std::string_view property;
  std::string_view clause;
};

TEST_CASE("no certificate is made of a mutant, nor does the model's fit it") {
  using namespace ops_helpers::of_mmap;
  const Weakened all[] = {
      {&kAdditiveCheck, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {&kLengthUnchecked, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {&kAndForOr, "offset-bounds.accepted-in-bounds", "in-bounds"},
      {&kFloorCount, "offset-bounds.in-bounds-accepted", "accepted"},
      {&kLastPageRefused, "offset-bounds.in-bounds-accepted", "accepted"},
      {&kNoOffset, "page-range.mmap", "page-k"},
      {&kOneByteLess, "page-range.mmap", "length"},
  };
  for (const Weakened &each : all) {
    const ProofJob job = job_of(each.property, each.clause, small_architectures().front());
    CAPTURE(job.id);
    CAPTURE(each.mutant->id);
    const TemporaryCertificate files;
    const Obligation right = obligation_of(symbolic_model(), job);
    REQUIRE(certify(query_of(right, Question::violation), files.paths()).verdict ==
            Certificate::Verdict::certified);
    const Obligation wrong = obligation_of(symbolic_mutant(*each.mutant), job);
    const Query query = query_of(wrong, Question::violation);
    CHECK(check_certificate(query, files.paths()).verdict == Certificate::Verdict::error);
    CHECK(certify(query, files.paths()).verdict == Certificate::Verdict::satisfiable);
  }
}

TEST_CASE("a certificate that cannot be made leaves nothing proved") {
  const std::vector<ProofJob> jobs = all_proof_jobs();
  const auto job = std::find_if(jobs.begin(), jobs.end(), [](const ProofJob &each) {
    return each.id == "page-range.mmap:in-buffer@64-64-64-12";
  });
  REQUIRE(job != jobs.end());
  ProofOptions options;
  options.certificate = CertificateFiles{"/nonexistent/job.cnf", "/nonexistent/job.drat"};
  const ProofResult unwritten = prove(*job, options);
  CHECK(unwritten.verdict == Verdict::error);
  CHECK(unwritten.reason == "certificate: /nonexistent/job.cnf: cannot be written");

  const TemporaryCertificate files;
  options.certificate = files.paths();
  options.limits.time = std::chrono::milliseconds(300); // less than CaDiCaL needs
  const ProofResult late = prove(*job, options);
  CHECK(late.verdict == Verdict::unknown);
  CAPTURE(late.reason);
  CHECK(late.cause == "time");
}

} // namespace
} // namespace dma_verify::smt
