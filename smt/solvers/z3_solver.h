// SPDX-License-Identifier: GPL-2.0-only
// Z3 as a library. The only part of the project that knows Z3's API is this header's source file.
#pragma once

#include "smt/solvers/result.h"
#include "smt/terms/query.h"

namespace dma_verify::smt {

// In which form Z3 gets the query. Measured by proof_benchmark at 64 bits: on queries of sums and
// bounds integers are up to 44 times as fast as bit-vectors (offset-bounds.no-wrap:frame 32 ms of
// processor instead of 1.4 s) and more (page-range.mmap:in-buffer 40 ms; bit-vectors gave up after
// 3.6 s), and do not grow with the width. Queries without such a reading are small.
enum class Encoding : std::uint8_t {
  bit_vectors, // its own text, bit by bit to a SAT solver
  integers,    // to_integer_smtlib(), to the arithmetic solver: much faster on sums and bounds
  automatic,   // integers where the query has such a reading, and bit-vectors if that gives up
};

// Gives the query's text to Z3, in a context of its own. Asked for integers where there is no such
// reading, it gives up.
Result solve_with_z3(const Query &query, const Limits &limits,
                     Encoding encoding = Encoding::automatic);

// "z3 4.8.12": asked of the loaded library itself.
std::string z3_version();

} // namespace dma_verify::smt
