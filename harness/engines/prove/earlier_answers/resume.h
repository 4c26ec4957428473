// SPDX-License-Identifier: GPL-2.0-only
// Which results of an interrupted run are still valid.
#pragma once

#include "harness/engines/prove/job_runner.h"

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify::proving {

struct Resumption {
  std::vector<Record> taken;   // stand as they are
  std::vector<ProofJob> left;  // are to be done
  std::size_t tried_again = 0; // of these, had no answer
  std::size_t of_other = 0;    // and had one of other queries, solvers or files
  bool interrupted = false;    // before all were looked at: nothing may be done then
};

// The records of FOLDER/results.jsonl, which are of the subject of this name. A torn line is
// dropped. An error names --resume: there is no such file, it holds results of something else than
// proofs of the subject, or of a job that is not among `selected`, which resuming would lose.
std::variant<std::vector<Record>, std::string> earlier_results(const std::filesystem::path &folder,
                                                               std::span<const ProofJob> selected,
                                                               const std::string &subject);

// A result is taken over if it was proved or falsified with the same query (its text is made again
// and its hash compared), by the same solvers in the same versions, and if its files exist; if a
// compiled file is falsified, of the same code.
Resumption resume(std::span<const ProofJob> selected, const std::vector<Record> &earlier,
                  const ProofStage &stage);

} // namespace dma_verify::proving
