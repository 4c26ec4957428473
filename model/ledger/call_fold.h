// SPDX-License-Identifier: GPL-2.0-only
// One call of a sequence, effect by effect: what its trace makes of the ledger, and which rules it
// keeps. Folded from the trace alone: what a subject says of itself is not believed.
#pragma once

#include "model/kernel/neighbours/coherent_pool.h"
#include "model/kernel/unit.h"
#include "model/ledger/ledger.h"

namespace dma_verify::ledger {

// What is called, for which device, on which buffer; acquire makes the buffer of this number.
struct BufferCall {
  BufferUse use = BufferUse::none;
  unsigned device = 0;
  unsigned buffer = 0;
};

template <class M> class CallFold {
public:
  using Bool = typename M::Bool;

  // `protection` is what the device asks for in user space.
  CallFold(Ledger<M> &ledger, KeptRules<M> &rules, const BufferCall &call,
           const Scenario<M> &scenario, const typename M::Word &protection)
      : ledger_(ledger), rules_(rules), call_(call), scenario_(scenario), protection_(protection),
        architecture_(scenario.architecture), shift_(architecture_.page_shift),
        first_mapping_(ledger.mapped) {
    const Buffer<M> *buffer = ledger.find_buffer(call.buffer);
    // GCOVR_EXCL_BR_START: a buffer that is freed lives, in a block: what does not fit is refused
    if (call.use == BufferUse::release && buffer != nullptr && buffer->block)
      own_.push_back(*buffer->block);
    // GCOVR_EXCL_BR_STOP
  }

  // Tells the pages that the effect gave back, if it did.
  std::optional<PageRun<M>> apply(const Effect<M> &effect) {
    switch (dma_effect_of(effect.kind)) { // GCOVR_EXCL_BR_LINE: each value has its case
    case DmaEffect::dma_alloc_contiguous:
    case DmaEffect::alloc_pages_node:
      if (const auto acquired = acquisition_of<M>(effect, 0, shift_))
        acquire(*acquired);
      break;
    case DmaEffect::dma_free_contiguous:
    case DmaEffect::free_pages:
      return release(effect);
    case DmaEffect::map:
      map(effect);
      break;
    case DmaEffect::unmap:
      unmap(effect);
      break;
    case DmaEffect::memset:
      write(effect);
      break;
    case DmaEffect::sg_alloc_table:
      lists_ += effect.status == 0 ? 1 : 0;
      break;
    case DmaEffect::sg_free_table:
      lists_ -= lists_ == 0 ? 0 : 1;
      break;
    case DmaEffect::remap_pfn_range:
      if (effect.status == 0)
        show({effect.frame, whole_pages<M>(effect.bytes, shift_)}, effect.prot);
      break;
    case DmaEffect::dma_mmap_from_dev_coherent:
      if (effect.status != 0 && effect.pool_status == 0)
        show_pool(effect);
      break;
    case DmaEffect::sg_set_page:
    case DmaEffect::dma_pgprot:
      break;
    }
    return std::nullopt;
  }

  void finish(const Observation<M> &seen) {
    switch (call_.use) { // GCOVR_EXCL_BR_LINE: each value has its case
    case BufferUse::acquire:
      if (!seen.page.is_null)
        hand_out(seen);
      break;
    case BufferUse::release:
      take_back();
      break;
    case BufferUse::describe:
      if (seen.status == 0)
        scatter_list(seen);
      break;
    case BufferUse::map_to_user:
      map_to_user(seen.status == 0);
      break;
    case BufferUse::none: // GCOVR_EXCL_LINE: is in no sequence
      break;              // GCOVR_EXCL_LINE: is in no sequence
    }
    ledger_.scatter_lists += lists_;
  }

private:
  using Wide = typename M::Wide;

  // Acquired by this call, or given to it to be freed.
  [[nodiscard]] bool is_own(const Block<M> &block) const {
    return std::ranges::find(own_, block.number) != own_.end();
  }

  // The first block of which this holds, the call's own first; decided.
  template <class Holds> std::optional<std::size_t> find_block(const Holds &holds) const {
    for (const bool own : {true, false}) {
      for (std::size_t i = 0; i < ledger_.blocks.size(); ++i) {
        if (is_own(ledger_.blocks[i]) == own && holds(ledger_.blocks[i]))
          return i;
      }
    }
    return std::nullopt;
  }

  void acquire(const Acquisition<M> &acquired) {
    for (const Block<M> &block : ledger_.blocks)
      rules_.require(Rule::memory_free, [&] { return apart(acquired.pages, block.pages); });
    own_.push_back(ledger_.acquired);
    ledger_.blocks.push_back({ledger_.acquired++, acquired.pages, acquired.allocator, false});
  }

  std::optional<PageRun<M>> release(const Effect<M> &effect) {
    std::optional<std::size_t> found;
    // GCOVR_EXCL_BR_START: the file does not release NULL
    if (!effect.page.is_null) {
      // GCOVR_EXCL_BR_STOP
      found = find_block([&](const Block<M> &block) {
        return either(effect.page.frame == block.pages.first,
                      block.pages.contains(effect.page.frame));
      });
    }
    rules_.require(Rule::released_once, Bool(found.has_value()));
    if (!found)
      return std::nullopt;
    const Block<M> block = ledger_.blocks[*found];
    const Allocator owner = block.allocator.value_or(Allocator::buddy);
    // GCOVR_EXCL_BR_START: the file does not release a device's own memory
    rules_.require(Rule::right_allocator,
                   Bool(block.allocator.has_value() && goes_to(effect, owner)));
    // GCOVR_EXCL_BR_STOP
    rules_.require(Rule::released_whole,
                   both(effect.page.frame == block.pages.first,
                        pages_released(effect, owner, shift_) == block.pages.count));
    ledger_.blocks.erase(ledger_.blocks.begin() + static_cast<std::ptrdiff_t>(*found));
    ledger_.end_permanent_mappings(block.number);
    rules_.require(Rule::unmapped_first,
                   Bool(std::ranges::none_of(ledger_.mappings, [&](const Mapping<M> &mapping) {
                     return mapping.block == block.number;
                   })));
    return block.pages;
  }

  void map(const Effect<M> &effect) {
    if (!map_succeeded<M>(scenario_, effect))
      return;
    // A call that maps twice gets one answer.
    for (const Mapping<M> &mapping : ledger_.mappings) {
      if (mapping.number < first_mapping_ && mapping.device == call_.device)
        rules_.require(Rule::handles_differ,
                       [&] { return negate(mapping.handle == effect.handle); });
    }
    const auto contains = [&](const Block<M> &block) {
      return block.pages.contains_bytes(resize<2 * M::kWordBits>(effect.phys.word),
                                        M::wide(effect.bytes.word), shift_);
    };
    const auto found = find_block([&](const Block<M> &block) -> bool {
      return is_own(block) &&
             either(effect.phys == frame_to_phys<M>(block.pages.first, shift_), contains(block));
    });
    rules_.require(Rule::own_mappings,
                   [&] { return found ? contains(ledger_.blocks[*found]) : Bool(false); });
    Mapping<M> &mapping = ledger_.mappings.emplace_back();
    mapping = {ledger_.mapped++,
               call_.device,
               effect.path,
               effect.phys,
               effect.bytes,
               effect.handle,
               effect.direction,
               is_permanent(scenario_, effect),
               {}};
    if (found)
      mapping.block = ledger_.blocks[*found].number;
  }

  void unmap(const Effect<M> &effect) {
    const auto ended =
        std::ranges::find_if(ledger_.mappings, [&](const Mapping<M> &mapping) -> bool {
          return mapping.device == call_.device && mapping.path == effect.path &&
                 mapping.direction == effect.direction &&
                 unmaps<M>(effect, mapping.handle, mapping.bytes);
        });
    rules_.require(Rule::unmap_live, Bool(ended != ledger_.mappings.end()));
    if (ended != ledger_.mappings.end())
      ledger_.mappings.erase(ended);
  }

  void write(const Effect<M> &effect) {
    rules_.require(Rule::own_writes, [&] {
      Bool own(false);
      for (const Block<M> &block : ledger_.blocks) {
        if (is_own(block))
          own = either(own, writes_inside(architecture_, effect, block.pages));
      }
      return either(effect.bytes == typename M::Bytes{},
                    both(own, writes_linear_map(architecture_, effect)));
    });
  }

  void show(const PageRun<M> &pages, const typename M::Word &protection) {
    shown_.push_back({call_.buffer, pages, protection});
  }

  void show_pool(const Effect<M> &effect) {
    if (!scenario_.pool_described) // GCOVR_EXCL_BR_LINE: the pools of sequences are described
      return;                      // GCOVR_EXCL_LINE: the pools of sequences are described
    const coherent_pool::Pool<M> pool{scenario_.pool_base, scenario_.pool_pages,
                                      scenario_.pool_frame};
    const auto pages =
        coherent_pool::mapping<M>(pool, effect.vma, effect.address, effect.bytes, shift_);
    show({pages.first, pages.pages}, effect.vma.vm_page_prot);
  }

  // A VMA whose mmap failed is taken down, with whatever is mapped in it. Nobody sees no pages.
  void map_to_user(bool succeeded) {
    const Buffer<M> *buffer = ledger_.find_buffer(call_.buffer);
    for (const UserMapping<M> &mapping : shown_) {
      const PageRun<M> &pages = mapping.pages;
      const Bool none = pages.count == typename M::PageCount{};
      if (!succeeded) {
        rules_.require(Rule::failed_user_map, none);
        continue;
      }
      ledger_.user_mappings.push_back(mapping);
      rules_.require(Rule::user_window, [&] { return starts_at(*buffer, pages); });
      rules_.require(Rule::user_pages, [&] {
        return either(none, has_pages(*buffer, pages.first, M::wide(pages.count.word), shift_));
      });
      rules_.require(Rule::user_protection,
                     [&] { return either(none, mapping.protection == protection_); });
    }
  }

  // The frames are those of the buffer's pages from vm_pgoff on, and no more than it has. In words,
  // so that it can be proved bit by bit: where the buffer's frames do not wrap around, which is
  // part of the contract that is proved to be kept, they lie in it.
  // GCOVR_EXCL_START: judged in proofs alone
  Bool starts_at(const Buffer<M> &buffer, const PageRun<M> &pages) const {
    const auto index = scenario_.vma.vm_pgoff;
    const auto count = page_count<M>(buffer.bytes, shift_);
    const Bool exact = M::wide(count.word) == exact_page_count<M>(buffer.bytes, shift_);
    const Bool inside = both(index <= count, pages.count <= count - index);
    return both(both(exact, inside), pages.first == buffer.first + index);
  }
  // GCOVR_EXCL_STOP

  // The caller maps what the list names, and frees the list.
  void scatter_list(const Observation<M> &seen) {
    lists_ -= lists_ == 0 ? 0 : 1;
    rules_.require(Rule::scatter_list,
                   names_only(seen.sg_table, *ledger_.find_buffer(call_.buffer), shift_));
  }

  void hand_out(const Observation<M> &seen) {
    Buffer<M> buffer;
    buffer.number = call_.buffer;
    buffer.device = call_.device;
    buffer.first = seen.page.frame;
    buffer.bytes = scenario_.size;
    buffer.handle = seen.dma_handle;
    buffer.direction = scenario_.direction;
    // A block that holds no other buffer. Blocks are apart from each other, so buffers are, too.
    const auto found = find_block([&](const Block<M> &block) -> bool {
      return !block.holds_buffer && begins(block.pages, buffer, shift_);
    });
    if (found) {
      buffer.block = ledger_.blocks[*found].number;
      ledger_.blocks[*found].holds_buffer = true;
    }
    rules_.require(Rule::zeroed, [&] { return clears_probe(seen); });
    ledger_.handed_out = buffer.number + 1;
    ledger_.buffers.push_back(buffer);
  }

  // GCOVR_EXCL_START: judged in proofs alone
  Bool clears_probe(const Observation<M> &seen) const {
    const auto at =
        linear_address<M>(architecture_, seen.page.frame) + typename M::Bytes(scenario_.probe);
    Bool cleared(false);
    for (const Effect<M> &effect : seen.trace) {
      if (effect.kind == DmaEffect::memset)
        cleared = select(bytes_between(effect.address, at) < effect.bytes, Bool(effect.value == 0),
                         cleared);
    }
    return implies(scenario_.probe < scenario_.size.word, cleared);
  }
  // GCOVR_EXCL_STOP

  // A permanent mapping ends with its buffer.
  void take_back() {
    const Buffer<M> *freed = ledger_.find_buffer(call_.buffer);
    // GCOVR_EXCL_BR_START: a buffer that is freed lives, in a block
    if (freed != nullptr && freed->block)
      ledger_.end_permanent_mappings(*freed->block);
    // GCOVR_EXCL_BR_STOP
    std::erase_if(ledger_.buffers,
                  [&](const Buffer<M> &buffer) { return buffer.number == call_.buffer; });
  }

  Ledger<M> &ledger_;
  KeptRules<M> &rules_;
  const BufferCall call_;
  const Scenario<M> &scenario_;
  const typename M::Word protection_;
  const Architecture &architecture_;
  const unsigned shift_;
  const unsigned first_mapping_; // the number of the first that this call makes
  std::vector<unsigned> own_;    // numbers of the call's own blocks
  std::vector<UserMapping<M>> shown_;
  unsigned lists_ = 0; // that the call has made and not freed
};

} // namespace dma_verify::ledger
