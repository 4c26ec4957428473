// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimality/broken_models/broken_on_bodies.h"

namespace dma_verify::smt {
template struct BrokenOn<SymbolicMachine<8, 8, 8, 4>>;
} // namespace dma_verify::smt
