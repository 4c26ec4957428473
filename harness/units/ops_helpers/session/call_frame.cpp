// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/session/call_frame.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace dma_verify {
namespace {

constexpr std::uint64_t kSgChain = 1;
constexpr std::uint64_t kSgEnd = 2;

// The beginning of struct device in harness/subjects/shim/facts.h.
struct DeviceMembers {
  const unsigned long long *dma_mask;
  unsigned long long coherent_dma_mask;
  unsigned long long bus_dma_limit;
  bool dma_coherent;
};

// The value of the other pointers in a VMA: never dereferenced, and a call must not change it, not
// even to NULL.
constexpr unsigned long kForeignPointer = 0xffff'8aaa'5555'0000UL;

// Whether the device is cache-coherent: for a coherent one dma_pgprot changes nothing
// (SEMANTICS.md, "dma_pgprot").
bool is_coherent(const StoredScenario &scenario) {
  if (scenario.call == ops_helpers::Helper::mmap)
    return static_cast<bool>(scenario.dma_pgprot == scenario.vma.vm_page_prot);
  return scenario.dma_coherent;
}

} // namespace

CallFrame::CallFrame()
    : device_(kDeviceBytes), vma_(kVmaBytes), sg_table_(sizeof(dma_verify_sg_table)),
      sg_entries_(kMaxEntries * sizeof(dma_verify_sg_entry)),
      dma_handle_(sizeof(unsigned long long)) {}

dma_verify_vma *CallFrame::vma() const {
  return reinterpret_cast<dma_verify_vma *>(vma_.object(kVmaBytes)); // NOLINT
}
dma_verify_sg_table *CallFrame::sg_table() const {
  return reinterpret_cast<dma_verify_sg_table *>(
      sg_table_.object(sizeof(dma_verify_sg_table))); // NOLINT
}
unsigned long long *CallFrame::dma_handle() const {
  return reinterpret_cast<unsigned long long *>(
      dma_handle_.object(sizeof(unsigned long long))); // NOLINT
}
dma_verify_sg_entry *CallFrame::sg_entries(unsigned count) {
  if (count == 0 || count > kMaxEntries)
    return nullptr;
  entry_count_ = count;
  sg_entries_.seal(count * sizeof(dma_verify_sg_entry));
  return reinterpret_cast<dma_verify_sg_entry *>( // NOLINT
      sg_entries_.object(count * sizeof(dma_verify_sg_entry)));
}

void CallFrame::begin(const StoredScenario &scenario, StoredObservation &observation) {
  scenario_ = &scenario;
  observation_ = &observation;
  observation.clear();
  kernel_.emplace(scenario, observation);
  begin_call(observation,
             {kernel_->requested_pages(), std::uint64_t{1} << scenario.architecture.page_shift});
  entry_count_ = 0;
  memory_.begin(scenario, observation);
  mapped_pages_ = 0;

  select_device(scenario);
  set_device(scenario);
  for (GuardedObjects *objects : {&vma_, &sg_table_, &sg_entries_, &dma_handle_})
    objects->next();
  switch (ops_helpers::helper_of(scenario.call)) {
  case ops_helpers::Helper::mmap: {
    std::memset(vma_.object(kVmaBytes), 0, kVmaBytes);
    dma_verify_vma &vma = *this->vma();
    vma.vm_start = scenario.vma.vm_start.word.value();
    vma.vm_end = scenario.vma.vm_end.word.value();
    vma.vm_pgoff = scenario.vma.vm_pgoff.word.value();
    vma.vm_page_prot = scenario.vma.vm_page_prot.value();
    vma.vm_flags = scenario.vma.vm_flags.value();
    const auto others = other_pointers();
    for (std::size_t i = 0; i < others.size(); ++i)
      others[i] = kForeignPointer + 64 * i;
    vma_.seal(kVmaBytes);
    break;
  }
  case ops_helpers::Helper::get_sgtable:
    // The call must not depend on what the caller's table contained.
    sg_table()->sgl = reinterpret_cast<dma_verify_sg_entry *>(kForeignPointer); // NOLINT
    sg_table()->nents = sg_table()->orig_nents = 7;
    sg_table_.seal(sizeof(dma_verify_sg_table));
    break;
  case ops_helpers::Helper::alloc_pages:
    *dma_handle() = scenario.dma_handle.word.value();
    dma_handle_.seal(sizeof(unsigned long long));
    break;
  case ops_helpers::Helper::free_pages:
    break;
  }
}

void CallFrame::select_device(const StoredScenario &scenario) {
  const Reach reach{scenario.coherent_dma_mask, scenario.bus_dma_limit, scenario.has_dma_mask};
  const auto known = std::ranges::find(reaches_, std::optional(reach));
  if (known != reaches_.end()) {
    device_.select(static_cast<std::size_t>(known - reaches_.begin()));
    return;
  }
  device_.select(new_device_);
  reaches_[new_device_] = reach;
  new_device_ = (new_device_ + 1) % reaches_.size();
}

void CallFrame::set_device(const StoredScenario &scenario) {
  std::memset(device_.object(kDeviceBytes), 0, kDeviceBytes);
  static_assert(sizeof(DeviceMembers) == kDeviceBytes);
  auto *device = reinterpret_cast<DeviceMembers *>(device_.object(kDeviceBytes)); // NOLINT
  device->dma_mask = scenario.has_dma_mask ? &device->coherent_dma_mask : nullptr;
  device->coherent_dma_mask = scenario.coherent_dma_mask.word.value();
  device->bus_dma_limit = scenario.bus_dma_limit.word.value();
  device->dma_coherent = is_coherent(scenario);
  std::memcpy(device_before_.data(), device, kDeviceBytes);
  device_.seal(kDeviceBytes);
}

std::span<unsigned long> CallFrame::other_pointers() const {
  static_assert((kVmaBytes - sizeof(dma_verify_vma)) % sizeof(unsigned long) == 0);
  auto *first = reinterpret_cast<unsigned long *>( // NOLINT
      vma_.object(kVmaBytes) + sizeof(dma_verify_vma));
  return {first, (kVmaBytes - sizeof(dma_verify_vma)) / sizeof(unsigned long)};
}

bool CallFrame::repair(const void *address, bool) {
  switch (memory_.touch(reinterpret_cast<std::uintptr_t>(address))) { // NOLINT
  case PageMemory::Touched::nothing_there:
    return false;
  case PageMemory::Touched::opened:
    return true;
  case PageMemory::Touched::too_much:
    end_call(Completion::too_long, "more than 64 MiB accessed without memset");
  }
  return false;
}

void CallFrame::may_sleep(std::string_view what) {
  const StoredScenario &call = scenario();
  const bool allowed = call.call != ops_helpers::Helper::free_pages &&
                       (call.call != ops_helpers::Helper::alloc_pages ||
                        (call.gfp.value() & kGfpDirectReclaim) != 0);
  if (!allowed)
    note(ContextBreach::sleep, what);
}

void CallFrame::note(ContextBreach breach, std::string_view what) {
  note_breach(*observation_, breach, what);
}

void CallFrame::returned_status(int status) { observation_->status = status; }

void CallFrame::returned_page(unsigned long page) {
  if (page == 0)
    return;
  const unsigned long offset = page - DMA_VERIFY_PAGES;
  if (offset % DMA_VERIFY_PAGE_BYTES != 0) {
    kernel_->end(Completion::foreign_argument, "the returned pointer is no page");
    return;
  }
  observation_->page =
      Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(offset / DMA_VERIFY_PAGE_BYTES)));
}

void CallFrame::end() {
  finish_call();
  bool sealed = device_.sealed(kDeviceBytes);
  switch (ops_helpers::helper_of(scenario_->call)) {
  case ops_helpers::Helper::mmap:
    sealed = sealed && vma_.sealed(kVmaBytes);
    break;
  case ops_helpers::Helper::get_sgtable:
    sealed = sealed && sg_table_.sealed(sizeof(dma_verify_sg_table));
    if (entry_count_ != 0) {
      sealed = sealed && sg_entries_.sealed(entry_count_ * sizeof(dma_verify_sg_entry));
    }
    break;
  case ops_helpers::Helper::alloc_pages:
    sealed = sealed && dma_handle_.sealed(sizeof(unsigned long long));
    break;
  case ops_helpers::Helper::free_pages:
    break;
  }
  if (observation_->completion == Completion::returned)
    memory_.tell_stores(*kernel_);
  memory_.close();
  if (observation_->completion == Completion::crashed)
    observation_->fault_address = memory_.seen(observation_->fault_address).word.value();
  if (mapped_pages_ > 0)
    note(ContextBreach::kept_mapping,
         std::to_string(mapped_pages_) + " of kmap_local_page or kmap");
  if (!sealed)
    kernel_->end(Completion::out_of_bounds_write, "memory before a caller's object");
  if (!others_untouched())
    kernel_->end(Completion::out_of_bounds_write, "a field of the caller's that is not the call's");
  read_back();
}

bool CallFrame::others_untouched() const {
  if (std::memcmp(device_.object(kDeviceBytes), device_before_.data(), kDeviceBytes) != 0)
    return false;
  if (scenario_->call == ops_helpers::Helper::mmap) {
    const auto others = other_pointers();
    for (std::size_t i = 0; i < others.size(); ++i) {
      if (others[i] != kForeignPointer + 64 * i)
        return false;
    }
  }
  // The model has no member for the flags of a table's entry.
  for (unsigned i = 1; i <= entry_count_ && scenario_->call == ops_helpers::Helper::get_sgtable;
       ++i) {
    const auto *entry = reinterpret_cast<const dma_verify_sg_entry *>( // NOLINT
        sg_entries_.object(i * sizeof(dma_verify_sg_entry)));
    if (entry->dma_flags != 0)
      return false;
  }
  return true;
}

void CallFrame::read_back() {
  switch (ops_helpers::helper_of(scenario_->call)) {
  case ops_helpers::Helper::mmap: {
    const dma_verify_vma &vma = *this->vma();
    observation_->vma.vm_start = M::VirtualAddress(Bits<64>(vma.vm_start));
    observation_->vma.vm_end = M::VirtualAddress(Bits<64>(vma.vm_end));
    observation_->vma.vm_pgoff = M::PageCount(Bits<64>(vma.vm_pgoff));
    observation_->vma.vm_page_prot = Bits<64>(vma.vm_page_prot);
    observation_->vma.vm_flags = Bits<64>(vma.vm_flags);
    break;
  }
  case ops_helpers::Helper::get_sgtable:
    read_back_table();
    break;
  case ops_helpers::Helper::alloc_pages:
    observation_->dma_handle = M::BusAddress(Bits<64>(*dma_handle()));
    break;
  case ops_helpers::Helper::free_pages:
    break;
  }
}

void CallFrame::read_back_table() {
  const dma_verify_sg_table &table = *sg_table();
  SgTable<M> &seen = observation_->sg_table;
  seen = {};
  seen.has_entry = table.sgl != nullptr;
  seen.nents = Bits<32>(table.nents);
  seen.orig_nents = Bits<32>(table.orig_nents);
  // A table that points elsewhere has no entry that could be read.
  if (!sg_entries_.contains(table.sgl, sizeof(dma_verify_sg_entry)))
    return;
  const dma_verify_sg_entry &entry = *table.sgl;
  const std::uint64_t page = entry.page_link & ~(kSgChain | kSgEnd);
  seen.end_marked = (entry.page_link & (kSgChain | kSgEnd)) == kSgEnd;
  if (page != 0) {
    seen.page =
        Page<M>::of(M::FrameNumber(Bits<64>((page - DMA_VERIFY_PAGES) / DMA_VERIFY_PAGE_BYTES)));
  }
  seen.offset = Bits<32>(entry.offset);
  seen.length = Bits<32>(entry.length);
  seen.dma_address = M::BusAddress(Bits<64>(entry.dma_address));
  seen.dma_length = Bits<32>(entry.dma_length);
}

} // namespace dma_verify
