// SPDX-License-Identifier: GPL-2.0-only
#include "properties/regions/conditions.h"

#include "model/kernel/convert.h"

namespace dma_verify {

std::string number_text(Uint128 value, unsigned bits) {
  const Uint128 end = bits >= 128 ? 0 : Uint128{1} << bits;
  if (value < 16)
    return std::to_string(static_cast<unsigned>(value));
  if (end != 0 && value < end && end - value <= 4096) {
    return "2^" + std::to_string(bits) + " - " + std::to_string(static_cast<unsigned>(end - value));
  }
  const unsigned width = static_cast<unsigned>(bit_width(Bits<128>(value)).value());
  if (width > 16 && value == Uint128{1} << (width - 1))
    return "2^" + std::to_string(width - 1);
  std::string digits;
  for (Uint128 rest = value; rest != 0; rest >>= 4U)
    digits.insert(digits.begin(), "0123456789abcdef"[static_cast<unsigned>(rest & 15U)]);
  return "0x" + digits;
}

std::vector<bool> conditions_that_hold(const StoredScenario &stored, const StoredScenario &here) {
  return with_machine(stored.architecture, [&]<class M>() {
    std::vector<bool> holds;
    for (const Condition<M> &condition : conditions_of(convert_scenario<M>(stored), here))
      holds.push_back(condition.holds);
    return holds;
  });
}

std::vector<std::string> condition_texts(const StoredScenario &here) {
  return with_machine(here.architecture, [&]<class M>() {
    std::vector<std::string> texts;
    for (Condition<M> &condition : conditions_of(convert_scenario<M>(here), here))
      texts.push_back(std::move(condition.text));
    return texts;
  });
}

} // namespace dma_verify
