// SPDX-License-Identifier: GPL-2.0-only
// What is certified, and each way in which a certificate is refused.
#include "smt/certificates/certificate.h"

#include "smt/certificates/cnf_query.h"
#include "smt/certificates/sources.h"
#include "smt/certificates/temporary_certificate.h"
#include "smt/solvers/random_terms.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

namespace dma_verify::smt {
namespace {

using Verdict = Certificate::Verdict;
namespace fs = std::filesystem;

std::string read(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write(const fs::path &path, const std::string &content) {
  std::ofstream(path, std::ios::binary) << content;
}

// The negation of (x - y) + z == (z - y) + x, which holds for all words, though simplifying does
// not show it. With a `twist` other than 0 the negation is satisfiable.
Query difference_of_sums(TermPool &pool, unsigned width, unsigned twist = 0) {
  const Term x = pool.variable("x", width);
  const Term y = pool.variable("y", width);
  const Term z = pool.variable("z", width);
  const Term left = pool.add(pool.subtract(x, y), z);
  const Term right = pool.add(pool.subtract(pool.add(z, pool.constant(width, twist)), y), x);
  return {"sums", {}, {{"violation", pool.negation(pool.equal(left, right))}}};
}

void check_rejected(const Certificate &certificate, std::string_view because) {
  CHECK(certificate.verdict == Verdict::error);
  CHECK_MESSAGE(certificate.reason.find(because) != std::string::npos, certificate.reason);
}

TEST_CASE("a query without a model is certified, with the hashes of its text and both files") {
  TermPool pool;
  const Query query = difference_of_sums(pool, 6);
  const TemporaryCertificate files;
  const Certificate certificate = certify(query, files.paths());
  CAPTURE(certificate.reason);
  CHECK(certificate.verdict == Verdict::certified);
  CHECK(certificate.query_sha256 == sha256(to_smtlib(query)));
  CHECK(certificate.formula_sha256 == sha256(read(files.paths().formula)));
  CHECK(certificate.proof_sha256 == sha256(read(files.paths().proof)));
  CHECK(read(files.paths().formula).find(certificate.query_sha256) != std::string::npos);
  CHECK(certificate.solver.rfind("cadical ", 0) == 0);
  CHECK(certificate.variables > 18);
  CHECK(certificate.clauses > certificate.variables);
  CHECK(certificate.lemmas > 64);
  CHECK(certificate.proof_bytes == fs::file_size(files.paths().proof));

  const Certificate again = check_certificate(query, files.paths());
  CHECK(again.verdict == Verdict::certified);
  CHECK(again.proof_sha256 == certificate.proof_sha256);
}

TEST_CASE("a query that folds to false is certified by the empty clause") {
  TermPool pool;
  const TemporaryCertificate files;
  const Certificate certificate = certify({"q", {}, {{"a", pool.truth(false)}}}, files.paths());
  CHECK(certificate.verdict == Verdict::certified);
  CHECK(certificate.lemmas == 1);
}

TEST_CASE("a query with a model is not certified") {
  TermPool pool;
  const TemporaryCertificate files;
  const Certificate certificate = certify(difference_of_sums(pool, 6, 1), files.paths());
  CHECK(certificate.verdict == Verdict::satisfiable);
  CHECK(certificate.proof_sha256.empty());
  // Nor by what the solver wrote.
  check_rejected(check_certificate(difference_of_sums(pool, 6, 1), files.paths()),
                 "the proof is rejected");
}

TEST_CASE("on random queries, certified are those that brute force finds without a model") {
  const TemporaryCertificate files;
  unsigned certified = 0;
  for (unsigned seed = 0; seed < 120; ++seed) {
    CAPTURE(seed);
    TermPool pool;
    RandomTerms random(pool, 3, seed);
    const Term term = pool.conjunction(random.truth(4), random.truth(4));
    bool has_model = false;
    for (unsigned all = 0; all < 1U << 9U; ++all) {
      const Assignment values = {{"x", all & 7U}, {"y", (all >> 3U) & 7U}, {"z", all >> 6U}};
      has_model = has_model || Evaluator(values)(term) != 0;
    }
    const Certificate certificate = certify({"q", {}, {{"a", term}}}, files.paths());
    CAPTURE(certificate.reason);
    REQUIRE(certificate.verdict == (has_model ? Verdict::satisfiable : Verdict::certified));
    certified += has_model ? 0U : 1U;
  }
  CHECK(certified > 20);
  CHECK(certified < 100);
}

// The steps of a binary proof; the byte 0 ends each, and stands nowhere else.
std::vector<std::string> steps_of(const std::string &proof) {
  std::vector<std::string> steps;
  std::size_t begin = 0;
  for (std::size_t end = proof.find('\0'); end != std::string::npos;
       end = proof.find('\0', begin)) {
    steps.push_back(proof.substr(begin, end + 1 - begin));
    begin = end + 1;
  }
  return steps;
}
std::string joined(const std::vector<std::string> &steps) {
  std::string proof;
  for (const std::string &step : steps)
    proof += step;
  return proof;
}

// A certified query with its files, which tests then damage.
struct Certified {
  explicit Certified(unsigned width = 6) : query(difference_of_sums(pool, width)) {
    REQUIRE(certify(query, files.paths()).verdict == Verdict::certified);
    proof = read(files.paths().proof);
  }
  Certificate check_with_proof(const std::string &other) {
    write(files.paths().proof, other);
    return check_certificate(query, files.paths());
  }
  TermPool pool;
  Query query;
  TemporaryCertificate files;
  std::string proof;
};

TEST_CASE("a proof without the lemmas that it needs is rejected") {
  Certified certified;
  const std::vector<std::string> steps = steps_of(certified.proof);
  REQUIRE(joined(steps) == certified.proof);
  // The lemmas of each eighth; and the last, the empty clause.
  const std::size_t eighth = steps.size() / 8;
  for (std::size_t part = 0; part < 8; ++part) {
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const bool dropped = i / eighth == part && steps[i].front() == 'a';
      if (!dropped)
        kept.push_back(steps[i]);
    }
    CAPTURE(part);
    check_rejected(certified.check_with_proof(joined(kept)), "the proof is rejected");
  }
  std::vector<std::string> kept = steps;
  while (kept.back() != std::string("a\0", 2))
    kept.pop_back();
  kept.pop_back();
  check_rejected(certified.check_with_proof(joined(kept)), "without the empty clause");
  check_rejected(certified.check_with_proof(steps.back()), "the proof is rejected");
}

TEST_CASE("most lemmas are missed when dropped alone") {
  Certified certified(4);
  const std::vector<std::string> steps = steps_of(certified.proof);
  unsigned lemmas = 0;
  unsigned rejected = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].front() != 'a')
      continue;
    std::vector<std::string> kept = steps;
    kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i));
    ++lemmas;
    rejected += certified.check_with_proof(joined(kept)).verdict == Verdict::error ? 1U : 0U;
  }
  // Without a lemma that was not needed it is still a proof.
  CHECK(rejected * 2 > lemmas);
}

TEST_CASE("a proof with a flipped literal in every lemma of a part is rejected") {
  Certified certified;
  std::vector<std::string> steps = steps_of(certified.proof);
  for (const std::size_t part : {0U, 1U, 2U, 3U}) {
    std::vector<std::string> flipped = steps;
    for (std::size_t i = part * steps.size() / 4; i < (part + 1) * steps.size() / 4; ++i) {
      if (flipped[i].size() > 2)
        flipped[i][1] = static_cast<char>(flipped[i][1] ^ 1); // the lowest bit is the sign
    }
    CAPTURE(part);
    check_rejected(certified.check_with_proof(joined(flipped)), "the proof is rejected");
  }
}

TEST_CASE("a proof that is cut, empty or missing is rejected") {
  Certified certified;
  // Up to its last lemma, the empty clause, which deletions may follow.
  const std::size_t whole = certified.proof.rfind(std::string("a\0", 2)) + 2;
  for (std::size_t part = 0; part < 16; ++part)
    check_rejected(certified.check_with_proof(certified.proof.substr(0, part * whole / 16)),
                   "the proof is rejected");
  check_rejected(certified.check_with_proof(certified.proof.substr(0, whole - 1)),
                 "the proof is rejected");
  check_rejected(certified.check_with_proof(""), "ends without the empty clause");
  CHECK(certified.check_with_proof(certified.proof).verdict == Verdict::certified);
  fs::remove(certified.files.paths().proof);
  check_rejected(check_certificate(certified.query, certified.files.paths()),
                 "query.drat: cannot be read");
}

TEST_CASE("the files of another query are rejected") {
  Certified certified;
  Certified other(5);
  const CertificateFiles own = certified.files.paths();
  const CertificateFiles others = other.files.paths();
  check_rejected(check_certificate(certified.query, {own.formula, others.proof}),
                 "the proof is rejected");
  check_rejected(check_certificate(certified.query, others), "not the formula of the query");
  check_rejected(check_certificate(certified.query, {own.proof, own.formula}),
                 "not the formula of the query");
  check_rejected(check_certificate(certified.query, {own.formula, own.formula}),
                 "the proof is rejected");
}

TEST_CASE("a formula that was touched is rejected, though its proof is one") {
  Certified certified;
  const CertificateFiles files = certified.files.paths();
  const std::string formula = read(files.formula);
  write(files.formula, "c a comment\n" + formula);
  check_rejected(check_certificate(certified.query, files), "not the formula of the query");
  // The formula contradicts itself, so that any proof of it is accepted more easily.
  std::string contradiction = formula;
  contradiction.replace(contradiction.rfind('\n', contradiction.size() - 2) + 1, std::string::npos,
                        "-1 0\n");
  write(files.formula, contradiction);
  check_rejected(check_certificate(certified.query, files), "not the formula of the query");
  fs::remove(files.formula);
  check_rejected(check_certificate(certified.query, files), "query.cnf: cannot be read");
}

TEST_CASE("nothing is certified when the time is over") {
  TermPool pool;
  const TemporaryCertificate files;
  Limits limits;
  limits.time = std::chrono::milliseconds(1);
  const Certificate unsolved = certify(difference_of_sums(pool, 64), files.paths(), limits);
  CHECK(unsolved.verdict == Verdict::unknown);
  CHECK(unsolved.reason == "cadical: time limit reached");

  Certified certified;
  limits.time = std::chrono::milliseconds(0);
  const Certificate unchecked = check_certificate(certified.query, certified.files.paths(), limits);
  CHECK(unchecked.verdict == Verdict::unknown);
  CHECK(unchecked.reason == "time limit of the proof check reached");
}

TEST_CASE("a solver that lies is not believed") {
  TermPool pool;
  const TemporaryCertificate files;
  const Query with_model = difference_of_sums(pool, 4, 1);
  const auto certify_with = [&](const Query &query, const Result &answer,
                                const std::string &proof) {
    return certify(query, files.paths(), {}, [&](const CnfQuery &, const fs::path &path, auto) {
      write(path, proof);
      return answer;
    });
  };
  check_rejected(certify_with(with_model, Unsat{}, std::string("a\0", 2)), "does not follow");
  check_rejected(certify_with(with_model, Unsat{}, ""), "without the empty clause");
  check_rejected(certify_with(with_model, Unsat{}, "unsat, believe me"), "the proof is rejected");
  check_rejected(certify_with(difference_of_sums(pool, 4), Sat{{{"x", 1}, {"y", 2}, {"z", 3}}}, ""),
                 "the solver's model does not satisfy the query");
  check_rejected(certify_with(with_model, SolverError{"out of order"}, ""), "out of order");
}

TEST_CASE("files that cannot be written are reported") {
  TermPool pool;
  const Query query = difference_of_sums(pool, 4);
  const TemporaryCertificate files;
  check_rejected(certify(query, {"/nonexistent/query.cnf", files.paths().proof}),
                 "/nonexistent/query.cnf: cannot be written");
  check_rejected(certify(query, {files.paths().formula, "/nonexistent/query.drat"}),
                 "/nonexistent/query.drat: cannot be written");
  if (fs::exists("/dev/full")) {
    check_rejected(certify(query, {files.paths().formula, "/dev/full"}),
                   "/dev/full: cannot be written");
    check_rejected(certify(query, {"/dev/full", files.paths().proof}),
                   "/dev/full: cannot be written");
  }
}

TEST_CASE("the sources of statements and of the checker have hashes of their own") {
  CHECK(statement_sources_sha256().size() == 64);
  CHECK(checker_sources_sha256().size() == 64);
  CHECK(statement_sources_sha256() != checker_sources_sha256());
}

} // namespace
} // namespace dma_verify::smt
