// SPDX-License-Identifier: GPL-2.0-only
// For the tests of the helpers: examples' values and a trace as text.
#pragma once

#include "model/ops_helpers/run.h"

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::example {

using M64 = ConcreteMachine<64, 64, 64, 32>;
using M32 = ConcreteMachine<32, 32, 32, 32>;
using M32Lpae = ConcreteMachine<32, 64, 64, 32>;

using Trace = std::vector<std::string>;

template <unsigned W> void show(std::ostream &out, Bits<W> word) {
  out << "0x" << std::hex << static_cast<std::uint64_t>(word.value()) << std::dec;
}
template <class Unit, class Word> void show(std::ostream &out, Quantity<Unit, Word> quantity) {
  show(out, quantity.word);
}
template <class M> void show(std::ostream &out, const Page<M> &page) {
  if (page.is_null) {
    out << "NULL";
  } else {
    out << "page ";
    show(out, page.frame);
  }
}
inline void show(std::ostream &out, int number) { out << number; }
inline void show(std::ostream &out, std::uint8_t byte) { out << unsigned{byte}; }
inline void show(std::ostream &out, Direction direction) { out << to_string(direction); }
inline void show(std::ostream &out, MapPath path) { out << to_string(path); }

// One line per effect: its name, its arguments and, after "=", its answer.
template <class M> Trace text_of(const Observation<M> &observation) {
  Trace lines;
  for (const Effect<M> &effect : observation.trace) {
    std::ostringstream line;
    line << to_string(effect.kind);
    visit_dma_effect(
        [&](std::string_view name, const auto &value) {
          line << ' ' << name << (name == "=" ? " " : "=");
          show(line, value);
        },
        effect);
    lines.push_back(line.str());
  }
  return lines;
}

template <class M> Observation<M> run(const Scenario<M> &scenario) {
  Observation<M> observation;
  observation.status = 4711; // what was there before is gone
  observation.trace.emplace_back();
  ops_helpers::run_form(scenario, observation);
  return observation;
}

template <class M> typename M::Bytes bytes(std::uint64_t value) {
  return typename M::Bytes(typename M::Word(value));
}
template <class M> Page<M> page(std::uint64_t frame) {
  return Page<M>::of(typename M::FrameNumber(typename M::Word(frame)));
}
template <class M> typename M::BusAddress bus(std::uint64_t value) {
  return typename M::BusAddress(typename M::BusAddress::Word(value));
}

template <class M> Architecture row(unsigned page_shift = 12, bool mmu = true) {
  return make_architecture(M::kWordBits, M::kPhysBits, M::kDmaBits, page_shift, mmu);
}

} // namespace dma_verify::example
