// SPDX-License-Identifier: GPL-2.0-only
// prove --certify from the command line to the files, and rup_check on these.
#include "harness/engines/prove/files/certificate_files.h"

#include "harness/cli/commands.h"
#include "harness/develop/testing/folder.h"
#include "harness/results/files.h"
#include "smt/certificates/sources.h"
#include "smt/process/program.h"
#include "smt/terms/query.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <iterator>
#include <string>
#include <vector>

namespace dma_verify::proving {
namespace {

namespace fs = std::filesystem;
using testing::text_of;

constexpr const char *kJob = "offset-bounds.no-wrap:address@64-64-64-12";
constexpr const char *kStem = "offset-bounds.no-wrap.address@64-64-64-12";

// The exit status of dma-verify prove ARGUMENTS --out FOLDER/out.
int prove(const testing::Folder &folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"dma-verify", "prove"});
  arguments.insert(arguments.end(), {"--out", (folder.path() / "out").string()});
  std::vector<const char *> argv;
  argv.reserve(arguments.size());
  for (const std::string &argument : arguments)
    argv.push_back(argument.c_str());
  const cli::Command command = cli::parse_command_line(static_cast<int>(argv.size()), argv.data());
  REQUIRE(std::holds_alternative<cli::ProveOptions>(command));
  return cli::execute(std::get<cli::ProveOptions>(command));
}

std::vector<Record> records_of(const testing::Folder &folder) {
  return read_results(folder.path() / "out/results.jsonl");
}

process::ProgramEnd rup_check(const std::vector<std::string> &arguments) {
  std::vector<std::string> words = {DMA_VERIFY_RUP_CHECK};
  words.insert(words.end(), arguments.begin(), arguments.end());
  process::ProgramOptions options;
  options.errors_in_output = true;
  return process::run_program(words, options);
}

std::size_t files_below(const fs::path &folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_CASE("an exported certificate has the chain of hashes of the files beside it") {
  const testing::Folder folder;
  const fs::path set = folder.path() / "set";
  REQUIRE(prove(folder, {"--certify", "--job", kJob, "--export", set.string()}) == 0);

  const auto hash_of = [&](const std::string &ending) {
    return smt::sha256(text_of(set / (kStem + ending)));
  };
  const auto records = records_of(folder);
  REQUIRE(records.size() == 1);
  CHECK(records[0].verdict == Verdict::proved);
  REQUIRE(records[0].certificate);
  const RecordedCertificate &certificate = *records[0].certificate;
  CHECK(certificate.verdict == "certified");
  CHECK(certificate.sources_sha256 == smt::statement_sources_sha256());
  CHECK(certificate.checker_sha256 == smt::checker_sources_sha256());
  CHECK(certificate.obligation_sha256 == hash_of(".violation.smt2"));
  CHECK(certificate.formula_sha256 == hash_of(".cnf"));
  CHECK(certificate.proof_sha256 == hash_of(".drat"));
  CHECK(certificate.lemmas > 0);
  CHECK(certificate.file == (set / (std::string(kStem) + ".certificate.json")).string());

  const auto file = nlohmann::json::parse(text_of(certificate.file));
  CHECK(file["job"] == kJob);
  CHECK(file["verdict"] == "certified");
  CHECK(file["obligation_sha256"] == certificate.obligation_sha256);
  CHECK(file["formula_sha256"] == certificate.formula_sha256);
  CHECK(file["proof_sha256"] == certificate.proof_sha256);
  for (const char *name : {"obligation", "formula", "proof"})
    CHECK(fs::exists(set / file[name].get<std::string>()));
  CHECK(files_below(set) == 8); // four queries, three of the certificate, the index
}

TEST_CASE("without an export only the certificate is kept") {
  const testing::Folder folder;
  REQUIRE(prove(folder, {"--certify", "--job", kJob}) == 0);
  const auto records = records_of(folder);
  REQUIRE(records.size() == 1);
  REQUIRE(records[0].certificate);
  CHECK(fs::path(records[0].certificate->file).parent_path() == folder.path() / "out/certificates");
  const auto file = nlohmann::json::parse(text_of(records[0].certificate->file));
  CHECK(file["proof_sha256"] == records[0].certificate->proof_sha256);
  CHECK_FALSE(file.contains("proof"));
  CHECK(files_below(folder.path() / "out/certificates") == 1);
}

TEST_CASE("without --certify no certificate is made") {
  const testing::Folder folder;
  REQUIRE(prove(folder, {"--job", kJob}) == 0);
  const auto records = records_of(folder);
  REQUIRE(records.size() == 1);
  CHECK_FALSE(records[0].certificate);
  CHECK_FALSE(fs::exists(folder.path() / "out/certificates"));
}

TEST_CASE("what is not certified in time is not proved, in the record and the exit status") {
  const testing::Folder folder;
  REQUIRE(prove(folder, {"--certify", "--timeout", "500ms", "--job",
                         "page-range.mmap:in-buffer@64-64-64-12"}) == 3);
  const auto records = records_of(folder);
  REQUIRE(records.size() == 1);
  CHECK(records[0].verdict == Verdict::unknown);
  CHECK(records[0].reason.find("time limit") != std::string::npos);
  CHECK((!records[0].certificate || records[0].certificate->verdict == "unknown"));
}

TEST_CASE("a folder of certificates that cannot be written is wrong usage") {
  const testing::Folder folder;
  folder.write("out/certificates", "a file");
  CHECK(prove(folder, {"--certify", "--job", kJob}) == 2);
  CHECK(prove(folder, {"--certify", "--job", kJob, "--export",
                       folder.write("set", "a file").string()}) == 2);
}

// A job's files as if certify had made them.
struct Booked {
  explicit Booked(bool keep_files) : where{folder.path(), keep_files} {
    folder.write(std::string(kStem) + ".cnf", "a formula");
    folder.write(std::string(kStem) + ".drat", "a proof");
    job.id = kJob;
    record.verdict = Verdict::proved;
    certificate.verdict = smt::Certificate::Verdict::certified;
    certificate.proof_sha256 = "00ff";
  }
  testing::Folder folder;
  CertificateFolder where;
  ProofJob job;
  Record record;
  smt::Certificate certificate;
};

TEST_CASE("a certificate file that cannot be written leaves nothing proved") {
  Booked booked(true);
  fs::create_directories(booked.folder.path() / (std::string(kStem) + ".certificate.json/x"));
  book_certificate(booked.record, booked.job, booked.certificate, booked.where);
  CHECK(booked.record.verdict == Verdict::error);
  CHECK(booked.record.reason.find("cannot be written") != std::string::npos);
  CHECK(booked.record.certificate->file.empty());
}

TEST_CASE("a rejected proof is recorded with its reason") {
  Booked booked(true);
  booked.record.verdict = Verdict::error;
  booked.record.reason = "certificate: the proof is rejected";
  booked.certificate.verdict = smt::Certificate::Verdict::error;
  book_certificate(booked.record, booked.job, booked.certificate, booked.where);
  CHECK(booked.record.verdict == Verdict::error);
  const auto file = nlohmann::json::parse(text_of(booked.record.certificate->file));
  CHECK(file["verdict"] == "error");
  CHECK(file["reason"] == booked.record.reason);
  CHECK(file["proof_sha256"] == "00ff");
}

TEST_CASE("files left over by processes that were killed are removed, exported ones are not") {
  for (const bool keep_files : {true, false}) {
    Booked booked(keep_files);
    remove_left_over(std::vector{booked.job}, booked.where);
    CHECK(files_below(booked.folder.path()) == (keep_files ? 2 : 0));
  }
}

TEST_CASE("rup_check verifies exported files, and rejects them once touched") {
  const testing::Folder folder;
  const fs::path set = folder.path() / "set";
  REQUIRE(prove(folder, {"--certify", "--job", kJob, "--export", set.string()}) == 0);
  const std::string formula = (set / (std::string(kStem) + ".cnf")).string();
  const std::string proof = (set / (std::string(kStem) + ".drat")).string();
  const process::ProgramEnd verified = rup_check({formula, proof});
  CHECK(verified.exit_status == 0);
  CHECK(verified.output.rfind("VERIFIED", 0) == 0);

  const process::ProgramEnd swapped = rup_check({proof, formula});
  CHECK(swapped.exit_status == 1);
  CHECK(swapped.output.rfind("REJECTED: formula", 0) == 0);
  CHECK(rup_check({"--text", formula, proof}).exit_status == 1);
  const std::string bytes = text_of(proof);
  CHECK(rup_check({formula, folder.write("cut", bytes.substr(0, bytes.size() / 2)).string()})
            .exit_status == 1);
  // The violation is the last assertion; without it the formula has models.
  std::string weakened = text_of(formula);
  weakened.erase(weakened.rfind('\n', weakened.size() - 2) + 1);
  const std::size_t header = weakened.find("p cnf ");
  const std::size_t count = weakened.find(' ', header + 6) + 1;
  const std::size_t end = weakened.find('\n', header);
  const auto clauses = std::stoul(weakened.substr(count, end - count)) - 1;
  weakened.replace(count, end - count, std::to_string(clauses));
  const process::ProgramEnd of_weakened =
      rup_check({folder.write("weakened", weakened).string(), proof});
  CHECK(of_weakened.exit_status == 1);
  CHECK(of_weakened.output.find("REJECTED: proof") != std::string::npos);
}

TEST_CASE("rup_check reads text proofs, and reports wrong usage") {
  const testing::Folder folder;
  const std::string formula = folder.write("f", "p cnf 1 2\n1 0\n-1 0\n").string();
  const std::string proof = folder.write("p", "0\n").string();
  CHECK(rup_check({"--text", formula, proof}).exit_status == 0);
  CHECK(rup_check({formula, proof}).exit_status == 1);
  CHECK(rup_check({"--help"}).exit_status == 0);
  CHECK(rup_check({}).exit_status == 2);
  CHECK(rup_check({formula}).exit_status == 2);
  CHECK(rup_check({formula, proof, proof}).exit_status == 2);
  CHECK(rup_check({"--text", formula}).exit_status == 2);
  CHECK(rup_check({formula, (folder.path() / "missing").string()}).exit_status == 2);
}

} // namespace
} // namespace dma_verify::proving
