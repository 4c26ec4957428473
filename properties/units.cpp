// SPDX-License-Identifier: GPL-2.0-only
#include "properties/units.h"

#include "properties/ops_helpers/statements.h"
#include "properties/remap/statements.h"

#include <array>

namespace dma_verify {

const UnitStatements &statements_of(UnitId unit) {
  static const std::array kAll = {ops_helpers::statements(),
                                  remap::statements()}; // in the order of UnitId
  return kAll.at(static_cast<std::size_t>(unit));
}

} // namespace dma_verify
