// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/earlier_files.h"

#include "model/kernel/convert.h"
#include "properties/ops_helpers/contracts.h"

#include <array>

namespace dma_verify::ops_helpers {
namespace {

constexpr std::uint64_t low_bits(unsigned bits) {
  return bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

constexpr std::array kReachBits = {64U, 32U, 24U, 40U};

} // namespace

// Services repeated their answer. What a device could reach was a hash of the arguments, so that a
// stored scenario was repeated with the same device.
void complete_earlier_file(StoredScenario &scenario) {
  repeat_answers(scenario);
  scenario.further_bytes = {};
  std::uint64_t hash = 0;
  const auto add = [&hash](std::uint64_t number) {
    hash = (hash ^ number) * 0x9e37'79b9'7f4a'7c15U;
    hash ^= hash >> 32U;
  };
  add(scenario.size.word.value());
  switch (helper_of(scenario.call)) {
  case Helper::mmap:
    add(scenario.vma.vm_start.word.value());
    add(scenario.vma.vm_pgoff.word.value());
    break;
  case Helper::get_sgtable:
    add(scenario.cpu_addr.word.value());
    break;
  case Helper::alloc_pages:
    add(scenario.gfp.value());
    add(scenario.dma_handle.word.value());
    break;
  case Helper::free_pages:
    add(scenario.page.word.value());
    break;
  }
  const auto choose = [&hash](unsigned shift) { return (hash >> shift) % kReachBits.size(); };
  const auto limit = [](std::size_t which) {
    return WidestMachine::BusLimit(Bits<64>(low_bits(kReachBits.at(which))));
  };
  scenario.coherent_dma_mask = limit(choose(8));
  scenario.bus_dma_limit = choose(16) == 0 ? WidestMachine::BusLimit() : limit(choose(16));
  scenario.has_dma_mask = choose(24) != 0;
  const std::uint64_t bus_page =
      scenario.dma_handle.word.value() >> scenario.architecture.page_shift;
  scenario.dma_coherent = (bus_page & 1U) != 0;
  // A handle that the device does not reach was not told from others.
  const bool within_reach = with_machine(scenario.architecture, [&]<class M>() {
    return static_cast<bool>(
        keeps<M>(Assumed::handle_is_bus_address, convert_scenario<M>(scenario)));
  });
  if (!within_reach) {
    scenario.has_dma_mask = true;
    scenario.coherent_dma_mask = limit(0);
    scenario.bus_dma_limit = WidestMachine::BusLimit();
  }
}

} // namespace dma_verify::ops_helpers
