// SPDX-License-Identifier: GPL-2.0-only
// Runs the helpers of a compiled file on a machine: one more reading of a helper, beside the
// model's. Compiled once for each machine, in machine_*.cpp.
#pragma once

#include "model/kernel/trace.h"
#include "smt/ir/target.h"

#include <functional>
#include <map>
#include <optional>

namespace dma_verify::ir {

// `observation` is cleared first. A run that is not understood ends as Completion::unmodelled or
// too_long, and the observation's detail says where.
template <class M> using Runs = std::function<void(const Scenario<M> &, Observation<M> &)>;

// Calls one after the other on one copy of the file, whose static variables keep what they hold.
// After a call that did not return nothing may be called. Copies go on apart from each other.
template <class M> struct Session {
  // A word of the machine that has room for each cell.
  using Word = typename M::Logic::template Bits<64>;
  using Cells = std::map<StaticCell, Word>;

  std::function<void(const Scenario<M> &, Observation<M> &, const Rooms &)> call;
  // What static variables hold now, and how they are given something to hold. Before the first call
  // that is nothing; and nothing if what they hold is no number.
  std::function<std::optional<Cells>()> held;
  std::function<void(const Cells &)> hold;
};

template <class M> struct OnMachine {
  // The scenarios must be of the module's row.
  static Runs<M> runs(const CompiledModule &compiled, Statics statics = Statics::any);
  // Each is a session of its own, from the start of the module on.
  static std::function<Session<M>()> sessions(const CompiledModule &compiled);
};

// The detail of an observation begins with it where an instruction was not understood, or a value
// on which the run depends is not known.

} // namespace dma_verify::ir
