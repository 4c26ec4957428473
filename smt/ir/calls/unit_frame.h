// SPDX-License-Identifier: GPL-2.0-only
// What the call frames of all units share: the caller's objects as memory of the executor, and
// what services are given, as numbers, pages and objects.
#pragma once

#include "model/kernel/trace.h"
#include "smt/ir/execute/executor.h"
#include "smt/ir/target.h"

#include <string_view>

namespace dma_verify::ir {

// The simulated kernel has marked the call as ended.
struct CallEnded {};

template <class M> class UnitFrame {
public:
  using L = typename M::Logic;

  UnitFrame(const Module &module, const PageArray &pages, Observation<M> &observation,
            Memory<L> &memory)
      : module_(module), pages_(pages), observation_(observation), memory_(memory) {}

  void set(Executor<L> &executor) { executor_ = &executor; }
  // Which element of arrays is looked at; for units that have some.
  [[nodiscard]] std::optional<Number<L>> probe() const { return std::nullopt; }

  // ---- Arguments of services.

  template <unsigned Width> typename L::template Bits<Width> bits(const Value<L> &value) {
    const Number<L> number = memory_.address(value);
    return number.width() > Width ? extract(number, 0, Width).template as<Width>()
                                  : zero_extend(number, Width).template as<Width>();
  }
  // A number of which the simulated kernel must know which one it is, on each path.
  std::uint64_t certain(const Value<L> &value, const std::string &what) {
    const auto known = memory_.address(value).decided().known();
    if (!known)
      end_run(RunEnd::Kind::unsupported, what + " that is not one of a few");
    return static_cast<std::uint64_t>(*known);
  }
  Page<M> page(const Value<L> &value, bool null_allowed) {
    if (value.page) {
      demand(value.page->byte == 0, "a pointer that is no page");
      return page_of(value.page->frame);
    }
    const Number<L> number = memory_.address(value);
    if (number.width() != M::kWordBits)
      end_run(RunEnd::Kind::undefined_behaviour, "call with a number in the place of a pointer");
    if (static_cast<bool>(is_zero(number))) {
      demand(null_allowed, "a NULL page");
      return Page<M>::null();
    }
    const Number<L> offset = number - like(number, pages_.begin);
    demand(static_cast<bool>(is_zero(offset & like(offset, pages_.bytes - 1))),
           "a pointer that is no page");
    return page_of(divide(offset, like(offset, pages_.bytes)).quotient);
  }
  Value<L> pointer_to(const Page<M> &page) const {
    if (page.is_null)
      return Value<L>(M::kWordBits, 0);
    return page_value(Number<L>::of(page.frame.word), pages_);
  }
  void demand(bool fits, const std::string &what) {
    if (!fits)
      end_run(RunEnd::Kind::foreign, what);
  }

  void note(ContextBreach breach, std::string_view what) {
    if (observation_.breach != ContextBreach::none)
      return;
    observation_.breach = breach;
    if (observation_.completion == Completion::returned)
      observation_.set_detail(what);
  }
  void stop_if_ended() const {
    if (observation_.completion != Completion::returned)
      throw CallEnded{};
  }

protected:
  const Layout &layout(std::string_view name) const {
    const auto found = module_.layouts.find(name);
    if (found == module_.layouts.end())
      end_run(RunEnd::Kind::unsupported, "the file has no struct " + std::string(name));
    return found->second;
  }
  const Layout::Member &member(std::string_view structure, std::string_view name) const {
    for (const Layout::Member &each : layout(structure).members) {
      if (each.name == name)
        return each;
    }
    end_run(RunEnd::Kind::unsupported, "no member " + std::string(name));
  }

  std::int32_t add(std::string_view name, std::string_view structure) {
    Object<L> object;
    object.name = name;
    const auto found = module_.layouts.find(structure);
    object.bytes = found == module_.layouts.end() ? 0 : found->second.bytes;
    return memory_.add(std::move(object));
  }
  void write(std::int32_t object, std::string_view structure, std::string_view name,
             const Number<L> &number) {
    if (!module_.layouts.contains(structure))
      return; // nothing in the file knows it
    const auto &where = member(structure, name);
    memory_.write(memory_.object(object), where.offset, where.bytes,
                  Value<L>(zero_extend(number, static_cast<unsigned>(8 * where.bytes))));
  }
  template <unsigned Width>
  typename L::template Bits<Width> read(std::int32_t object, std::string_view structure,
                                        std::string_view name) {
    const auto &where = member(structure, name);
    const Value<L> value =
        memory_.load(object, where.offset, where.bytes, static_cast<unsigned>(8 * where.bytes));
    executor_->demand_sure(value, std::string(name));
    return bits<Width>(value);
  }

  void demand_object(const Value<L> &value, std::int32_t object, const std::string &what) {
    demand(value.object == object && value.number.decided().known() == Uint128{0}, what);
  }
  static Page<M> page_of(const Number<L> &frame) {
    return Page<M>::of(typename M::FrameNumber(frame.template as<M::kWordBits>()));
  }

  const Module &module_;
  const PageArray &pages_;
  Observation<M> &observation_;
  Memory<L> &memory_;
  Executor<L> *executor_ = nullptr;
};

} // namespace dma_verify::ir
