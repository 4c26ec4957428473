// SPDX-License-Identifier: GPL-2.0-only
// Results of an earlier run are taken over only if they are still valid.
#include "harness/engines/prove/earlier_answers/resume.h"

#include "harness/develop/testing/contains.h"
#include "harness/develop/testing/folder.h"
#include "harness/engines/prove/files/certificate_files.h"
#include "harness/results/files.h"
#include "smt/certificates/cadical_solver.h"
#include "smt/certificates/certificate.h"
#include "smt/terms/query.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

namespace dma_verify::proving {
namespace {

namespace fs = std::filesystem;

using testing::contains;

constexpr const char *kJob = "offset-bounds.no-wrap:address@64-64-64-12";

std::vector<ProofJob> one_job() {
  auto jobs = all_proof_jobs();
  std::erase_if(jobs, [](const ProofJob &job) { return job.id != kJob; });
  REQUIRE(jobs.size() == 1);
  return jobs;
}

ProofStage stage_with(std::vector<std::string> solvers) {
  ProofStage stage;
  stage.options.solver_names = std::move(solvers);
  return stage;
}

struct Fixture {
  std::vector<ProofJob> jobs = one_job();
  ProofStage stage = stage_with({"z3 1"});
  Record record = [&] {
    Record fresh = record_without_result(jobs[0], Verdict::proved, "", "");
    fresh.solvers = {"z3 1"};
    fresh.query_sha256 = query_sha256(jobs[0]);
    return fresh;
  }();
  testing::Folder folder;

  void write(const std::string &text) const { folder.write("results.jsonl", text); }
  // The message of an error, or how many records were read.
  [[nodiscard]] std::string read() const {
    const auto found = earlier_results(folder.path(), jobs, "model");
    if (const auto *error = std::get_if<std::string>(&found))
      return *error;
    return std::to_string(std::get<std::vector<Record>>(found).size());
  }
  [[nodiscard]] Resumption resumed() const { return resume(jobs, {record}, stage); }
};

TEST_CASE_FIXTURE(Fixture, "what was proved of the same query by the same solvers stands") {
  const Resumption all = resumed();
  REQUIRE(all.taken.size() == 1);
  CHECK(all.taken[0].verdict == Verdict::proved);
  CHECK(all.left.empty());
  CHECK(all.tried_again == 0);
  CHECK(all.of_other == 0);
}

TEST_CASE_FIXTURE(Fixture, "what has no answer is tried again") {
  for (const Verdict verdict : {Verdict::unknown, Verdict::error, Verdict::gave_up}) {
    record.verdict = verdict;
    const Resumption again = resumed();
    CHECK(again.taken.empty());
    CHECK(again.left.size() == 1);
    CHECK(again.tried_again == 1);
  }
}

TEST_CASE_FIXTURE(Fixture, "another query, other solvers and other versions are done again") {
  SUBCASE("query") { record.query_sha256[0] = record.query_sha256[0] == '0' ? '1' : '0'; }
  SUBCASE("no query") { record.query_sha256.clear(); }
  SUBCASE("version") { record.solvers = {"z3 2"}; }
  SUBCASE("fewer solvers") { stage.options.solver_names.emplace_back("cvc5 1"); }
  SUBCASE("more solvers") { record.solvers.emplace_back("cvc5 1"); }
  const Resumption again = resumed();
  CHECK(again.taken.empty());
  CHECK(again.left.size() == 1);
  CHECK(again.of_other == 1);
}

TEST_CASE_FIXTURE(Fixture, "a proof without a certificate does not stand where one is asked for") {
  stage.certificates = CertificateFolder{folder.path(), false};
  CHECK(resumed().of_other == 1);
}

TEST_CASE_FIXTURE(Fixture, "a proof with a certificate stands where none is asked for too") {
  record.certificate = RecordedCertificate{};
  record.solvers.push_back(smt::cadical_version());
  CHECK(resumed().taken.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a certificate stands only with the files that were checked") {
  record.solvers.push_back(smt::cadical_version());
  stage.certificates = CertificateFolder{folder.path(), true};
  const smt::CertificateFiles files = files_of(jobs[0], *stage.certificates);
  const std::string formula = "p cnf 0 1\n0\n";
  const std::string proof = "a proof";
  smt::Certificate certificate;
  certificate.verdict = smt::Certificate::Verdict::certified;
  certificate.formula_sha256 = smt::sha256(formula);
  certificate.proof_sha256 = smt::sha256(proof);
  folder.write(files.formula.filename(), formula);
  folder.write(files.proof.filename(), proof);
  book_certificate(record, jobs[0], certificate, *stage.certificates);
  const fs::path file = record.certificate->file;
  const std::string text = testing::text_of(file);
  CHECK(resumed().taken.size() == 1);
  SUBCASE("another proof") { folder.write(files.proof.filename(), "junk"); }
  SUBCASE("another formula") { folder.write(files.formula.filename(), formula + " "); }
  SUBCASE("no proof") { fs::remove(files.proof); }
  SUBCASE("no file of its own") { fs::remove(file); }
  SUBCASE("another file") { folder.write(file.filename(), text + " "); }
  SUBCASE("another checker") { record.certificate->checker_sha256 = "00"; }
  SUBCASE("another program") { record.certificate->sources_sha256 = "00"; }
  SUBCASE("not certified") { record.certificate->verdict = "unknown"; }
  CHECK(resumed().of_other == 1);
}

TEST_CASE_FIXTURE(Fixture, "what is falsified stands with its counterexample only") {
  record.verdict = Verdict::falsified;
  record.counterexample = (folder.path() / "c.toml").string();
  CHECK(resumed().of_other == 1);
  folder.write("c.toml", "");
  CHECK(resumed().taken.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "of several records of one job the last counts") {
  Record newer = record;
  newer.verdict = Verdict::unknown;
  CHECK(resume(jobs, {record, newer}, stage).tried_again == 1);
  CHECK(resume(jobs, {newer, record}, stage).taken.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a torn last line is dropped, wherever it is torn") {
  const std::string line = to_json_line(record) + "\n";
  for (const std::size_t length : {line.size() - 1, line.size() / 2, std::size_t{1}}) {
    write(line + line.substr(0, length));
    CHECK(read() == "1");
    write(line.substr(0, length));
    CHECK(read() == "0");
  }
  write("");
  CHECK(read() == "0");
}

TEST_CASE_FIXTURE(Fixture, "results of something else are left alone") {
  CHECK(contains(read(), "no such file"));
  write("a text\n");
  CHECK(contains(read(), "line 1"));
  for (const auto &change :
       {std::function<void(Record &)>([](Record &r) { r.engine = "random"; }),
        std::function<void(Record &)>([](Record &r) { r.subject = "ops_helpers.c"; })}) {
    Record other = record;
    change(other);
    write(to_json_line(record) + "\n" + to_json_line(other) + "\n");
    CHECK(contains(read(), "line 2"));
    CHECK(read().starts_with("--resume: "));
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "results that resuming would lose are refused, and those of no job are not") {
  Record other = record;
  other.clause = "length"; // a job, but not selected
  write(to_json_line(other) + "\n");
  CHECK(contains(read(), "offset-bounds.no-wrap:length@64-64-64-12"));
  other.clause = "of-another-program";
  write(to_json_line(other) + "\n");
  CHECK(read() == "1");
}

} // namespace
} // namespace dma_verify::proving
