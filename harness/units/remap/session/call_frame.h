// SPDX-License-Identifier: GPL-2.0-only
// One call of a C helper: arrays and areas in real memory, and the simulated kernel that answers
// the services.
#pragma once

#include "harness/subjects/session/guarded.h"
#include "harness/subjects/session/running_call.h"
#include "harness/units/remap/session/array_window.h"
#include "harness/units/remap/shim/services.h"
#include "model/remap/simulated_kernel.h"

#include <array>
#include <memory>
#include <optional>

namespace dma_verify::remap {

class CallFrame : public RunningCall {
public:
  using M = WidestMachine;
  using Kernel = SimulatedKernel<M>;

  // begin, sigsetjmp(escape()), arm, the call, end. After end the observation is complete.
  // `stack` is an address in the frame that calls the helper.
  void begin(const StoredScenario &scenario, StoredObservation &observation, const void *stack);
  void returned(unsigned long pointer);
  void end();

  Kernel &kernel() { return *kernel_; }
  [[nodiscard]] const StoredScenario &scenario() const { return *scenario_; }

  // The caller's array, as the helper sees it.
  [[nodiscard]] std::byte *callers_array() const { return callers_.window->begin(); }

  // The struct page of the first frame of the block.
  [[nodiscard]] unsigned long block() const;

  // A pointer of the file's, as the model sees it: a place in an array, or a number.
  [[nodiscard]] Pointer<M> seen(unsigned long pointer) const;

  // For services.
  void *open_array(const Pointer<M> &array, std::size_t bytes, bool zeroed);
  void close_array(const Pointer<M> &array); // it has been released
  // Tells the kernel what is stored in entry `probe` of the array.
  void tell_stores(const Pointer<M> &array);
  // Copies areas from the file's memory to the observation, and says where the file sees one.
  void read_areas();
  dma_verify_vm_struct *show_area(const AreaPointer &area);
  void forget_dead_areas();
  // Whether the address is in memory of the file: its stack, or its variables.
  [[nodiscard]] bool is_files_own(unsigned long address) const;
  [[nodiscard]] bool is_array_memory(unsigned long address) const;

private:
  static constexpr std::size_t kMaxArrays = 4;
  static constexpr std::size_t kMaxAreas = 8;

  struct Array {
    Pointer<M> place{}; // of the model's; NULL: there is none
    std::size_t bytes = 0;
    std::unique_ptr<ArrayWindow> window{};
  };
  struct ShownArea {
    bool shown = false;
    std::unique_ptr<GuardedObjects> memory{};
  };

  void mark(Completion how, std::string_view what) override { kernel_->end(how, what); }
  bool repair(const void *address, bool is_write) override;
  [[nodiscard]] std::size_t probe_offset() const;
  void check_before(const ArrayWindow &window); // what lies there
  // Arrays and areas lie elsewhere than in the last call.
  void move_objects();
  const Array *array_at(const Pointer<M> &place) const;
  [[nodiscard]] unsigned long shown_pointer(const Pointer<M> &pointer) const;
  static dma_verify_vm_struct *object(const ShownArea &area);

  std::array<Array, kMaxArrays> arrays_;
  std::size_t array_count_ = 0;
  Array callers_;
  std::unique_ptr<ArrayWindow> next_callers_{}; // where the next caller's array will lie
  std::array<ShownArea, kMaxAreas> areas_;
  const void *stack_ = nullptr;
  const StoredScenario *scenario_ = nullptr;
  StoredObservation *observation_ = nullptr;
  std::optional<Kernel> kernel_;
};

} // namespace dma_verify::remap
