// SPDX-License-Identifier: GPL-2.0-only
#include "properties/order/order.h"

#include "model/kernel/convert.h"
#include "properties/catalogue.h"

#include <algorithm>

namespace dma_verify {

Order order_of(std::string_view property) {
  const auto index = find_property(property);
  return index ? catalogue()[*index].order : Order::usual;
}

Ranks ranks_of(const StoredScenario &stored, Order which) {
  return with_machine(stored.architecture,
                      [&]<class M>() { return ranks_of<M>(which, convert_scenario<M>(stored)); });
}

std::vector<std::string_view> rank_names(HelperId call, Order which) {
  StoredScenario scenario;
  scenario.call = call;
  std::vector<std::string_view> names;
  for_each_rank<WidestMachine>(
      which, scenario,
      [&](std::string_view name, const WidestMachine::Wide &) { names.push_back(name); });
  return names;
}

int compare_scenarios(const StoredScenario &a, const StoredScenario &b, Order which) {
  const Ranks one = ranks_of(a, which);
  const Ranks other = ranks_of(b, which);
  const auto differ = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  if (differ.first == one.end())
    return 0;
  return *differ.first < *differ.second ? -1 : 1;
}

} // namespace dma_verify
