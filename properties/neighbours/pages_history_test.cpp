// SPDX-License-Identifier: GPL-2.0-only
// N4, N5 and H3: blocks without an address, addresses that are none, and helpers asked for memory
// that they cannot describe. Run on the simulated kernel (SEMANTICS.md, "Bugs of the past").
#include "model/kernel/convert.h"
#include "model/ops_helpers/run.h"
#include "properties/model_subject.h"
#include "properties/neighbours/history.h"
#include "properties/random/scenarios.h"

#include <doctest/doctest.h>

#include <string_view>

namespace dma_verify::history {
namespace {

using random::Aim;

constexpr unsigned kScenarios = 2000; // on each architecture
constexpr std::string_view kRows[] = {"64-64-64-12", "32-32-32-12", "32-64-64-16"};

// A scenario of the call inside its contract.
StoredScenario draw_scenario(const Architecture &architecture, HelperId call, unsigned seed) {
  const auto schedules = random::fault_schedules(call, {});
  return random::generate(rc::Random(seed), 100, architecture, call,
                          schedules[seed % schedules.size()],
                          seed % 3 == 0 ? Aim::plain : Aim::boundary);
}

// ---- N4: dma_direct_alloc_pages, as far as allocation and clearing go.

// Whether a success has an address, and the call ended well.
template <class M> bool direct_alloc_pages(const Scenario<M> &scenario, bool allow_highmem) {
  Observation<M> observation;
  SimulatedKernel<M> kernel(scenario, observation);
  const unsigned shift = scenario.architecture.page_shift;
  Page<M> page = kernel.dma_alloc_contiguous(scenario.size, scenario.gfp);
  if (!page.is_null && !allow_highmem && kernel.is_highmem(page)) {
    kernel.dma_free_contiguous(page, scenario.size);
    page = Page<M>::null();
  }
  if (page.is_null) {
    page = kernel.alloc_pages_node(kernel.dev_to_node(), scenario.gfp,
                                   get_order<M>(scenario.size, shift));
  }
  if (page.is_null)
    return true;
  const auto address = kernel.page_address(page);
  kernel.memset(address, 0, scenario.size);
  return address != typename M::VirtualAddress{} && observation.completion == Completion::returned;
}

// Scenarios with a high-memory block in which a page without address is handed out.
unsigned caught_highmem(std::string_view row, bool allow_highmem) {
  const Architecture architecture = find_architecture(row).value();
  unsigned caught = 0;
  for (unsigned seed = 0; seed < kScenarios; ++seed) {
    StoredScenario scenario = draw_scenario(architecture, ops_helpers::Helper::alloc_pages, seed);
    scenario.contiguous_highmem = true;
    const bool holds = with_machine(architecture, [&]<class M>() {
      return direct_alloc_pages(convert_scenario<M>(scenario), allow_highmem);
    });
    caught += holds ? 0U : 1U;
  }
  return caught;
}

TEST_CASE("N4: a high-memory block has no address to clear it through") {
  for (const std::string_view row : kRows) {
    CAPTURE(row);
    CHECK(caught_highmem(row, false) == 0);
    CHECK(caught_highmem(row, true) > 100);
  }
  Scenario<M32> scenario;
  scenario.architecture = make_architecture(32, 32, 32, 12);
  scenario.call = ops_helpers::Helper::alloc_pages;
  scenario.size.word = Bits<32>(0x2000);
  scenario.gfp = Bits<32>(kGfpKernel);
  scenario.contiguous_page = Page<M32>::of(M32::FrameNumber(Bits<32>(0x80000)));
  scenario.contiguous_highmem = true;
  CHECK(direct_alloc_pages(scenario, false));
  CHECK_FALSE(direct_alloc_pages(scenario, true));
}

// ---- N5: swiotlb-xen on ARM took a DMA_ATTR_NO_KERNEL_MAPPING cookie for an address.

// The kernel, remembering whether it was asked to translate.
template <class M> struct WatchedKernel {
  SimulatedKernel<M> &kernel;
  bool translated = false;

  const Architecture &architecture() const { return kernel.architecture(); }
  typename M::Bool is_vmalloc_addr(typename M::VirtualAddress address) const {
    return kernel.is_vmalloc_addr(address);
  }
  Page<M> vmalloc_to_page(typename M::VirtualAddress address) {
    translated = true;
    return kernel.vmalloc_to_page(address);
  }
  Page<M> virt_to_page(typename M::VirtualAddress address) {
    translated = true;
    return kernel.virt_to_page(address);
  }
};

// The page of a buffer is the buffer's, and a cookie is not translated. `by_attrs`: the cookie is
// the page, as DMA_ATTR_NO_KERNEL_MAPPING says.
template <class M> bool is_buffer_page(const Scenario<M> &scenario, bool by_attrs) {
  Observation<M> observation;
  SimulatedKernel<M> simulated(scenario, observation);
  WatchedKernel<M> kernel{simulated};
  const bool is_cookie = scenario.buffer_kind == BufferKind::cookie;
  const Page<M> page = by_attrs && is_cookie
                           ? Page<M>::of(buffer_frame<M>(scenario))
                           : ops_helpers::vaddr_to_page<M>(kernel, scenario.cpu_addr);
  return !page.is_null && page.frame == buffer_frame<M>(scenario) &&
         !(is_cookie && kernel.translated);
}

unsigned caught_cookies(std::string_view row, bool by_attrs) {
  const Architecture architecture = find_architecture(row).value();
  unsigned caught = 0;
  for (unsigned seed = 0; seed < kScenarios; ++seed) {
    StoredScenario scenario = draw_scenario(architecture, ops_helpers::Helper::get_sgtable, seed);
    if (seed % 2 == 0)
      scenario.buffer_kind = BufferKind::cookie;
    const bool holds = with_machine(architecture, [&]<class M>() {
      return is_buffer_page(convert_scenario<M>(scenario), by_attrs);
    });
    caught += holds ? 0U : 1U;
  }
  return caught;
}

TEST_CASE("N5: a cookie is no address: linear and vmalloc addresses are translated, it is not") {
  for (const std::string_view row : kRows) {
    CAPTURE(row);
    CHECK(caught_cookies(row, true) == 0);
    CHECK(caught_cookies(row, false) == kScenarios / 2); // each cookie
  }
  Scenario<M64> scenario;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  scenario.call = ops_helpers::Helper::get_sgtable;
  scenario.buffer_kind = BufferKind::cookie;
  scenario.cpu_addr.word = Bits<64>(0xffffea0000000040); // struct page of frame 1
  scenario.vmalloc_to_page.word = Bits<64>(1);
  CHECK(is_buffer_page(scenario, true));
  CHECK_FALSE(is_buffer_page(scenario, false));
}

// ---- H3: operations without an mmap of their own got the helper, whatever their memory was.

// dma_mmap_attrs for operations that leave mmap out, and whose buffers are scattered.
Assessment mmap_without_operation(const StoredScenario &scenario, bool helper_by_default) {
  const PropertyIndex property = find_property("page-range.mmap").value();
  if (helper_by_default)
    return assess_model(property, scenario);
  StoredObservation refused;
  refused.status = -kEnxio;
  refused.vma = scenario.vma;
  return assess(property, scenario, refused);
}

unsigned caught_default(std::string_view row, bool helper_by_default) {
  const Architecture architecture = find_architecture(row).value();
  unsigned caught = 0;
  for (unsigned seed = 0; seed < kScenarios; ++seed) {
    StoredScenario scenario = draw_scenario(architecture, ops_helpers::Helper::mmap, seed);
    scenario.buffer_kind = BufferKind::scattered;
    scenario.pool_claims = scenario.pool_described = false;
    const Assessment shown = mmap_without_operation(scenario, helper_by_default);
    caught += shown.violated_clause.empty() ? 0U : 1U;
  }
  return caught;
}

TEST_CASE("H3: the helper by default maps pages that are not the scattered buffer's") {
  for (const std::string_view row : kRows) {
    CAPTURE(row);
    CHECK(caught_default(row, false) == 0);
    CHECK(caught_default(row, true) > 10);
  }
}

} // namespace
} // namespace dma_verify::history
