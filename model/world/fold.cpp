// SPDX-License-Identifier: GPL-2.0-only
// One call, effect by effect: what its trace makes of the world.
#include "model/world/world.h"

#include "model/kernel/neighbours/coherent_pool.h"

#include <algorithm>

namespace dma_verify::world {
namespace {

using M = WidestMachine;

std::uint64_t low_bits(unsigned width) {
  return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

// Pages that this many bytes touch.
std::uint64_t page_count_of(std::uint64_t bytes, unsigned page_shift) {
  // GCOVR_EXCL_BR_START: buffers of sequences have whole pages, those of wrong files may not
  return (bytes >> page_shift) + ((bytes & low_bits(page_shift)) != 0 ? 1 : 0);
  // GCOVR_EXCL_BR_STOP
}

class Fold {
public:
  Fold(World &world, const Event &event, const StoredObservation &observed)
      : world_(world), event_(event), scenario_(event.scenario), observed_(observed),
        shift_(world.architecture.page_shift) {}

  void run() {
    world_.breaches.clear();
    if (observed_.completion != Completion::returned) {
      breach(Breach::did_not_return);
      return;
    }
    if (event_.action == Action::release) {
      // GCOVR_EXCL_BR_START: a buffer that is freed lives, in a block: what does not fit is refused
      // before
      const Buffer *freed = find_buffer(world_, event_.buffer);
      const Block *block =
          freed == nullptr ? nullptr : find_block(world_, {freed->frames.first, 1});
      if (block != nullptr)
        own_.push_back(block->acquisition);
      // GCOVR_EXCL_BR_STOP
    }
    for (const Effect<M> &effect : observed_.trace)
      apply_effect(effect);
    at_return();
  }

private:
  void breach(Breach what) { world_.breaches.push_back(what); }
  // Acquired by this call, or given to it to be freed.
  bool is_own(const Block &block) const {
    return std::ranges::find(own_, block.acquisition) != own_.end();
  }

  void apply_effect(const Effect<M> &effect) {
    switch (dma_effect_of(effect.kind)) { // GCOVR_EXCL_BR_LINE: each value has its case
    case DmaEffect::dma_alloc_contiguous:
    case DmaEffect::alloc_pages_node:
      if (const auto acquired = ledger::acquisition_of<M>(effect, 0, shift_))
        acquire(*acquired);
      break;
    case DmaEffect::dma_free_contiguous:
    case DmaEffect::free_pages:
      release(effect);
      break;
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
      tables_ += effect.status == 0 ? 1 : 0;
      break;
    case DmaEffect::sg_free_table:
      tables_ -= tables_ == 0 ? 0 : 1;
      break;
    case DmaEffect::remap_pfn_range:
      if (effect.status == 0)
        show(effect.frame.word.value(), effect.bytes.word.value() >> shift_, effect.prot.value());
      break;
    case DmaEffect::dma_mmap_from_dev_coherent:
      if (effect.status != 0 && effect.pool_status == 0)
        show_pool(effect);
      break;
    case DmaEffect::sg_set_page:
    case DmaEffect::dma_pgprot:
      break;
    }
  }

  void acquire(const ledger::Acquisition<M> &acquired) {
    const Frames frames{acquired.pages.first.word.value(), acquired.pages.count.word.value()};
    for (const Block &block : world_.blocks) {
      // GCOVR_EXCL_BR_START: the allocators hand out what is free
      if (block.frames.overlaps(frames)) {
        // GCOVR_EXCL_BR_STOP
        // GCOVR_EXCL_START: the allocators hand out what is free
        breach(Breach::acquired_owned);
        return;
        // GCOVR_EXCL_STOP
      }
    }
    const bool of_area = acquired.allocator == Allocator::contiguous;
    own_.push_back(world_.acquisitions);
    // GCOVR_EXCL_BR_START: high memory is outside the contract
    world_.blocks.push_back({frames, of_area ? Owner::contiguous : Owner::buddy,
                             of_area && scenario_.contiguous_highmem, world_.acquisitions++});
    // GCOVR_EXCL_BR_STOP
    world_.contents.write(bytes_of(frames, shift_),
                          acquired.zeroed_by_allocator ? Content::zero : Content::stale);
  }

  // Whoever had the memory has written to it.
  void release(const Effect<M> &effect) {
    const Frames page{effect.page.frame.word.value(), 1};
    // GCOVR_EXCL_BR_START: the file does not release NULL
    const Block *found = effect.page.is_null ? nullptr : find_block(world_, page);
    // GCOVR_EXCL_BR_STOP
    if (found == nullptr) {
      breach(Breach::released_unowned);
      return;
    }
    const Block block = *found;
    const Allocator owner =
        block.owner == Owner::contiguous ? Allocator::contiguous : Allocator::buddy;
    if (block.owner == Owner::pool || !ledger::goes_to(effect, owner))
      breach(Breach::released_to_other);
    const auto pages = ledger::pages_released(effect, owner, shift_);
    if (block.frames != Frames{page.first, pages.word.value()})
      breach(Breach::released_in_part);
    world_.blocks.erase(world_.blocks.begin() + (found - world_.blocks.data()));
    world_.contents.write(bytes_of(block.frames, shift_), Content::stale);
    end_permanent_mappings(block.frames);
    if (std::ranges::any_of(world_.mappings, [&](const Mapping &mapping) {
          return block.frames.overlaps(frames_of(mapping, shift_));
        })) {
      breach(Breach::released_mapped);
    }
  }

  void map(const Effect<M> &effect) {
    if (!ledger::map_succeeded<M>(scenario_, effect))
      return;
    Mapping mapping;
    mapping.device = event_.device;
    mapping.path = effect.path;
    mapping.handle = effect.handle.word.value();
    mapping.range = {effect.phys.word.value(), effect.bytes.word.value()};
    mapping.direction = effect.direction;
    mapping.permanent = ledger::is_permanent(scenario_, effect);
    if (scenario_.map_bounces)
      mapping.slot = BounceSlot::mapped_from(world_.contents.worst(mapping.range));
    world_.mappings.push_back(mapping);
    const Block *block = find_block(world_, frames_of(mapping, shift_));
    // GCOVR_EXCL_BR_START: the file maps its own memory only
    if (block == nullptr || !is_own(*block))
      breach(Breach::mapped_unowned);
    // GCOVR_EXCL_BR_STOP
  }

  void unmap(const Effect<M> &effect) {
    const auto found = std::ranges::find_if(world_.mappings, [&](const Mapping &mapping) {
      return mapping.device == event_.device && mapping.path == effect.path &&
             mapping.handle == effect.handle.word.value() &&
             mapping.range.count == effect.bytes.word.value();
    });
    if (found == world_.mappings.end()) {
      breach(Breach::unmapped_unknown);
    } else {
      world_.mappings.erase(found);
    }
  }

  void write(const Effect<M> &effect) {
    const std::uint64_t bytes = effect.bytes.word.value();
    if (bytes == 0) // GCOVR_EXCL_BR_LINE: the file clears at least one page
      return;
    const Architecture &arch = world_.architecture;
    const std::uint64_t first =
        (effect.address.word.value() - arch.linear_base) & low_bits(arch.word_bits);
    // GCOVR_EXCL_BR_START: the file clears no memory that begins in the linear map and ends beyond
    // it
    if (first >= arch.linear_size || bytes > arch.linear_size - first) {
      // GCOVR_EXCL_BR_STOP
      breach(Breach::written_outside);
      return;
    }
    const std::uint64_t frame = first >> shift_;
    const Frames touched{frame, ((first + bytes - 1) >> shift_) - frame + 1};
    const Block *block = find_block(world_, touched);
    if (block == nullptr || !is_own(*block)) {
      breach(Breach::written_outside);
      return;
    }
    world_.contents.write({first, bytes}, effect.value == 0 ? Content::zero : Content::stale);
  }

  void show(std::uint64_t frame, std::uint64_t pages, std::uint64_t protection) {
    if (pages != 0) // GCOVR_EXCL_BR_LINE: the file maps at least one page
      shown_.push_back({event_.buffer, {frame, pages}, protection, event_.protection});
  }

  void show_pool(const Effect<M> &effect) {
    if (!scenario_.pool_described) // GCOVR_EXCL_BR_LINE: the pools of sequences are described
      return;                      // GCOVR_EXCL_LINE: the pools of sequences are described
    const coherent_pool::Pool<M> pool{scenario_.pool_base, scenario_.pool_pages,
                                      scenario_.pool_frame};
    const auto pages =
        coherent_pool::mapping<M>(pool, effect.vma, effect.address, effect.bytes, shift_);
    show(pages.first.word.value(), pages.pages.word.value(), effect.vma.vm_page_prot.value());
  }

  void at_return() {
    switch (event_.action) { // GCOVR_EXCL_BR_LINE: each value has its case
    case Action::acquire:
      hand_out();
      break;
    case Action::release:
      take_back();
      break;
    case Action::describe:
      scatter_list();
      break;
    case Action::map_to_user:
      // A VMA whose mmap failed is taken down, with whatever is mapped in it.
      if (observed_.status == 0) {
        world_.user_mappings.insert(world_.user_mappings.end(), shown_.begin(), shown_.end());
      } else if (!shown_.empty()) {
        breach(Breach::user_pages_after_failure);
      }
      break;
    // GCOVR_EXCL_START: the other actions have no trace
    default:
      break;
      // GCOVR_EXCL_STOP
    }
    world_.scatter_lists += tables_;
  }

  void hand_out() {
    if (observed_.page.is_null)
      return;
    Buffer buffer;
    buffer.number = event_.buffer;
    world_.handed_out = buffer.number + 1;
    buffer.device = event_.device;
    buffer.bytes = scenario_.size.word.value();
    buffer.frames = {observed_.page.frame.word.value(), page_count_of(buffer.bytes, shift_)};
    buffer.handle = observed_.dma_handle.word.value();
    buffer.direction = scenario_.direction;
    buffer.vmalloc_page = free_vmalloc_page(world_, buffer.frames.count);
    world_.buffers.push_back(buffer);
  }

  // A permanent mapping ends with its buffer.
  void take_back() {
    const Buffer *freed = find_buffer(world_, event_.buffer);
    // GCOVR_EXCL_BR_START: a buffer that is freed lives: what does not fit is refused before
    if (freed == nullptr)
      return; // GCOVR_EXCL_LINE: a buffer that is freed lives
    // GCOVR_EXCL_BR_STOP
    const Buffer buffer = *freed;
    std::erase_if(world_.buffers, [&](const Buffer &b) { return b.number == buffer.number; });
    end_permanent_mappings(buffer.frames);
  }

  void end_permanent_mappings(const Frames &frames) {
    std::erase_if(world_.mappings, [&](const Mapping &mapping) {
      return mapping.permanent && frames_of(mapping, shift_).overlaps(frames);
    });
  }

  // The caller maps what the list names, and frees the list.
  void scatter_list() {
    if (observed_.status != 0)
      return;
    tables_ -= tables_ == 0 ? 0 : 1;
    const Buffer *buffer = find_buffer(world_, event_.buffer);
    // GCOVR_EXCL_BR_START: the buffer that a list is made of lives
    if (buffer == nullptr || !ledger::names_only(observed_.sg_table, words_of(*buffer), shift_))
      // GCOVR_EXCL_BR_STOP
      breach(Breach::scatter_list_beyond);
  }

  World &world_;
  const Event &event_;
  const StoredScenario &scenario_;
  const StoredObservation &observed_;
  unsigned shift_;
  std::vector<unsigned> own_; // numbers of the call's own blocks
  std::vector<UserMapping> shown_;
  unsigned tables_ = 0;
};

} // namespace

void apply(World &world, const Event &event, const StoredObservation &observation) {
  Fold(world, event, observation).run();
}

} // namespace dma_verify::world
