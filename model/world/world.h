// SPDX-License-Identifier: GPL-2.0-only
// What is true after some calls: who owns which memory, which mappings live, what lies where, what
// user space can see. Folded from traces alone: what a subject says of itself is not believed.
#pragma once

#include "model/kernel/trace.h"
#include "model/ledger/ledger.h"
#include "model/world/bounce_slot.h"
#include "model/world/contents.h"
#include "model/world/step.h"

#include <map>

namespace dma_verify::world {

// The vmalloc area's first pages are for the pools of devices, the others for buffers.
inline constexpr std::uint64_t kPoolVmallocPages = 16;

using Buffer = ledger::Buffer<WidestMachine>;

struct World {
  Architecture architecture{};
  ledger::Ledger<WidestMachine> ledger{};
  // By the effects of the last step.
  ledger::KeptRules<WidestMachine> rules{judged_rules()};
  Contents contents{};
  // The bounce slots through which devices see mappings, by the number of the mapping.
  std::map<unsigned, BounceSlot> slots{};
  // Where the vmalloc area shows a buffer, in pages from its start, if its device is not coherent;
  // by the number of the buffer. Another buffer's when this one is freed.
  std::map<unsigned, std::uint64_t> vmalloc_pages{};

  static constexpr ledger::RuleSet judged_rules() {
    return ledger::RuleSet::all().without(ledger::kOfProofsAlone);
  }
};

// After a call: the event must be of an action that calls a helper.
void apply(World &world, const Event &event, const StoredObservation &observation);
// After another step.
void apply(World &world, const Event &event);

// Whether the event can happen here: its buffer is there and is what it says, and the memory that
// it would hand out is free.
[[nodiscard]] bool fits(const World &world, const Event &event);

[[nodiscard]] Frames frames_of(const ledger::PageRun<WidestMachine> &pages);
// The pages that the buffer's bytes touch.
[[nodiscard]] Frames frames_of(const Buffer &buffer, unsigned page_shift);
[[nodiscard]] ByteRange bytes_of(const ledger::Mapping<WidestMachine> &mapping);

// The lowest run of the vmalloc area's pages that shows no buffer, as vmap finds it.
[[nodiscard]] std::uint64_t free_vmalloc_page(const World &world, std::uint64_t pages);

[[nodiscard]] bool is_user_mapped(const World &world, const Buffer &buffer);

} // namespace dma_verify::world
