// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/reachability.h"

#include "model/kernel/convert.h"
#include "properties/broken_assumptions.h"

namespace dma_verify::ops_helpers {
namespace {

// do_mmap refuses an offset whose sum with the length, in pages, wraps (SEMANTICS.md, "vma_pages").
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

constexpr Keeper keeper_of(Assumption assumption) {
  switch (assumed(assumption)) {
  case Assumed::map_failure_reported:
    return {ReachableFrom::dma_api, "which the device's operations must keep"};
  case Assumed::blocks_in_low_memory:
    return {ReachableFrom::dma_api, "which no caller sees to: it is left to the allocators"};
  case Assumed::whole_pages_do_not_bounce:
  case Assumed::handle_is_bus_address:
    return {ReachableFrom::dma_api, "which depends on the device's operations"};
  case Assumed::buffer_zeroed:
    return {ReachableFrom::mmap, "which is left to the allocator of the buffer"};
  case Assumed::buffer_as_allocated:
  case Assumed::buffer_contiguous:
  case Assumed::buffer_has_pages_or_pool:
  case Assumed::cpu_addr_is_address:
  case Assumed::vma_page_aligned:
  case Assumed::size_does_not_wrap:
    return {ReachableFrom::driver, "which a driver must keep"};
  default:
    return {ReachableFrom::no_caller, "which dma_alloc_pages and dma_free_pages establish"};
  }
}

// Of a call that keeps its contract.
template <class M> Reachability judge_call(const Scenario<M> &scenario) {
  Reachability result;
  if (scenario.call == Helper::alloc_pages || scenario.call == Helper::free_pages) {
    result.from = ReachableFrom::dma_api;
    result.rule = "keeps the whole contract of dma_alloc_pages and dma_free_pages (A1 to A8)";
  } else if (scenario.call == Helper::get_sgtable) {
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

Reachability reachability_of(const StoredScenario &stored) {
  const auto broken = broken_assumptions(stored);
  if (!broken.empty())
    return reached_by_breaking(broken, keeper_of(broken.front()));
  return with_machine(stored.architecture,
                      [&]<class M>() { return judge_call(convert_scenario<M>(stored)); });
}

} // namespace dma_verify::ops_helpers
