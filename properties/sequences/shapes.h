// SPDX-License-Identifier: GPL-2.0-only
// Sequences of up to four calls, for proofs over all their arguments and answers: which calls on
// which buffers, and which clauses must hold in each of them.
#pragma once

#include "model/world/step.h"
#include "properties/sequences/clauses.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::sequences {

using world::Action;

// A call of a helper on a buffer; Action::acquire makes the buffer of its number, for this device.
struct Step {
  Action action = Action::acquire;
  unsigned buffer = 0;
  unsigned device = 0; // of acquire; the others' is that of their buffer

  friend bool operator==(const Step &, const Step &) = default;
};

// Which calls, in order. One whose buffer was not handed out, or was freed, is left out.
using Shape = std::vector<Step>;

// "alloc_pages 0; mmap 0; free_pages 0"
std::string to_string(const Shape &shape);

// A property that is proved: its clauses hold in all of its shapes.
struct ProvedProperty {
  std::string_view id; // sequence.name
  std::string_view statement;
  bool two_devices = false; // buffer 0 is one device's, buffer 1 another's; else both are of one
  std::span<const ClauseText> clauses;
  std::span<const ClauseRules> rules; // of each clause
};
std::span<const ProvedProperty> proved_properties();
std::vector<Shape> shapes_of(const ProvedProperty &property);

// What sequences stand on beside the callers' contracts: of the services, between calls.
inline constexpr std::string_view kFreeMemory = "F1"; // allocators hand out what is free
inline constexpr std::string_view kOwnHandles = "F2"; // live mappings of a device differ in handle
std::string_view statement_of(std::string_view assumption);

// The kinds of device: behind dma-iommu, with an unmap operation and without.
struct DeviceKind {
  bool use_dma_iommu = false;
  bool ops_has_unmap = true;
  bool coherent = true; // if not, its buffers are used through the vmalloc area
};
std::span<const DeviceKind> device_kinds();

} // namespace dma_verify::sequences
