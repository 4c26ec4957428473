// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimality/broken_models/broken_on_bodies.h"

namespace dma_verify::smt {
template struct BrokenOn<SymbolicMachine<64, 64, 64, 32>>;
} // namespace dma_verify::smt
