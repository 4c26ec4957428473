// SPDX-License-Identifier: GPL-2.0-only
// alloc_pages and free_pages on concrete examples, with their exact traces: what the model does,
// to be read beside the kernel's file.
#include "model/ops_helpers/examples.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace dma_verify {
namespace {

using namespace example;

// ---- alloc_pages

// Three pages for a device with an ops table, on node 1.
template <class M> Scenario<M> alloc_three_pages() {
  Scenario<M> scenario;
  scenario.architecture = row<M>();
  scenario.call = ops_helpers::Helper::alloc_pages;
  scenario.size = bytes<M>(0x3000);
  scenario.dma_handle = bus<M>(0xbad);
  scenario.direction = Direction::from_device;
  scenario.gfp = typename M::UnsignedInt(kGfpKernel);
  scenario.numa_node = 1;
  scenario.map_handle = bus<M>(0x12345000);
  return scenario;
}

TEST_CASE("alloc_pages takes a contiguous block and maps and clears it") {
  Scenario<M64> scenario = alloc_three_pages<M64>();
  scenario.contiguous_page = page<M64>(0x10);
  scenario.buddy_page = page<M64>(0x20);
  const auto seen = run(scenario);
  CHECK(text_of(seen) ==
        Trace{"dma_alloc_contiguous size=0x3000 gfp=0xcc0 = page 0x10",
              "map path=ops phys=0x10000 size=0x3000 dir=DMA_FROM_DEVICE attrs=0x20 = 0x12345000",
              "memset addr=0xffff800000010000 value=0 size=0x3000"});
  CHECK(seen.page.frame.word.value() == 0x10);
  CHECK(seen.dma_handle.word.value() == 0x12345000);
}

TEST_CASE("alloc_pages asks the buddy allocator for a power of two of pages on the device's node") {
  Scenario<M32> scenario = alloc_three_pages<M32>();
  scenario.buddy_page = page<M32>(0x20);
  const auto seen = run(scenario);
  CHECK(text_of(seen) ==
        Trace{"dma_alloc_contiguous size=0x3000 gfp=0xcc0 = NULL",
              "alloc_pages_node nid=1 gfp=0xcc0 order=0x2 = page 0x20",
              "map path=ops phys=0x20000 size=0x3000 dir=DMA_FROM_DEVICE attrs=0x20 = 0x12345000",
              "memset addr=0xc0020000 value=0 size=0x3000"});
  CHECK(seen.page.frame.word.value() == 0x20);
}

TEST_CASE("alloc_pages maps through dma-iommu where the device is behind it") {
  Scenario<M64> scenario = alloc_three_pages<M64>();
  scenario.contiguous_page = page<M64>(0x10);
  scenario.use_dma_iommu = true;
  const auto seen = run(scenario);
  REQUIRE(seen.trace.size() == 3);
  CHECK(text_of(seen)[1] == "map path=iommu phys=0x10000 size=0x3000 dir=DMA_FROM_DEVICE "
                            "attrs=0x20 = 0x12345000");
  CHECK(seen.completion == Completion::returned);
}

TEST_CASE("alloc_pages without pages answers NULL and leaves the handle alone") {
  const auto seen = run(alloc_three_pages<M64>());
  CHECK(text_of(seen) == Trace{"dma_alloc_contiguous size=0x3000 gfp=0xcc0 = NULL",
                               "alloc_pages_node nid=1 gfp=0xcc0 order=0x2 = NULL"});
  CHECK(seen.page.is_null);
  CHECK(seen.dma_handle.word.value() == 0xbad);
}

TEST_CASE("alloc_pages gives a block back whose mapping failed") {
  for (const bool contiguous : {false, true}) {
    Scenario<M64> scenario = alloc_three_pages<M64>();
    (contiguous ? scenario.contiguous_page : scenario.buddy_page) = page<M64>(0x10);
    scenario.map_handle = dma_mapping_error<M64>();
    const auto seen = run(scenario);
    CHECK(text_of(seen).back() == "dma_free_contiguous page=page 0x10 size=0x3000");
    CHECK(seen.trace.size() == (contiguous ? 3 : 4));
    CHECK(seen.page.is_null);
    CHECK(bool(seen.dma_handle == dma_mapping_error<M64>()));
  }
}

TEST_CASE("alloc_pages knows the mapping error in the width of dma_addr_t") {
  Scenario<M32Lpae> wide = alloc_three_pages<M32Lpae>();
  wide.contiguous_page = page<M32Lpae>(0x10);
  wide.map_handle = bus<M32Lpae>(0xffffffff); // an address like any other, of 64 bits
  CHECK_FALSE(run(wide).page.is_null);
  Scenario<M32> narrow = alloc_three_pages<M32>();
  narrow.contiguous_page = page<M32>(0x10);
  narrow.map_handle = bus<M32>(0xffffffff);
  CHECK(run(narrow).page.is_null);
}

TEST_CASE("alloc_pages takes bus address 0 for what it is") {
  Scenario<M64> scenario = alloc_three_pages<M64>();
  scenario.contiguous_page = page<M64>(0x10);
  scenario.map_handle = bus<M64>(0);
  const auto seen = run(scenario);
  CHECK_FALSE(seen.page.is_null);
  CHECK(seen.dma_handle.word.value() == 0);
}

TEST_CASE("alloc_pages of no bytes fails as its order is too large") {
  Scenario<M64> scenario = alloc_three_pages<M64>();
  scenario.size = bytes<M64>(0);
  scenario.contiguous_page = page<M64>(0x10);
  scenario.buddy_page = page<M64>(0x20);
  const auto seen = run(scenario);
  CHECK(text_of(seen) == Trace{"dma_alloc_contiguous size=0x0 gfp=0xcc0 = NULL",
                               "alloc_pages_node nid=1 gfp=0xcc0 order=0x34 = NULL"});
  CHECK(seen.page.is_null);
}

TEST_CASE("alloc_pages past the largest order fails unless the contiguous area serves") {
  Scenario<M64> scenario = alloc_three_pages<M64>();
  scenario.size = bytes<M64>(0x401000);
  scenario.buddy_page = page<M64>(0x20);
  CHECK(run(scenario).page.is_null);
  scenario.contiguous_page = page<M64>(0x10);
  CHECK_FALSE(run(scenario).page.is_null);
}

TEST_CASE("alloc_pages maps frames above 4 GiB where phys_addr_t is wide") {
  Scenario<M32Lpae> scenario = alloc_three_pages<M32Lpae>();
  scenario.contiguous_page = page<M32Lpae>(0x123456);
  CHECK(run(scenario).trace[1].phys.word.value() == 0x123456000);
}

// ---- free_pages

template <class M> Scenario<M> free_three_pages() {
  Scenario<M> scenario;
  scenario.architecture = row<M>();
  scenario.call = ops_helpers::Helper::free_pages;
  scenario.size = bytes<M>(0x3000);
  scenario.page.word = typename M::Word(0x10);
  scenario.dma_handle = bus<M>(0x12345000);
  scenario.direction = Direction::to_device;
  return scenario;
}

constexpr std::string_view kRelease = "dma_free_contiguous page=page 0x10 size=0x3000";

TEST_CASE("free_pages unmaps and then releases") {
  Scenario<M64> scenario = free_three_pages<M64>();
  CHECK(text_of(run(scenario)) ==
        Trace{"unmap path=ops handle=0x12345000 size=0x3000 dir=DMA_TO_DEVICE attrs=0x20",
              std::string(kRelease)});
  scenario.use_dma_iommu = true;
  CHECK(text_of(run(scenario)) ==
        Trace{"unmap path=iommu handle=0x12345000 size=0x3000 dir=DMA_TO_DEVICE attrs=0x20",
              std::string(kRelease)});
}

TEST_CASE("free_pages of a device without an unmap operation only releases") {
  Scenario<M32> scenario = free_three_pages<M32>();
  scenario.ops_has_unmap = false;
  const auto seen = run(scenario);
  CHECK(text_of(seen) == Trace{std::string(kRelease)});
  CHECK(seen.completion == Completion::returned);
}

TEST_CASE("free_pages releases alike whoever owns the block") {
  Scenario<M64> scenario = free_three_pages<M64>();
  scenario.block_owner = Allocator::contiguous;
  const Trace contiguous = text_of(run(scenario));
  scenario.block_owner = Allocator::buddy;
  CHECK(text_of(run(scenario)) == contiguous);
}

// ---- all

TEST_CASE("a run forgets what the observation held before") {
  Observation<M64> observation;
  ops_helpers::run_form(alloc_three_pages<M64>(), observation);
  Scenario<M64> scenario = free_three_pages<M64>();
  ops_helpers::run_form(scenario, observation);
  CHECK(text_of(observation) == text_of(run(scenario)));
  CHECK(observation.page.is_null);
}

} // namespace
} // namespace dma_verify
