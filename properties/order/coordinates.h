// SPDX-License-Identifier: GPL-2.0-only
// The numbers of the order (order.h) as what a minimizer can set.
#pragma once

#include "properties/order/order.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace dma_verify {

struct Coordinate {
  using Word = std::uint64_t;

  std::string_view name;
  // Sets what the number stands for; false if the architecture has no such value.
  bool (*set)(StoredScenario &, Word) = nullptr;
  // Unit in which it moves together with others: 1, or a page for byte lengths.
  bool in_bytes = false;
  // Its place in the order; none: a follower, which reads itself.
  Order order = Order::usual;
  std::size_t position = 0;
  Word (*read)(const StoredScenario &) = nullptr;

  [[nodiscard]] Word get(const StoredScenario &scenario) const {
    return read != nullptr ? read(scenario)
                           : static_cast<Word>(ranks_of(scenario, order)[position]);
  }
};

// How a number of the order is set; each unit lists the numbers of its helpers.
struct Setter {
  using Set = bool (*)(StoredScenario &, Coordinate::Word);

  std::string_view name;
  Set set;
  bool in_bytes = false;
};

// The coordinates of a call, most significant first: those of the order.
std::vector<Coordinate> coordinates_of(HelperId call, Order order = Order::usual);

// What can move along with a coordinate, beside the others: other views of the same values, which
// have no place in the order.
std::vector<Coordinate> followers_of(HelperId call);

} // namespace dma_verify
