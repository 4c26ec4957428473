// SPDX-License-Identifier: GPL-2.0-only
// What several processes do at once ends in any order; what is told of it has one order.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <utility>

namespace dma_verify::process {

// Hands on values in the order of their numbers, 0, 1, 2 and so on, as soon as all before them are
// there.
template <class Value> class InOrder {
public:
  explicit InOrder(std::function<void(const Value &)> hand_on) : hand_on_(std::move(hand_on)) {}

  // Each number once.
  void put(std::size_t number, Value value) {
    waiting_.emplace(number, std::move(value));
    for (auto next = waiting_.find(next_); next != waiting_.end(); next = waiting_.find(next_)) {
      hand_on_(next->second);
      waiting_.erase(next);
      ++next_;
    }
  }

private:
  std::function<void(const Value &)> hand_on_;
  std::map<std::size_t, Value> waiting_;
  std::size_t next_ = 0;
};

} // namespace dma_verify::process
