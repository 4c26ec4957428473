// SPDX-License-Identifier: GPL-2.0-only
// Sequences of up to four calls, for proofs over all their arguments and answers: which calls on
// which buffers, and what must hold in each of them.
#pragma once

#include "properties/property.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::bounded {

// A call of a helper on a buffer; alloc_pages makes the buffer of its number, for this device.
struct Step {
  HelperId call = ops_helpers::Helper::alloc_pages;
  unsigned buffer = 0;
  unsigned device = 0; // of alloc_pages; the others' is that of their buffer

  friend bool operator==(const Step &, const Step &) = default;
};

// Which calls, in order. One whose buffer was not handed out, or was freed, is left out.
using Shape = std::vector<Step>;

// "alloc_pages 0; mmap 0; free_pages 0"
std::string to_string(const Shape &shape);

enum class Clause : std::uint8_t {
  returns,
  contract_kept,
  one_owner,
  released_once,
  right_allocator,
  unmap_live,
  unmapped_first,
  nothing_left,
  zeroed,
  scatter_list,
  user_window,
  // Only of sequences that are certified as the shortest: what longer ones are tested for.
  own_writes,
  devices_reach,
  one_mapping,
  user_pages,
  user_protection,
  failed_mmap,
  blocks_freed,
  mappings_ended,
  lists_freed,
};
inline constexpr std::size_t kClauses = 20;

// One property: its clauses hold in all of its shapes.
struct BoundedProperty {
  std::string_view id; // sequence.name
  std::string_view statement;
  bool two_devices = false; // buffer 0 is one device's, buffer 1 another's; else both are of one
  std::span<const Clause> clauses;
};
std::span<const BoundedProperty> bounded_properties();
const ClauseText &text_of(Clause clause);
std::vector<Shape> shapes_of(const BoundedProperty &property);

// What sequences stand on beside the callers' contracts: of the services, between calls.
inline constexpr std::string_view kFreeMemory = "F1"; // allocators hand out what is free
inline constexpr std::string_view kOwnHandles = "F2"; // live mappings of a device differ in handle
std::string_view statement_of(std::string_view assumption);

// The assumptions of the callers that a call makes of what its caller chooses; what follows from
// the calls before it is not assumed, but a clause.
std::span<const Assumption> assumed_of(HelperId call);
std::span<const Assumption> following_of(HelperId call);

// The finite answers of a call in a sequence, beside the device's kind. Of those that have the same
// effects one is taken: an area that is asked whatever the size, and one error for all.
std::vector<StoredScenario> answers_of(const Architecture &architecture, const Step &step);

// The kinds of device: behind dma-iommu, with an unmap operation and without.
struct DeviceKind {
  bool use_dma_iommu = false;
  bool ops_has_unmap = true;
  bool coherent = true; // if not, its buffers are used through the vmalloc area
};
std::span<const DeviceKind> device_kinds();

} // namespace dma_verify::bounded
