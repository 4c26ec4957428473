// SPDX-License-Identifier: GPL-2.0-only
#include "properties/order/coordinates.h"

#include "properties/units.h"

namespace dma_verify {
namespace {

// Calls use(field, kind, member, its simplest value) for the number at a coordinate's place.
template <class S, class Use> void at_place(const Coordinate &coordinate, S &scenario, Use &&use) {
  std::size_t position = 0;
  order::for_each_number_of_call(
      coordinate.order, scenario,
      [&](const Field &field, const auto &kind, auto &member, const auto &simplest) {
        if (position++ == coordinate.position)
          use(field, kind, member, simplest);
      });
}

} // namespace

bool Coordinate::set(StoredScenario &scenario, Word number) const {
  if (write != nullptr)
    return write(scenario, number);
  bool done = false;
  at_place(*this, scenario,
           [&](const Field &field, const auto &kind, auto &member, const auto &simplest) {
             done = kind.set(field, member, simplest, scenario, number);
           });
  return done;
}

Coordinate::Word Coordinate::moved(const StoredScenario &scenario, const Architecture &row) const {
  const Word number = get(scenario);
  Word there = 0;
  at_place(*this, scenario, [&](const Field &, const auto &kind, const auto &member, const auto &) {
    const Architecture &from = scenario.architecture;
    if constexpr (requires { kind.moved(number, member, from, row); }) {
      there = kind.moved(number, member, from, row);
    } else {
      there = order::kPlain.moved(number, member, from, row);
    }
  });
  return there;
}

std::vector<Coordinate> followers_of(HelperId call) {
  return statements_of(call.unit).followers(call);
}

std::vector<Coordinate> coordinates_of(HelperId call, Order which) {
  StoredScenario scenario;
  scenario.call = call;
  std::vector<Coordinate> coordinates;
  order::for_each_number_of_call(
      which, scenario, [&](const Field &field, const auto &kind, const auto &, const auto &) {
        bool in_bytes = false;
        if constexpr (requires { kind.in_bytes; })
          in_bytes = kind.in_bytes;
        coordinates.push_back({order::name_of(kind, field), in_bytes, which, coordinates.size()});
      });
  return coordinates;
}

} // namespace dma_verify
