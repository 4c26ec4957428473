// SPDX-License-Identifier: GPL-2.0-only
#include "properties/sequences/sequence_properties.h"

#include <algorithm>
#include <array>
#include <set>

namespace dma_verify {
namespace {

using world::Block;
using world::Breach;
using world::Buffer;
using world::bytes_of;
using world::Content;
using world::Mapping;
using world::UserMapping;
using world::World;

constexpr std::array kExecution = {
    ClauseText{"returns", "each call returns"},
};
constexpr std::array kOwnership = {
    ClauseText{"one-owner", "a buffer lies at the start of one block that was acquired for it, and "
                            "in which no other buffer lies"},
    ClauseText{"released-once", "only what is owned is released"},
    ClauseText{"released-whole", "a release gives back a whole block"},
    ClauseText{"right-allocator", "what is released goes to the allocator that it came from"},
    ClauseText{"own-writes", "a call writes only into its own block"},
};
constexpr std::array kReach = {
    ClauseText{"device", "a device reaches only pages of buffers that it was given, and none that "
                         "is released"},
    ClauseText{"one-mapping", "a buffer has one mapping: of its bytes, under its handle, for its "
                              "direction"},
    ClauseText{"unmap", "what is unmapped was mapped: with this handle and size, for this device"},
    ClauseText{"user", "each page that user space sees belongs to the buffer that was mapped"},
    ClauseText{"user-protection", "user space has the protection that the device asks for"},
    ClauseText{"failed-mmap", "an mmap that fails has mapped no page"},
    ClauseText{"scatter-list", "a scatter list names pages of its buffer only"},
};
constexpr std::array kContent = {
    ClauseText{"buffer", "no byte of a buffer is stale: neither when it is handed out nor after it "
                         "is synchronized"},
    ClauseText{"device", "no byte that the device can read is stale, through a bounce slot or not"},
    ClauseText{"user", "no byte that user space sees is stale"},
};
constexpr std::array kLeaks = {
    ClauseText{"block", "no memory is owned"},
    ClauseText{"mapping", "no mapping lives"},
    ClauseText{"scatter-list", "no scatter list is left"},
};

constexpr std::array kProperties = {
    SequenceProperty{.id = "sequence.execution",
                     .statement = "every call of a sequence returns",
                     .clauses = kExecution,
                     .source = "the five helpers, struct dma_map_ops"},
    SequenceProperty{.id = "sequence.ownership",
                     .statement = "memory has one owner, and goes back once, whole, to the "
                                  "allocator that it came from",
                     .clauses = kOwnership,
                     .source = "dma_alloc_pages(), dma_free_pages() in core-api/dma-api.rst"},
    SequenceProperty{.id = "sequence.reach",
                     .statement = "devices, user space and scatter lists reach the buffers that "
                                  "they were given, and nothing else",
                     .clauses = kReach,
                     .source = "dma_map_ops, remap_pfn_range(), sg_alloc_table()"},
    SequenceProperty{.id = "sequence.content",
                     .statement = "nobody is shown what somebody else left in memory",
                     .clauses = kContent,
                     .source = "dma_alloc_pages() and dma_mmap_pages() in core-api/dma-api.rst"},
    SequenceProperty{.id = "sequence.leak-freedom",
                     .statement = "when all buffers have been freed, nothing is left",
                     .clauses = kLeaks,
                     .source = "dma_free_pages() in core-api/dma-api.rst",
                     .at_end = true},
};

// Collects the clauses of one property that do not hold.
class Judge {
public:
  Judge(std::string_view property, std::vector<SequenceViolation> &violations)
      : property_(property), violations_(violations) {}

  void require(std::string_view clause, bool holds) {
    if (!holds)
      violations_.push_back({property_, clause});
  }

private:
  std::string_view property_;
  std::vector<SequenceViolation> &violations_;
};

bool has(const World &world, Breach breach) {
  return std::ranges::find(world.breaches, breach) != world.breaches.end();
}

void judge_execution(const World &world, Judge judge) {
  judge.require("returns", !has(world, Breach::did_not_return));
}

void judge_ownership(const World &world, Judge judge) {
  const unsigned shift = world.architecture.page_shift;
  bool alone = !has(world, Breach::acquired_owned);
  for (const Buffer &buffer : world.buffers) {
    const Block *block = find_block(world, buffer.frames);
    alone = alone && block != nullptr &&
            ledger::begins(words_of(block->frames), words_of(buffer), shift);
    for (const Buffer &other : world.buffers) {
      const bool shared =
          block != nullptr && &other != &buffer && block->frames.overlaps(other.frames);
      alone = alone && !shared;
    }
  }
  judge.require("one-owner", alone);
  judge.require("released-once", !has(world, Breach::released_unowned));
  judge.require("released-whole", !has(world, Breach::released_in_part));
  judge.require("right-allocator", !has(world, Breach::released_to_other));
  judge.require("own-writes", !has(world, Breach::written_outside));
}

void judge_content(const World &world, Judge judge) {
  const unsigned shift = world.architecture.page_shift;
  const auto is_stale = [&](const world::ByteRange &range) {
    return world.contents.worst(range) == Content::stale;
  };
  judge.require("buffer", std::ranges::none_of(world.buffers, [&](const Buffer &buffer) {
                  return is_stale({buffer.frames.first << shift, buffer.bytes});
                }));
  judge.require("device", std::ranges::none_of(world.mappings, [&](const Mapping &mapping) {
                  if (mapping.direction == Direction::from_device)
                    return false;
                  return mapping.slot ? mapping.slot->content == Content::stale
                                      : is_stale(mapping.range);
                }));
  judge.require("user", std::ranges::none_of(world.user_mappings, [&](const UserMapping &mapping) {
                  return is_stale(bytes_of(mapping.frames, shift));
                }));
}

void judge_reach(const World &world, Judge judge) {
  const unsigned shift = world.architecture.page_shift;
  std::vector<ledger::Buffer<WidestMachine>> buffers;
  buffers.reserve(world.buffers.size());
  for (const Buffer &buffer : world.buffers)
    buffers.push_back(words_of(buffer));
  std::vector<ledger::Mapping<WidestMachine>> mappings;
  mappings.reserve(world.mappings.size());
  for (const Mapping &mapping : world.mappings)
    mappings.push_back(words_of(mapping));
  const auto reaches_its_own = [&](const ledger::Mapping<WidestMachine> &mapping) {
    return ledger::reaches_a_buffer(mapping, buffers, shift);
  };
  judge.require("device", !has(world, Breach::mapped_unowned) &&
                              !has(world, Breach::released_mapped) &&
                              std::ranges::all_of(mappings, reaches_its_own));
  judge.require("one-mapping", std::ranges::all_of(world.buffers, [&](const Buffer &buffer) {
                  return buffer.of_pool ||
                         ledger::has_one_mapping(words_of(buffer), mappings, shift);
                }));
  judge.require("unmap", !has(world, Breach::unmapped_unknown));
  const auto sees_its_own = [&](const UserMapping &mapping) {
    const Buffer *buffer = find_buffer(world, mapping.buffer);
    const auto [first, pages] = words_of(mapping.frames);
    return buffer != nullptr &&
           ledger::has_pages(words_of(*buffer), first, WidestMachine::wide(pages.word), shift);
  };
  judge.require("user", std::ranges::all_of(world.user_mappings, sees_its_own));
  judge.require("user-protection",
                std::ranges::all_of(world.user_mappings, [](const UserMapping &mapping) {
                  return mapping.protection == mapping.device_protection;
                }));
  judge.require("failed-mmap", !has(world, Breach::user_pages_after_failure));
  judge.require("scatter-list", !has(world, Breach::scatter_list_beyond));
}

void judge_leaks(const World &world, Judge judge) {
  judge.require("block", world.blocks.empty());
  judge.require("mapping", world.mappings.empty());
  judge.require("scatter-list", world.scatter_lists == 0);
}

} // namespace

std::span<const SequenceProperty> sequence_properties() { return kProperties; }

const SequenceProperty *find_sequence_property(std::string_view id) {
  const auto *const found = std::ranges::find(kProperties, id, &SequenceProperty::id);
  return found == kProperties.end() ? nullptr : found;
}

std::span<const Assumption> sequence_assumptions() {
  static const std::vector<Assumption> kAll = [] {
    std::set<Assumption> all;
    for (const HelperId helper : all_helpers()) {
      if (text_of(helper).use != BufferUse::none) {
        const auto contract = contract_of(helper);
        all.insert(contract.begin(), contract.end());
      }
    }
    return std::vector(all.begin(), all.end());
  }();
  return kAll;
}

std::vector<SequenceViolation> violated_after_step(const World &world) {
  std::vector<SequenceViolation> violations;
  judge_execution(world, {"sequence.execution", violations});
  if (!violations.empty())
    return violations; // nothing is known of what the call did
  judge_ownership(world, {"sequence.ownership", violations});
  judge_reach(world, {"sequence.reach", violations});
  judge_content(world, {"sequence.content", violations});
  return violations;
}

std::vector<SequenceViolation> violated_at_end(const World &world) {
  std::vector<SequenceViolation> violations;
  judge_leaks(world, {"sequence.leak-freedom", violations});
  return violations;
}

} // namespace dma_verify
