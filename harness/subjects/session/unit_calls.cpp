// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/session/unit_calls.h"

#include "harness/units/ops_helpers/session/calls.h"
#include "harness/units/remap/session/calls.h"

#include <dlfcn.h>

namespace dma_verify {

void *symbol_of(void *object, const char *name) {
  void *const symbol = dlsym(object, name);
  if (symbol == nullptr)
    throw std::runtime_error(std::string("cannot load ") + name);
  return symbol;
}

const void **caller_in(void *object) {
  return static_cast<const void **>(dlsym(object, "dma_verify_caller"));
}

std::unique_ptr<UnitCalls> make_calls(UnitId unit) {
  switch (unit) {
  case UnitId::ops_helpers:
    return ops_helpers::make_calls();
  case UnitId::remap:
    return remap::make_calls();
  }
  throw std::logic_error("no calls of this unit");
}

} // namespace dma_verify
