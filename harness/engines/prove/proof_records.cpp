// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/prove/proof_records.h"

#include "harness/counterexamples/minimizer/minimizer.h"
#include "harness/counterexamples/prose/first_difference.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/engines/test/work_unit.h"
#include "properties/agreement.h"
#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"

namespace dma_verify::proving {
namespace {

Verdict verdict_of(ProofResult::Verdict verdict) {
  switch (verdict) {
  case ProofResult::Verdict::proved:
    return Verdict::proved;
  case ProofResult::Verdict::falsified:
    return Verdict::falsified;
  case ProofResult::Verdict::unknown:
    return Verdict::unknown;
  case ProofResult::Verdict::error:
    return Verdict::error;
  }
  return Verdict::error;
}

Counterexample counterexample_of(const ProofJob &job, const StoredScenario &found,
                                 const Observe &observe) {
  const std::string clause(job.clause);
  StoredObservation scratch;
  const auto broken = broken_assumptions(found);
  const auto fails_first = [&](const StoredScenario &candidate) {
    return fails_likewise(observe, job.property, clause, broken, candidate, scratch);
  };
  // Where each call that violates the clause violates one before it.
  const auto fails_too = [&](const StoredScenario &candidate) {
    if (broken_assumptions(candidate) != broken)
      return false;
    observe(candidate, scratch);
    return scratch.completion != Completion::unmodelled &&
           scratch.completion != Completion::too_long &&
           violates(job.property, clause, candidate, scratch);
  };
  MinimizeOptions options;
  options.order = order_of(catalogue()[job.property].id);
  const bool is_first = fails_first(found);
  const MinimizeResult minimized = minimize(
      found,
      [&](const StoredScenario &candidate) {
        return is_first ? fails_first(candidate) : fails_too(candidate);
      },
      options);
  Counterexample counterexample;
  counterexample.property = std::string(catalogue()[job.property].id);
  counterexample.clause = clause;
  counterexample.subject.kind = "model";
  counterexample.subject.form = "seed";
  counterexample.scenario = minimized.scenario;
  counterexample.provenance.engine = "smt";
  counterexample.provenance.found_on = "model";
  return counterexample;
}

// The smallest call, by the order of most properties, in which the subject differs from the model.
StoredScenario smallest_difference(HelperId call, const StoredScenario &found,
                                   const Observe &observe) {
  StoredObservation seen;
  StoredObservation expected;
  return minimize(found,
                  [&](const StoredScenario &candidate) {
                    observe(candidate, seen);
                    observe_model(candidate, expected);
                    return keeps_contract(candidate) && !agrees(call, seen, expected);
                  },
                  {})
      .scenario;
}

} // namespace

Record record_of(const ProofJob &job, const ProofResult &result) {
  Record record;
  record.property = job.property_id;
  record.clause = std::string(job.clause);
  record.subject = "model";
  record.form = "seed";
  record.architecture = architecture_id(job.architecture);
  record.engine = "smt";
  record.verdict = verdict_of(result.verdict);
  record.seconds = result.seconds;
  record.cause = result.cause;
  record.reason = result.reason;
  record.build = job.build;
  record.query_sha256 = result.query_sha256;
  record.solvers = result.solvers;
  if (result.verdict == ProofResult::Verdict::proved) {
    for (const smt::Witness witness : result.witnesses)
      record.witnesses.emplace_back(to_string(witness));
  }
  record.assumptions = result.assumptions;
  record.used_assumptions = result.used_assumptions;
  if (result.path_classes)
    record.path_classes = {result.path_classes->reached, result.path_classes->declared};
  return record;
}

Record record_without_result(const ProofJob &job, Verdict verdict, const std::string &cause,
                             const std::string &reason) {
  Record record = record_of(job, ProofResult{});
  record.verdict = verdict;
  record.cause = cause;
  record.reason = reason;
  return record;
}

std::string job_of(const Record &record) {
  return record.property + ":" + record.clause + "@" + record.architecture +
         (record.build.empty() ? "" : "/" + record.build);
}

EngineResult job_result(Record record, const ProofJob &job, const ProofResult &result,
                        const Observe &alone) {
  const Observe &observe = result.observe_after ? result.observe_after : alone;
  EngineResult made{std::move(record)};
  // Two subjects that differ may both be right: that is no counterexample of a property.
  if (job.kind == ProofKind::agreement) {
    if (result.counterexample) {
      const StoredScenario smallest =
          smallest_difference(job.call, *result.counterexample, observe);
      StoredObservation seen;
      StoredObservation expected;
      observe(smallest, seen);
      observe_model(smallest, expected);
      made.record.verdict = Verdict::differs;
      made.record.reason = request_of(smallest) + ".";
      made.record.difference = first_difference(job.call, seen, expected);
      if (!result.earlier.empty())
        made.record.reason += " " + result.earlier.text + ".";
    }
    return made;
  }
  if (result.counterexample)
    made.counterexample = counterexample_of(job, *result.counterexample, observe);
  if (made.counterexample)
    made.counterexample->earlier = result.earlier;
  return made;
}

} // namespace dma_verify::proving
