// SPDX-License-Identifier: GPL-2.0-only
// The probes that see a hole are among those of a run that has one.
#include "properties/ops_helpers/probes.h"

#include "model/ops_helpers/kernel/buffer.h"

#include <doctest/doctest.h>

namespace dma_verify::ops_helpers {
namespace {

using Probes = std::vector<std::uint64_t>;
using M = WidestMachine;

StoredScenario call_of(HelperId call) {
  StoredScenario scenario;
  scenario.call = call;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  return scenario;
}

Effect<M> remap(std::uint64_t address, std::uint64_t frame, std::uint64_t pages) {
  Effect<M> effect;
  effect.kind = DmaEffect::remap_pfn_range;
  effect.address.word = Bits<64>(address);
  effect.frame.word = Bits<64>(frame);
  effect.bytes.word = Bits<64>(pages << 12U);
  return effect;
}

TEST_CASE("a VMA that is mapped page by page has probes where a page is missing or out of line") {
  StoredScenario scenario = call_of(Helper::mmap);
  scenario.vma.vm_start.word = Bits<64>(0x10000);
  scenario.vma.vm_end.word = Bits<64>(0x10000 + (10 << 12U));
  StoredObservation observed;
  for (const std::uint64_t page : {0U, 1U, 2U, 4U, 5U, 6U})
    observed.trace.push_back(remap(0x10000 + (page << 12U), 100 + page, 1));
  observed.trace.push_back(remap(0x10000 + (7 << 12U), 100, 3));
  CHECK(probes_at_edges(scenario, observed) == Probes{0, 2, 3, 4, 6, 7, 9});
}

TEST_CASE("a buffer that is cleared in pieces has probes at the bytes left out") {
  StoredScenario scenario = call_of(Helper::alloc_pages);
  scenario.size.word = Bits<64>(8192);
  StoredObservation observed;
  observed.page.is_null = false;
  observed.page.frame.word = Bits<64>(5);
  const std::uint64_t base =
      linear_address<M>(scenario.architecture, observed.page.frame).word.value();
  for (const auto &[begin, end] : {std::pair(0U, 300U), std::pair(301U, 8192U)}) {
    Effect<M> effect;
    effect.kind = DmaEffect::memset;
    effect.address.word = Bits<64>(base + begin);
    effect.bytes.word = Bits<64>(end - begin);
    observed.trace.push_back(effect);
  }
  CHECK(probes_at_edges(scenario, observed) == Probes{0, 299, 300, 301, 8191});
}

TEST_CASE("there are never too many probes, and none of what maps and clears nothing") {
  StoredScenario scenario = call_of(Helper::mmap);
  scenario.vma.vm_end.word = Bits<64>(std::uint64_t{1} << 40U);
  StoredObservation observed;
  for (std::uint64_t page = 0; page < 1000; ++page)
    observed.trace.push_back(remap(page << 13U, 1, 1));
  CHECK(probes_at_edges(scenario, observed).size() == kMostProbes);
  CHECK(probes_at_edges(call_of(Helper::free_pages), observed).empty());
  CHECK(probes_at_edges(scenario, {}).empty());
}

} // namespace
} // namespace dma_verify::ops_helpers
