// SPDX-License-Identifier: GPL-2.0-only
// Certificates of proof jobs: their files, and what is recorded about them.
#pragma once

#include "harness/results/record.h"
#include "smt/jobs/proof_jobs.h"

#include <filesystem>
#include <span>
#include <string>

namespace dma_verify::proving {

// The names of a job's files, without their endings.
std::string file_stem(const ProofJob &job);

struct CertificateFolder {
  std::filesystem::path path;
  bool keep_files = false; // formulas and proofs, beside the certificates; else only their hashes
};

// False if it cannot be made.
bool make_folder(const CertificateFolder &folder);

smt::CertificateFiles files_of(const ProofJob &job, const CertificateFolder &folder);

// Writes the job's certificate file and puts it on its record. If it cannot be written, the record
// is an error: there is no proof then that anyone could check.
void book_certificate(Record &record, const ProofJob &job, const smt::Certificate &certificate,
                      const CertificateFolder &folder);

// Whether the record's certificate is one of these sources and this checker, its file says what the
// record says, and the files that are kept are those that were checked.
bool certificate_stands(const Record &record, const ProofJob &job, const CertificateFolder &folder);

// Formulas and proofs of processes that were killed.
void remove_left_over(std::span<const ProofJob> jobs, const CertificateFolder &folder);

} // namespace dma_verify::proving
