// SPDX-License-Identifier: GPL-2.0-only
// For the tests of this unit: examples' values and a trace as text.
#pragma once

#include "model/remap/run.h"

#include <sstream>
#include <string>
#include <vector>

namespace dma_verify::remap::example {

using M64 = ConcreteMachine<64, 64, 64, 32>;
using M32 = ConcreteMachine<32, 32, 32, 32>;
using Trace = std::vector<std::string>;

template <unsigned W> void show(std::ostream &out, Bits<W> word) {
  out << "0x" << std::hex << static_cast<std::uint64_t>(word.value()) << std::dec;
}
template <class M> void show(std::ostream &out, const Pointer<M> &pointer) {
  if (pointer.is_null)
    out << "NULL";
  else
    show(out, pointer.address.word);
}

// One line per effect, as the call would be written.
template <class M> Trace text_of(const Observation<M> &observation) {
  Trace lines;
  for (const Effect<M> &effect : observation.trace) {
    std::ostringstream line;
    switch (effect_of(effect.kind)) {
    case EffectKind::allocate:
      line << "allocate ";
      show(line, effect.entries);
      line << " of " << effect.element_bytes << (effect.warned ? ", warned" : "") << " = ";
      show(line, effect.result);
      break;
    case EffectKind::release:
      line << "release ";
      show(line, effect.array);
      break;
    case EffectKind::vmap:
      line << "vmap ";
      show(line, effect.array);
      line << ' ';
      show(line, effect.count);
      line << " = ";
      show(line, effect.result);
      break;
    case EffectKind::vunmap:
      line << "vunmap ";
      show(line, effect.address.word);
      line << (effect.warned ? ", warned" : "");
      break;
    case EffectKind::warn:
      line << "warn";
      break;
    }
    lines.push_back(line.str());
  }
  return lines;
}

template <class M> typename M::VirtualAddress address(std::uint64_t value) {
  return typename M::VirtualAddress(typename M::Word(value));
}

// A call on a machine of this page shift: places that no test chooses are those below.
template <class M> Scenario<M> scenario(Helper helper, unsigned page_shift = 12) {
  using Word = typename M::Word;
  Scenario<M> one;
  one.architecture = make_architecture(M::kWordBits, M::kPhysBits, M::kDmaBits, page_shift);
  one.call = helper;
  one.page = typename M::FrameNumber(Word(0x700));
  one.owned = typename M::PageCount(Word(0x100));
  one.kvmalloc_address = address<M>(0x40);
  one.pages = address<M>(0x80);
  one.vmap_address = address<M>(0xc0000000);
  one.prot = Word(0x63);
  return one;
}
template <class M> Scenario<M> with_size(Scenario<M> one, std::uint64_t bytes) {
  one.size = typename M::Bytes(typename M::Word(bytes));
  return one;
}

template <class M> Observation<M> run(const Scenario<M> &scenario, const Form &form = kSeedForm) {
  Observation<M> observation;
  observation.trace.emplace_back(); // what was there before is gone
  run_form(scenario, observation, form);
  return observation;
}

} // namespace dma_verify::remap::example
