// SPDX-License-Identifier: GPL-2.0-only
// Runs the helpers of a compiled file on a machine: one more reading of a helper, beside the
// model's. Compiled once for each machine, in machine_*.cpp.
#pragma once

#include "model/kernel/trace.h"
#include "smt/ir/target.h"

#include <functional>

namespace dma_verify::ir {

// `observation` is cleared first. A run that is not understood ends as Completion::unmodelled or
// too_long, and the observation's detail says where.
template <class M> using Runs = std::function<void(const Scenario<M> &, Observation<M> &)>;

template <class M> struct OnMachine {
  // The scenarios must be of the module's row.
  static Runs<M> runs(const CompiledModule &compiled, Statics statics = Statics::unknown);
};

// The detail of an observation begins with it where an instruction was not understood, or a value
// on which the run depends is not known.

} // namespace dma_verify::ir
