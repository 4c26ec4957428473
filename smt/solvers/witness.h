// SPDX-License-Identifier: GPL-2.0-only
// What shows that a claim is true: who found out that no scenario violates it, and of which text.
#pragma once

#include <cstdint>
#include <string_view>

namespace dma_verify::smt {

enum class Witness : std::uint8_t {
  folding,        // no solver: the terms, simplified where they were made, are the constant false
  z3_integers,    // Z3, of the same question in integers
  z3_bit_vectors, // Z3, of the query's own text
  cvc5,           // of the query's own text
  certificate,    // a proof that our checker verified, of a query that is not folded
  run,            // a call that was run: of a claim that there is one
};

// In records.
constexpr std::string_view to_string(Witness witness) {
  switch (witness) {
  case Witness::folding:
    return "folding";
  case Witness::z3_integers:
    return "z3-integers";
  case Witness::z3_bit_vectors:
    return "z3-bit-vectors";
  case Witness::cvc5:
    return "cvc5";
  case Witness::certificate:
    return "certificate";
  case Witness::run:
    return "run";
  }
  return "?";
}

} // namespace dma_verify::smt
