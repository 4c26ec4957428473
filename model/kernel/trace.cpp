// SPDX-License-Identifier: GPL-2.0-only
#include "model/kernel/trace.h"

namespace dma_verify {
namespace {

// The names of the kinds of effects in a list; one line for each list.
std::span<const std::string_view> names_of(EffectList list) {
  switch (list) {
  case EffectList::dma:
    return kDmaEffectNames;
  case EffectList::remap:
    return remap::kEffectNames;
  }
  return {};
}

} // namespace

bool EffectKind::is_valid() const { return position < names_of(list).size(); }

// GCOVR_EXCL_START: names for display, and a run without counterexample displays none

std::string_view to_string(EffectKind kind) {
  return kind.is_valid() ? names_of(kind.list)[kind.position] : "?";
}

std::string_view to_string(Direction direction) {
  switch (direction) {
  case Direction::bidirectional:
    return "DMA_BIDIRECTIONAL";
  case Direction::to_device:
    return "DMA_TO_DEVICE";
  case Direction::from_device:
    return "DMA_FROM_DEVICE";
  case Direction::none:
    return "DMA_NONE";
  }
  return "?";
}

std::string_view to_string(Allocator allocator) {
  switch (allocator) {
  case Allocator::contiguous:
    return "contiguous";
  case Allocator::buddy:
    return "buddy";
  }
  return "?";
}

std::string_view to_string(MapPath path) {
  switch (path) {
  case MapPath::iommu:
    return "iommu";
  case MapPath::ops:
    return "ops";
  }
  return "?";
}

std::string_view to_string(BufferKind kind) {
  switch (kind) {
  case BufferKind::contiguous:
    return "contiguous";
  case BufferKind::scattered:
    return "scattered";
  case BufferKind::device_pool:
    return "device-pool";
  case BufferKind::cookie:
    return "cookie";
  }
  return "?";
}

std::string_view to_string(ContiguousArea area) {
  switch (area) {
  case ContiguousArea::device:
    return "device";
  case ContiguousArea::node:
    return "node";
  case ContiguousArea::standard:
    return "standard";
  }
  return "?";
}

std::string_view to_string(Completion completion) {
  switch (completion) {
  case Completion::returned:
    return "returned";
  case Completion::crashed:
    return "crashed";
  case Completion::hung:
    return "hung";
  case Completion::kernel_bug:
    return "kernel BUG";
  case Completion::out_of_bounds_write:
    return "out-of-bounds write";
  case Completion::foreign_argument:
    return "foreign argument";
  case Completion::unmodelled:
    return "unmodelled";
  }
  return "?";
}

std::string_view to_string(ContextBreach breach) {
  switch (breach) {
  case ContextBreach::none:
    return "none";
  case ContextBreach::warning:
    return "printed a warning";
  case ContextBreach::sleep:
    return "may have slept where its caller cannot";
  case ContextBreach::kept_mapping:
    return "kept a temporary mapping";
  case ContextBreach::large_frame:
    return "needs too much of the stack";
  }
  return "?";
}

// GCOVR_EXCL_STOP

} // namespace dma_verify
