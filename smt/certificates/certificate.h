// SPDX-License-Identifier: GPL-2.0-only
// A certificate shows that a query has no model: a formula, a proof in a file, and the verdict of
// our checker. No solver need be trusted, not even the one that found the proof.
#pragma once

#include "smt/certificates/cadical_solver.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace dma_verify::smt {

// The paths of the formula (DIMACS) and its proof (binary DRAT).
// The most that is read of a formula or of a proof.
inline constexpr std::size_t kMostCertificateBytes = std::size_t{4} << 30U;

struct CertificateFiles {
  std::filesystem::path formula;
  std::filesystem::path proof;
};

struct Certificate {
  enum class Verdict : std::uint8_t {
    certified,   // the checker verified this proof of this formula
    satisfiable, // the query has a model, so that there can be no proof; checked by evaluation
    unknown,     // the time was over: `reason`
    error,       // rejected by the checker, files that cannot be used, ...: `reason`
  };
  Verdict verdict = Verdict::error;
  std::string reason; // empty if certified

  // SHA-256 of the query's SMT-LIB text and of the bytes of both files, as the checker got them.
  // Empty from the step on that failed.
  std::string query_sha256;
  std::string formula_sha256;
  std::string proof_sha256;

  std::string solver; // that found the proof
  std::uint64_t variables = 0;
  std::uint64_t clauses = 0;
  std::uint64_t lemmas = 0;
  std::uint64_t deletions = 0;
  std::uint64_t proof_bytes = 0;
  double solve_seconds = 0;
  double check_seconds = 0;
};

// certified, satisfiable, unknown, error
std::string_view to_string(Certificate::Verdict verdict);

// Decides a formula; with Unsat, leaves a proof in the file.
using FormulaSolver =
    std::function<Result(const CnfQuery &, const std::filesystem::path &proof, const Limits &)>;

// Makes both files and checks them. The solver and the checker each have this time limit.
Certificate certify(const Query &query, const CertificateFiles &files, const Limits &limits = {},
                    const FormulaSolver &solver = solve_with_cadical);

// Only checks: whether these files, wherever they came from, are a certificate of this query. The
// formula must be byte for byte the one that is made of the query.
Certificate check_certificate(const Query &query, const CertificateFiles &files,
                              const Limits &limits = {});

} // namespace dma_verify::smt
