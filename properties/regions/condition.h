// SPDX-License-Identifier: GPL-2.0-only
// What units make their conditions of (conditions.h): comparisons of numbers with each other, and
// with their values in a counterexample.
#pragma once

#include "model/kernel/scenario.h"
#include "properties/order/order.h"
#include "properties/regions/number_text.h"

#include <algorithm>
#include <string>
#include <vector>

namespace dma_verify {

template <class M> struct Condition {
  std::string text;
  typename M::Bool holds;
};

namespace conditions {

template <class M> class List {
public:
  using Bool = typename M::Bool;
  using Wide = typename M::Wide;

  void add(std::string text, const Bool &holds) { all_.push_back({std::move(text), holds}); }
  // The condition and its opposite.
  void either_way(std::string text, std::string opposite, const Bool &holds) {
    add(std::move(text), holds);
    add(std::move(opposite), negate(holds));
  }
  void compare(const std::string &a, const std::string &b, const Wide &x, const Wide &y) {
    either_way(a + " == " + b, a + " != " + b, x == y);
    either_way(a + " > " + b, a + " <= " + b, x > y);
    either_way(a + " >= " + b, a + " < " + b, x >= y);
  }
  // A condition that compares a number with its value in the given scenario.
  void number(const std::string &name, const Wide &value, Uint128 here, unsigned bits) {
    compare(name, number_text(here, bits), value, Wide(here));
  }
  void choice(const std::string &name, const Bool &is, const std::string &here) {
    either_way(name + " == " + here, name + " != " + here, is);
  }
  [[nodiscard]] std::vector<Condition<M>> take() { return std::move(all_); }

private:
  std::vector<Condition<M>> all_;
};

// What the parts below share: numbers of one scenario, wide, and their names.
template <class M> struct Numbers {
  using Wide = typename M::Wide;
  const Scenario<M> &scenario;
  unsigned shift = scenario.architecture.page_shift;
  Wide size = M::wide(scenario.size.word);
  Wide pages = exact_page_count<M>(scenario.size, shift); // of the buffer
  std::string space = "2^" + std::to_string(M::kWordBits);

  static Wide low_word(const Wide &number) { return M::wide(truncate<M::kWordBits>(number)); }
  static Wide constant(unsigned exponent) { return Wide(Uint128{1} << exponent); }
};

template <class M> void add_size(List<M> &list, const Numbers<M> &n, const StoredScenario &here) {
  using Wide = typename M::Wide;
  const Wide page(Uint128{1} << n.shift);
  list.either_way("size == 0", "size != 0", n.size == Wide(0));
  list.either_way("size is a multiple of the page size", "size is no multiple of the page size",
                  (n.size & (page - Wide(1))) == Wide(0));
  list.compare("size", "PAGE_SIZE", n.size, page);
  list.number("size", n.size, here.size.word.value(), M::kWordBits);
  list.number("pages of the buffer", n.pages,
              (Uint128{here.size.word.value()} + (Uint128{1} << n.shift) - 1) >> n.shift,
              M::kWordBits);
}

// The numbers of the order, compared with their values in the given scenario: all that `wants`
// takes by their names.
template <class M, class Wants>
void add_numbers(List<M> &list, const Scenario<M> &scenario, const StoredScenario &here,
                 Wants &&wants) {
  const Ranks ranks = ranks_of(here, Order::usual);
  std::size_t position = 0;
  for_each_rank<M>(Order::usual, scenario,
                   [&](std::string_view name, const typename M::Wide &value) {
                     const Uint128 at = ranks[position++];
                     if (wants(name))
                       list.number(std::string(name), value, at, M::kWordBits);
                   });
}

} // namespace conditions
} // namespace dma_verify
