// SPDX-License-Identifier: GPL-2.0-only
// Runs the helpers of a compiled file on a machine: one more reading of a helper, beside the
// model's. Compiled once for each machine, in machine_*.cpp.
#pragma once

#include "model/kernel/trace.h"
#include "smt/ir/target.h"

namespace dma_verify::ir {

template <class M> struct OnMachine {
  // `observation` is cleared first. A run that is not understood ends as Completion::unmodelled or
  // too_long, and the observation's detail says where.
  static void run(const CompiledModule &compiled, const Scenario<M> &scenario,
                  Observation<M> &observation, Statics statics = Statics::unknown);
};

// The detail of an observation begins with it where an instruction was not understood, or a value
// on which the run depends is not known.
inline constexpr std::string_view kUnsupported = "unsupported: ";

} // namespace dma_verify::ir
