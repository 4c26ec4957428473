// SPDX-License-Identifier: GPL-2.0-only
// error-unwind: a failing call leaves nothing behind, and says that it failed.
#pragma once

#include "properties/remap/property.h"

namespace dma_verify::remap {

inline constexpr ClauseText kRightAnswer = {
    "result", "the answer is NULL or the address of a mapping that was made",
    "the caller, which writes to an address of nothing"};
inline constexpr ClauseText kNoMappingLeft = {
    "no-mapping-left", "a mapping that is not the answer is removed",
    "the system, which loses kernel addresses; the next owner of the pages"};

template <class M> void judge_answer(const Observation<M> &observation, Judgement<M> &judgement) {
  using Bool = typename M::Bool;
  Bool right(observation.result.is_null);
  Bool none_left(true);
  for_each_mapping(observation, [&](const Effect<M> &mapping, const Area<M> &area) {
    const Bool returned = is_returned(observation, mapping);
    right = either(right, both(returned, Bool(area.live)));
    none_left = both(none_left, either(returned, Bool(!area.live)));
  });
  judgement.require(kRightAnswer.id, right);
  judgement.require(kNoMappingLeft.id, none_left);
}

struct ContiguousUnwind {
  static constexpr std::array kClauses = {
      kRightAnswer,
      kNoMappingLeft,
      ClauseText{"array-released", "an array that was allocated is released",
                 "the system, which loses its memory"},
      ClauseText{"released-once", "nothing else is released, nor anything twice",
                 "whoever has that memory next"},
      ClauseText{"not-after-release", "a released array is neither read nor written",
                 "whoever has that memory next"},
  };
  static constexpr std::array kAssumptions = assumptions(Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "error-unwind.contiguous_remap",
      .call = Helper::contiguous_remap,
      .statement = "contiguous_remap releases its array once, and leaves nothing if it fails",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_contiguous_remap(), kvfree()",
  };
  template <class M>
  static void judge(const Scenario<M> &, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const auto &trace = observation.trace;
    judge_answer(observation, judgement);
    Bool released_all(true);
    Bool once(true);
    Bool untouched(!observation.late_store);
    for (std::size_t i = 0; i < trace.size(); ++i) {
      if (!is_array(trace[i]))
        continue;
      Bool released(false);
      for (std::size_t j = i + 1; j < trace.size(); ++j) {
        const Bool this_one = same<M>(trace[j].array, trace[i].result);
        if (trace[j].kind == EffectKind::vmap) {
          untouched = both(untouched, negate(both(released, this_one)));
        } else if (trace[j].kind == EffectKind::release) {
          once = both(once, negate(both(released, this_one)));
          released = either(released, this_one);
        }
      }
      released_all = both(released_all, released);
    }
    for (std::size_t j = 0; j < trace.size(); ++j) {
      if (trace[j].kind != EffectKind::release || trace[j].array.is_null)
        continue;
      Bool ours = trace[j].array.address.word == typename M::Word(kZeroSizePointer);
      for (std::size_t i = 0; i < j; ++i) {
        if (is_array(trace[i]))
          ours = either(ours, same<M>(trace[j].array, trace[i].result));
      }
      once = both(once, ours);
    }
    judgement.require("array-released", released_all);
    judgement.require("released-once", once);
    judgement.require("not-after-release", untouched);
  }

private:
  // Memory was allocated; ZERO_SIZE_PTR is none.
  template <class M> static bool is_array(const Effect<M> &effect) {
    return effect.kind == EffectKind::allocate && !effect.result.is_null &&
           effect.result.address.word != typename M::Word(kZeroSizePointer);
  }
};

struct ArrayUnwind {
  static constexpr std::array kClauses = {kRightAnswer, kNoMappingLeft};
  static constexpr std::array kAssumptions = assumptions(Assumed::areas_placed);
  static constexpr PropertyText kText = {
      .id = "error-unwind.pages_remap",
      .call = Helper::pages_remap,
      .statement = "pages_remap leaves nothing if it fails",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_pages_remap()",
  };
  template <class M>
  static void judge(const Scenario<M> &, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    judge_answer(observation, judgement);
  }
};

} // namespace dma_verify::remap
