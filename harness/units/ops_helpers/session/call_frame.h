// SPDX-License-Identifier: GPL-2.0-only
// One call of a C helper: the caller's objects in guarded memory, and the simulated kernel that
// answers the services.
#pragma once

#include "harness/subjects/session/guarded.h"
#include "harness/subjects/session/running_call.h"
#include "harness/subjects/shim/pages.h"
#include "harness/units/ops_helpers/session/page_memory.h"
#include "harness/units/ops_helpers/shim/services.h"
#include "model/ops_helpers/kernel/simulated_kernel.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace dma_verify {

// The number that stands for a pointer to the struct page of a frame.
inline unsigned long page_pointer(std::uint64_t frame) {
  return DMA_VERIFY_PAGES + frame * DMA_VERIFY_PAGE_BYTES;
}

class CallFrame : public RunningCall {
public:
  using M = WidestMachine;
  using Kernel = SimulatedKernel<M>;

  CallFrame();

  // begin, sigsetjmp(escape()), arm, the call, end. After end the observation is complete.
  void begin(const StoredScenario &scenario, StoredObservation &observation);
  void returned_status(int status);
  void returned_page(unsigned long page);
  void end();

  // The caller's objects.
  [[nodiscard]] void *device() const { return device_.object(kDeviceBytes); }
  [[nodiscard]] dma_verify_vma *vma() const;
  [[nodiscard]] dma_verify_sg_table *sg_table() const;
  [[nodiscard]] unsigned long long *dma_handle() const;
  // The caller's buffer, where the file can follow it as far as it is in the linear map.
  PageMemory &memory() { return memory_; }
  // Entries for a table of this many; null if more than a table can have.
  [[nodiscard]] dma_verify_sg_entry *sg_entries(unsigned count);
  [[nodiscard]] bool is_sg_entry(const void *entry) const {
    return sg_entries_.contains(entry, sizeof(dma_verify_sg_entry));
  }

  // The call may sleep here, as `what` tells: its caller must allow it.
  void may_sleep(std::string_view what);
  // A warning is printed.
  void warn(std::string_view what) { note(ContextBreach::warning, what); }
  // A page gets a temporary address; one such address is given back.
  void map_page() { ++mapped_pages_; }
  void unmap_page() { --mapped_pages_; }

  Kernel &kernel() { return *kernel_; }
  [[nodiscard]] const StoredScenario &scenario() const { return *scenario_; }

private:
  // Bytes of struct device, struct vm_area_struct in harness/subjects/shim/facts.h.
  static constexpr std::size_t kDeviceBytes = 32;
  static constexpr std::size_t kVmaBytes = 72;
  static constexpr unsigned kMaxEntries = 8;

  void mark(Completion how, std::string_view what) override { kernel_->end(how, what); }
  bool repair(const void *address, bool is_write) override;
  void note(ContextBreach breach, std::string_view what);
  // What a device can reach. Devices differ in it: it tells whether two calls are for the same one.
  struct Reach {
    M::BusLimit coherent_dma_mask{};
    M::BusLimit bus_dma_limit{};
    bool has_dma_mask = false;
    friend bool operator==(const Reach &, const Reach &) = default;
  };
  // A device keeps its address from call to call; others have other addresses.
  void select_device(const StoredScenario &scenario);
  void set_device(const StoredScenario &scenario);
  // The members of struct vm_area_struct that are not the model's.
  [[nodiscard]] std::span<unsigned long> other_pointers() const;
  // Whether the device, and the members of other objects that the model does not have, are
  // unchanged.
  [[nodiscard]] bool others_untouched() const;
  void read_back();
  void read_back_table();

  GuardedObjects device_;
  std::array<std::optional<Reach>, GuardedObjects::kCount> reaches_{}; // of the devices
  std::size_t new_device_ = 0; // where the next one comes that has not been here, or long ago
  std::array<std::byte, kDeviceBytes> device_before_{};
  GuardedObjects vma_;
  GuardedObjects sg_table_;
  GuardedObjects sg_entries_;
  GuardedObjects dma_handle_;
  PageMemory memory_;

  const StoredScenario *scenario_ = nullptr;
  StoredObservation *observation_ = nullptr;
  std::optional<Kernel> kernel_;
  unsigned entry_count_ = 0; // of the table that was allocated last
  int mapped_pages_ = 0;     // temporary addresses that were not given back
};

} // namespace dma_verify
