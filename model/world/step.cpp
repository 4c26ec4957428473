// SPDX-License-Identifier: GPL-2.0-only
#include "model/world/step.h"

namespace dma_verify::world {
namespace {

constexpr std::array<std::string_view, kActionCount> kNames = {
    "alloc_pages", "free_pages",   "get_sgtable",    "mmap",
    "munmap",      "sync_for_cpu", "alloc_coherent", "free_coherent"};

} // namespace

std::string_view to_string(Action action) { return kNames[static_cast<std::size_t>(action)]; }

// GCOVR_EXCL_START: only stored sequences are read
std::optional<Action> action_from(std::string_view text) {
  for (std::size_t i = 0; i < kActionCount; ++i) {
    if (kNames[i] == text)
      return static_cast<Action>(i);
  }
  return std::nullopt;
}
// GCOVR_EXCL_STOP

std::optional<HelperId> call_of(Action action) {
  switch (action) {
  case Action::alloc_pages:
    return ops_helpers::Helper::alloc_pages;
  case Action::free_pages:
    return ops_helpers::Helper::free_pages;
  case Action::get_sgtable:
    return ops_helpers::Helper::get_sgtable;
  case Action::mmap:
    return ops_helpers::Helper::mmap;
  default:
    return std::nullopt;
  }
}

} // namespace dma_verify::world
