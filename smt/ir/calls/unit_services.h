// SPDX-License-Identifier: GPL-2.0-only
// What the services of all units share: how one is found and called, and the numbers that it is
// given and answers.
#pragma once

#include "smt/ir/calls/unit_frame.h"

#include <span>

namespace dma_verify::ir {

// `Services` is the unit's own class, which derives from this one and has `entries`.
template <class Services, class Frame, class M> class UnitServices {
public:
  using L = typename M::Logic;
  using Arguments = std::span<const Value<L>>;

  explicit UnitServices(Frame &frame) : frame_(frame) {}

  // By the name of the table's member.
  struct Entry {
    std::string_view name;
    std::size_t arguments; // the table itself apart
    Value<L> (Services::*answer)(Arguments);
    bool is_look_up = false; // changes nothing, and answers the same whenever it is asked the same
  };

  Value<L> call(std::uint32_t index, Arguments all) {
    const Entry &entry = Services::entries()[index];
    if (all.size() != entry.arguments + 1)
      end_run(RunEnd::Kind::undefined_behaviour,
              "call of " + std::string(entry.name) + " as a function of another type");
    Value<L> value = (static_cast<Services &>(*this).*entry.answer)(all.subspan(1));
    frame_.stop_if_ended();
    return value;
  }

  // What every unit's table has.
  Value<L> unmodelled(Arguments) { end_run(RunEnd::Kind::unmodelled, "a function of the kernel"); }
  Value<L> bug(Arguments) { end_run(RunEnd::Kind::kernel_bug, "BUG"); }

protected:
  using Word = typename M::Word;
  using UnsignedInt = typename M::UnsignedInt;
  using VirtualAddress = typename M::VirtualAddress;

  auto &kernel() { return frame_.kernel(); }
  // Arguments.
  template <unsigned Width> typename L::template Bits<Width> bits(const Value<L> &value) {
    return frame_.template bits<Width>(value);
  }
  Word word(const Value<L> &value) { return bits<M::kWordBits>(value); }
  UnsignedInt number(const Value<L> &value) { return bits<M::kIntBits>(value); }
  VirtualAddress address(const Value<L> &value) { return VirtualAddress(word(value)); }
  Page<M> page(const Value<L> &value) { return frame_.page(value, false); }
  // Answers.
  static Value<L> nothing() { return {}; }
  template <class Bits> static Value<L> of(const Bits &bits) {
    return Value<L>(Number<L>::of(bits));
  }
  Value<L> of(const Page<M> &page) { return frame_.pointer_to(page); }

  Frame &frame_;
};

} // namespace dma_verify::ir
