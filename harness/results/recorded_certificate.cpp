// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/recorded_certificate.h"

#include <nlohmann/json.hpp>

namespace dma_verify {
namespace {

// The one list of keys, for reading and writing.
template <class Certificate, class Visit>
void for_each_key(Certificate &certificate, const Visit &visit) {
  visit("verdict", certificate.verdict);
  visit("file", certificate.file);
  visit("sources_sha256", certificate.sources_sha256);
  visit("obligation_sha256", certificate.obligation_sha256);
  visit("formula_sha256", certificate.formula_sha256);
  visit("proof_sha256", certificate.proof_sha256);
  visit("checker_sha256", certificate.checker_sha256);
  visit("solver", certificate.solver);
  visit("variables", certificate.variables);
  visit("clauses", certificate.clauses);
  visit("lemmas", certificate.lemmas);
  visit("deletions", certificate.deletions);
  visit("proof_bytes", certificate.proof_bytes);
  visit("solve_seconds", certificate.solve_seconds);
  visit("check_seconds", certificate.check_seconds);
}

} // namespace

void to_json(nlohmann::ordered_json &json, const RecordedCertificate &certificate) {
  for_each_key(certificate, [&](const char *key, const auto &member) { json[key] = member; });
}

void from_json(const nlohmann::ordered_json &json, RecordedCertificate &certificate) {
  for_each_key(certificate,
               [&](const char *key, auto &member) { member = json.value(key, member); });
}

} // namespace dma_verify
