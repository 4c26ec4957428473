// SPDX-License-Identifier: GPL-2.0-only
// A scenario as an ordered list of numbers in kernel terms: the order in which "smaller" is
// declared. 0 is the simplest value of each.
#pragma once

#include "model/kernel/scenario.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace dma_verify {

struct Coordinate {
  std::string_view name;
  std::uint64_t (*get)(const StoredScenario &);
  // Sets what the number stands for; false if the architecture has no such value.
  bool (*set)(StoredScenario &, std::uint64_t);
  // Unit in which it moves together with others: 1, or a page for byte lengths.
  bool in_bytes = false;
};

// The coordinates of a call, most significant first. For mmap: faults, then pages of the VMA, size,
// vm_pgoff, and the rest.
std::span<const Coordinate> coordinates_of(Call call);

// What can move along with a coordinate, beside the others: other views of the same values, which
// have no place in the order.
std::span<const Coordinate> followers_of(Call call);

// Lexicographic: -1 if `a` is smaller than `b`, 0 if equal, 1 if larger. Same call.
int compare_scenarios(const StoredScenario &a, const StoredScenario &b);

} // namespace dma_verify
