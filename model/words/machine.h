// SPDX-License-Identifier: GPL-2.0-only
// The types of one machine: which word each kernel type is, over concrete words or Z3 terms.
#pragma once

#include "model/words/bits.h"
#include "model/words/quantity.h"

namespace dma_verify {

// `Logic_` gives Bits<Width> and Bool (Concrete, or the symbolic one in smt/). Widths in bits.
template <class Logic_, unsigned WordBits, unsigned PhysBits, unsigned DmaBits, unsigned IntBits>
struct Machine {
  using Logic = Logic_;
  using Bool = typename Logic::Bool;
  static constexpr bool kConcrete = std::is_same_v<Bool, bool>;
  static constexpr unsigned kWordBits = WordBits;
  static constexpr unsigned kPhysBits = PhysBits;
  static constexpr unsigned kDmaBits = DmaBits;
  static constexpr unsigned kIntBits = IntBits;

  using Word = typename Logic::template Bits<WordBits>;       // unsigned long
  using UnsignedInt = typename Logic::template Bits<IntBits>; // unsigned int
  // Wide enough for the sum of two words and for a word times a page size. Specifications compute
  // in it, so that they cannot wrap.
  using Wide = typename Logic::template Bits<2 * WordBits>;

  using Bytes = Quantity<unit::Byte, Word>;
  using PageCount = Quantity<unit::PageCount, Word>;
  using FrameNumber = Quantity<unit::FrameNumber, Word>;
  using VirtualAddress = Quantity<unit::VirtualAddress, Word>;
  using PhysicalAddress = Quantity<unit::PhysicalAddress, typename Logic::template Bits<PhysBits>>;
  using BusAddress = Quantity<unit::BusAddress, typename Logic::template Bits<DmaBits>>;
  using BusLimit = Quantity<unit::BusLimit, typename Logic::template Bits<64>>;

  // One of a few values: a truth value, an enumerator, a status. Converts to Value, and from it.
  template <class Value> using Finite = typename Logic::template Finite<Value>;

  // Widening for specifications: exact, never wraps.
  static Wide wide(Word word) { return zero_extend<2 * WordBits>(word); }
  static Wide wide_constant(Uint128 value) { return Wide(value); }
};

template <class M, class Value> using Finite = typename M::template Finite<Value>;

template <unsigned WordBits, unsigned PhysBits, unsigned DmaBits, unsigned IntBits>
using ConcreteMachine = Machine<Concrete, WordBits, PhysBits, DmaBits, IntBits>;

// Every concrete scenario, whatever its architecture, is stored in the widest machine.
using WidestMachine = ConcreteMachine<64, 64, 64, 32>;

} // namespace dma_verify
