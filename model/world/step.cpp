// SPDX-License-Identifier: GPL-2.0-only
#include "model/world/step.h"

#include "model/units.h"

namespace dma_verify::world {
namespace {

std::array<std::optional<HelperId>, kActionCount> helpers_of_actions() {
  std::array<std::optional<HelperId>, kActionCount> helpers;
  for (const Action action : kCallActions) {
    for (const HelperId helper : all_helpers()) {
      if (text_of(helper).use == use_of(action))
        helpers[static_cast<std::size_t>(action)] = helper;
    }
  }
  return helpers;
}

} // namespace

BufferUse use_of(Action action) {
  switch (action) { // GCOVR_EXCL_BR_LINE: is asked of actions that call a helper
  case Action::acquire:
    return BufferUse::acquire;
  case Action::release:
    return BufferUse::release;
  case Action::describe:
    return BufferUse::describe;
  case Action::map_to_user:
    return BufferUse::map_to_user;
  // GCOVR_EXCL_START: is asked of actions that call a helper
  default:
    return BufferUse::none;
    // GCOVR_EXCL_STOP
  }
}

std::string_view to_string(Action action) {
  switch (action) {
  case Action::munmap:
    return "munmap";
  case Action::sync_for_cpu:
    return "sync_for_cpu";
  case Action::alloc_coherent:
    return "alloc_coherent";
  case Action::free_coherent:
    return "free_coherent";
  default:
    return dma_verify::to_string(call_of(action).value());
  }
}

// GCOVR_EXCL_START: only stored sequences are read
std::optional<Action> action_from(std::string_view text) {
  for (std::size_t i = 0; i < kActionCount; ++i) {
    const auto action = static_cast<Action>(i);
    if (to_string(action) == text)
      return action;
  }
  return std::nullopt;
}
// GCOVR_EXCL_STOP

std::optional<HelperId> call_of(Action action) {
  static const std::array kHelpers = helpers_of_actions();
  return kHelpers[static_cast<std::size_t>(action)];
}

} // namespace dma_verify::world
