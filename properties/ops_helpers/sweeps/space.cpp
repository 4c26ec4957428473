// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/sweeps/space.h"

namespace dma_verify::exhaustive {
namespace {

using Word = Small::Word;

// A VMA of one page: what a scenario needs to be judged by the contract.
Vma<Small> first_vma(const Architecture &architecture) {
  Vma<Small> vma;
  vma.vm_end = Small::VirtualAddress(page_size<Small>(architecture.page_shift).word);
  vma.vm_flags = Word(kVmShared);
  return vma;
}

} // namespace

std::vector<Scenario<Small>> buffers(HelperId call, const Architecture &architecture,
                                     Small::Bytes size, Buffers which) {
  std::vector<Scenario<Small>> linear;
  std::vector<Scenario<Small>> vmalloc;
  Scenario<Small> scenario;
  scenario.architecture = architecture;
  scenario.call = call;
  scenario.size = size;
  scenario.dma_handle = Small::BusAddress(Word(kValues / 2)); // told apart from nothing
  scenario.vma = first_vma(architecture);
  for (unsigned address = 0; address < kValues; ++address) {
    scenario.cpu_addr = Small::VirtualAddress(Word(address));
    const bool has_frame = is_vmalloc_address<Small>(architecture, scenario.cpu_addr);
    auto &found = has_frame ? vmalloc : linear;
    for (unsigned frame = 0; frame < (has_frame ? kValues : 1); ++frame) {
      scenario.vmalloc_to_page = Small::FrameNumber(Word(frame));
      if (all_hold<Small>(contract_of(call), scenario))
        found.push_back(scenario);
    }
  }
  if (which == Buffers::all) {
    linear.insert(linear.end(), vmalloc.begin(), vmalloc.end());
    return linear;
  }
  std::vector<Scenario<Small>> chosen;
  for (const auto &found : {linear, vmalloc}) {
    if (found.empty() || (which == Buffers::one && !chosen.empty()))
      continue;
    chosen.push_back(found.front());
    if (which == Buffers::edges)
      chosen.push_back(found.back());
  }
  return chosen;
}

std::vector<Vma<Small>> vmas(const Architecture &architecture) {
  std::vector<Vma<Small>> found;
  Scenario<Small> scenario;
  scenario.architecture = architecture;
  scenario.vma = first_vma(architecture);
  for (unsigned start = 0; start < kValues; ++start) {
    for (unsigned end = 0; end < kValues; ++end) {
      scenario.vma.vm_start = Small::VirtualAddress(Word(start));
      scenario.vma.vm_end = Small::VirtualAddress(Word(end));
      if (holds<Small>(ops_helpers::Assumed::vma_page_aligned, scenario))
        found.push_back(scenario.vma);
    }
  }
  return found;
}

} // namespace dma_verify::exhaustive
