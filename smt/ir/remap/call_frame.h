// SPDX-License-Identifier: GPL-2.0-only
// One call of a helper of a compiled remap.c: arrays and areas as memory of the executor, and the
// simulated kernel behind the services. What harness/units/remap/session does for machine code.
#pragma once

#include "model/remap/simulated_kernel.h"
#include "smt/ir/calls/unit_frame.h"

namespace dma_verify::ir::remap {

namespace units = dma_verify::remap;

template <class M> class CallFrame : public UnitFrame<M> {
  using Base = UnitFrame<M>;
  using Base::layout, Base::member, Base::add, Base::write;
  using Base::module_, Base::observation_, Base::memory_, Base::executor_;

public:
  using L = typename M::Logic;
  using Kernel = units::SimulatedKernel<M>;
  using Base::bits, Base::certain, Base::demand, Base::page, Base::pointer_to;

  CallFrame(const Module &module, const PageArray &pages, const Scenario<M> &scenario,
            Observation<M> &observation, Memory<L> &memory)
      : Base(module, pages, observation, memory), scenario_(scenario),
        kernel_(scenario, observation) {}

  Kernel &kernel() { return kernel_; }
  const Scenario<M> &scenario() const { return scenario_; }

  // ---- The call.

  // Arrays and areas are where the scenario says, in any room.
  void add_objects(const Rooms &rooms) {
    memory_.skip(rooms.others);
    if (scenario_.call != units::Helper::pages_remap)
      return;
    const auto count = page_count<M>(scenario_.size, scenario_.architecture.page_shift).word;
    callers_ =
        add_array("the caller's array", scenario_.pages, array_bytes(Number<L>::of(count)), false);
    memory_.object(callers_).is_constant = true;
    const Number<L> offset = probe_offset();
    memory_.add_store(callers_, {offset, {}, true});
    memory_.add_store(callers_, {offset, pointer_to(slot_of(Page<M>::of(scenario_.entry)))});
  }
  std::vector<Value<L>> arguments() {
    const auto word = [](const auto &of) { return Value<L>(Number<L>::of(of)); };
    const Value<L> size = word(scenario_.size.word);
    const Value<L> address = word(scenario_.cpu_addr.word);
    const Value<L> prot = word(scenario_.prot);
    Value<L> caller(M::kWordBits, kCaller);
    caller.is_of_kernel = true;
    switch (units::helper_of(scenario_.call)) {
    case units::Helper::find_pages:
      return {address};
    case units::Helper::pages_remap:
      return {memory_.pointer_to(callers_), size, prot, caller};
    case units::Helper::contiguous_remap:
      return {pointer_to(slot_of(Page<M>::of(scenario_.page))), size, prot, caller};
    case units::Helper::free_remap:
      return {address, size};
    }
    return {};
  }
  void returned(const Value<L> &result) {
    read_areas();
    if (scenario_.call != units::Helper::free_remap)
      observation_.result = seen(result);
  }
  void set_memory(const Number<L> &, const Number<L> &, const Number<L> &) {
    end_run(RunEnd::Kind::unmodelled, "memset of a mapping");
  }

  // ---- Pages. Where the struct pages of a block are not one array, a pointer's name is the place
  // of the struct page, and not its frame.

  Page<M> slot_of(const Page<M> &of) const {
    if (!scenario_.split_memmap)
      return of;
    return moved(of, of.frame.word + Word(units::kMemmapGap));
  }
  Page<M> page_at(const Page<M> &slot) const {
    if (!scenario_.split_memmap)
      return slot;
    return moved(slot, slot.frame.word - Word(units::kMemmapGap));
  }

  // ---- Pointers and arrays.

  // A pointer of the file's, as the model sees it.
  Pointer<M> seen(const Value<L> &pointer) {
    const bool is_some = pointer.has_object() || pointer.page || pointer.is_of_kernel;
    if (!is_some && static_cast<bool>(is_zero(pointer.number)))
      return Pointer<M>::null();
    return Pointer<M>::to(typename M::VirtualAddress(this->template bits<M::kWordBits>(pointer)));
  }
  Value<L> shown(const Pointer<M> &pointer) const {
    if (pointer.is_null)
      return Value<L>(M::kWordBits, 0);
    if (callers_ != Value<L>::kNoObject && is_surely_true(pointer.address == scenario_.pages))
      return memory_.pointer_to(callers_);
    Value<L> value(Number<L>::of(pointer.address.word));
    value.is_of_kernel = true;
    return value;
  }
  [[nodiscard]] bool is_array(const Value<L> &pointer) const {
    return pointer.has_object() && memory_.at(pointer.object).elements;
  }
  Value<L> open_array(const Pointer<M> &array, const Number<L> &bytes, bool is_zero) {
    const std::int32_t index = add_array("the array", array.address, bytes, is_zero);
    memory_.object(index).used_after_end = [this] { observation_.late_store = true; };
    return memory_.pointer_to(index);
  }
  void close_array(const Value<L> &array) {
    if (is_array(array) && array.object != callers_)
      memory_.object(array.object).is_live = false;
  }
  // Tells the kernel what is stored in entry `probe` of an array that the file has allocated.
  void tell_stores(const Value<L> &array) {
    if (!is_array(array) || array.object == callers_ ||
        negate(static_cast<bool>(is_zero(array.number))))
      return;
    const auto stored = memory_.stored_element(array.object, probe_offset());
    if (!stored && !memory_.at(array.object).elements->is_zero)
      return;
    Value<L> entry(M::kWordBits, 0);
    if (stored)
      entry = *stored;
    executor_->demand_sure(entry, "an entry of the array");
    units::FilledInterval<M> store;
    store.start = resize<M::kIntBits>(scenario_.probe);
    store.length = typename M::UnsignedInt(1);
    store.base = page_at(page(entry, false));
    kernel_.fill(seen(array), store);
  }

  // ---- Areas.

  // Copies what the file has written to the areas that it has seen.
  void read_areas() {
    for (std::size_t i = 0; i < areas_.size(); ++i) {
      Area<M> &area = observation_.areas[i];
      if (areas_[i] == Value<L>::kNoObject || !area.live)
        continue;
      const auto word = [&](std::string_view name) {
        return this->template read<M::kWordBits>(areas_[i], kArea, name);
      };
      area.address = typename M::VirtualAddress(word("addr"));
      area.bytes = typename M::Bytes(word("size"));
      area.flags = word("flags");
      const auto &pages = member(kArea, "pages");
      const Value<L> array =
          memory_.load(areas_[i], pages.offset, pages.bytes, module_.pointer_bits);
      executor_->demand_sure(array, "pages");
      area.pages = seen(array);
      area.nr_pages = this->template read<M::kIntBits>(areas_[i], kArea, "nr_pages");
    }
  }
  Value<L> show_area(const units::AreaPointer &area) {
    if (area.is_null)
      return Value<L>(M::kWordBits, 0);
    areas_.resize(observation_.areas.size(), Value<L>::kNoObject);
    std::int32_t &index = areas_[area.index];
    if (index != Value<L>::kNoObject)
      return memory_.pointer_to(index);
    const Area<M> &known = observation_.areas[area.index];
    index = add("the area", kArea);
    // Members that are not the model's, which nobody follows and a call must not change.
    for (const std::string_view name : {"next", "phys_addr", "caller"})
      write(index, kArea, name, Number<L>(M::kWordBits, kForeign));
    write(index, kArea, "addr", Number<L>::of(known.address.word));
    write(index, kArea, "size", Number<L>::of(known.bytes.word));
    write(index, kArea, "flags", Number<L>::of(known.flags));
    write(index, kArea, "nr_pages", Number<L>::of(known.nr_pages));
    const auto &pages = member(kArea, "pages");
    memory_.write(memory_.object(index), pages.offset, pages.bytes, shown(known.pages));
    memory_.object(index).guarded_to = member(kArea, "addr").offset;
    memory_.object(index).guarded_from = member(kArea, "phys_addr").offset;
    memory_.object(index).is_zero = true;
    return memory_.pointer_to(index);
  }
  void forget_dead_areas() {
    constexpr std::uint64_t kReleased = 0x6b; // what the kernel fills released objects with
    for (std::size_t i = 0; i < areas_.size(); ++i) {
      if (areas_[i] == Value<L>::kNoObject || observation_.areas[i].live)
        continue;
      for (std::uint64_t at = 0; at < memory_.bytes_of(areas_[i]); ++at)
        memory_.write(memory_.object(areas_[i]), at, 1, Value<L>(8, kReleased));
    }
  }

private:
  using Word = typename M::Word;

  static constexpr std::string_view kArea = "vm_struct";
  static constexpr std::uint64_t kForeign = 0xaaa5'5500;
  static constexpr std::uint64_t kCaller = 0x8123'4560; // where it was called from; not followed

  Page<M> moved(const Page<M> &from, const Word &beyond) const {
    return Page<M>::of(typename M::FrameNumber(
        select(from.frame >= scenario_.next_part, beyond, from.frame.word)));
  }
  static Number<L> array_bytes(const Number<L> &count) {
    return multiply(count, like(count, units::pointer_bytes<M>()));
  }
  [[nodiscard]] Number<L> probe_offset() const {
    return array_bytes(Number<L>::of(scenario_.probe));
  }
  std::int32_t add_array(std::string_view name, const typename M::VirtualAddress &address,
                         const Number<L> &bytes, bool is_zero) {
    Object<L> object;
    object.name = name;
    object.elements = std::make_shared<Elements<L>>();
    object.elements->bytes = bytes;
    object.elements->address = Number<L>::of(address.word);
    object.elements->is_zero = is_zero;
    return memory_.add(std::move(object));
  }

  const Scenario<M> &scenario_;
  Kernel kernel_;
  std::int32_t callers_ = Value<L>::kNoObject;
  std::vector<std::int32_t> areas_{}; // by their positions; those that the file has seen
};

} // namespace dma_verify::ir::remap
