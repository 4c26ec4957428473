// SPDX-License-Identifier: GPL-2.0-only
// Plays a sequence of calls, on machine words or on terms, and judges it: who owns which pages,
// which mappings live, what was handed out (model/ledger/ledger.h). Which blocks and mappings there
// are is decided as the calls go; their frames and lengths are words.
#pragma once

#include "model/ledger/buffers.h"
#include "properties/sequences/step_contract.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace dma_verify::sequences {

// What a sequence came to: of each rule whether it holds, of each assumption whether it was kept.
template <class M> struct Played {
  using Bool = typename M::Bool;
  std::array<Bool, kRuleCount> holds;
  std::map<std::string, Bool, std::less<>> kept;

  Played() { holds.fill(Bool(true)); }
  void require(Rule rule, const Bool &condition) {
    Bool &sofar = holds[static_cast<std::size_t>(rule)];
    sofar = both(sofar, condition);
  }
  void assume(std::string_view id, const Bool &condition) {
    const auto place = kept.try_emplace(std::string(id), Bool(true)).first;
    place->second = both(place->second, condition);
  }
};

template <class M> class Play {
public:
  using Bool = typename M::Bool;
  using Run = std::function<void(const Scenario<M> &, Observation<M> &)>;

  // Given `judged`, only these rules are; the others are left true.
  Play(const Architecture &architecture, std::vector<DeviceKind> devices, Run run,
       std::span<const Rule> judged = {})
      : architecture_(architecture), shift_(architecture.page_shift), devices_(std::move(devices)),
        run_(std::move(run)) {
    judged_.fill(judged.empty());
    for (const Rule rule : judged)
      judged_[static_cast<std::size_t>(rule)] = true;
  }

  // Takes one step. The scenario has the answers, and those arguments that are the caller's choice.
  void take(const Step &step, Scenario<M> scenario) {
    if (step.buffer >= buffers_.size())
      buffers_.resize(step.buffer + 1);
    const std::optional<Buffer> &buffer = buffers_[step.buffer];
    if (step.action != Action::acquire && !buffer)
      return;
    const std::size_t device = buffer ? buffer->given.device : step.device;
    scenario.use_dma_iommu = devices_[device].use_dma_iommu;
    scenario.ops_has_unmap = devices_[device].ops_has_unmap;
    if (buffer)
      give(*buffer, scenario);
    own_.clear();
    mapped_before_ = mappings_.size();
    if (step.action == Action::release && buffer->block)
      own_.push_back(*buffer->block);
    const StepContract &contract = contract_of(step.action);
    for (const Assumption assumption : contract.assumed)
      played_.assume(dma_verify::text_of(assumption).id, holds<M>(assumption, scenario));
    for (const Assumption assumption : contract.following)
      played_.require(Rule::contract_kept, holds<M>(assumption, scenario));

    Observation<M> seen;
    run_(scenario, seen);
    played_.require(Rule::returns, Bool(seen.completion == Completion::returned));
    for (const Effect<M> &effect : seen.trace)
      apply(effect, device, scenario);
    at_return(step, device, scenario, seen);
    nothing_left();
  }

  [[nodiscard]] const Played<M> &played() const { return played_; }

private:
  using PageCount = typename M::PageCount;
  using FrameNumber = typename M::FrameNumber;
  using Wide = typename M::Wide;

  struct Block {
    ledger::Acquisition<M> acquired;
    bool released = false;
    bool holds_buffer = false;
  };
  struct Buffer {
    ledger::Buffer<M> given;
    std::optional<std::size_t> block{}; // its number in blocks_; none if it lies in none
  };

  // What the driver knows of its buffer, as arguments; and what is true of it.
  void give(const Buffer &buffer, Scenario<M> &scenario) const {
    scenario.size = buffer.given.bytes;
    scenario.dma_handle = buffer.given.handle;
    scenario.direction = buffer.given.direction;
    scenario.page = buffer.given.first;
    scenario.block_owner =
        buffer.block ? blocks_[*buffer.block].acquired.allocator : Allocator::buddy;
    scenario.cpu_addr = linear_address<M>(architecture_, buffer.given.first);
    if (!devices_[buffer.given.device].coherent) {
      constexpr std::uint64_t kPage = 16; // any
      scenario.cpu_addr = typename M::VirtualAddress(
          typename M::Word(architecture_.vmalloc_base + (kPage << shift_)));
      scenario.vmalloc_to_page = buffer.given.first;
    }
    scenario.buffer_kind = BufferKind::contiguous;
    scenario.excess = scenario.stale_bytes = typename M::Bytes{};
  }

  void apply(const Effect<M> &effect, std::size_t device, const Scenario<M> &scenario) {
    switch (dma_effect_of(effect.kind)) {
    case DmaEffect::dma_alloc_contiguous:
    case DmaEffect::alloc_pages_node:
      if (const auto acquired = ledger::acquisition_of<M>(effect, 0, shift_))
        acquire(*acquired);
      break;
    case DmaEffect::map:
      map(effect, device, scenario);
      break;
    case DmaEffect::unmap:
      unmap(effect, device);
      break;
    case DmaEffect::dma_free_contiguous:
    case DmaEffect::free_pages:
      release(effect);
      break;
    case DmaEffect::memset:
      write(effect);
      break;
    default:
      break;
    }
  }

  void acquire(const ledger::Acquisition<M> &acquired) {
    for (const Block &block : blocks_) {
      if (!block.released)
        played_.assume(kFreeMemory, ledger::apart(acquired.pages, block.acquired.pages));
    }
    own_.push_back(blocks_.size());
    blocks_.push_back({acquired});
  }

  [[nodiscard]] bool judges(Rule rule) const { return judged_[static_cast<std::size_t>(rule)]; }

  // Whether this holds of the pages of a block of the call that is not released.
  template <class Holds> Bool of_own_block(const Holds &holds) const {
    Bool some(false);
    for (const std::size_t number : own_) {
      if (!blocks_[number].released)
        some = either(some, holds(blocks_[number].acquired.pages));
    }
    return some;
  }

  void write(const Effect<M> &effect) {
    if (!judges(Rule::own_writes))
      return;
    const Bool own = of_own_block([&](const ledger::PageRun<M> &pages) {
      return ledger::writes_inside(architecture_, effect, pages);
    });
    played_.require(Rule::own_writes, either(effect.bytes == typename M::Bytes{}, own));
  }

  void map(const Effect<M> &effect, std::size_t device, const Scenario<M> &scenario) {
    if (!ledger::map_succeeded<M>(scenario, effect))
      return;
    // A call that maps twice gets one answer.
    for (std::size_t i = 0; i < std::min(mapped_before_, mappings_.size()); ++i) {
      if (mappings_[i].device == device)
        played_.assume(kOwnHandles, negate(mappings_[i].handle == effect.handle));
    }
    mappings_.push_back({device, effect.path, effect.phys, effect.bytes, effect.handle,
                         effect.direction, ledger::is_permanent(scenario, effect)});
    if (judges(Rule::devices_reach)) {
      const Wide from = resize<2 * M::kWordBits>(effect.phys.word);
      played_.require(Rule::devices_reach, of_own_block([&](const ledger::PageRun<M> &pages) {
                        return pages.contains_bytes(from, M::wide(effect.bytes.word), shift_);
                      }));
    }
  }

  void unmap(const Effect<M> &effect, std::size_t device) {
    for (std::size_t i = 0; i < mappings_.size(); ++i) {
      const ledger::Mapping<M> &mapping = mappings_[i];
      if (mapping.device != device || mapping.path != effect.path ||
          mapping.direction != effect.direction)
        continue;
      if (ledger::unmaps<M>(effect, mapping.handle, mapping.bytes)) {
        mappings_.erase(mappings_.begin() + static_cast<std::ptrdiff_t>(i));
        return;
      }
    }
    played_.require(Rule::unmap_live, Bool(false));
  }

  void release(const Effect<M> &effect) {
    for (Block &block : blocks_) {
      if (block.released || !ledger::releases(effect, block.acquired.pages))
        continue;
      block.released = true;
      played_.require(Rule::right_allocator,
                      ledger::releases_exactly(effect, block.acquired, shift_));
      const auto start = frame_to_phys<M>(block.acquired.pages.first, shift_);
      for (std::size_t k = mappings_.size(); k-- > 0;) {
        if (!(mappings_[k].phys == start))
          continue;
        played_.require(Rule::unmapped_first, Bool(mappings_[k].permanent));
        mappings_.erase(mappings_.begin() + static_cast<std::ptrdiff_t>(k));
      }
      return;
    }
    played_.require(Rule::released_once, Bool(false));
  }

  void at_return(const Step &step, std::size_t device, const Scenario<M> &scenario,
                 const Observation<M> &seen) {
    switch (step.action) {
    case Action::acquire:
      if (!seen.page.is_null)
        hand_out(step, device, scenario, seen);
      break;
    case Action::release:
      buffers_[step.buffer].reset();
      break;
    case Action::map_to_user:
      // page-range.mmap tells what a call that keeps its contract maps
      shown_to_user(buffers_[step.buffer]->given, scenario, seen);
      break;
    case Action::describe:
      if (seen.status == 0)
        played_.require(Rule::scatter_list,
                        ledger::names_only(seen.sg_table, buffers_[step.buffer]->given, shift_));
      count_lists(seen);
      break;
    default: // calls no helper
      break;
    }
  }

  void shown_to_user(const ledger::Buffer<M> &buffer, const Scenario<M> &scenario,
                     const Observation<M> &seen) {
    if (!judges(Rule::user_window) && !judges(Rule::user_pages) && !judges(Rule::user_protection) &&
        !judges(Rule::failed_mmap))
      return;
    for (const Effect<M> &effect : seen.trace) {
      if (effect.kind != DmaEffect::remap_pfn_range || effect.status != 0)
        continue;
      const Wide pages = M::wide(effect.bytes.word) >> shift_;
      if (seen.status != 0) {
        played_.require(Rule::failed_mmap, pages == Wide(0));
        continue;
      }
      if (judges(Rule::user_window))
        played_.require(Rule::user_window, starts_at(buffer, scenario.vma.vm_pgoff, effect.frame,
                                                     whole_pages<M>(effect.bytes, shift_)));
      if (judges(Rule::user_pages))
        played_.require(
            Rule::user_pages,
            either(pages == Wide(0), ledger::has_pages(buffer, effect.frame, pages, shift_)));
      played_.require(Rule::user_protection,
                      either(pages == Wide(0), effect.prot == scenario.dma_pgprot));
    }
  }

  // Lists that the call has made and that nobody will free.
  void count_lists(const Observation<M> &seen) {
    unsigned lists = 0;
    for (const Effect<M> &effect : seen.trace) {
      if (effect.kind == DmaEffect::sg_alloc_table && effect.status == 0)
        ++lists;
      if (effect.kind == DmaEffect::sg_free_table && lists != 0)
        --lists;
    }
    if (seen.status == 0 && lists != 0)
      --lists;
    lists_ += lists;
  }

  // The frames are those of the buffer's pages from this index on, and no more than it has. In
  // words, so that it can be proved bit by bit: where the buffer's frames do not wrap around, which
  // is part of the contract that is proved to be kept, they lie in it.
  Bool starts_at(const ledger::Buffer<M> &buffer, const PageCount &index, const FrameNumber &frame,
                 const PageCount &pages) const {
    const PageCount count = page_count<M>(buffer.bytes, shift_);
    const Bool exact = M::wide(count.word) == exact_page_count<M>(buffer.bytes, shift_);
    const Bool inside = both(index <= count, pages <= count - index);
    return both(both(exact, inside), frame == buffer.first + index);
  }

  void hand_out(const Step &step, std::size_t device, const Scenario<M> &scenario,
                const Observation<M> &seen) {
    Buffer buffer;
    buffer.given = {device, seen.page.frame, scenario.size, seen.dma_handle, scenario.direction};
    // A block that holds no other buffer. What allocators hand out is apart (F1), so buffers are,
    // too.
    for (std::size_t i = 0; i < blocks_.size() && !buffer.block; ++i) {
      Block &block = blocks_[i];
      if (block.released || block.holds_buffer)
        continue;
      if (ledger::begins(block.acquired.pages, buffer.given, shift_)) {
        buffer.block = i;
        block.holds_buffer = true;
      }
    }
    played_.require(Rule::one_owner, Bool(buffer.block.has_value()));
    const auto at =
        linear_address<M>(architecture_, buffer.given.first) + typename M::Bytes(scenario.probe);
    Bool cleared(false);
    for (const Effect<M> &effect : seen.trace) {
      if (effect.kind == DmaEffect::memset)
        cleared = select(bytes_between(effect.address, at) < effect.bytes, Bool(effect.value == 0),
                         cleared);
    }
    played_.require(Rule::zeroed, implies(scenario.probe < scenario.size.word, cleared));
    buffers_[step.buffer] = buffer;
  }

  [[nodiscard]] std::size_t owned_blocks() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(blocks_, [](const Block &block) { return !block.released; }));
  }

  // Of each buffer that lives there is its block and its mapping, and nothing else.
  void nothing_left() {
    std::vector<ledger::Buffer<M>> live;
    Bool all(true);
    for (const std::optional<Buffer> &buffer : buffers_) {
      if (!buffer)
        continue;
      live.push_back(buffer->given);
      Bool mapped(false);
      for (const ledger::Mapping<M> &mapping : mappings_)
        mapped = either(mapped, ledger::is_mapping_of(mapping, buffer->given, shift_));
      all = both(all, mapped);
    }
    played_.require(Rule::nothing_left, both(all, Bool(owned_blocks() == live.size() &&
                                                       mappings_.size() == live.size())));
    if (live.empty()) {
      played_.require(Rule::blocks_freed, Bool(owned_blocks() == 0));
      played_.require(Rule::mappings_ended,
                      Bool(std::ranges::all_of(mappings_, &ledger::Mapping<M>::permanent)));
      played_.require(Rule::lists_freed, Bool(lists_ == 0));
    }
    if (judges(Rule::one_mapping)) {
      for (const ledger::Buffer<M> &buffer : live)
        played_.require(Rule::one_mapping, ledger::has_one_mapping(buffer, mappings_, shift_));
    }
    if (judges(Rule::devices_reach)) {
      for (const ledger::Mapping<M> &mapping : mappings_)
        played_.require(Rule::devices_reach,
                        either(Bool(mapping.permanent), // which ends with what it reaches
                               ledger::reaches_a_buffer(mapping, live, shift_)));
    }
  }

  const Architecture architecture_;
  const unsigned shift_;
  std::vector<DeviceKind> devices_;
  Run run_;
  std::vector<Block> blocks_; // all that were acquired, in order
  std::vector<ledger::Mapping<M>> mappings_;
  std::vector<std::optional<Buffer>> buffers_; // by number
  std::vector<std::size_t> own_;               // numbers of the blocks of the call at hand
  std::size_t mapped_before_ = 0;              // mappings when it began
  unsigned lists_ = 0;                         // scatter lists that are left
  std::array<bool, kRuleCount> judged_{};
  Played<M> played_;
};

} // namespace dma_verify::sequences
