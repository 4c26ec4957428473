// SPDX-License-Identifier: GPL-2.0-only
// execution: the call returns, and writes nothing outside its objects. Apart from dispatch the only
// properties that judge calls that did not return.
#pragma once

#include "properties/judge_execution.h"

namespace dma_verify::properties {

// What crashes a helper of the model is a call through its dma_map_ops, or the clearing of memory
// without an address: a proof of the two that do neither would say nothing.
constexpr bool can_crash(HelperId call) {
  return call == ops_helpers::Helper::alloc_pages || call == ops_helpers::Helper::free_pages;
}

template <HelperId kCall>
inline constexpr std::array kExecutionClauses = {
    ClauseText{.id = "no-crash",
               .statement = "no invalid access, trap or abort",
               .by_proof = can_crash(kCall)},
    ClauseText{"no-hang", "it returns, within bounded time and effects"},
    ClauseText{"no-kernel-bug", "neither BUG() nor a service's own BUG_ON is reached"},
    ClauseText{
        .id = "no-out-of-bounds-write",
        .statement =
            "nothing outside the caller's objects is written, nor a member that is not the call's",
        .by_proof = false}, // the model's helpers have no pointers
    ClauseText{.id = "no-foreign-argument",
               .statement = "services get the caller's objects and existing pages",
               .by_proof = false},
    ClauseText{.id = "frame-size",
               .statement = "no function of the file needs more than CONFIG_FRAME_WARN, 2,048 "
                            "bytes, of the stack",
               .harms = "every caller: the stack of 16 KiB overflows",
               .by_proof = false},
    // The model's helpers neither warn nor sleep by themselves.
    ClauseText{.id = "no-warning",
               .statement = "no warning is printed, unless size is 0 or the direction DMA_NONE",
               .harms = "machines that panic on a warning; whoever reads the log, which user space "
                        "can flood",
               .by_proof = false},
    ClauseText{.id = "no-forbidden-sleep",
               .statement = "free_pages does not sleep, nor alloc_pages if gfp does not allow it",
               .harms = "callers that hold a spinlock or run in an interrupt",
               .by_proof = false},
    ClauseText{.id = "no-kept-mapping",
               .statement = "what kmap_local_page and its like map is unmapped",
               .harms = "the next user of the processor's few temporary mappings",
               .by_proof = false},
};

template <HelperId kCall> constexpr PropertyText execution_text(std::string_view id) {
  PropertyText text;
  text.id = id;
  text.call = kCall;
  text.statement =
      "the call returns without crash, hang, BUG or stray write, and does nothing that its "
      "context forbids";
  text.clauses = kExecutionClauses<kCall>;
  text.assumptions = ops_helpers::contract_of_helper(ops_helpers::helper_of(kCall));
  text.source = "the helper in kernel/dma/ops_helpers.c and the services that it calls";
  return text;
}

template <HelperId kCall> struct Execution {
  static constexpr std::string_view id() {
    switch (ops_helpers::helper_of(kCall)) {
    case ops_helpers::Helper::get_sgtable:
      return "execution.get_sgtable";
    case ops_helpers::Helper::mmap:
      return "execution.mmap";
    case ops_helpers::Helper::alloc_pages:
      return "execution.alloc_pages";
    case ops_helpers::Helper::free_pages:
      return "execution.free_pages";
    }
    return "";
  }
  static constexpr PropertyText kText = execution_text<kCall>(id());
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    judge_execution(observation, judgement);
    // Such requests are mistakes of a driver's, which may be told.
    const Bool mistaken =
        either(scenario.size == typename M::Bytes{}, Bool(scenario.direction == Direction::none));
    judgement.require("no-warning",
                      either(Bool(observation.breach != ContextBreach::warning), mistaken));
    judgement.require("no-forbidden-sleep", Bool(observation.breach != ContextBreach::sleep));
    judgement.require("no-kept-mapping", Bool(observation.breach != ContextBreach::kept_mapping));
  }
};

} // namespace dma_verify::properties
