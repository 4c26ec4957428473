// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/prose/area_text.h"

#include "harness/counterexamples/exports/kernel_c.h"

#include <array>

namespace dma_verify::remap {
namespace {

constexpr std::array kFlagNames = std::to_array<exports::FlagName>({
    {kVmIoremap, "VM_IOREMAP"},
    {kVmAlloc, "VM_ALLOC"},
    {kVmMap, "VM_MAP"},
    {kVmUsermap, "VM_USERMAP"},
    {kVmDmaCoherent, "VM_DMA_COHERENT"},
    {kVmMapPutPages, "VM_MAP_PUT_PAGES"},
});

} // namespace

std::string area_flags_text(std::uint64_t flags) { return exports::flags(flags, kFlagNames, "UL"); }

Uint128 needed_pages(const StoredScenario &scenario) {
  const unsigned shift = scenario.architecture.page_shift;
  return (Uint128{scenario.size.word.value()} + ((Uint128{1} << shift) - 1)) >> shift;
}

PlaceInArea place_of_address(const StoredScenario &scenario) {
  if (!scenario.area)
    return {};
  const Architecture &row = scenario.architecture;
  const std::uint64_t distance =
      scenario.cpu_addr.word.value() - scenario.area_address.word.value();
  PlaceInArea place;
  place.offset = distance & ~std::uint64_t{0} >> (64 - row.word_bits);
  const Uint128 end = Uint128{scenario.area_pages.word.value()} << row.page_shift;
  place.inside = place.offset < end;
  place.in_guard = !place.inside && place.offset < end + (Uint128{1} << row.page_shift);
  return place;
}

const Effect<WidestMachine> *returned_mapping(const StoredObservation &observed) {
  if (observed.completion != Completion::returned || observed.result.is_null)
    return nullptr;
  for (const Effect<WidestMachine> &effect : observed.trace) {
    if (effect.kind == EffectKind::vmap && !effect.result.is_null &&
        effect.result.address == observed.result.address)
      return &effect;
  }
  return nullptr;
}

} // namespace dma_verify::remap
