// SPDX-License-Identifier: GPL-2.0-only
// The memory of pages as a C helper finds it behind page_address(): that of the blocks and buffers
// that the call has. What the helper stores there by itself is told to the simulated kernel as
// memsets, so that properties judge it like what memset() writes.
#pragma once

#include "harness/subjects/session/linear_map.h"
#include "model/ops_helpers/kernel/simulated_kernel.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace dma_verify {

class PageMemory {
public:
  using M = WidestMachine;

  PageMemory();

  // For a call of this scenario; both must outlive it.
  void begin(const StoredScenario &scenario, const StoredObservation &observation);

  [[nodiscard]] const LinearMap &map() const { return *map_; }
  // A kernel address as the file gets it, and back. Other addresses stay as they are.
  [[nodiscard]] unsigned long shown(M::VirtualAddress address) const;
  // cpu_addr as the file gets it: in the map if all of the buffer is there.
  [[nodiscard]] unsigned long buffer() const;
  [[nodiscard]] M::VirtualAddress seen(unsigned long address) const;

  // The file accesses this address, at which nothing was. too_much: all is open that can be.
  enum class Touched : std::uint8_t { nothing_there, opened, too_much };
  Touched touch(std::uintptr_t address);
  // What memset() wrote, and the trace has.
  void write(M::VirtualAddress address, std::uint8_t value, std::uint64_t bytes);
  // Tells what was stored since the last time, and closes the memory: the next access finds it
  // again, if the pages are still the call's.
  void tell_stores(SimulatedKernel<M> &kernel);
  void close();

private:
  // Pages that the call has: bytes [from, to) of the map.
  struct Owned {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::size_t since = 0; // effects of the trace before this one are of earlier owners
    bool zeroed = false;   // by the allocator
  };
  struct Piece : LinearMap::Piece {
    std::size_t since = 0;
    std::byte content{}; // before anything was written
  };
  // What memset() wrote into a piece, in order; or what the file stored.
  struct Written {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::byte value{};
  };

  [[nodiscard]] std::optional<Owned> owner_of(std::uint64_t offset) const;
  [[nodiscard]] Owned pages(M::FrameNumber first, M::PageCount count) const;
  [[nodiscard]] std::vector<Written> told_of(const Piece &piece) const;
  void find_stores(const Piece &piece, std::vector<Written> &stores) const;

  std::shared_ptr<LinearMap> map_; // of this process: there is no room for two
  std::vector<Piece> pieces_;
  const StoredScenario *scenario_ = nullptr;
  const StoredObservation *observation_ = nullptr;
  bool buffer_is_mapped_ = false; // all of it
};

} // namespace dma_verify
