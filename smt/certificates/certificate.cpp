// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/certificate.h"

#include "smt/certificates/check/rup_checker.h"
#include "smt/certificates/gates_check.h"
#include "smt/process/input_file.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>

namespace dma_verify::smt {
namespace {

using Verdict = Certificate::Verdict;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::optional<std::string> content_of(const std::filesystem::path &path) {
  auto read = process::read_input_file(path, kMostCertificateBytes);
  auto *text = std::get_if<std::string>(&read);
  return text == nullptr ? std::nullopt : std::optional(std::move(*text));
}

bool write(const std::filesystem::path &path, const std::string &content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  return !file.fail();
}

void end(Certificate &certificate, Verdict verdict, std::string reason) {
  certificate.verdict = verdict;
  certificate.reason = std::move(reason);
}

void begin(Certificate &certificate, const Query &query, const CnfQuery &formula) {
  certificate.query_sha256 = sha256(to_smtlib(query));
  certificate.variables = static_cast<std::uint64_t>(formula.cnf.variables);
  certificate.clauses = formula.cnf.clauses.size();
}

bool satisfies(const Assignment &model, const Query &query) {
  Evaluator value_of(model);
  return std::ranges::all_of(
      query.assertions, [&](const Assertion &assertion) { return value_of(assertion.term) != 0; });
}

// Whether the formula says what the query does, as far as some values of the inputs show. It is
// asked only of a formula that has a proof.
bool is_formula_of(Certificate &certificate, const Query &query, const CnfQuery &formula) {
  const std::string problem = compare_with_terms(formula, query);
  if (!problem.empty())
    end(certificate, Verdict::error, "the formula is not the query: " + problem);
  return problem.empty();
}

// Checks the files. The hashes are of exactly the bytes that the checker gets.
void check_files(Certificate &certificate, const std::string &formula_text,
                 const CertificateFiles &files, const Limits &limits) {
  const auto formula = content_of(files.formula);
  if (!formula)
    return end(certificate, Verdict::error, files.formula.string() + ": cannot be read");
  const auto proof = content_of(files.proof);
  if (!proof)
    return end(certificate, Verdict::error, files.proof.string() + ": cannot be read");
  certificate.formula_sha256 = sha256(*formula);
  certificate.proof_sha256 = sha256(*proof);
  certificate.proof_bytes = proof->size();
  if (*formula != formula_text)
    return end(certificate, Verdict::error,
               files.formula.string() + ": not the formula of the query");

  const Clock::time_point start = Clock::now();
  const rup_checker::Outcome outcome =
      rup_checker::check(*formula, *proof, rup_checker::ProofForm::binary,
                         [&] { return Clock::now() - start >= limits.time; });
  certificate.check_seconds = seconds_since(start);
  certificate.lemmas = outcome.lemmas;
  certificate.deletions = outcome.deletions;
  switch (outcome.verdict) {
  case rup_checker::Verdict::verified:
    return end(certificate, Verdict::certified, "");
  case rup_checker::Verdict::rejected:
    return end(certificate, Verdict::error, "the proof is rejected: " + outcome.reason);
  case rup_checker::Verdict::gave_up:
    return end(certificate, Verdict::unknown, "time limit of the proof check reached");
  }
}

} // namespace

std::string_view to_string(Certificate::Verdict verdict) {
  switch (verdict) {
  case Verdict::certified:
    return "certified";
  case Verdict::satisfiable:
    return "satisfiable";
  case Verdict::unknown:
    return "unknown";
  case Verdict::error:
    return "error";
  }
  return "?";
}

Certificate check_certificate(const Query &query, const CertificateFiles &files,
                              const Limits &limits) {
  Certificate certificate;
  const CnfQuery formula = to_cnf(query);
  begin(certificate, query, formula);
  if (is_formula_of(certificate, query, formula))
    check_files(certificate, to_dimacs(query, formula), files, limits);
  return certificate;
}

Certificate certify(const Query &query, const CertificateFiles &files, const Limits &limits,
                    const FormulaSolver &solver) {
  Certificate certificate;
  certificate.solver = cadical_version();
  const CnfQuery formula = to_cnf(query);
  begin(certificate, query, formula);
  const std::string text = to_dimacs(query, formula);
  if (!write(files.formula, text)) {
    end(certificate, Verdict::error, files.formula.string() + ": cannot be written");
    return certificate;
  }
  const Clock::time_point start = Clock::now();
  const Result result = solver(formula, files.proof, limits);
  certificate.solve_seconds = seconds_since(start);
  if (std::holds_alternative<Unsat>(result)) {
    if (is_formula_of(certificate, query, formula))
      check_files(certificate, text, files, limits);
  } else if (const auto *sat = std::get_if<Sat>(&result)) {
    if (satisfies(sat->model, query)) {
      end(certificate, Verdict::satisfiable, "the query has a model");
    } else {
      end(certificate, Verdict::error, "the solver's model does not satisfy the query");
    }
  } else if (const auto *unknown = std::get_if<Unknown>(&result)) {
    end(certificate, Verdict::unknown, unknown->message);
  } else {
    end(certificate, Verdict::error, std::get<SolverError>(result).message);
  }
  return certificate;
}

} // namespace dma_verify::smt
