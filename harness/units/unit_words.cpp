// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/unit_words.h"

#include "harness/units/ops_helpers/words.h"
#include "harness/units/remap/words.h"

#include <array>

namespace dma_verify {

const UnitWords &words_of(UnitId unit) {
  static const std::array kAll = {ops_helpers::words(), remap::words()}; // in the order of UnitId
  return kAll.at(static_cast<std::size_t>(unit));
}

} // namespace dma_verify
