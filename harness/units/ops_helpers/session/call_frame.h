// SPDX-License-Identifier: GPL-2.0-only
// One call of a C helper: the caller's objects in guarded memory, the simulated kernel that answers
// the services, and how a call ends that does not return.
#pragma once

#include "harness/subjects/session/guarded.h"
#include "harness/subjects/shim/services.h"
#include "model/ops_helpers/kernel/simulated_kernel.h"

#include <array>
#include <csetjmp>
#include <csignal>
#include <cstddef>
#include <optional>
#include <span>

namespace dma_verify {

// The number that stands for a pointer to the struct page of a frame.
inline unsigned long page_pointer(std::uint64_t frame) {
  return DMA_VERIFY_PAGES + frame * DMA_VERIFY_PAGE_BYTES;
}

class CallFrame {
public:
  using Kernel = SimulatedKernel<WidestMachine>;

  // Installs handlers for the signals of a crash and a timer against endless loops.
  CallFrame();
  ~CallFrame();
  CallFrame(const CallFrame &) = delete;
  CallFrame &operator=(const CallFrame &) = delete;

  // begin, sigsetjmp(escape()), arm, the call, end. After end the observation is complete.
  void begin(const StoredScenario &scenario, StoredObservation &observation);
  sigjmp_buf &escape() { return escape_; }
  void arm() { armed_ = 1; }
  void returned_status(int status);
  void returned_page(unsigned long page);
  void end();

  // The caller's objects.
  [[nodiscard]] void *device() const { return device_.object(kDeviceBytes); }
  [[nodiscard]] dma_verify_vma *vma() const;
  [[nodiscard]] dma_verify_sg_table *sg_table() const;
  [[nodiscard]] unsigned long long *dma_handle() const;
  // Entries for a table of this many; null if more than a table can have.
  [[nodiscard]] dma_verify_sg_entry *sg_entries(unsigned count);
  [[nodiscard]] bool is_sg_entry(const void *entry) const {
    return sg_entries_.contains(entry, sizeof(dma_verify_sg_entry));
  }

  // For services: each begins with begin_service(), which counts it and returns the kernel, and
  // ends with end_service(), which does not return if the call is to end.
  Kernel &begin_service();
  void end_service();
  // Ends the call. Does not return, and runs no destructors.
  [[noreturn]] void end_call(Completion how, const char *what);

  [[nodiscard]] const StoredScenario &scenario() const { return *scenario_; }

private:
  // Bytes of struct device, struct vm_area_struct in harness/subjects/shim/facts.h.
  static constexpr std::size_t kDeviceBytes = 32;
  static constexpr std::size_t kVmaBytes = 72;
  static constexpr unsigned kMaxEntries = 8;
  // Service calls in one call of a helper; a loop over all pages of the largest block fits.
  static constexpr std::uint64_t kMaxServiceCalls = 16'000'000;

  static void on_crash(int signal, siginfo_t *info, void *);
  static void on_timer(int);
  void set_device(const StoredScenario &scenario);
  // The members of struct vm_area_struct that are not the model's.
  [[nodiscard]] std::span<unsigned long> other_pointers() const;
  // Whether the device, and the members of other objects that the model does not have, are
  // unchanged.
  [[nodiscard]] bool others_untouched() const;
  void read_back();
  void read_back_table();

  GuardedMemory device_;
  std::array<std::byte, kDeviceBytes> device_before_{};
  GuardedMemory vma_;
  GuardedMemory sg_table_;
  GuardedMemory sg_entries_;
  GuardedMemory dma_handle_;
  void *signal_stack_ = nullptr;

  const StoredScenario *scenario_ = nullptr;
  StoredObservation *observation_ = nullptr;
  std::optional<Kernel> kernel_;
  std::uint64_t service_calls_ = 0;
  std::uint64_t calls_at_tick_ = 0; // at the timer's last tick
  unsigned entry_count_ = 0;        // of the table that was allocated last

  sigjmp_buf escape_{};
  volatile std::sig_atomic_t armed_ = 0;      // a helper is running
  volatile std::sig_atomic_t in_service_ = 0; // inside our own code
  volatile std::sig_atomic_t ticks_ = 0;      // of the timer during this call
  volatile std::sig_atomic_t late_ = 0;       // the timer ticked inside a service
};

} // namespace dma_verify
