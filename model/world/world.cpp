// SPDX-License-Identifier: GPL-2.0-only
#include "model/world/world.h"

#include "model/kernel/neighbours/coherent_pool.h"
#include "model/kernel/neighbours/contiguous.h"
#include "model/ops_helpers/kernel/buffer.h"

#include <algorithm>

namespace dma_verify::world {
namespace {

using M = WidestMachine;

void sync_for_cpu(World &world, const Event &event) {
  const Buffer *buffer = find_buffer(world, event.buffer);
  // GCOVR_EXCL_BR_START: only a stored or a shrunk sequence has steps that do not fit
  if (buffer == nullptr)
    return; // GCOVR_EXCL_LINE: only a stored or a shrunk sequence has steps that do not fit
  // GCOVR_EXCL_BR_STOP
  const auto found = std::ranges::find_if(world.mappings, [&](const Mapping &mapping) {
    return mapping.device == buffer->device && mapping.handle == buffer->handle;
  });
  if (found == world.mappings.end()) // GCOVR_EXCL_BR_LINE: a live buffer has its mapping
    return; // GCOVR_EXCL_LINE: only a stored or a shrunk sequence has steps that do not fit
  Mapping &mapping = *found;
  const bool written = event.device_writes && mapping.direction != Direction::to_device;
  if (!mapping.slot) {
    if (written)
      world.contents.write(mapping.range, Content::device);
    return;
  }
  if (written)
    mapping.slot->device_writes();
  Content content = world.contents.worst(mapping.range);
  mapping.slot->sync_for_cpu(mapping.direction, content);
  world.contents.write(mapping.range, content);
}

// The pool zeroes what was asked for, not whole pages.
void alloc_coherent(World &world, const Event &event) {
  const unsigned shift = world.architecture.page_shift;
  Buffer buffer;
  buffer.number = event.buffer;
  world.handed_out = buffer.number + 1;
  buffer.device = event.device;
  buffer.bytes = event.bytes;
  buffer.of_pool = true;
  const typename M::Bytes bytes(typename M::Word(event.bytes));
  buffer.frames = {event.frame, page_count<M>(bytes, shift).word.value()};
  world.buffers.push_back(buffer);
  const auto pages = pages_of_order<M>(get_order<M>(bytes, shift));
  const Frames frames{event.frame, pages.word.value()};
  world.blocks.push_back({frames, Owner::pool, false, world.acquisitions++});
  const std::uint64_t stale = coherent_pool::stale_tail<M>(bytes, shift).word.value();
  const std::uint64_t whole = buffer.frames.count << shift;
  world.contents.write({event.frame << shift, whole - stale}, Content::zero);
}

void free_coherent(World &world, const Event &event) {
  const Buffer *buffer = find_buffer(world, event.buffer);
  // GCOVR_EXCL_BR_START: only a stored or a shrunk sequence has steps that do not fit
  if (buffer == nullptr)
    return; // GCOVR_EXCL_LINE: only a stored or a shrunk sequence has steps that do not fit
  // GCOVR_EXCL_BR_STOP
  const Frames frames = buffer->frames;
  const unsigned shift = world.architecture.page_shift;
  world.contents.write(bytes_of(frames, shift), Content::stale);
  std::erase_if(world.blocks, [&](const Block &block) {
    return block.owner == Owner::pool && block.frames.first == frames.first;
  });
  std::erase_if(world.buffers, [&](const Buffer &b) { return b.number == event.buffer; });
}

bool is_free(const World &world, std::uint64_t first, M::PageCount pages) {
  const Frames frames{first, pages.word.value()};
  return std::ranges::none_of(world.blocks,
                              [&](const Block &block) { return block.frames.overlaps(frames); });
}

// GCOVR_EXCL_BR_START: only a stored or a shrunk sequence has steps that do not fit

// What the allocators would hand out, asked for just the size.
bool fits_alloc(const World &world, const StoredScenario &scenario) {
  const unsigned shift = world.architecture.page_shift;
  const Page<M> &contiguous = scenario.contiguous_page;
  const Page<M> &buddy = scenario.buddy_page;
  return (contiguous.is_null || is_free(world, contiguous.frame.word.value(),
                                        contiguous::requested_pages<M>(scenario.size, shift))) &&
         (buddy.is_null || is_free(world, buddy.frame.word.value(),
                                   pages_of_order<M>(get_order<M>(scenario.size, shift))));
}

bool fits_free(const Buffer &buffer, const StoredScenario &scenario) {
  return scenario.page.word.value() == buffer.frames.first &&
         scenario.size.word.value() == buffer.bytes &&
         scenario.dma_handle.word.value() == buffer.handle;
}

bool fits_use(const Buffer &buffer, const StoredScenario &scenario) {
  return buffer_frame<M>(scenario).word.value() == buffer.frames.first &&
         scenario.size.word.value() == buffer.bytes;
}

// GCOVR_EXCL_BR_STOP

} // namespace

void apply(World &world, const Event &event) {
  world.breaches.clear();
  switch (event.action) { // GCOVR_EXCL_BR_LINE: each value has its case
  case Action::munmap:
    std::erase_if(world.user_mappings,
                  [&](const UserMapping &mapping) { return mapping.buffer == event.buffer; });
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
    return is_free(world, event.frame,
                   pages_of_order<M>(get_order<M>(bytes, world.architecture.page_shift)));
  }
  const Buffer *buffer = find_buffer(world, event.buffer);
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

const Buffer *find_buffer(const World &world, unsigned number) {
  const auto found = std::ranges::find_if(
      world.buffers, [&](const Buffer &buffer) { return buffer.number == number; });
  // GCOVR_EXCL_BR_START: steps are planned on buffers that live
  return found == world.buffers.end() ? nullptr : &*found;
  // GCOVR_EXCL_BR_STOP
}

const Block *find_block(const World &world, const Frames &inside) {
  const auto found = std::ranges::find_if(
      world.blocks, [&](const Block &block) { return block.frames.contains(inside); });
  return found == world.blocks.end() ? nullptr : &*found;
}

ledger::Buffer<M> words_of(const Buffer &buffer) {
  return {buffer.device, words_of(buffer.frames).first, M::Bytes(M::Word(buffer.bytes)),
          M::BusAddress(M::BusAddress::Word(buffer.handle)), buffer.direction};
}

ledger::Mapping<M> words_of(const Mapping &mapping) {
  return {mapping.device,
          mapping.path,
          M::PhysicalAddress(M::PhysicalAddress::Word(mapping.range.first)),
          M::Bytes(M::Word(mapping.range.count)),
          M::BusAddress(M::BusAddress::Word(mapping.handle)),
          mapping.direction,
          mapping.permanent};
}

ledger::PageRun<M> words_of(const Frames &frames) {
  return {M::FrameNumber(M::Word(frames.first)), M::PageCount(M::Word(frames.count))};
}

Frames frames_of(const Mapping &mapping, unsigned page_shift) {
  const std::uint64_t first = mapping.range.first >> page_shift;
  if (mapping.range.count == 0) // GCOVR_EXCL_BR_LINE: mappings of sequences have bytes
    return {first, 0};          // GCOVR_EXCL_LINE: mappings of sequences have bytes
  const std::uint64_t last = (mapping.range.first + (mapping.range.count - 1)) >> page_shift;
  return {first, last - first + 1};
}

std::uint64_t free_vmalloc_page(const World &world, std::uint64_t pages) {
  // A wrong file may hand out a buffer of no pages; it has a place too.
  const auto place = [](std::uint64_t first, std::uint64_t count) {
    return Frames{first, std::max<std::uint64_t>(count, 1)};
  };
  Frames run = place(kPoolVmallocPages, pages);
  for (std::size_t i = 0; i < world.buffers.size();) {
    const Frames taken = place(world.buffers[i].vmalloc_page, world.buffers[i].frames.count);
    if (!world.buffers[i].of_pool && taken.overlaps(run)) {
      run.first = taken.first + taken.count;
      i = 0;
    } else {
      ++i;
    }
  }
  return run.first;
}

bool is_user_mapped(const World &world, const Buffer &buffer) {
  return std::ranges::any_of(world.user_mappings, [&](const UserMapping &mapping) {
    return mapping.buffer == buffer.number;
  });
}

} // namespace dma_verify::world
