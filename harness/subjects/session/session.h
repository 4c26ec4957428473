// SPDX-License-Identifier: GPL-2.0-only
// Calls the helpers of a compiled C file, with the simulated kernel behind them. For use in a
// forked child only: it installs signal handlers and a timer.
#pragma once

#include "harness/subjects/c_subject.h"
#include "harness/subjects/source_lines.h"
#include "model/kernel/trace.h"

#include <memory>

namespace dma_verify {

class CSession {
public:
  // Loads the rows afresh: static variables of the file start anew. Throws std::runtime_error if a
  // row cannot be loaded. One session runs at a time in a process.
  explicit CSession(const CSubject &subject);
  ~CSession();
  CSession(CSession &&) noexcept;
  CSession &operator=(CSession &&) = delete;

  // Loads the row now. Whether a later session of this process can have it afresh.
  bool load(const Architecture &row);

  // Runs the scenario's call and observes it, however it ends. The architecture must be one of
  // c_architectures().
  void run(const StoredScenario &scenario, StoredObservation &observation);
  // Of the call that was run last, as addresses in the object's file.
  [[nodiscard]] const CodePlaces &places() const;

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace dma_verify
