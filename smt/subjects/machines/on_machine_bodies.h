// SPDX-License-Identifier: GPL-2.0-only
// For the sources machine_*.cpp: what OnMachine does.
#pragma once

#include "model/run_model.h"
#include "properties/run_mutant.h"
#include "smt/obligations/claims/catalogue_claim.h"
#include "smt/obligations/claims/failing_set_bodies.h"
#include "smt/obligations/claims/reachability_claim.h"
#include "smt/obligations/claims/sequence_claim.h"
#include "smt/subjects/machines/on_machine.h"

#ifdef DMA_VERIFY_IR
#include "smt/subjects/machines/after_history.h"
#endif

namespace dma_verify::smt {

template <class M> Run<M> OnMachine<M>::model() {
  return [](const Scenario<M> &scenario, Observation<M> &seen) { run_model(scenario, seen); };
}

template <class M> Run<M> OnMachine<M>::mutant(const Mutant &mutant) {
  return [&mutant](const Scenario<M> &scenario, Observation<M> &seen) {
    run_mutant(mutant, scenario, seen);
  };
}

#ifdef DMA_VERIFY_IR
template <class M>
Run<M> OnMachine<M>::after(const std::function<ir::Session<M>()> &open, const History &history) {
  return after_history<M>(open, history);
}

template <class M>
RoundStep OnMachine<M>::step(const std::function<ir::Session<M>()> &open, const History &history) {
  return round_step<M>(open, history);
}
#endif

// All claims about a helper of a compiled file together: it is explored once.
template <class M>
std::vector<Obligation> file_claims(const Run<M> &run, const ProofJob &job, Folding folding,
                                    const FileClaims &of_file) {
  std::vector<Claims<M>> together;
  for (const ProofJob &other : file_proof_jobs(job.call.unit)) {
    if (other.call != job.call || other.architecture != job.architecture ||
        (of_file.has_job && !of_file.has_job(other)))
      continue;
    if (other.kind == ProofKind::agreement) {
      together.push_back(agreement_claims(run, other));
    } else if (together.empty() || together.back().property_id != other.property_id) {
      together.push_back(catalogue_claims(run, other.property, job.architecture, true));
      together.back().property_id = other.property_id;
    }
    together.back().has_open_answers = true;
    together.back().can_occur = of_file.can_occur;
    together.back().folding = folding;
  }
  return make_obligations(together);
}

template <class M>
std::vector<Obligation> OnMachine<M>::claims(const Run<M> &run, const ProofJob &job,
                                             Folding folding, const FileClaims &of_file) {
  if (!job.build.empty())
    return file_claims(run, job, folding, of_file);
  const auto made_of = [&](Claims<M> claims) {
    claims.folding = folding;
    return make_obligations(claims);
  };
  switch (job.kind) {
  case ProofKind::clause:
    return made_of(catalogue_claims(run, job.property, job.architecture));
  case ProofKind::path_class:
    return made_of(path_class_claims(run, job, contract_of(job.call)));
  case ProofKind::label:
    return made_of(label_claims(run, job));
  case ProofKind::agreement: // of files alone
    break;
  case ProofKind::sequence:
    return sequence_obligations<M>(*std::ranges::find(sequences::proved_properties(),
                                                      job.property_id,
                                                      &sequences::ProvedProperty::id),
                                   job.architecture, run, folding);
  }
  return {};
}

template <class M>
std::vector<Obligation> OnMachine<M>::path_classes(const Run<M> &run, const ProofJob &job) {
  return make_obligations(path_class_claims(run, job_of_classes(job), assumptions_of_classes(job)));
}

template <class M>
std::vector<Obligation> OnMachine<M>::sequences(const Run<M> &run,
                                                const SequenceQuestion &question) {
  return sequence_obligations<M>(question.property, question.choices, question.architecture, run);
}

template <class M>
FailingSet OnMachine<M>::failing_set(const Run<M> &run, const Failure &failure, const Space &space,
                                     const CanOccur &can_occur) {
  return make_failing_set(run, failure, space, can_occur);
}

} // namespace dma_verify::smt
