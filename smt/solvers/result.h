// SPDX-License-Identifier: GPL-2.0-only
// What a solver answers: satisfiable, unsatisfiable, or neither. A time-out is no answer; a solver
// that died or printed something else has failed.
#pragma once

#include "smt/solvers/witness.h"
#include "smt/terms/evaluate.h"

#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dma_verify::smt {

struct Unsat {
  std::vector<Witness> by{}; // each says so
};
struct Sat {
  Assignment model; // of all variables of the query
};
struct Unknown {
  enum class Reason : std::uint8_t { time, memory, gave_up, killed };
  Reason reason = Reason::gave_up;
  std::string message; // in words, names the solver
};
struct SolverError {
  std::string message;       // in words, names the solver
  bool disagreement = false; // of two solvers; else one failed
};
using Result = std::variant<Unsat, Sat, Unknown, SolverError>;

// time, memory, gave-up, killed
constexpr std::string_view to_string(Unknown::Reason reason) {
  switch (reason) {
  case Unknown::Reason::time:
    return "time";
  case Unknown::Reason::memory:
    return "memory";
  case Unknown::Reason::gave_up:
    return "gave-up";
  case Unknown::Reason::killed:
    return "killed";
  }
  return "?";
}

struct Limits {
  std::chrono::milliseconds time{60000};
  unsigned memory_megabytes = 4096;
  // Limits of Z3's search, in its own units; 0: none. Unlike time they are the same on every
  // machine.
  unsigned conflicts = 0; // of its SAT solver, on bit-vectors
  unsigned resources = 0; // on integers
};

} // namespace dma_verify::smt
