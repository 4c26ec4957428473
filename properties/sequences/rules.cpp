// SPDX-License-Identifier: GPL-2.0-only
#include "properties/sequences/rules.h"

#include <array>

namespace dma_verify::sequences {
namespace {

using enum Rule;

constexpr std::array<ClauseText, kRuleCount> kTexts = {{
    {"returns", "each call returns"},
    {"contract-kept", "what a call is given of a buffer keeps the contract of its callers"},
    {"one-owner", "a buffer lies at the start of a block of its own, and in it"},
    {"released-once", "only a block that is owned is released"},
    {"right-allocator", "a release gives back all pages of the block, to its allocator"},
    {"unmap-live", "an unmap ends a mapping that lives: of this device, size and direction"},
    {"unmapped-first", "a block is released after its mapping has ended"},
    {"nothing-left", "what is owned and mapped after a call belongs to the buffers that live"},
    {"zeroed", "each byte of a buffer is cleared by the call that hands it out"},
    {"scatter-list", "a scatter list names pages of its buffer only"},
    {"user-window",
     "mmap maps pages of its buffer from vm_pgoff on, one after the other, and no more"},
    {"own-writes", "a call writes only into its own block"},
    {"devices-reach", "a device reaches only pages of buffers that it was given"},
    {"one-mapping", "a buffer has one mapping: of its bytes, under its handle, for its direction"},
    {"user-pages", "each page that mmap maps is one of the buffer"},
    {"user-protection", "with the protection that the device asks for"},
    {"failed-mmap", "an mmap that fails has mapped no page"},
    {"blocks-freed", "without buffers no memory is owned"},
    {"mappings-ended", "without buffers no mapping lives"},
    {"lists-freed", "without buffers no scatter list is left"},
}};

struct ClauseRules {
  std::string_view property;
  std::string_view clause;
  std::array<Rule, 2> rules; // twice the same: one
};

constexpr ClauseRules one(std::string_view property, std::string_view clause, Rule rule) {
  return {property, clause, {rule, rule}};
}

constexpr std::array kRulesOfClauses = {
    one("sequence.execution", "returns", returns),
    one("sequence.ownership", "one-owner", one_owner),
    one("sequence.ownership", "released-once", released_once),
    // A release of a page inside a block releases no block that a play knows of.
    ClauseRules{"sequence.ownership", "released-whole", {right_allocator, released_once}},
    ClauseRules{"sequence.ownership", "right-allocator", {right_allocator, released_once}},
    one("sequence.ownership", "own-writes", own_writes),
    ClauseRules{"sequence.reach", "device", {devices_reach, unmapped_first}},
    one("sequence.reach", "one-mapping", one_mapping),
    one("sequence.reach", "unmap", unmap_live),
    one("sequence.reach", "user", user_pages),
    one("sequence.reach", "user-protection", user_protection),
    one("sequence.reach", "failed-mmap", failed_mmap),
    one("sequence.reach", "scatter-list", scatter_list),
    one("sequence.content", "buffer", zeroed),
    one("sequence.content", "device", zeroed),
    ClauseRules{"sequence.content", "user", {zeroed, user_pages}},
    one("sequence.leak-freedom", "block", blocks_freed),
    one("sequence.leak-freedom", "mapping", mappings_ended),
    one("sequence.leak-freedom", "scatter-list", lists_freed),
};

} // namespace

const ClauseText &text_of(Rule rule) { return kTexts[static_cast<std::size_t>(rule)]; }

std::span<const Rule> rules_of(std::string_view property, std::string_view clause) {
  for (const ClauseRules &of_clause : kRulesOfClauses) {
    if (of_clause.property == property && of_clause.clause == clause)
      return std::span(of_clause.rules).first(of_clause.rules[0] == of_clause.rules[1] ? 1 : 2);
  }
  return {};
}

} // namespace dma_verify::sequences
