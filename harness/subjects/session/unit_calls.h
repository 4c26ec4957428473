// SPDX-License-Identifier: GPL-2.0-only
// How the helpers of a unit are called in a compiled C file: each unit has its own signatures,
// objects of the caller and services. Adding a unit: its line in unit_calls.cpp.
#pragma once

#include "harness/subjects/session/running_call.h"
#include "model/kernel/helper_id.h"
#include "model/kernel/trace.h"

#include <memory>
#include <stdexcept>
#include <string>

namespace dma_verify {

// The symbol of a loaded object; throws std::runtime_error if it has none of this name.
void *symbol_of(void *object, const char *name);

template <class Function> void find_symbol(void *object, const char *name, Function &function) {
  function = reinterpret_cast<Function>(symbol_of(object, name)); // NOLINT: what dlsym is for
}

// Where the object's functions that are called by their address leave who called them; null if it
// has none.
const void **caller_in(void *object);

class UnitCalls {
public:
  virtual ~UnitCalls() = default;
  // Finds the helpers in an object that was loaded with dlopen, and connects its services.
  virtual void connect(void *object) = 0;
  // Runs the scenario's call in an object that was connected, and observes it, however it ends.
  virtual void run(void *object, const StoredScenario &scenario,
                   StoredObservation &observation) = 0;
  // Where the services of the last call were called.
  [[nodiscard]] virtual const RunningCall::Places &places() const = 0;
};

std::unique_ptr<UnitCalls> make_calls(UnitId unit);

} // namespace dma_verify
