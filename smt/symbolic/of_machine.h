// SPDX-License-Identifier: GPL-2.0-only
// Finds the symbolic machine that has the widths of an architecture.
#pragma once

#include "model/words/architecture.h"

#include <stdexcept>

namespace dma_verify::smt {

// There is one compiled function for each machine, named by the widths of words, phys_addr_t and
// dma_addr_t. Returns the one for the row; throws std::logic_error if there is none.
template <class Function>
Function *of_machine(const Architecture &row, Function *of_64_64_64, Function *of_32_32_32,
                     Function *of_32_64_64, Function *of_32_32_64, Function *of_8_8_8) {
  const auto is = [&](unsigned word, unsigned phys, unsigned dma) {
    return row.word_bits == word && row.phys_bits == phys && row.dma_bits == dma;
  };
  if (is(64, 64, 64))
    return of_64_64_64;
  if (is(32, 32, 32))
    return of_32_32_32;
  if (is(32, 64, 64))
    return of_32_64_64;
  if (is(32, 32, 64))
    return of_32_32_64;
  if (is(8, 8, 8))
    return of_8_8_8;
  throw std::logic_error("no symbolic machine for architecture " + architecture_id(row));
}

} // namespace dma_verify::smt
