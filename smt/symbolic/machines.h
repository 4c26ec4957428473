// SPDX-License-Identifier: GPL-2.0-only
// The list of symbolic machines, one for all architectures whose words, phys_addr_t and dma_addr_t
// have the same widths.
#pragma once

#include "model/words/architecture.h"
#include "smt/symbolic/bits.h"

#include <stdexcept>
#include <tuple>

namespace dma_verify::smt {

// A T<M> for each machine M; std::get<T<M>> is the one of M.
template <template <class> class T>
using OfEachMachine =
    std::tuple<T<SymbolicMachine<64, 64, 64, 32>>, T<SymbolicMachine<32, 32, 32, 32>>,
               T<SymbolicMachine<32, 64, 64, 32>>, T<SymbolicMachine<32, 32, 64, 32>>,
               T<SymbolicMachine<8, 8, 8, 4>>>;

// Calls function.operator()<M>() with the machine of the architecture; throws std::logic_error if
// there is none.
template <class Function>
decltype(auto) with_symbolic_machine(const Architecture &row, Function &&function) {
  const auto is = [&](unsigned word, unsigned phys, unsigned dma) {
    return row.word_bits == word && row.phys_bits == phys && row.dma_bits == dma;
  };
  if (is(64, 64, 64))
    return function.template operator()<SymbolicMachine<64, 64, 64, 32>>();
  if (is(32, 32, 32))
    return function.template operator()<SymbolicMachine<32, 32, 32, 32>>();
  if (is(32, 64, 64))
    return function.template operator()<SymbolicMachine<32, 64, 64, 32>>();
  if (is(32, 32, 64))
    return function.template operator()<SymbolicMachine<32, 32, 64, 32>>();
  if (is(8, 8, 8))
    return function.template operator()<SymbolicMachine<8, 8, 8, 4>>();
  throw std::logic_error("no symbolic machine for architecture " + architecture_id(row));
}

} // namespace dma_verify::smt
