// SPDX-License-Identifier: GPL-2.0-only
// One call of a helper of a compiled ops_helpers.c: the caller's objects as memory of the executor,
// and the simulated kernel behind the services. What harness/units/ops_helpers/session does for
// machine code.
#pragma once

#include "model/ops_helpers/kernel/simulated_kernel.h"
#include "smt/ir/execute/executor.h"
#include "smt/ir/target.h"

#include <array>
#include <span>
#include <string_view>

namespace dma_verify::ir::ops_helpers {

namespace units = dma_verify::ops_helpers;

// The simulated kernel has marked the call as ended.
struct CallEnded {};

template <class M> class CallFrame {
public:
  using L = typename M::Logic;
  using Kernel = SimulatedKernel<M>;

  CallFrame(const Module &module, const PageArray &pages, const Scenario<M> &scenario,
            Observation<M> &observation, Memory<L> &memory)
      : module_(module), pages_(pages), scenario_(scenario), observation_(observation),
        memory_(memory), kernel_(scenario, observation) {}

  Kernel &kernel() { return kernel_; }
  void set(Executor<L> &executor) { executor_ = &executor; }

  // ---- The caller's objects.

  void add_objects() {
    device_ = add("the device", "device");
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
  [[nodiscard]] Value<L> device() const { return memory_.pointer_to(device_); }
  [[nodiscard]] Value<L> vma_pointer() const { return memory_.pointer_to(vma_); }
  [[nodiscard]] Value<L> table() const { return memory_.pointer_to(table_); }
  [[nodiscard]] Value<L> handle() const { return memory_.pointer_to(handle_); }

  Vma<M> vma() {
    Vma<M> view;
    view.vm_start =
        typename M::VirtualAddress(read<M::kWordBits>(vma_, "vm_area_struct", "vm_start"));
    view.vm_end = typename M::VirtualAddress(read<M::kWordBits>(vma_, "vm_area_struct", "vm_end"));
    view.vm_pgoff = typename M::PageCount(read<M::kWordBits>(vma_, "vm_area_struct", "vm_pgoff"));
    view.vm_page_prot = read<M::kWordBits>(vma_, "vm_area_struct", "vm_page_prot");
    view.vm_flags = read<M::kWordBits>(vma_, "vm_area_struct", "vm_flags");
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
  void set_entry(const Value<L> &entry, const Page<M> &page, const Value<L> &length,
                 const Value<L> &offset) {
    const std::uint64_t at = entry_offset(entry);
    const auto &link = member("scatterlist", "page_link");
    const Value<L> before = memory_.load(entries_, at + link.offset, link.bytes, M::kWordBits);
    const std::uint64_t marks = marks_of(before);
    const Value<L> after = page.is_null ? Value<L>(M::kWordBits, marks)
                                        : page_value(Number<L>::of(page.frame.word), pages_, marks);
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

  void note(ContextBreach breach, std::string_view what) {
    if (observation_.breach != ContextBreach::none)
      return;
    observation_.breach = breach;
    if (observation_.completion == Completion::returned)
      tell(what);
  }
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
  void count_mapped_page(bool more) { mapped_pages_ += more ? 1 : -1; }

  void stop_if_ended() const {
    if (observation_.completion != Completion::returned)
      throw CallEnded{};
  }

  // ---- The end.

  void returned_status(const Value<L> &value) {
    observation_.status = static_cast<int>(certain(value, "a status"));
  }
  void returned_page(const Value<L> &value) { observation_.page = page(value, true); }
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
      observation_.dma_handle = typename M::BusAddress(bits<M::kDmaBits>(value));
      break;
    }
    case units::Helper::free_pages:
      break;
    }
    if (mapped_pages_ > 0)
      note(ContextBreach::kept_mapping,
           std::to_string(mapped_pages_) + " of kmap_local_page or kmap");
  }

private:
  static constexpr std::uint64_t kSgEnd = 2;
  static constexpr std::uint64_t kSgMarks = 3; // and SG_CHAIN

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

  void demand_object(const Value<L> &value, std::int32_t object, const std::string &what) {
    demand(value.object == object && value.number.decided().known() == Uint128{0}, what);
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
  static Page<M> page_of(const Number<L> &frame) {
    return Page<M>::of(typename M::FrameNumber(frame.template as<M::kWordBits>()));
  }

  void read_back_table() {
    SgTable<M> &seen = observation_.sg_table;
    seen = {};
    const auto &sgl = member("sg_table", "sgl");
    const Value<L> first = memory_.load(table_, sgl.offset, sgl.bytes, module_.pointer_bits);
    executor_->demand_sure(first, "sgl");
    seen.has_entry = first.has_object() || first.page || !static_cast<bool>(is_zero(first.number));
    seen.nents = read<M::kIntBits>(table_, "sg_table", "nents");
    seen.orig_nents = read<M::kIntBits>(table_, "sg_table", "orig_nents");
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
    Value<L> page = link;
    if (link.page) {
      page.page->byte &= ~kSgMarks;
      seen.page = this->page(page, true);
    } else {
      page.number = link.number & like(link.number, ~kSgMarks);
      seen.page = this->page(page, true);
    }
    seen.offset = bits<M::kIntBits>(part("offset"));
    seen.length = bits<M::kIntBits>(part("length"));
    seen.dma_address = typename M::BusAddress(bits<M::kDmaBits>(part("dma_address")));
    seen.dma_length = bits<M::kIntBits>(part("dma_length"));
  }

  void tell(std::string_view what) {
    const std::size_t length = std::min(what.size(), sizeof(observation_.detail) - 1);
    std::copy_n(what.begin(), length, observation_.detail);
    observation_.detail[length] = '\0';
  }

  const Module &module_;
  const PageArray &pages_;
  const Scenario<M> &scenario_;
  Observation<M> &observation_;
  Memory<L> &memory_;
  Kernel kernel_;
  Executor<L> *executor_ = nullptr;
  std::int32_t device_ = Value<L>::kNoObject;
  std::int32_t vma_ = Value<L>::kNoObject;
  std::int32_t table_ = Value<L>::kNoObject;
  std::int32_t handle_ = Value<L>::kNoObject;
  std::int32_t entries_ = Value<L>::kNoObject;
  int mapped_pages_ = 0;
};

} // namespace dma_verify::ir::ops_helpers
