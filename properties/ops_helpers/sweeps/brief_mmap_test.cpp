// SPDX-License-Identifier: GPL-2.0-only
// The brief run of mmap shows what the simulated kernel shows, or says that it cannot.
#include "properties/ops_helpers/sweeps/brief_mmap.h"

#include "model/ops_helpers/run.h"
#include "properties/ops_helpers/sweeps/space.h"

#include <doctest/doctest.h>

#include <random>

namespace dma_verify::exhaustive {
namespace {

using Word = Small::Word;

template <unsigned kPageShift> BriefObservation<Small> brief(const Scenario<Small> &scenario) {
  BriefObservation<Small> observation;
  MmapKernel<Small, kPageShift> kernel(scenario, observation);
  Vma<Small> vma = scenario.vma;
  observation.status = ops_helpers::mmap<Small>(kernel, vma, scenario.cpu_addr, scenario.dma_handle,
                                                scenario.size, scenario.attrs);
  return observation;
}

// Whether status and mapped range are the same, or the brief run calls itself incomplete.
bool agree(const BriefObservation<Small> &shown, const Observation<Small> &true_one) {
  if (!shown.complete)
    return true;
  if (true_one.completion != Completion::returned || shown.status != true_one.status)
    return false;
  const Effect<Small> *mapped = nullptr;
  for (const Effect<Small> &effect : true_one.trace) {
    if (effect.kind == DmaEffect::remap_pfn_range)
      mapped = &effect;
  }
  if (shown.trace.empty() || mapped == nullptr)
    return shown.trace.empty() && mapped == nullptr;
  const Effect<Small> &range = *shown.trace.begin();
  return range.kind == mapped->kind && range.address == mapped->address &&
         range.frame == mapped->frame && range.bytes == mapped->bytes &&
         range.status == mapped->status;
}

TEST_CASE("inside the contract the brief run is complete and agrees with the simulated kernel") {
  const Architecture architecture = make_architecture(8, 8, 8, 4);
  const auto requests = vmas(architecture);
  Observation<Small> observation;
  std::uint64_t runs = 0;
  std::uint64_t wrong = 0;
  for (unsigned size = 0; size < kValues; size += 9) {
    for (Scenario<Small> scenario : buffers(ops_helpers::Helper::mmap, architecture,
                                            Small::Bytes(Word(size)), Buffers::edges)) {
      for (const Vma<Small> &vma : requests) {
        scenario.vma = vma;
        for (unsigned offset = 0; offset < kValues; offset += offset < 24 ? 1 : 11) {
          scenario.vma.vm_pgoff = Small::PageCount(Word(offset));
          ops_helpers::run_form(scenario, observation);
          const auto shown = brief<4>(scenario);
          wrong += shown.complete && agree(shown, observation) ? 0U : 1U;
          ++runs;
        }
      }
    }
  }
  CHECK(runs > 300'000);
  CHECK(wrong == 0);
}

TEST_CASE("outside the contract the brief run agrees or says that it is incomplete") {
  std::mt19937 random(1); // NOLINT: the same scenarios each time
  const auto byte = [&] { return Word(random() % kValues); };
  Observation<Small> observation;
  unsigned complete = 0;
  unsigned wrong = 0;
  for (int i = 0; i < 200'000; ++i) {
    Scenario<Small> scenario;
    scenario.architecture = make_architecture(8, 8, 8, 3);
    scenario.call = ops_helpers::Helper::mmap;
    scenario.cpu_addr = Small::VirtualAddress(byte());
    scenario.vmalloc_to_page = Small::FrameNumber(byte());
    scenario.size = Small::Bytes(byte());
    scenario.vma.vm_start = Small::VirtualAddress(byte());
    scenario.vma.vm_end = Small::VirtualAddress(byte());
    scenario.vma.vm_pgoff = Small::PageCount(Word(random() % 40));
    scenario.vma.vm_flags = byte();
    scenario.remap_status = random() % 2 == 0 ? 0 : -kEacces;
    ops_helpers::run_form(scenario, observation);
    const auto shown = brief<3>(scenario);
    complete += shown.complete ? 1U : 0U;
    wrong += agree(shown, observation) ? 0U : 1U;
  }
  CHECK(complete > 100'000);
  CHECK(complete < 200'000);
  CHECK(wrong == 0);
}

TEST_CASE("a second mapping, a BUG or a look-up elsewhere make the brief run incomplete") {
  Scenario<Small> scenario;
  scenario.architecture = make_architecture(8, 8, 8, 4);
  scenario.vma.vm_flags = Word(kVmShared);
  Vma<Small> vma = scenario.vma;
  const Small::Bytes page(Word(16));
  const auto complete_after = [&](auto &&action) {
    BriefObservation<Small> observation;
    MmapKernel<Small, 4> kernel(scenario, observation);
    action(kernel);
    return observation.complete;
  };
  const auto map = [&](auto &kernel, unsigned address, Small::Bytes bytes) {
    kernel.remap_pfn_range(vma, Small::VirtualAddress(Word(address)), Small::FrameNumber{}, bytes,
                           Word(0));
  };
  CHECK(complete_after([&](auto &kernel) { map(kernel, 0, page); }));
  CHECK_FALSE(complete_after([&](auto &kernel) {
    map(kernel, 0, page);
    map(kernel, 16, page);
  }));
  CHECK_FALSE(complete_after([&](auto &kernel) { map(kernel, 0, Small::Bytes{}); }));
  CHECK_FALSE(complete_after([&](auto &kernel) { kernel.kernel_bug("BUG"); }));
  CHECK(complete_after([&](auto &kernel) { kernel.vmalloc_to_page(scenario.cpu_addr); }));
  CHECK_FALSE(complete_after(
      [&](auto &kernel) { kernel.vmalloc_to_page(Small::VirtualAddress(Word(16))); }));
}

TEST_CASE("a judgement of all clauses holds until one does not") {
  AllClauses clauses;
  CHECK(clauses.hold());
  clauses.require("a", true);
  CHECK(clauses.hold());
  clauses.require("b", false);
  clauses.require("c", true);
  CHECK_FALSE(clauses.hold());
}

} // namespace
} // namespace dma_verify::exhaustive
