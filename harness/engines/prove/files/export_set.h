// SPDX-License-Identifier: GPL-2.0-only
// The queries of proof jobs as files that any SMT solver reads, with an index.
#pragma once

#include "harness/engines/prove/job_runner.h"

#include <filesystem>
#include <string>

namespace dma_verify::proving {

// Writes each job's queries to the folder, in bit-vectors and, where there is such a reading, in
// integers; and index.jsonl: a line for each file with its job, the answer that is expected of a
// solver if the clause holds, and its SHA-256. Files of jobs that were exported there before stay,
// and stay in the index. Empty, or what went wrong, in one line.
std::string export_jobs(std::span<const ProofJob> jobs, const smt::SymbolicSubject &subject,
                        const JobProcesses &how, const std::filesystem::path &folder);

} // namespace dma_verify::proving
