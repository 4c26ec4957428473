// SPDX-License-Identifier: GPL-2.0-only
#include "smt/subjects/machines/on_machine_bodies.h"

namespace dma_verify::smt {
template struct OnMachine<SymbolicMachine<32, 32, 32, 32>>;
} // namespace dma_verify::smt
