// SPDX-License-Identifier: GPL-2.0-only
// initialisation: no stale kernel memory is handed out, and nothing else is overwritten.
#pragma once

#include "properties/ops_helpers/ownership.h"

namespace dma_verify::properties {

struct ZeroedPages {
  static constexpr std::array kClauses = {
      ClauseText{"zeroed", "after success each byte of the buffer is zero"},
      ClauseText{"nothing-beyond", "nothing outside the acquired block is written"},
  };
  static constexpr std::array kAssumptions = {Assumption::A2, Assumption::A8};
  static constexpr std::array kLabels = {LabelText{"success", 15},
                                         LabelText{"first byte probed", 2},
                                         LabelText{"last byte probed", 2}};
  static constexpr PropertyText kText = {
      .id = "initialisation.alloc_pages",
      .call = Call::alloc_pages,
      .statement = "the buffer that alloc_pages hands out is zero, and only it was written",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "kernel-semantics 2.1, 3.2 (N9)",
      .labels = kLabels,
  };
  // The byte of the buffer at which zeroing is judged: any byte, by the scenario's probe.
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &observation,
                    Judgement<M> &judgement) {
    using Bool = typename M::Bool;
    const bool success = !observation.page.is_null;
    const auto blocks = acquired_blocks(scenario, observation);
    const Bool probed = scenario.probe < scenario.size.word;
    const auto probe_address = linear_address<M>(scenario.architecture, observation.page.frame) +
                               typename M::Bytes(scenario.probe);

    Bool zero(false);
    for (const Block<M> &block : blocks) {
      if (!success)
        break;
      zero = either(zero, both(block.zeroed_by_allocator, block.first == observation.page.frame));
    }
    Bool inside(true);
    for (std::size_t i = 0; i < observation.trace.size(); ++i) {
      const Effect<M> &effect = observation.trace[i];
      if (effect.kind != EffectKind::memset)
        continue;
      const Bool covers = bytes_between(effect.address, probe_address) < effect.bytes;
      zero = select(covers, Bool(effect.value == 0), zero);
      Bool in_a_block = effect.bytes == typename M::Bytes{};
      for (const Block<M> &block : blocks) {
        if (block.acquired < i) {
          in_a_block = either(in_a_block, writes_inside(scenario, effect, block));
        }
      }
      inside = both(inside, in_a_block);
    }
    judgement.require("zeroed", implies(both(Bool(success), probed), zero));
    judgement.require("nothing-beyond", inside);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    const bool success = !observation.page.is_null;
    const bool last = scenario.probe + typename M::Word(1) == scenario.size.word;
    return (success ? 1U : 0U) | (success && scenario.probe == typename M::Word(0) ? 2U : 0U) |
           (success && last ? 4U : 0U);
  }
};

} // namespace dma_verify::properties
