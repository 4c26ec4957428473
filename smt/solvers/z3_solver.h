// SPDX-License-Identifier: GPL-2.0-only
// Z3 as a library. The only part of the project that knows Z3's API is this header's source file.
#pragma once

#include "smt/solvers/result.h"
#include "smt/terms/query.h"

namespace dma_verify::smt {

// Gives the query's text to Z3, in a context of its own.
Result solve_with_z3(const Query &query, const Limits &limits);

// "z3 4.8.12": asked of the loaded library itself.
std::string z3_version();

} // namespace dma_verify::smt
