// SPDX-License-Identifier: GPL-2.0-only
// For tests that compare scenarios: the numbers of all fields.
#pragma once

#include "model/kernel/scenario.h"

#include <cstdint>
#include <vector>

namespace dma_verify::random {

// The numbers of the fields of which included(field) is true, in the order of for_each_field(); of
// a page first whether it is NULL.
template <class Included>
std::vector<std::uint64_t> numbers_of(const StoredScenario &scenario, Included &&included) {
  std::vector<std::uint64_t> numbers;
  for_each_field(
      [&](const Field &field, const auto &member) {
        const auto add = [&](auto value) { numbers.push_back(static_cast<std::uint64_t>(value)); };
        if (!included(field))
          return;
        if constexpr (requires { member.frame; }) {
          add(member.is_null);
          add(member.frame.word.value());
        } else if constexpr (requires { member.word; }) {
          add(member.word.value());
        } else if constexpr (requires { member.value(); }) {
          add(member.value());
        } else {
          add(member);
        }
      },
      scenario);
  return numbers;
}

inline std::vector<std::uint64_t> numbers_of(const StoredScenario &scenario) {
  return numbers_of(scenario, [](const Field &) { return true; });
}

} // namespace dma_verify::random
