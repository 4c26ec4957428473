// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/probes.h"

#include "model/ops_helpers/kernel/buffer.h"

#include <set>

namespace dma_verify::ops_helpers {
namespace {

// Bytes from the beginning of the VMA or of the buffer on.
struct Run {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t frame_at_end = 0; // of a mapping: where the next page would be
};

void add_run(std::vector<Run> &runs, const Run &run, std::uint64_t first_frame) {
  if (!runs.empty() && runs.back().end == run.begin && runs.back().frame_at_end == first_frame) {
    runs.back() = {runs.back().begin, run.end, run.frame_at_end};
  } else {
    runs.push_back(run);
  }
}

} // namespace

std::vector<std::uint64_t> probes_at_edges(const StoredScenario &scenario,
                                           const StoredObservation &observed) {
  const Architecture &row = scenario.architecture;
  const bool mmap = scenario.call == Helper::mmap;
  if (!mmap && scenario.call != Helper::alloc_pages)
    return {};
  const std::uint64_t base =
      mmap ? scenario.vma.vm_start.word.value()
           : linear_address<WidestMachine>(row, observed.page.frame).word.value();
  std::vector<Run> runs;
  for (const auto &effect : observed.trace) {
    if (effect.kind != (mmap ? DmaEffect::remap_pfn_range : DmaEffect::memset))
      continue;
    const std::uint64_t begin = effect.address.word.value() - base;
    const std::uint64_t bytes = effect.bytes.word.value();
    const std::uint64_t frame = effect.frame.word.value();
    add_run(runs, {begin, begin + bytes, mmap ? frame + (bytes >> row.page_shift) : 0}, frame);
  }
  const std::uint64_t vma = scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value();
  const std::uint64_t length = mmap ? vma >> row.page_shift : scenario.size.word.value();
  std::set<std::uint64_t> probes;
  const auto add = [&](std::uint64_t probe) {
    if (probe < length && probes.size() < kMostProbes)
      probes.insert(probe);
  };
  for (const Run &run : runs) {
    for (const std::uint64_t edge : {run.begin, run.end}) {
      const std::uint64_t probe = mmap ? edge >> row.page_shift : edge;
      add(probe - 1);
      add(probe);
    }
  }
  return {probes.begin(), probes.end()};
}

} // namespace dma_verify::ops_helpers
