// SPDX-License-Identifier: GPL-2.0-only
// The steps of a sequence: as they are chosen, and as events, with every value in them, so that
// they can be run again.
#pragma once

#include "model/kernel/scenario.h"

#include <array>
#include <optional>
#include <string_view>

namespace dma_verify::world {

enum class Action : std::uint8_t {
  // Calls of the helpers that do this with a buffer (BufferUse); files name the helper.
  acquire,
  release,
  describe,
  map_to_user,
  // What drivers and user space do around them.
  munmap,         // all user mappings of a buffer end
  sync_for_cpu,   // the driver takes a buffer back from the device, which may have written it
  alloc_coherent, // from the device's own memory (dma_alloc_from_dev_coherent)
  free_coherent,
};
inline constexpr std::size_t kActionCount = 8;

std::string_view to_string(Action action);
std::optional<Action> action_from(std::string_view text);

// What the action does with its buffer, if it calls a helper, and which helper that is.
BufferUse use_of(Action action);
std::optional<HelperId> call_of(Action action);

// The actions that call a helper, in the order in which assumptions about them are listed.
inline constexpr std::array kCallActions = {Action::acquire, Action::map_to_user, Action::describe,
                                            Action::release};

// What fails although the world could serve it.
struct Faults {
  bool device_area = false;
  bool node_area = false;
  bool standard_area = false;
  bool buddy = false;
  bool mapping = false;
  int sg_alloc_status = 0;
  int remap_status = 0;

  friend bool operator==(const Faults &, const Faults &) = default;
};

// A step as it is chosen, whatever the state in which it is taken.
struct Step {
  Action action = Action::acquire;
  unsigned device = 0;     // acquire, alloc_coherent: which, modulo their number
  unsigned buffer = 0;     // others: which of those that the action fits, modulo their number
  std::uint64_t bytes = 0; // acquire, alloc_coherent
  std::uint32_t gfp = kGfpKernel;                 // acquire
  Direction direction = Direction::bidirectional; // acquire
  std::uint64_t vm_pgoff = 0;                     // map_to_user; pages
  std::uint64_t pages = 1;                        // map_to_user: of the VMA
  bool write_combine = false;                     // map_to_user: DMA_ATTR_WRITE_COMBINE
  bool device_writes = false;                     // sync_for_cpu: first, all that it may
  Faults faults{};

  // GCOVR_EXCL_BR_START: steps are compared by shrinking alone
  friend bool operator==(const Step &, const Step &) = default;
  // GCOVR_EXCL_BR_STOP
};

// A step in one state: what is called, with all answers, or what else happens.
struct Event {
  Action action = Action::acquire;
  unsigned device = 0;
  unsigned buffer = 0;          // its number, counted from the first handed out
  StoredScenario scenario{};    // of a call
  std::uint64_t bytes = 0;      // alloc_coherent
  std::uint64_t frame = 0;      // alloc_coherent: where the pool has room
  std::uint64_t protection = 0; // map_to_user: what dma_pgprot gives this device
  bool device_writes = false;   // sync_for_cpu
};

} // namespace dma_verify::world
