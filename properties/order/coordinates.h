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
  // Unit in which it moves together with others: 1, or a page for byte lengths.
  bool in_bytes = false;
  // Its place in the order.
  Order order = Order::usual;
  std::size_t position = 0;
  // A follower has no place: another view of the same values, which these read and set.
  Word (*read)(const StoredScenario &) = nullptr;
  bool (*write)(StoredScenario &, Word) = nullptr;

  [[nodiscard]] Word get(const StoredScenario &scenario) const {
    return read != nullptr ? read(scenario)
                           : static_cast<Word>(ranks_of(scenario, order)[position]);
  }
  // Sets what the number stands for; false if the architecture has no such value.
  bool set(StoredScenario &scenario, Word number) const;
  // The number that stands for the same on another row. Not of a follower.
  [[nodiscard]] Word moved(const StoredScenario &scenario, const Architecture &row) const;
};

// The coordinates of a call, most significant first: those of the order.
std::vector<Coordinate> coordinates_of(HelperId call, Order which = Order::usual);

// What can move along with a coordinate, beside the others.
std::vector<Coordinate> followers_of(HelperId call);

inline Coordinate follower(std::string_view name, Coordinate::Word (*read)(const StoredScenario &),
                           bool (*write)(StoredScenario &, Coordinate::Word),
                           bool in_bytes = false) {
  return {name, in_bytes, Order::usual, 0, read, write};
}

} // namespace dma_verify
