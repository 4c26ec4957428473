// SPDX-License-Identifier: GPL-2.0-only
// A session of a C file whose code runs contained, in processes of its own: for the process that
// makes the scenarios and judges what was seen.
#pragma once

#include "harness/subjects/containment/candidate.h"

#include <deque>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace dma_verify {

// The processes that have a file loaded and run no session.
class Candidates {
public:
  Candidates(CSubject subject, Containment containment)
      : subject_(std::move(subject)), containment_(std::move(containment)) {}

  // One with this row, whose variables have their initial values.
  std::unique_ptr<Candidate> take(const Architecture &row);
  void give_back(const Architecture &row, std::unique_ptr<Candidate> candidate);

private:
  CSubject subject_; // keeps the compiled rows alive
  Containment containment_;
  std::map<std::string, std::vector<std::unique_ptr<Candidate>>> free_; // by the row's id
};

// What CSession is without containment.
class ContainedSession {
public:
  explicit ContainedSession(std::shared_ptr<Candidates> candidates)
      : candidates_(std::move(candidates)) {}
  ~ContainedSession();
  ContainedSession(const ContainedSession &) = delete;
  ContainedSession &operator=(const ContainedSession &) = delete;

  // These, all of one row, will be run next, behind those that were announced before, in this order
  // and at these places in memory, which stay valid until all have been run. They may be run before
  // they are asked for, since to go from one process to another takes longer than most calls.
  void announce(std::span<const StoredScenario> scenarios);

  // Runs the scenario's call and observes it, however it ends.
  void run(const StoredScenario &scenario, StoredObservation &observation);
  // Of the call that was run last.
  [[nodiscard]] const CodePlaces &places() const { return places_; }

private:
  struct Row {
    Architecture architecture{};
    std::unique_ptr<Candidate> candidate{};
  };

  Candidate &candidate_of(const Architecture &architecture);

  std::shared_ptr<Candidates> candidates_;
  std::vector<Row> rows_;
  CodePlaces places_;
  std::deque<std::span<const StoredScenario>> announced_{}; // and not asked for yet
};

} // namespace dma_verify
