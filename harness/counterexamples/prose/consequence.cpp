// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/consequence.h"

#include "harness/units/unit_words.h"
#include "model/units.h"

namespace dma_verify {

std::string_view consequence_of(std::string_view property, std::string_view clause) {
  for (const UnitText &unit : units()) {
    const std::string_view known = words_of(unit.id).consequence(property, clause);
    if (!known.empty())
      return known;
  }
  return {};
}

} // namespace dma_verify
