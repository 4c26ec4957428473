// SPDX-License-Identifier: GPL-2.0-only
// From one row of the architecture table to another.
#include "harness/counterexamples/minimizer/minimizer.h"
#include "properties/order/coordinates.h"

namespace dma_verify {

StoredScenario moved_to(const Architecture &row, const StoredScenario &scenario) {
  StoredScenario moved;
  moved.architecture = row;
  moved.call = scenario.call;
  for (const Coordinate &coordinate : coordinates_of(scenario.call)) {
    if (!coordinate.set(moved, coordinate.moved(scenario, row)))
      coordinate.set(moved, 0);
  }
  return moved;
}

} // namespace dma_verify
