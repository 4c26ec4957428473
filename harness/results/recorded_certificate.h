// SPDX-License-Identifier: GPL-2.0-only
// What a result says about the certificate of its proof: the hashes from the sources to the
// checker's verdict.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace dma_verify {

struct RecordedCertificate {
  std::string verdict; // certified, satisfiable, unknown, error
  std::string file;    // the file that has all this and the job's id; empty if none was written
  // SHA-256 in hexadecimal. Each text was made from the one before; empty from the step on that
  // failed.
  std::string sources_sha256;    // the statement's: model, properties, proofs
  std::string obligation_sha256; // SMT-LIB text, the exported JOB.violation.smt2
  std::string formula_sha256;    // DIMACS
  std::string proof_sha256;      // binary DRAT
  std::string checker_sha256;    // the checker's sources
  std::string solver;            // that found the proof
  std::uint64_t variables = 0;
  std::uint64_t clauses = 0;
  std::uint64_t lemmas = 0; // that the checker verified
  std::uint64_t deletions = 0;
  std::uint64_t proof_bytes = 0;
  double solve_seconds = 0;
  double check_seconds = 0;
};

void to_json(nlohmann::ordered_json &json, const RecordedCertificate &certificate);
// Throws nlohmann::json::exception if a key has another type. Missing keys are empty.
void from_json(const nlohmann::ordered_json &json, RecordedCertificate &certificate);

} // namespace dma_verify
