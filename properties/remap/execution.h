// SPDX-License-Identifier: GPL-2.0-only
// execution: the call comes back, and writes nothing outside its objects. The only properties that
// judge calls that did not return.
#pragma once

#include "properties/judge_execution.h"
#include "properties/remap/property.h"

namespace dma_verify::remap {

// What some mutant of the helper does wrong in this way; a proof of the other helpers would say
// nothing, since no service of the model ends a call so.
constexpr bool can_reach_bug(Helper helper) { return helper == Helper::contiguous_remap; }
constexpr bool stores(Helper helper) { return helper == Helper::contiguous_remap; }

template <Helper kHelper>
inline constexpr std::array kExecutionClauses = {
    ClauseText{"no-crash", "no invalid access, trap or abort", "the system"},
    ClauseText{"no-hang", "it returns, within bounded time and effects", "the caller"},
    ClauseText{.id = "no-kernel-bug",
               .statement = "neither BUG() nor a service's own BUG_ON is reached",
               .harms = "the system",
               .by_proof = can_reach_bug(kHelper)},
    ClauseText{.id = "no-out-of-bounds-write",
               .statement = "nothing is stored outside of the array",
               .harms = "whoever has the memory behind it",
               .by_proof = stores(kHelper)},
    ClauseText{.id = "no-foreign-argument",
               .statement = "services get the caller's objects",
               .harms = "their owner",
               .by_proof = false}, // the model's helpers have no pointers
    ClauseText{.id = "frame-size",
               .statement = "no function of the file needs more than CONFIG_FRAME_WARN, 2,048 "
                            "bytes, of the stack",
               .harms = "every caller: the stack of 16 KiB overflows",
               .by_proof = false},
};

template <Helper kHelper> struct Execution {
  static constexpr std::string_view id() {
    switch (kHelper) {
    case Helper::find_pages:
      return "execution.find_pages";
    case Helper::pages_remap:
      return "execution.pages_remap";
    case Helper::contiguous_remap:
      return "execution.contiguous_remap";
    case Helper::free_remap:
      return "execution.free_remap";
    }
    return "";
  }
  static constexpr PropertyText kText = {
      .id = id(),
      .call = kHelper,
      .statement = "the call returns without crash, hang, BUG or stray write",
      .clauses = kExecutionClauses<kHelper>,
      .assumptions = contract_of_helper(kHelper),
      .source = "the helper in kernel/dma/remap.c and the services that it calls",
  };
  template <class M>
  static void judge(const Scenario<M> &, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    judge_execution(observation, judgement);
  }
};

} // namespace dma_verify::remap
