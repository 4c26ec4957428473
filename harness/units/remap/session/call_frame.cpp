// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/session/call_frame.h"

#include "harness/subjects/shim/pages.h"

#include <algorithm>
#include <cstring>
#include <dlfcn.h>

namespace dma_verify::remap {
namespace {

using M = WidestMachine;

static_assert(kMemmapGap == REMAP_MEMMAP_GAP);

constexpr std::size_t kPointerBytes = 8;
constexpr std::size_t kStackBytes = 8 * 1024 * 1024;
constexpr std::byte kUnwritten{0xa5}; // all bytes of a pointer: no struct page is there
constexpr int kReleased = 0x6b;       // what the kernel fills released objects with
// Members of an area that are not the model's have this value and that of their neighbours: never
// followed, and a call must not change it.
constexpr std::uintptr_t kForeignPointer = 0xffff'8aaa'5555'0000U;

std::uintptr_t number(const void *pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer); // NOLINT
}
template <class Object> Object *pointer(std::uintptr_t number) {
  return reinterpret_cast<Object *>(number); // NOLINT(performance-no-int-to-ptr)
}

// The number that stands for a pointer to the struct page of a frame. The memmap may have two parts
// (nth_page in shim/services.h).
std::uint64_t page_pointer(const StoredScenario &scenario, std::uint64_t frame) {
  const bool behind = scenario.split_memmap && frame >= scenario.next_part.word.value();
  return DMA_VERIFY_PAGES + (frame + (behind ? kMemmapGap : 0)) * DMA_VERIFY_PAGE_BYTES;
}
// The frame of a struct page; nothing if the number is none's.
std::optional<M::FrameNumber> frame_of(const StoredScenario &scenario, std::uint64_t pointer) {
  const std::uint64_t offset = pointer - DMA_VERIFY_PAGES;
  if (pointer == 0 || offset % DMA_VERIFY_PAGE_BYTES != 0)
    return std::nullopt;
  std::uint64_t frame = offset / DMA_VERIFY_PAGE_BYTES;
  if (scenario.split_memmap && frame >= scenario.next_part.word.value())
    frame -= kMemmapGap;
  return M::FrameNumber(Bits<64>(frame));
}

Pointer<M> pointer_to(std::uint64_t address) {
  if (address == 0)
    return Pointer<M>::null();
  return Pointer<M>::to(M::VirtualAddress(Bits<64>(address)));
}

} // namespace

void CallFrame::begin(const StoredScenario &scenario, StoredObservation &observation,
                      const void *stack) {
  begin_call(observation);
  scenario_ = &scenario;
  observation_ = &observation;
  stack_ = stack;
  observation.clear();
  kernel_.emplace(scenario, observation);
  array_count_ = 0;
  move_objects();
  callers_.place = Pointer<M>::null();
  if (remap::helper_of(scenario.call) == Helper::pages_remap) {
    const auto count = page_count<M>(scenario.size, scenario.architecture.page_shift).word.value();
    callers_.place = Pointer<M>::to(scenario.pages);
    // A longer one is never looked at so far behind its beginning.
    callers_.bytes = std::min(count, ArrayWindow::kMaxBytes / kPointerBytes) * kPointerBytes;
    std::swap(callers_.window, next_callers_);
    if (callers_.window == nullptr)
      callers_.window = std::make_unique<ArrayWindow>();
    callers_.window->place(callers_.bytes); // filled when the file looks into it
  }
}

void CallFrame::move_objects() {
  std::rotate(arrays_.begin(), arrays_.begin() + 1, arrays_.end());
  for (ShownArea &area : areas_) {
    area.shown = false;
    if (area.memory != nullptr)
      area.memory->next();
  }
  if (callers_.window != nullptr && !callers_.window->is_closed())
    callers_.window->close();
}

unsigned long CallFrame::block() const {
  return page_pointer(*scenario_, scenario_->page.word.value());
}

std::size_t CallFrame::probe_offset() const {
  const std::uint64_t probe = scenario_->probe.value();
  return probe < ArrayWindow::kMaxBytes ? probe * kPointerBytes : ArrayWindow::kMaxBytes;
}

void *CallFrame::open_array(const Pointer<M> &array, std::size_t bytes, bool zeroed) {
  if (array_count_ == arrays_.size())
    end_call(Completion::unmodelled, "more arrays than four");
  Array &opened = arrays_[array_count_++];
  opened.place = array;
  opened.bytes = bytes;
  if (opened.window == nullptr)
    opened.window = std::make_unique<ArrayWindow>();
  opened.window->open(bytes, probe_offset(), kUnwritten);
  if (zeroed)
    opened.window->fill_all(std::byte{0});
  allow(static_cast<int>(bytes >> 25U)); // a loop over all entries takes its time
  return opened.window->begin();
}

const CallFrame::Array *CallFrame::array_at(const Pointer<M> &place) const {
  for (std::size_t i = 0; i < array_count_; ++i) {
    if (!place.is_null && arrays_[i].place.address == place.address)
      return &arrays_[i];
  }
  return nullptr;
}

void CallFrame::check_before(const ArrayWindow &window) {
  if (!window.is_closed() && !window.sealed())
    mark(Completion::out_of_bounds_write, "store before the beginning of the array");
}

void CallFrame::close_array(const Pointer<M> &array) {
  const Array *closed = array_at(array);
  if (closed == nullptr || closed->window->is_closed())
    return;
  check_before(*closed->window);
  closed->window->close();
}

void CallFrame::tell_stores(const Pointer<M> &array) {
  const Array *told = array_at(array);
  const std::size_t offset = probe_offset();
  if (told == nullptr || told->window->is_closed() || offset + kPointerBytes > told->bytes)
    return;
  std::uint64_t stored = 0;
  std::memcpy(&stored, told->window->begin() + offset, kPointerBytes);
  std::uint64_t unwritten = 0;
  std::memset(&unwritten, static_cast<int>(kUnwritten), sizeof unwritten);
  if (stored == unwritten)
    return;
  const auto frame = frame_of(*scenario_, stored);
  if (!frame)
    end_call(Completion::foreign_argument,
             stored == 0 ? "an array with a NULL page" : "an array with a pointer that is no page");
  FilledInterval<M> store;
  store.start = Bits<32>(scenario_->probe.value());
  store.length = Bits<32>(1);
  store.base = Page<M>::of(*frame);
  kernel_->fill(array, store);
}

// Areas have the addresses of the scenario, which may lie in a window's address space: where an
// area begins is the area.
Pointer<M> CallFrame::seen(unsigned long pointer) const {
  const auto begins_there = [&](const Area<M> &area) {
    return area.address.word.value() == pointer;
  };
  if (std::ranges::any_of(observation_->areas, begins_there))
    return pointer_to(pointer);
  const auto in = [&](const Array &array) {
    return !array.place.is_null && array.window->in_window(pointer);
  };
  const auto place = [&](const Array &array) {
    return pointer_to(array.place.address.word.value() + (pointer - number(array.window->begin())));
  };
  if (in(callers_))
    return place(callers_);
  for (std::size_t i = 0; i < array_count_; ++i) {
    if (in(arrays_[i]))
      return place(arrays_[i]);
  }
  return pointer_to(pointer);
}

unsigned long CallFrame::shown_pointer(const Pointer<M> &pointer) const {
  if (pointer.is_null)
    return 0;
  if (const Array *array = array_at(pointer))
    return number(array->window->begin());
  if (!callers_.place.is_null && pointer.address == callers_.place.address)
    return number(callers_.window->begin());
  return pointer.address.word.value();
}

dma_verify_vm_struct *CallFrame::object(const ShownArea &area) {
  return reinterpret_cast<dma_verify_vm_struct *>( // NOLINT
      area.memory->object(sizeof(dma_verify_vm_struct)));
}

dma_verify_vm_struct *CallFrame::show_area(const AreaPointer &area) {
  if (area.is_null)
    return nullptr;
  if (area.index >= areas_.size())
    end_call(Completion::unmodelled, "more areas than eight");
  ShownArea &shown = areas_[area.index];
  if (!shown.shown) {
    if (shown.memory == nullptr)
      shown.memory = std::make_unique<GuardedObjects>(sizeof(dma_verify_vm_struct));
    const Area<M> &known = observation_->areas[area.index];
    *object(shown) = {.next = pointer<void>(kForeignPointer),
                      .addr = known.address.word.value(),
                      .size = known.bytes.word.value(),
                      .flags = known.flags.value(),
                      .pages = pointer<void>(shown_pointer(known.pages)),
                      .nr_pages = static_cast<unsigned>(known.nr_pages.value()),
                      .phys_addr = kForeignPointer + 1,
                      .caller = pointer<void>(kForeignPointer + 2)};
    shown.memory->seal(sizeof(dma_verify_vm_struct));
    shown.shown = true;
  }
  return object(shown);
}

void CallFrame::read_areas() {
  for (std::size_t i = 0; i < areas_.size() && i < observation_->areas.size(); ++i) {
    Area<M> &area = observation_->areas[i];
    if (!areas_[i].shown || !area.live)
      continue;
    const dma_verify_vm_struct &read = *object(areas_[i]);
    area.address = M::VirtualAddress(Bits<64>(read.addr));
    area.bytes = M::Bytes(Bits<64>(read.size));
    area.flags = Bits<64>(read.flags);
    area.pages = seen(number(read.pages));
    area.nr_pages = Bits<32>(read.nr_pages);
    if (!areas_[i].memory->sealed(sizeof(dma_verify_vm_struct)) ||
        number(read.next) != kForeignPointer || read.phys_addr != kForeignPointer + 1 ||
        number(read.caller) != kForeignPointer + 2) {
      mark(Completion::out_of_bounds_write, "a member of an area that is not the call's");
    }
  }
}

void CallFrame::forget_dead_areas() {
  for (std::size_t i = 0; i < areas_.size() && i < observation_->areas.size(); ++i) {
    if (areas_[i].shown && !observation_->areas[i].live)
      std::memset(areas_[i].memory->object(sizeof(dma_verify_vm_struct)), kReleased,
                  sizeof(dma_verify_vm_struct));
  }
}

bool CallFrame::is_files_own(unsigned long address) const {
  const std::uintptr_t top = number(stack_);
  if (address < top && top - address < kStackBytes)
    return true;
  Dl_info info{};
  return dladdr(pointer<void>(address), &info) != 0;
}

bool CallFrame::is_array_memory(unsigned long address) const {
  const auto in = [&](const Array &array) {
    return !array.place.is_null && array.window->in_window(address);
  };
  return in(callers_) || std::any_of(arrays_.begin(), arrays_.begin() + array_count_, in);
}

bool CallFrame::repair(const void *address, bool is_write) {
  const std::uintptr_t at = number(address);
  if (!callers_.place.is_null && callers_.window->in_window(at)) {
    // Written only here, and only by a file that looks into it.
    if (callers_.window->in_array(at) && !is_write && callers_.window->is_closed()) {
      callers_.window->open(callers_.bytes, probe_offset(), kUnwritten);
      const std::uint64_t entry = scenario_->entry.word.value();
      callers_.window->store_everywhere(page_pointer(*scenario_, entry + 1));
      const std::uint64_t probed = page_pointer(*scenario_, entry);
      if (probe_offset() + kPointerBytes <= callers_.bytes)
        std::memcpy(callers_.window->begin() + probe_offset(), &probed, kPointerBytes);
      callers_.window->protect_from_writing();
      return true;
    }
    if (!is_write && callers_.bytes == ArrayWindow::kMaxBytes && !callers_.window->in_array(at))
      end_call(Completion::unmodelled, "an array of more than 2 GiB");
    return false;
  }
  for (std::size_t i = 0; i < array_count_; ++i) {
    ArrayWindow &window = *arrays_[i].window;
    if (!window.in_window(at))
      continue;
    if (window.in_array(at) && window.is_closed()) { // used after its release
      observation_->late_store = true;
      window.reopen();
      return true;
    }
    if (is_write)
      end_call(Completion::out_of_bounds_write, "store behind the end of the array");
  }
  return false;
}

void CallFrame::returned(unsigned long pointer) { observation_->result = seen(pointer); }

void CallFrame::end() {
  finish_call();
  read_areas();
  for (std::size_t i = 0; i < array_count_; ++i)
    check_before(*arrays_[i].window);
}

} // namespace dma_verify::remap
