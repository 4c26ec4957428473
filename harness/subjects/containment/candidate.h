// SPDX-License-Identifier: GPL-2.0-only
// A process of its own in which the helpers of a C file run, with the simulated kernel behind them,
// contained. Who makes the scenarios and judges what was seen is another process, which believes
// nothing of what this one says but that it was said.
#pragma once

#include "harness/subjects/c_subject.h"
#include "harness/subjects/containment/containment.h"
#include "harness/subjects/source_lines.h"
#include "model/kernel/trace.h"

#include <memory>
#include <span>

namespace dma_verify {

class Candidate {
public:
  // Starts it for one row of the file, and ends it at the latest with this process. Throws
  // std::system_error if the system has no process or memory to give.
  Candidate(const CSubject &subject, const Architecture &row, const Containment &containment);
  ~Candidate();
  Candidate(const Candidate &) = delete;
  Candidate &operator=(const Candidate &) = delete;

  // The next run begins with the initial values of all variables.
  void begin_afresh();
  // Whether that is possible; otherwise another process has to be started.
  [[nodiscard]] bool can_begin_afresh() const;

  // These are to be run one after the other, behind those that were added before. They must stay
  // where they are until all their observations are taken, or forgotten. Many go over at a time,
  // and are run before their observations are asked for: to wake a process takes longer than most
  // calls.
  void add(std::span<const StoredScenario> scenarios);
  // What was added before is not to be run any more, and its observations are not taken.
  void forget();
  // What was seen of the next of them. If the process ended in that call, this process ends
  // likewise (harness/process/tasks.h).
  void next(StoredObservation &observation);
  // Of that one.
  [[nodiscard]] const CodePlaces &places() const;

private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

} // namespace dma_verify
