// SPDX-License-Identifier: GPL-2.0-only
// What is true after some calls: who owns which memory, which mappings live, what lies where, what
// user space can see. Folded from traces alone: what a subject says of itself is not believed.
#pragma once

#include "model/kernel/trace.h"
#include "model/ledger/buffers.h"
#include "model/world/contents.h"
#include "model/world/step.h"

#include <vector>

namespace dma_verify::world {

enum class Owner : std::uint8_t { contiguous, buddy, pool };

// Memory that is not free.
struct Block {
  Frames frames{};
  Owner owner = Owner::buddy;
  bool high_memory = false;
  unsigned acquisition = 0; // its number: the same memory, acquired again, has another
};

// What a device can reach.
struct Mapping {
  unsigned device = 0;
  MapPath path = MapPath::ops;
  std::uint64_t handle = 0; // bus address
  ByteRange range{};
  Direction direction = Direction::bidirectional;
  bool permanent = false; // the device has no unmap operation: it ends with its buffer or memory
  std::optional<BounceSlot> slot{}; // through which the device sees the range, if so
};

// The vmalloc area's first pages are for the pools of devices, the others for buffers.
inline constexpr std::uint64_t kPoolVmallocPages = 16;

// What a driver was given and has not freed.
struct Buffer {
  unsigned number = 0;
  unsigned device = 0;
  Frames frames{};
  std::uint64_t bytes = 0;
  std::uint64_t handle = 0; // bus address
  Direction direction = Direction::bidirectional;
  bool of_pool = false; // of the device's own memory; never mapped by the helpers
  // Where the vmalloc area shows it, in pages from its start, if its device is not coherent.
  // Another buffer's when this one is freed.
  std::uint64_t vmalloc_page = 0;
};

// Pages of a buffer in user space.
struct UserMapping {
  unsigned buffer = 0; // number
  Frames frames{};
  std::uint64_t protection = 0;
  std::uint64_t device_protection = 0; // that the device asks for
};

// What the last step did that the state cannot show: a kernel would now be corrupt.
enum class Breach : std::uint8_t {
  did_not_return,
  acquired_owned,           // an allocator was asked again for what it had just handed out
  released_unowned,         // nothing, free memory, or a block that was released before
  released_in_part,         // not from its first page, or not its number of pages
  released_to_other,        // not to the allocator that it came from
  written_outside,          // memory that is not the call's
  unmapped_unknown,         // no such mapping, or not all of it
  mapped_unowned,           // memory that is not the call's
  released_mapped,          // memory that a device still reaches
  user_pages_after_failure, // mmap failed, and pages are mapped
  scatter_list_beyond,      // an entry names pages that are not the buffer's
};

struct World {
  Architecture architecture{};
  std::vector<Block> blocks{}; // apart from each other; all other memory is free
  Contents contents{};
  std::vector<Mapping> mappings{};
  std::vector<Buffer> buffers{};
  std::vector<UserMapping> user_mappings{};
  unsigned scatter_lists = 0;     // that no caller knows of and nobody will free
  unsigned acquisitions = 0;      // the number of the next block
  unsigned handed_out = 0;        // the number of the next buffer
  std::vector<Breach> breaches{}; // of the last step, in order
};

// After a call: the event must be of an action that calls a helper.
void apply(World &world, const Event &event, const StoredObservation &observation);
// After another step.
void apply(World &world, const Event &event);

// Whether the event can happen here: its buffer is there and is what it says, and the memory that
// it would hand out is free.
[[nodiscard]] bool fits(const World &world, const Event &event);

[[nodiscard]] const Buffer *find_buffer(const World &world, unsigned number);
[[nodiscard]] const Block *find_block(const World &world, const Frames &inside);
// As the conditions of model/ledger take them.
[[nodiscard]] ledger::Buffer<WidestMachine> words_of(const Buffer &buffer);
[[nodiscard]] ledger::Mapping<WidestMachine> words_of(const Mapping &mapping);
[[nodiscard]] ledger::PageRun<WidestMachine> words_of(const Frames &frames);
// The pages that the mapping touches.
[[nodiscard]] Frames frames_of(const Mapping &mapping, unsigned page_shift);
// The lowest run of the vmalloc area's pages that shows no buffer, as vmap finds it.
[[nodiscard]] std::uint64_t free_vmalloc_page(const World &world, std::uint64_t pages);
[[nodiscard]] bool is_user_mapped(const World &world, const Buffer &buffer);

} // namespace dma_verify::world
