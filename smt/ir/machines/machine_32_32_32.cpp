// SPDX-License-Identifier: GPL-2.0-only
#include "smt/ir/machines/on_machine_bodies.h"
#include "smt/symbolic/machines.h"

namespace dma_verify::ir {
template struct OnMachine<ConcreteMachine<32, 32, 32, 32>>;
template struct OnMachine<smt::SymbolicMachine<32, 32, 32, 32>>;
} // namespace dma_verify::ir
