// SPDX-License-Identifier: GPL-2.0-only
// The proofs of a run: which jobs are selected, and their results among the run's.
#pragma once

#include "harness/cli/run.h"
#include "harness/engines/prove/job_runner.h"

#include <optional>
#include <vector>

namespace dma_verify::cli {

// The jobs of the selected properties and architectures.
std::vector<ProofJob> selected_jobs(const Selection &selection);

// Those that are asked of the subject, where it runs: of a compiled file once for each way in which
// it was compiled.
std::vector<ProofJob> jobs_of(const Selection &selection, const Subject &subject);

// What there is to say of a compiled file, but no job: of helpers whose loops no proof follows.
// `unknown`, a record for each clause on each row.
std::vector<Record> unasked_claims(const Selection &selection, const Subject &subject);

// Sets what the record of a proof says of its subject.
void name_subject(Record &record, const Subject &subject);

// Whether the explorer stopped at a loop whose rounds it does not follow to the end.
bool is_stopped_by_loop(const Record &record);

// Runs them and adds their results to the run's; the stage's own
// interrupted, progress and book are the run's.
// `loops_are_tested`: what cannot be proved because of a loop is left to the tests of the same run,
// and stands under "Not looked at".
void run_proofs(Run &run, std::span<const ProofJob> jobs, proving::ProofStage stage,
                const Subject &subject, bool loops_are_tested = false);

// The model's rows as an earlier run of this very program left them, proved by these solvers, if
// not by others too; nothing if one is missing. No solver is started.
std::optional<std::vector<Record>> remembered_proofs(const std::vector<ProofJob> &jobs,
                                                     const std::vector<std::string> &solvers);

} // namespace dma_verify::cli
