// SPDX-License-Identifier: GPL-2.0-only
#include "properties/sequences/sequence_properties.h"

#include <algorithm>
#include <array>
#include <set>

namespace dma_verify {
namespace {

using ledger::Rule;
using world::Buffer;
using world::bytes_of;
using world::Content;
using world::frames_of;
using world::World;
using Rules = ledger::KeptRules<WidestMachine>;

constexpr auto kExecution = sequences::list_of(sequences::kReturns);
constexpr auto kOwnership =
    sequences::list_of(sequences::kOneOwner, sequences::kReleasedOnce, sequences::kReleasedWhole,
                       sequences::kRightAllocator, sequences::kOwnWrites);
constexpr auto kReach = sequences::list_of(
    sequences::kDevicesReach, sequences::kOneMapping, sequences::kUnmap, sequences::kUserPages,
    sequences::kUserProtection, sequences::kFailedUserMap, sequences::kScatterList);
constexpr auto kContent = sequences::list_of(sequences::kBufferContent, sequences::kDeviceContent,
                                             sequences::kUserContent);
constexpr auto kLeaks =
    sequences::list_of(sequences::kBlocksFreed, sequences::kMappingsEnded, sequences::kListsFreed);

constexpr std::array kProperties = {
    SequenceProperty{.id = "sequence.execution",
                     .statement = "every call of a sequence returns",
                     .clauses = kExecution.texts,
                     .rules = kExecution.rules,
                     .source = "the five helpers, struct dma_map_ops"},
    SequenceProperty{.id = "sequence.ownership",
                     .statement = "memory has one owner, and goes back once, whole, to the "
                                  "allocator that it came from",
                     .clauses = kOwnership.texts,
                     .rules = kOwnership.rules,
                     .source = "dma_alloc_pages(), dma_free_pages() in core-api/dma-api.rst"},
    SequenceProperty{.id = "sequence.reach",
                     .statement = "devices, user space and scatter lists reach the buffers that "
                                  "they were given, and nothing else",
                     .clauses = kReach.texts,
                     .rules = kReach.rules,
                     .source = "dma_map_ops, remap_pfn_range(), sg_alloc_table()"},
    SequenceProperty{.id = "sequence.content",
                     .statement = "nobody is shown what somebody else left in memory",
                     .clauses = kContent.texts,
                     .rules = kContent.rules,
                     .source = "dma_alloc_pages() and dma_mmap_pages() in core-api/dma-api.rst"},
    SequenceProperty{.id = "sequence.leak-freedom",
                     .statement = "when all buffers have been freed, nothing is left",
                     .clauses = kLeaks.texts,
                     .rules = kLeaks.rules,
                     .source = "dma_free_pages() in core-api/dma-api.rst",
                     .at_end = true},
};

// What memory contains, where somebody can see it.
void judge_content(const World &world, Rules &rules) {
  const unsigned shift = world.architecture.page_shift;
  const auto clean = [&](const world::ByteRange &range) {
    return world.contents.worst(range) != Content::stale;
  };
  for (const Buffer &buffer : world.ledger.buffers) {
    const std::uint64_t first = bytes_of(frames_of(buffer, shift), shift).first;
    rules.require(Rule::buffer_not_stale, clean({first, buffer.bytes.word.value()}));
  }
  for (const auto &mapping : world.ledger.mappings) {
    if (mapping.direction == Direction::from_device)
      continue;
    const auto slot = world.slots.find(mapping.number);
    rules.require(Rule::device_not_stale, slot == world.slots.end()
                                              ? clean(bytes_of(mapping))
                                              : slot->second.content != Content::stale);
  }
  for (const auto &mapping : world.ledger.user_mappings)
    rules.require(Rule::user_not_stale, clean(bytes_of(frames_of(mapping.pages), shift)));
}

std::vector<SequenceViolation> violated(const Rules &rules, bool at_end) {
  std::vector<SequenceViolation> violations;
  for (const SequenceProperty &property : kProperties) {
    for (std::size_t i = 0; i < property.clauses.size(); ++i) {
      if (property.at_end == at_end && !rules.keeps(property.rules[i].tested))
        violations.push_back({property.id, property.clauses[i].id});
    }
  }
  return violations;
}

} // namespace

std::span<const SequenceProperty> sequence_properties() { return kProperties; }

const SequenceProperty *find_sequence_property(std::string_view id) {
  const auto *const found = std::ranges::find(kProperties, id, &SequenceProperty::id);
  return found == kProperties.end() ? nullptr : found;
}

std::optional<TestedClause> find_clause(const SequenceViolation &violation) {
  const SequenceProperty *property = find_sequence_property(violation.property);
  for (std::size_t i = 0; property != nullptr && i < property->clauses.size(); ++i) {
    if (property->clauses[i].id == violation.clause)
      return TestedClause{&property->clauses[i], &property->rules[i]};
  }
  return std::nullopt;
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
  Rules rules = world.rules;
  if (rules.keeps({Rule::returns})) { // otherwise nothing is known of what the call did
    ledger::judge(world.ledger, world.architecture.page_shift, rules);
    judge_content(world, rules);
  }
  return violated(rules, false);
}

std::vector<SequenceViolation> violated_at_end(const World &world) {
  Rules rules(World::judged_rules());
  ledger::judge(world.ledger, world.architecture.page_shift, rules);
  return violated(rules, true);
}

} // namespace dma_verify
