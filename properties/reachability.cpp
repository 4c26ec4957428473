// SPDX-License-Identifier: GPL-2.0-only
#include "properties/reachability.h"

#include "model/kernel/convert.h"

namespace dma_verify {
namespace {

// do_mmap refuses an offset whose sum with the length, in pages, wraps (kernel-semantics 1.2).
template <class M> bool passes_do_mmap(const Scenario<M> &scenario) {
  const auto pages =
      vma_pages<M>(scenario.vma.vm_start, scenario.vma.vm_end, scenario.architecture.page_shift);
  return scenario.vma.vm_pgoff + pages >= scenario.vma.vm_pgoff;
}

// file_mmap_ok limits character devices to offsets whose bytes do not wrap, unless they opted out.
template <class M> bool passes_file_mmap_ok(const Scenario<M> &scenario) {
  const auto length = bytes_between(scenario.vma.vm_start, scenario.vma.vm_end);
  const typename M::Word most = ~typename M::Word{} - length.word;
  return scenario.vma.vm_pgoff.word <= most >> scenario.architecture.page_shift;
}

template <class M> Reachability judge_call(const Scenario<M> &scenario) {
  Reachability result;
  for (const Assumption assumption : contract_of(scenario.call)) {
    if (!holds<M>(assumption, scenario))
      result.broken.push_back(assumption);
  }
  const bool pages_call = scenario.call == Call::alloc_pages || scenario.call == Call::free_pages;
  if (!result.broken.empty()) {
    const AssumptionText &text = text_of(result.broken.front());
    result.from = pages_call ? ReachableFrom::no_caller : ReachableFrom::driver;
    result.rule = std::string("breaks ") + std::string(text.id) + " (" +
                  std::string(text.statement) + ")" +
                  (pages_call ? ", which dma_alloc_pages and dma_free_pages establish"
                              : ", which a driver must keep");
    return result;
  }
  if (pages_call) {
    result.from = ReachableFrom::dma_api;
    result.rule = "keeps the whole contract of dma_alloc_pages and dma_free_pages (A1 to A8)";
  } else if (scenario.call == Call::get_sgtable) {
    result.from = ReachableFrom::dma_api;
    result.rule = "keeps the whole contract of dma_get_sgtable (M1 to M4, M7)";
  } else if (!passes_do_mmap(scenario)) {
    result.from = ReachableFrom::driver;
    result.rule = "vm_pgoff + vma_pages wraps: do_mmap refuses it, a driver that sets vm_pgoff "
                  "does not";
  } else if (!passes_file_mmap_ok(scenario)) {
    result.from = ReachableFrom::mmap;
    result.rule = "the offset in bytes wraps: file_mmap_ok lets it pass only for files with "
                  "unsigned offsets";
  } else {
    result.from = ReachableFrom::mmap;
    result.rule = "passes do_mmap and file_mmap_ok (M6 and the no-wrap rule hold)";
  }
  return result;
}

} // namespace

std::string_view to_string(ReachableFrom from) {
  switch (from) {
  case ReachableFrom::mmap:
    return "from mmap(2)";
  case ReachableFrom::driver:
    return "only through a driver that sets vm_pgoff or misuses the call";
  case ReachableFrom::dma_api:
    return "through the DMA API";
  case ReachableFrom::no_caller:
    return "by no caller in the tree";
  }
  return "?";
}

Reachability reachability_of(const StoredScenario &stored) {
  return with_machine(stored.architecture,
                      [&]<class M>() { return judge_call(convert_scenario<M>(stored)); });
}

} // namespace dma_verify
