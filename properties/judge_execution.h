// SPDX-License-Identifier: GPL-2.0-only
// How the execution properties of all units judge the end of a call.
#pragma once

#include "properties/property.h"

namespace dma_verify {

// Of a property with these six clauses.
template <class M>
void judge_execution(const Observation<M> &observation, Judgement<M> &judgement) {
  using Bool = typename M::Bool;
  const Completion how = observation.completion;
  judgement.require("no-crash", Bool(how != Completion::crashed));
  judgement.require("no-hang", Bool(how != Completion::hung));
  judgement.require("no-kernel-bug", Bool(how != Completion::kernel_bug));
  judgement.require("no-out-of-bounds-write", Bool(how != Completion::out_of_bounds_write));
  judgement.require("no-foreign-argument", Bool(how != Completion::foreign_argument));
  judgement.require("frame-size", Bool(observation.breach != ContextBreach::large_frame));
}

} // namespace dma_verify
