// SPDX-License-Identifier: GPL-2.0-only
// One call of a helper of a compiled ops_helpers.c: the caller's objects as memory of the executor,
// and the simulated kernel behind the services. What harness/units/ops_helpers/session does for
// machine code.
#pragma once

#include "model/ops_helpers/kernel/simulated_kernel.h"
#include "smt/ir/calls/unit_frame.h"

#include <array>
#include <span>

namespace dma_verify::ir::ops_helpers {

namespace units = dma_verify::ops_helpers;

template <class M> class CallFrame : public UnitFrame<M> {
  using Base = UnitFrame<M>;
  using Base::layout, Base::member, Base::add, Base::write, Base::demand_object;
  using Base::module_, Base::pages_, Base::observation_, Base::memory_, Base::executor_;

public:
  using L = typename M::Logic;
  using Kernel = SimulatedKernel<M>;
  using Base::bits, Base::certain, Base::demand, Base::note, Base::page, Base::pointer_to;

  CallFrame(const Module &module, const PageArray &pages, const Scenario<M> &scenario,
            Observation<M> &observation, Memory<L> &memory)
      : UnitFrame<M>(module, pages, observation, memory), scenario_(scenario),
        kernel_(scenario, observation) {}

  Kernel &kernel() { return kernel_; }

  // ---- The caller's objects.

  void add_objects(const Rooms &rooms) {
    memory_.skip(rooms.device);
    device_ = add("the device", "device");
    memory_.skip(kMostRooms - rooms.device + rooms.others);
    memory_.object(device_).guarded_from = 0;
    set_device();
    vma_ = add("the VMA", "vm_area_struct");
    table_ = add("the sg_table", "sg_table");
    Object<L> handle;
    handle.name = "*dma_handle";
    handle.bytes = M::kDmaBits / 8;
    handle_ = memory_.add(std::move(handle));
    memory_.write(memory_.object(handle_), 0, M::kDmaBits / 8,
                  Value<L>(Number<L>::of(scenario_.dma_handle.word)));
    write_back(scenario_.vma);
    write(vma_, "vm_area_struct", "vm_start", Number<L>::of(scenario_.vma.vm_start.word));
    write(vma_, "vm_area_struct", "vm_end", Number<L>::of(scenario_.vma.vm_end.word));
    write(vma_, "vm_area_struct", "vm_page_prot", Number<L>::of(scenario_.vma.vm_page_prot));
    memory_.object(vma_).guarded_from = member("vm_area_struct", "vm_mm").offset;
    // A call must not depend on what it finds in the members of other objects.
    for (const std::int32_t object : {vma_, table_}) {
      memory_.object(object).unknown_before =
          std::make_shared<const std::string>("what was in " + name_of(memory_.at(object)));
    }
  }

  Vma<M> vma() {
    Vma<M> view;
    view.vm_start = typename M::VirtualAddress(
        this->template read<M::kWordBits>(vma_, "vm_area_struct", "vm_start"));
    view.vm_end = typename M::VirtualAddress(
        this->template read<M::kWordBits>(vma_, "vm_area_struct", "vm_end"));
    view.vm_pgoff = typename M::PageCount(
        this->template read<M::kWordBits>(vma_, "vm_area_struct", "vm_pgoff"));
    view.vm_page_prot = this->template read<M::kWordBits>(vma_, "vm_area_struct", "vm_page_prot");
    view.vm_flags = this->template read<M::kWordBits>(vma_, "vm_area_struct", "vm_flags");
    return view;
  }
  // What remap_pfn_range changes in a VMA.
  void write_back(const Vma<M> &view) {
    write(vma_, "vm_area_struct", "vm_pgoff", Number<L>::of(view.vm_pgoff.word));
    write(vma_, "vm_area_struct", "vm_flags", Number<L>::of(view.vm_flags));
  }

  void clear_table() {
    write(table_, "sg_table", "sgl", Number<L>(module_.pointer_bits, 0));
    write(table_, "sg_table", "nents", Number<L>(32, 0));
    write(table_, "sg_table", "orig_nents", Number<L>(32, 0));
  }
  void fill_table(std::uint64_t count) {
    constexpr std::uint64_t kMostEntries = 8;
    if (count == 0 || count > kMostEntries)
      end_run(RunEnd::Kind::kernel_bug, "sg_alloc_table of an absurd size");
    const std::uint64_t size = layout("scatterlist").bytes;
    Object<L> entries;
    entries.name = "the scatter list";
    entries.bytes = count * size;
    entries.is_zero = true;
    if (count == 1)
      entries.guarded_from = member("scatterlist", "dma_flags").offset;
    entries_ = memory_.add(std::move(entries));
    const auto &link = member("scatterlist", "page_link");
    memory_.write(memory_.object(entries_), (count - 1) * size + link.offset, link.bytes,
                  Value<L>(M::kWordBits, kSgEnd));
    const auto &sgl = member("sg_table", "sgl");
    memory_.write(memory_.object(table_), sgl.offset, sgl.bytes, memory_.pointer_to(entries_));
    write(table_, "sg_table", "nents", Number<L>(32, count));
    write(table_, "sg_table", "orig_nents", Number<L>(32, count));
  }
  void set_entry(const Value<L> &entry, const Page<M> &shown, const Value<L> &length,
                 const Value<L> &offset) {
    const std::uint64_t at = entry_offset(entry);
    const auto &link = member("scatterlist", "page_link");
    const Value<L> before = memory_.load(entries_, at + link.offset, link.bytes, M::kWordBits);
    const std::uint64_t marks = marks_of(before);
    const Value<L> after = shown.is_null
                               ? Value<L>(M::kWordBits, marks)
                               : page_value(Number<L>::of(shown.frame.word), pages_, marks);
    memory_.store(entries_, at + link.offset, link.bytes, after);
    const auto put = [&](std::string_view name, const Value<L> &value) {
      memory_.store(entries_, at + member("scatterlist", name).offset, 4, value);
    };
    put("length", length);
    put("offset", offset);
  }
  void store_status(const Value<L> &to, int status) {
    const auto object = executor_->object_pointer(to, "the store of a status");
    if (!object)
      end_run(RunEnd::Kind::foreign, "a result pointer to the kernel's memory");
    memory_.store(object->object, executor_->offset_of(*object, 4, true), 4,
                  Value<L>(32, static_cast<std::uint32_t>(status)));
  }

  void demand_device(const Value<L> &value) { demand_object(value, device_, "another device"); }
  void demand_vma(const Value<L> &value) { demand_object(value, vma_, "another VMA"); }
  void demand_table(const Value<L> &value) { demand_object(value, table_, "another sg_table"); }
  void demand_entry(const Value<L> &value) {
    demand(value.object == entries_ && entries_ != Value<L>::kNoObject,
           "a scatter-list entry of no table");
    const std::uint64_t at = entry_offset(value);
    demand(at % layout("scatterlist").bytes == 0 && at < memory_.bytes_of(entries_),
           "a scatter-list entry of no table");
  }

  // ---- What the caller's context forbids.

  typename M::Bool may_block(const typename M::UnsignedInt &gfp) const {
    using UnsignedInt = typename M::UnsignedInt;
    return negate((gfp & UnsignedInt(kGfpDirectReclaim)) == UnsignedInt(0));
  }
  void may_sleep(std::string_view what, const typename M::Bool &sleeps) {
    typename M::Bool allowed(true);
    if (scenario_.call == units::Helper::free_pages)
      allowed = typename M::Bool(false);
    else if (scenario_.call == units::Helper::alloc_pages)
      allowed = may_block(scenario_.gfp);
    if (static_cast<bool>(both(sleeps, negate(allowed))))
      note(ContextBreach::sleep, what);
  }
  void set_memory(const Number<L> &address, const Number<L> &byte, const Number<L> &bytes) {
    const auto value = certain(Value<L>(byte), "the byte of a memset");
    kernel_.memset(typename M::VirtualAddress(address.template as<M::kWordBits>()),
                   static_cast<std::uint8_t>(value),
                   typename M::Bytes(bytes.template as<M::kWordBits>()));
  }
  void count_mapped_page(bool more) { mapped_pages_ += more ? 1 : -1; }

  // ---- The call.

  std::vector<Value<L>> arguments() {
    const auto word = [](const auto &of) { return Value<L>(Number<L>::of(of)); };
    const Value<L> device = memory_.pointer_to(device_);
    const Value<L> size = word(scenario_.size.word);
    const Value<L> address = word(scenario_.cpu_addr.word);
    const Value<L> handle = word(scenario_.dma_handle.word);
    const Value<L> attrs = word(scenario_.attrs);
    const Value<L> direction(number_of_finite<L, Direction>(scenario_.direction));
    switch (units::helper_of(scenario_.call)) {
    case units::Helper::get_sgtable:
      return {device, memory_.pointer_to(table_), address, handle, size, attrs};
    case units::Helper::mmap:
      return {device, memory_.pointer_to(vma_), address, handle, size, attrs};
    case units::Helper::alloc_pages:
      return {device, size, memory_.pointer_to(handle_), direction, word(scenario_.gfp)};
    case units::Helper::free_pages:
      return {device, size, pointer_to(Page<M>::of(scenario_.page)), handle, direction};
    }
    return {};
  }
  void returned(const Value<L> &result) {
    if (scenario_.call == units::Helper::alloc_pages)
      observation_.page = page(result, true);
    else if (scenario_.call != units::Helper::free_pages)
      observation_.status = static_cast<int>(certain(result, "a status"));
    read_back();
  }

private:
  void read_back() {
    switch (units::helper_of(scenario_.call)) {
    case units::Helper::mmap:
      observation_.vma = vma();
      break;
    case units::Helper::get_sgtable:
      read_back_table();
      break;
    case units::Helper::alloc_pages: {
      const Value<L> value = memory_.load(handle_, 0, M::kDmaBits / 8, M::kDmaBits);
      executor_->demand_sure(value, "*dma_handle");
      observation_.dma_handle = typename M::BusAddress(this->template bits<M::kDmaBits>(value));
      break;
    }
    case units::Helper::free_pages:
      break;
    }
    if (mapped_pages_ > 0)
      note(ContextBreach::kept_mapping,
           std::to_string(mapped_pages_) + " of kmap_local_page or kmap");
  }

  static constexpr unsigned kMostRooms = 4;
  static constexpr std::uint64_t kSgEnd = 2;
  static constexpr std::uint64_t kSgMarks = 3; // and SG_CHAIN

  void set_device() {
    if (!module_.layouts.contains("device"))
      return;
    const auto &mask = member("device", "coherent_dma_mask");
    const auto &pointer = member("device", "dma_mask");
    // Whether it has a mask is decided only if the file looks.
    memory_.object(device_).before_first_load = [this, pointer, at = mask.offset] {
      memory_.write(memory_.object(device_), pointer.offset, pointer.bytes,
                    scenario_.has_dma_mask ? memory_.pointer_to(device_, at)
                                           : Value<L>(module_.pointer_bits, 0));
    };
    write(device_, "device", "coherent_dma_mask", Number<L>::of(scenario_.coherent_dma_mask.word));
    write(device_, "device", "bus_dma_limit", Number<L>::of(scenario_.bus_dma_limit.word));
    // For a coherent one dma_pgprot changes nothing (SEMANTICS.md, "dma_pgprot").
    const typename M::Bool coherent = scenario_.call == units::Helper::mmap
                                          ? scenario_.dma_pgprot == scenario_.vma.vm_page_prot
                                          : typename M::Bool(scenario_.dma_coherent);
    write(device_, "device", "dma_coherent", zero_extend(bit_of<L>(coherent), 8));
    memory_.object(device_).is_zero = true;
  }

  std::uint64_t entry_offset(const Value<L> &entry) {
    return executor_->offset_of(entry, layout("scatterlist").bytes, false);
  }
  std::uint64_t marks_of(const Value<L> &link) {
    if (link.page)
      return link.page->byte & kSgMarks;
    const Number<L> marks = link.number & like(link.number, kSgMarks);
    return certain(Value<L>(marks), "the marks of a scatter-list entry");
  }
  void read_back_table() {
    SgTable<M> &seen = observation_.sg_table;
    seen = {};
    const auto &sgl = member("sg_table", "sgl");
    const Value<L> first = memory_.load(table_, sgl.offset, sgl.bytes, module_.pointer_bits);
    executor_->demand_sure(first, "sgl");
    seen.has_entry = first.has_object() || first.page || !static_cast<bool>(is_zero(first.number));
    seen.nents = this->template read<M::kIntBits>(table_, "sg_table", "nents");
    seen.orig_nents = this->template read<M::kIntBits>(table_, "sg_table", "orig_nents");
    // A table that points elsewhere has no entry that could be read.
    const std::uint64_t size = layout("scatterlist").bytes;
    if (!first.has_object() || first.object != entries_)
      return;
    const std::uint64_t at = entry_offset(first);
    if (at > memory_.bytes_of(entries_) || memory_.bytes_of(entries_) - at < size)
      return;
    const auto part = [&](std::string_view name) {
      const auto &where = member("scatterlist", name);
      Value<L> value = memory_.load(entries_, at + where.offset, where.bytes,
                                    static_cast<unsigned>(8 * where.bytes));
      executor_->demand_sure(value, std::string(name));
      return value;
    };
    const Value<L> link = part("page_link");
    const std::uint64_t marks = marks_of(link);
    seen.end_marked = marks == kSgEnd;
    Value<L> unmarked = link;
    if (link.page) {
      unmarked.page->byte &= ~kSgMarks;
      seen.page = page(unmarked, true);
    } else {
      unmarked.number = link.number & like(link.number, ~kSgMarks);
      seen.page = page(unmarked, true);
    }
    seen.offset = this->template bits<M::kIntBits>(part("offset"));
    seen.length = this->template bits<M::kIntBits>(part("length"));
    seen.dma_address =
        typename M::BusAddress(this->template bits<M::kDmaBits>(part("dma_address")));
    seen.dma_length = this->template bits<M::kIntBits>(part("dma_length"));
  }

  const Scenario<M> &scenario_;
  Kernel kernel_;
  std::int32_t device_ = Value<L>::kNoObject;
  std::int32_t vma_ = Value<L>::kNoObject;
  std::int32_t table_ = Value<L>::kNoObject;
  std::int32_t handle_ = Value<L>::kNoObject;
  std::int32_t entries_ = Value<L>::kNoObject;
  int mapped_pages_ = 0;
};

} // namespace dma_verify::ir::ops_helpers
