// SPDX-License-Identifier: GPL-2.0-only
// From what a proof job came to, to its record and counterexample.
#pragma once

#include "harness/counterexamples/pipeline/engine_result.h"
#include "harness/subjects/subject.h"
#include "smt/jobs/proof_jobs.h"

#include <string>

namespace dma_verify::proving {

// The record of a result, without its certificate.
Record record_of(const ProofJob &job, const ProofResult &result);

// The record of a job that came to no result of its own. `cause` as in Record.
Record record_without_result(const ProofJob &job, Verdict verdict, const std::string &cause,
                             const std::string &reason);

// The id of the job that the record is of.
std::string job_of(const Record &record);

// The record with its counterexample, if there is one: minimized on the subject, which `alone` asks
// without earlier calls.
EngineResult job_result(Record record, const ProofJob &job, const ProofResult &result,
                        const Observe &alone);

} // namespace dma_verify::proving
