// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/prove/files/certificate_files.h"

#include "harness/results/files.h"
#include "smt/certificates/sources.h"
#include "smt/process/input_file.h"
#include "smt/terms/query.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dma_verify::proving {
namespace {

namespace fs = std::filesystem;

RecordedCertificate recorded(const smt::Certificate &certificate) {
  RecordedCertificate record;
  record.verdict = std::string(to_string(certificate.verdict));
  record.sources_sha256 = std::string(smt::statement_sources_sha256());
  record.obligation_sha256 = certificate.query_sha256;
  record.formula_sha256 = certificate.formula_sha256;
  record.proof_sha256 = certificate.proof_sha256;
  record.checker_sha256 = std::string(smt::checker_sources_sha256());
  record.solver = certificate.solver;
  record.variables = certificate.variables;
  record.clauses = certificate.clauses;
  record.lemmas = certificate.lemmas;
  record.deletions = certificate.deletions;
  record.proof_bytes = certificate.proof_bytes;
  record.solve_seconds = certificate.solve_seconds;
  record.check_seconds = certificate.check_seconds;
  return record;
}

// The certificate as a file: the chain, what it is about, and how to check it again.
std::string file_text(const Record &record, const ProofJob &job, const CertificateFolder &folder) {
  nlohmann::ordered_json json = {{"format", 1}, {"job", job.id}};
  json.update(nlohmann::ordered_json(*record.certificate));
  json.erase("file"); // itself
  if (!record.reason.empty())
    json["reason"] = record.reason;
  json["assumptions"] = record.assumptions;
  if (!record.code_sha256.empty())
    json["code_sha256"] = record.code_sha256;
  if (folder.keep_files) {
    const std::string stem = file_stem(job);
    json["obligation"] = stem + ".violation.smt2";
    json["formula"] = stem + ".cnf";
    json["proof"] = stem + ".drat";
    json["check"] = "rup_check '" + stem + ".cnf' '" + stem + ".drat'";
  }
  return json.dump(2) + "\n";
}

void remove_files(const ProofJob &job, const CertificateFolder &folder) {
  const smt::CertificateFiles files = files_of(job, folder);
  std::error_code ignored;
  fs::remove(files.formula, ignored);
  fs::remove(files.proof, ignored);
}

} // namespace

std::string file_stem(const ProofJob &job) {
  std::string name = job.id;
  std::ranges::replace(name, ':', '.');
  std::ranges::replace(name, '/', '-'); // before a build
  return name;
}

bool make_folder(const CertificateFolder &folder) {
  std::error_code error;
  fs::create_directories(folder.path, error);
  return fs::is_directory(folder.path, error);
}

smt::CertificateFiles files_of(const ProofJob &job, const CertificateFolder &folder) {
  const std::string stem = file_stem(job);
  return {folder.path / (stem + ".cnf"), folder.path / (stem + ".drat")};
}

void book_certificate(Record &record, const ProofJob &job, const smt::Certificate &certificate,
                      const CertificateFolder &folder) {
  if (!folder.keep_files)
    remove_files(job, folder);
  record.certificate = recorded(certificate);
  const fs::path path = folder.path / (file_stem(job) + ".certificate.json");
  record.certificate->file = path.string();
  if (write_whole(path, file_text(record, job, folder)))
    return;
  record.certificate->file.clear();
  record.verdict = Verdict::error;
  record.reason = "certificate: " + path.string() + ": cannot be written";
}

bool certificate_stands(const Record &record, const ProofJob &job,
                        const CertificateFolder &folder) {
  if (!record.certificate || record.certificate->verdict != "certified")
    return false;
  const RecordedCertificate &certificate = *record.certificate;
  const auto holds = [](const fs::path &file, const std::string &sha256) {
    const auto text = process::read_input_file(file, smt::kMostCertificateBytes);
    return std::holds_alternative<std::string>(text) &&
           smt::sha256(std::get<std::string>(text)) == sha256;
  };
  const smt::CertificateFiles files = files_of(job, folder);
  return certificate.sources_sha256 == smt::statement_sources_sha256() &&
         certificate.checker_sha256 == smt::checker_sources_sha256() &&
         process::input_text(certificate.file, kMostResultBytes) ==
             file_text(record, job, folder) &&
         (!folder.keep_files || (holds(files.formula, certificate.formula_sha256) &&
                                 holds(files.proof, certificate.proof_sha256)));
}

void remove_left_over(std::span<const ProofJob> jobs, const CertificateFolder &folder) {
  if (folder.keep_files)
    return;
  for (const ProofJob &job : jobs)
    remove_files(job, folder);
}

} // namespace dma_verify::proving
