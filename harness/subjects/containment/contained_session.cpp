// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/containment/contained_session.h"

#include <algorithm>

namespace dma_verify {

std::unique_ptr<Candidate> Candidates::take(const Architecture &row) {
  auto &free = free_[architecture_id(row)];
  if (free.empty())
    return std::make_unique<Candidate>(subject_, row, containment_);
  auto candidate = std::move(free.back());
  free.pop_back();
  candidate->begin_afresh();
  return candidate;
}

void Candidates::give_back(const Architecture &row, std::unique_ptr<Candidate> candidate) {
  if (candidate->can_begin_afresh())
    free_[architecture_id(row)].push_back(std::move(candidate));
}

ContainedSession::~ContainedSession() {
  for (Row &row : rows_)
    candidates_->give_back(row.architecture, std::move(row.candidate));
}

Candidate &ContainedSession::candidate_of(const Architecture &architecture) {
  const auto known = std::ranges::find(rows_, architecture, &Row::architecture);
  if (known != rows_.end())
    return *known->candidate;
  rows_.push_back({architecture, candidates_->take(architecture)});
  return *rows_.back().candidate;
}

void ContainedSession::announce(std::span<const StoredScenario> scenarios) {
  if (scenarios.empty())
    return;
  candidate_of(scenarios.front().architecture).add(scenarios);
  announced_.push_back(scenarios);
}

void ContainedSession::run(const StoredScenario &scenario, StoredObservation &observation) {
  Candidate &candidate = candidate_of(scenario.architecture);
  if (announced_.empty() || &scenario != announced_.front().data()) {
    for (Row &row : rows_)
      row.candidate->forget(); // what was announced before is not asked for any more
    announced_.clear();
    announce({&scenario, 1});
  }
  candidate.next(observation);
  places_ = candidate.places();
  announced_.front() = announced_.front().subspan(1);
  if (announced_.front().empty())
    announced_.pop_front();
}

} // namespace dma_verify
