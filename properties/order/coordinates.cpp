// SPDX-License-Identifier: GPL-2.0-only
#include "properties/order/coordinates.h"

#include "properties/units.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace dma_verify {

std::vector<Coordinate> followers_of(HelperId call) {
  return statements_of(call.unit).followers(call);
}

std::vector<Coordinate> coordinates_of(HelperId call, Order order) {
  const std::span<const Setter> setters = statements_of(call.unit).setters;
  std::vector<Coordinate> coordinates;
  const auto names = rank_names(call, order);
  coordinates.reserve(names.size());
  for (const std::string_view name : names) {
    const auto setter = std::ranges::find(setters, name, &Setter::name);
    if (setter == setters.end())
      throw std::logic_error("nothing sets the number " + std::string(name));
    coordinates.push_back(
        {setter->name, setter->set, setter->in_bytes, order, coordinates.size(), nullptr});
  }
  return coordinates;
}

} // namespace dma_verify
