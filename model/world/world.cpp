// SPDX-License-Identifier: GPL-2.0-only
#include "model/world/world.h"

#include "model/kernel/neighbours/coherent_pool.h"
#include "model/kernel/neighbours/contiguous.h"
#include "model/ledger/call_fold.h"
#include "model/ops_helpers/kernel/buffer.h"

#include <algorithm>

namespace dma_verify::world {
namespace {

using M = WidestMachine;
using ledger::PageRun;

void sync_for_cpu(World &world, const Event &event) {
  const Buffer *buffer = world.ledger.find_buffer(event.buffer);
  // GCOVR_EXCL_BR_START: only a stored or a shrunk sequence has steps that do not fit
  if (buffer == nullptr)
    return; // GCOVR_EXCL_LINE: only a stored or a shrunk sequence has steps that do not fit
  // GCOVR_EXCL_BR_STOP
  const auto found =
      std::ranges::find_if(world.ledger.mappings, [&](const ledger::Mapping<M> &mapping) {
        return mapping.device == buffer->device && mapping.handle == buffer->handle;
      });
  if (found == world.ledger.mappings.end()) // GCOVR_EXCL_BR_LINE: a live buffer has its mapping
    return; // GCOVR_EXCL_LINE: only a stored or a shrunk sequence has steps that do not fit
  const ByteRange range = bytes_of(*found);
  const bool written = event.device_writes && found->direction != Direction::to_device;
  const auto slot = world.slots.find(found->number);
  if (slot != world.slots.end()) {
    if (written)
      slot->second.device_writes();
    Content content = world.contents.worst(range);
    slot->second.sync_for_cpu(found->direction, content);
    world.contents.write(range, content);
  } else if (written) {
    world.contents.write(range, Content::device);
  }
}

// The pool zeroes what was asked for, not whole pages.
void alloc_coherent(World &world, const Event &event) {
  const unsigned shift = world.architecture.page_shift;
  ledger::Ledger<M> &ledger = world.ledger;
  const M::Bytes bytes(M::Word(event.bytes));
  const PageRun<M> pages{M::FrameNumber(M::Word(event.frame)),
                         pages_of_order<M>(get_order<M>(bytes, shift))};
  Buffer &buffer = ledger.buffers.emplace_back();
  buffer.number = event.buffer;
  buffer.device = event.device;
  buffer.first = pages.first;
  buffer.bytes = bytes;
  buffer.block = ledger.acquired++;
  buffer.of_pool = true;
  ledger.blocks.push_back({*buffer.block, pages, std::nullopt, true});
  ledger.handed_out = buffer.number + 1;
  ByteRange zeroed = bytes_of(frames_of(buffer, shift), shift);
  zeroed.count -= coherent_pool::stale_tail<M>(bytes, shift).word.value();
  world.contents.write(zeroed, Content::zero);
}

void free_coherent(World &world, const Event &event) {
  const Buffer *buffer = world.ledger.find_buffer(event.buffer);
  // GCOVR_EXCL_BR_START: only a stored or a shrunk sequence has steps that do not fit
  if (buffer == nullptr)
    return; // GCOVR_EXCL_LINE: only a stored or a shrunk sequence has steps that do not fit
  // GCOVR_EXCL_BR_STOP
  const unsigned shift = world.architecture.page_shift;
  world.contents.write(bytes_of(frames_of(*buffer, shift), shift), Content::stale);
  std::erase_if(world.ledger.blocks,
                [&](const ledger::Block<M> &block) { return block.number == buffer->block; });
  std::erase_if(world.ledger.buffers, [&](const Buffer &b) { return b.number == event.buffer; });
}

// What the effect leaves in memory, once the ledger has it. Whoever had pages that are given back
// has written to them.
void change_contents(World &world, const StoredScenario &scenario, const Effect<M> &effect,
                     const std::optional<PageRun<M>> &given_back) {
  const unsigned shift = world.architecture.page_shift;
  if (const auto acquired = ledger::acquisition_of<M>(effect, 0, shift)) {
    world.contents.write(bytes_of(frames_of(acquired->pages), shift),
                         acquired->zeroed_by_allocator ? Content::zero : Content::stale);
  } else if (given_back) {
    world.contents.write(bytes_of(frames_of(*given_back), shift), Content::stale);
  } else if (effect.kind == DmaEffect::map && scenario.map_bounces &&
             ledger::map_succeeded<M>(scenario, effect)) {
    const ledger::Mapping<M> &mapping = world.ledger.mappings.back();
    world.slots[mapping.number] = BounceSlot::mapped_from(world.contents.worst(bytes_of(mapping)));
  } else if (effect.kind == DmaEffect::memset && world.rules.keeps({ledger::Rule::own_writes})) {
    const M::Word first = effect.address.word - M::Word(world.architecture.linear_base);
    world.contents.write({first.value(), effect.bytes.word.value()},
                         effect.value == 0 ? Content::zero : Content::stale);
  }
}

// If the buffer was handed out.
void place_in_vmalloc_area(World &world, unsigned number) {
  world.vmalloc_pages.erase(number);
  if (const Buffer *buffer = world.ledger.find_buffer(number)) {
    const Frames frames = frames_of(*buffer, world.architecture.page_shift);
    world.vmalloc_pages[number] = free_vmalloc_page(world, frames.count);
  }
}

bool is_free(const World &world, const PageRun<M> &pages) {
  return std::ranges::all_of(world.ledger.blocks, [&](const ledger::Block<M> &block) {
    return apart(block.pages, pages);
  });
}

// GCOVR_EXCL_BR_START: only a stored or a shrunk sequence has steps that do not fit

// What the allocators would hand out, asked for just the size.
bool fits_alloc(const World &world, const StoredScenario &scenario) {
  const unsigned shift = world.architecture.page_shift;
  const Page<M> &contiguous = scenario.contiguous_page;
  const Page<M> &buddy = scenario.buddy_page;
  return (contiguous.is_null || is_free(world, {contiguous.frame, contiguous::requested_pages<M>(
                                                                      scenario.size, shift)})) &&
         (buddy.is_null ||
          is_free(world, {buddy.frame, pages_of_order<M>(get_order<M>(scenario.size, shift))}));
}

bool fits_free(const Buffer &buffer, const StoredScenario &scenario) {
  return scenario.page == buffer.first && scenario.size == buffer.bytes &&
         scenario.dma_handle == buffer.handle;
}

bool fits_use(const Buffer &buffer, const StoredScenario &scenario) {
  return buffer_frame<M>(scenario) == buffer.first && scenario.size == buffer.bytes;
}

// GCOVR_EXCL_BR_STOP

} // namespace

void apply(World &world, const Event &event, const StoredObservation &observation) {
  world.rules = ledger::KeptRules<M>(World::judged_rules());
  const bool returned = observation.completion == Completion::returned;
  world.rules.require(ledger::Rule::returns, returned);
  if (!returned)
    return; // nothing is known of what the call did
  const StoredScenario &scenario = event.scenario;
  ledger::CallFold<M> call(world.ledger, world.rules,
                           {use_of(event.action), event.device, event.buffer}, scenario,
                           M::Word(event.protection));
  for (const Effect<M> &effect : observation.trace)
    change_contents(world, scenario, effect, call.apply(effect));
  call.finish(observation);
  if (event.action == Action::acquire)
    place_in_vmalloc_area(world, event.buffer);
}

void apply(World &world, const Event &event) {
  world.rules = ledger::KeptRules<M>(World::judged_rules());
  switch (event.action) { // GCOVR_EXCL_BR_LINE: each value has its case
  case Action::munmap:
    std::erase_if(world.ledger.user_mappings,
                  [&](const auto &mapping) { return mapping.buffer == event.buffer; });
    break;
  case Action::sync_for_cpu:
    sync_for_cpu(world, event);
    break;
  case Action::alloc_coherent:
    alloc_coherent(world, event);
    break;
  case Action::free_coherent:
    free_coherent(world, event);
    break;
  // GCOVR_EXCL_START: the other actions call a helper, and are applied with its trace
  default:
    break;
    // GCOVR_EXCL_STOP
  }
}

// GCOVR_EXCL_BR_START: only a stored or a shrunk sequence has steps that do not fit
bool fits(const World &world, const Event &event) {
  if (event.action == Action::acquire)
    return fits_alloc(world, event.scenario);
  if (event.action == Action::alloc_coherent) {
    const M::Bytes bytes(M::Word(event.bytes));
    // No pool lies beyond what a word can count the bytes of; a file may say so.
    const std::uint64_t most = ~std::uint64_t{0} >> world.architecture.page_shift;
    if (event.bytes == 0 || event.frame > most ||
        event.bytes > (most - event.frame) << world.architecture.page_shift)
      return false; // GCOVR_EXCL_LINE: only a stored or a shrunk sequence has steps that do not fit
    return is_free(world, {M::FrameNumber(M::Word(event.frame)),
                           pages_of_order<M>(get_order<M>(bytes, world.architecture.page_shift))});
  }
  const Buffer *buffer = world.ledger.find_buffer(event.buffer);
  if (buffer == nullptr)
    return false; // GCOVR_EXCL_LINE: only a stored or a shrunk sequence has steps that do not fit
  switch (event.action) {
  case Action::release:
    return !is_user_mapped(world, *buffer) && fits_free(*buffer, event.scenario);
  case Action::free_coherent:
    return buffer->of_pool && !is_user_mapped(world, *buffer);
  case Action::describe:
  case Action::map_to_user:
    return fits_use(*buffer, event.scenario);
  default:
    return true;
  }
}
// GCOVR_EXCL_BR_STOP

Frames frames_of(const PageRun<M> &pages) {
  return {pages.first.word.value(), pages.count.word.value()};
}

Frames frames_of(const Buffer &buffer, unsigned page_shift) {
  return {buffer.first.word.value(),
          static_cast<std::uint64_t>(exact_page_count<M>(buffer.bytes, page_shift).value())};
}

ByteRange bytes_of(const ledger::Mapping<M> &mapping) {
  return {mapping.phys.word.value(), mapping.bytes.word.value()};
}

std::uint64_t free_vmalloc_page(const World &world, std::uint64_t pages) {
  // A wrong file may hand out a buffer of no pages; it has a place too.
  const auto place = [](std::uint64_t first, std::uint64_t count) {
    return Frames{first, std::max<std::uint64_t>(count, 1)};
  };
  Frames run = place(kPoolVmallocPages, pages);
  const std::vector<Buffer> &buffers = world.ledger.buffers;
  for (std::size_t i = 0; i < buffers.size();) {
    const auto page = world.vmalloc_pages.find(buffers[i].number);
    const Frames frames = frames_of(buffers[i], world.architecture.page_shift);
    if (page != world.vmalloc_pages.end() && place(page->second, frames.count).overlaps(run)) {
      run.first = page->second + place(0, frames.count).count;
      i = 0;
    } else {
      ++i;
    }
  }
  return run.first;
}

bool is_user_mapped(const World &world, const Buffer &buffer) {
  return std::ranges::any_of(world.ledger.user_mappings, [&](const auto &mapping) {
    // GCOVR_EXCL_BR_START: the file maps at least one page
    return mapping.buffer == buffer.number && mapping.pages.count != M::PageCount{};
    // GCOVR_EXCL_BR_STOP
  });
}

} // namespace dma_verify::world
