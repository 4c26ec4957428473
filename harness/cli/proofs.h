// SPDX-License-Identifier: GPL-2.0-only
// Proof jobs of the model, in processes of their own, with a cache of answers.
#pragma once

#include "harness/cli/certificates.h"
#include "harness/cli/run.h"
#include "smt/proofs/proof_jobs.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace dma_verify::cli {

// The jobs of the selected properties and architectures.
std::vector<ProofJob> selected_jobs(const Selection &selection);

struct ProofStage {
  ProofOptions options{};
  unsigned jobs = 1;
  bool use_cache = false; // take answers of an earlier run of the same query and solver
  std::optional<CertificateFolder> certificates{}; // given: each proof needs one
};

void run_proofs(Run &run, const std::vector<ProofJob> &jobs, const ProofStage &stage);

// The model's rows as an earlier run of this very program left them; nothing if one is missing. No
// solver is started.
std::optional<std::vector<Record>> remembered_proofs(const std::vector<ProofJob> &jobs);

// Writes each job's queries to the folder. False if it cannot be written.
bool export_jobs(const std::vector<ProofJob> &jobs, const std::filesystem::path &folder);

} // namespace dma_verify::cli
