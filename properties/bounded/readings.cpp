// SPDX-License-Identifier: GPL-2.0-only
#include "properties/bounded/readings.h"

#include <array>

namespace dma_verify::bounded {
namespace {

using enum Clause;

struct Reading {
  std::string_view property;
  std::string_view clause;
  std::array<Clause, 2> clauses; // twice the same: one
};

constexpr Reading one(std::string_view property, std::string_view clause, Clause reading) {
  return {property, clause, {reading, reading}};
}

constexpr std::array kReadings = {
    one("sequence.execution", "returns", returns),
    one("sequence.ownership", "one-owner", one_owner),
    one("sequence.ownership", "released-once", released_once),
    // A page inside a block is none that a play knows of.
    Reading{"sequence.ownership", "released-whole", {right_allocator, released_once}},
    Reading{"sequence.ownership", "right-allocator", {right_allocator, released_once}},
    one("sequence.ownership", "own-writes", own_writes),
    Reading{"sequence.reach", "device", {devices_reach, unmapped_first}},
    one("sequence.reach", "one-mapping", one_mapping),
    one("sequence.reach", "unmap", unmap_live),
    one("sequence.reach", "user", user_pages),
    one("sequence.reach", "user-protection", user_protection),
    one("sequence.reach", "failed-mmap", failed_mmap),
    one("sequence.reach", "scatter-list", scatter_list),
    one("sequence.content", "buffer", zeroed),
    one("sequence.content", "device", zeroed),
    Reading{"sequence.content", "user", {zeroed, user_pages}},
    one("sequence.leak-freedom", "block", blocks_freed),
    one("sequence.leak-freedom", "mapping", mappings_ended),
    one("sequence.leak-freedom", "scatter-list", lists_freed),
};

} // namespace

std::span<const Clause> readings_of(std::string_view property, std::string_view clause) {
  for (const Reading &reading : kReadings) {
    if (reading.property == property && reading.clause == clause)
      return std::span(reading.clauses).first(reading.clauses[0] == reading.clauses[1] ? 1 : 2);
  }
  return {};
}

} // namespace dma_verify::bounded
