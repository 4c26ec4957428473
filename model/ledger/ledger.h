// SPDX-License-Identifier: GPL-2.0-only
// The ledger of a sequence of calls: who owns which pages, which mappings live, which buffers
// drivers have, what user space sees. Which of these there are is decided as the calls go; their
// frames and lengths are words. One call, effect by effect: model/ledger/call_fold.h.
#pragma once

#include "model/ledger/buffers.h"
#include "model/ledger/rules.h"

#include <algorithm>

namespace dma_verify::ledger {

template <class M> struct Ledger {
  std::vector<Block<M>> blocks{}; // all other memory is free
  std::vector<Mapping<M>> mappings{};
  std::vector<Buffer<M>> buffers{};
  std::vector<UserMapping<M>> user_mappings{};
  unsigned scatter_lists = 0; // that no caller knows of and nobody will free
  // The numbers of the next block, mapping and buffer.
  unsigned acquired = 0;
  unsigned mapped = 0;
  unsigned handed_out = 0;

  [[nodiscard]] const Buffer<M> *find_buffer(unsigned number) const {
    const auto found = std::ranges::find(buffers, number, &Buffer<M>::number);
    return found == buffers.end() ? nullptr : &*found;
  }
  // The block in which the buffer lies.
  [[nodiscard]] const Block<M> *block_of(const Buffer<M> &buffer) const {
    if (!buffer.block)
      return nullptr;
    const auto found = std::ranges::find(blocks, *buffer.block, &Block<M>::number);
    // GCOVR_EXCL_BR_START: its block is not released before the buffer
    return found == blocks.end() ? nullptr : &*found;
    // GCOVR_EXCL_BR_STOP
  }
  // Who takes it back; the buddy allocator takes whatever nobody else owns.
  [[nodiscard]] Allocator owner_of(const Buffer<M> &buffer) const {
    const Block<M> *block = block_of(buffer);
    // GCOVR_EXCL_BR_START: a buffer lies in a block
    return block == nullptr ? Allocator::buddy : block->allocator.value_or(Allocator::buddy);
    // GCOVR_EXCL_BR_STOP
  }
  void end_permanent_mappings(unsigned block) {
    std::erase_if(mappings, [&](const Mapping<M> &mapping) {
      return mapping.permanent && mapping.block == block;
    });
  }
};

// The rules of the state after a call.
template <class M> void judge(const Ledger<M> &ledger, unsigned page_shift, KeptRules<M> &rules) {
  using Bool = typename M::Bool;
  for (const Buffer<M> &buffer : ledger.buffers) {
    rules.require(Rule::one_owner, Bool(ledger.block_of(buffer) != nullptr));
    if (!buffer.of_pool) {
      rules.require(Rule::one_mapping,
                    [&] { return has_one_mapping(buffer, ledger.mappings, page_shift); });
    }
  }
  for (const Mapping<M> &mapping : ledger.mappings) {
    rules.require(Rule::devices_reach,
                  [&] { return reaches_a_buffer(mapping, ledger.buffers, page_shift); });
  }
  rules.require(Rule::nothing_left, [&] {
    Bool all(ledger.blocks.size() == ledger.buffers.size() &&
             ledger.mappings.size() == ledger.buffers.size());
    for (const Buffer<M> &buffer : ledger.buffers) {
      Bool mapped(false);
      for (const Mapping<M> &mapping : ledger.mappings)
        mapped = either(mapped, is_mapping_of(mapping, buffer, page_shift));
      all = both(all, mapped);
    }
    return all;
  });
  if (ledger.buffers.empty()) {
    rules.require(Rule::blocks_freed, Bool(ledger.blocks.empty()));
    rules.require(Rule::mappings_ended, Bool(ledger.mappings.empty()));
    rules.require(Rule::lists_freed, Bool(ledger.scatter_lists == 0));
  }
}

} // namespace dma_verify::ledger
