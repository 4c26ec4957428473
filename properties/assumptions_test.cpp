// SPDX-License-Identifier: GPL-2.0-only
// Each assumption on both sides of its boundary.
#include "properties/assumptions.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <set>

namespace dma_verify {
namespace {

using M64 = ConcreteMachine<64, 64, 64, 32>;
using M32 = ConcreteMachine<32, 32, 32, 32>;
using M32Lpae = ConcreteMachine<32, 64, 64, 32>;
using MSmall = ConcreteMachine<8, 8, 8, 4>;
using enum ops_helpers::Assumed;

template <class M> Scenario<M> scenario_of(HelperId call, unsigned shift = 12) {
  Scenario<M> scenario;
  scenario.architecture = make_architecture(M::kWordBits, M::kPhysBits, M::kDmaBits, shift);
  scenario.call = call;
  return scenario;
}
template <class M> typename M::Word word(Uint128 value) { return typename M::Word(value); }
template <class M> Page<M> page(Uint128 frame) {
  return Page<M>::of(typename M::FrameNumber(word<M>(frame)));
}

TEST_CASE("each assumption has an id and a statement of its own") {
  std::set<std::string_view> ids;
  for (const AssumptionText &text : assumption_texts()) {
    CHECK(text_of(text.assumption).id == text.id);
    CHECK(ids.insert(text.id).second);
    CHECK_FALSE(text.statement.empty());
  }
}

TEST_CASE("a contract lists each assumption once") {
  for (const HelperId call : all_helpers()) {
    std::set<Assumption> seen;
    for (const Assumption assumption : contract_of(call))
      CHECK(seen.insert(assumption).second);
    CHECK_FALSE(seen.empty());
  }
}

TEST_CASE("what is built into the simulated kernel always holds") {
  for (const AssumptionText &text : assumption_texts()) {
    if (!text.by_construction)
      continue;
    Scenario<M64> scenario = scenario_of<M64>(
        units()[static_cast<std::size_t>(text.assumption.unit)].helpers.front().id);
    scenario.size.word = word<M64>(~std::uint64_t{0});
    CHECK(holds<M64>(text.assumption, scenario));
  }
}

TEST_CASE("A2 holds for whole pages") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::alloc_pages);
  for (const std::uint64_t size : {0UL, 4096UL, 8192UL, 0xfffffffffffff000UL}) {
    scenario.size.word = word<M64>(size);
    CHECK(holds<M64>(size_page_aligned, scenario));
  }
  for (const std::uint64_t size : {1UL, 4095UL, 4097UL, 0xffffffffffffffffUL}) {
    scenario.size.word = word<M64>(size);
    CHECK_FALSE(holds<M64>(size_page_aligned, scenario));
  }
}

TEST_CASE("A3 forbids zone bits and compound pages") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::alloc_pages);
  for (const std::uint32_t gfp : {0U, kGfpKernel, kGfpZero, kGfpNowarn, kGfpKernel | kGfpZero}) {
    scenario.gfp = M64::UnsignedInt(gfp);
    CHECK(holds<M64>(gfp_without_zone_or_comp, scenario));
  }
  for (const std::uint32_t bit : {kGfpDma, kGfpHighmem, kGfpDma32, kGfpComp}) {
    scenario.gfp = M64::UnsignedInt(kGfpKernel | bit);
    CHECK_FALSE(holds<M64>(gfp_without_zone_or_comp, scenario));
  }
}

TEST_CASE("A7 wants a block that its allocator can have served") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::free_pages);
  scenario.block_owner = Allocator::buddy;
  const auto with_size = [&](std::uint64_t size) {
    scenario.size.word = word<M64>(size);
    return holds<M64>(free_matches_allocation, scenario);
  };
  CHECK_FALSE(with_size(0));
  CHECK(with_size(4096));
  CHECK(with_size(0x400000)); // order 10
  CHECK_FALSE(with_size(0x401000));
  scenario.block_owner = Allocator::contiguous;
  CHECK_FALSE(with_size(0));
  CHECK(with_size(0x401000));
}

TEST_CASE("A8 keeps a freed block in low memory") {
  const std::uint64_t frames = 0x0000400000000000 >> 12;
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::free_pages);
  scenario.size.word = word<M64>(0x3000);
  const auto at = [&](Allocator owner, std::uint64_t frame) {
    scenario.block_owner = owner;
    scenario.page.word = word<M64>(frame);
    return holds<M64>(blocks_in_low_memory, scenario);
  };
  CHECK(at(Allocator::contiguous, frames - 3));
  CHECK_FALSE(at(Allocator::contiguous, frames - 2));
  CHECK(at(Allocator::buddy, frames - 4)); // order 2
  CHECK_FALSE(at(Allocator::buddy, frames - 3));
  CHECK_FALSE(at(Allocator::contiguous, ~std::uint64_t{0})); // the sum does not wrap
}

TEST_CASE("A8 keeps the blocks of both allocators in low memory and apart") {
  const std::uint64_t frames = 0x0000400000000000 >> 12;
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::alloc_pages);
  scenario.size.word = word<M64>(0x3000); // 3 pages, and 4 of the buddy allocator
  const auto at = [&](Page<M64> contiguous, Page<M64> buddy) {
    scenario.contiguous_page = contiguous;
    scenario.buddy_page = buddy;
    return holds<M64>(blocks_in_low_memory, scenario);
  };
  const auto none = Page<M64>::null();
  CHECK(at(none, none));
  CHECK(at(page<M64>(frames - 3), none));
  CHECK_FALSE(at(page<M64>(frames - 2), none));
  CHECK(at(none, page<M64>(frames - 4)));
  CHECK_FALSE(at(none, page<M64>(frames - 3)));
  CHECK(at(page<M64>(10), page<M64>(13)));
  CHECK_FALSE(at(page<M64>(10), page<M64>(12)));
  CHECK(at(page<M64>(10), page<M64>(6)));
  CHECK_FALSE(at(page<M64>(10), page<M64>(7)));
  CHECK_FALSE(at(page<M64>(10), page<M64>(10)));
}

TEST_CASE("A8 wants a block whose pages an unsigned int can count") {
  const std::uint64_t most = 0xffffffff; // pages
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::free_pages);
  scenario.block_owner = Allocator::contiguous;
  const auto with_pages = [&](std::uint64_t pages) {
    scenario.size.word = word<M64>(pages << 12);
    return holds<M64>(blocks_in_low_memory, scenario);
  };
  CHECK(with_pages(most));
  CHECK_FALSE(with_pages(most + 1));
  scenario.call = ops_helpers::Helper::alloc_pages;
  scenario.contiguous_page = page<M64>(0);
  CHECK(with_pages(most));
  CHECK_FALSE(with_pages(most + 1));
  Scenario<MSmall> small = scenario_of<MSmall>(ops_helpers::Helper::free_pages, 2);
  small.block_owner = Allocator::contiguous;
  small.size.word = Bits<8>(15 * 4);
  CHECK(holds<MSmall>(blocks_in_low_memory, small));
  small.size.word = Bits<8>(16 * 4); // needs five digits
  CHECK_FALSE(holds<MSmall>(blocks_in_low_memory, small));
}

TEST_CASE("A8 says nothing of a block that the buddy allocator refuses") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::alloc_pages);
  scenario.size.word = word<M64>(0x401000); // order 11
  scenario.contiguous_page = page<M64>(10);
  scenario.buddy_page = page<M64>(10);
  CHECK(holds<M64>(blocks_in_low_memory, scenario));
  scenario.size.word = word<M64>(0x400000);
  CHECK_FALSE(holds<M64>(blocks_in_low_memory, scenario));
}

TEST_CASE("M1 wants a page aligned address of the linear map or the vmalloc area") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::mmap);
  const auto at = [&](std::uint64_t address) {
    scenario.cpu_addr.word = word<M64>(address);
    return holds<M64>(buffer_as_allocated, scenario);
  };
  CHECK(at(0xffff800000000000));
  CHECK_FALSE(at(0xffff800000000001));
  CHECK_FALSE(at(0xffff7ffffffff000));
  CHECK(at(0xffffbffffffff000)); // the last page of the linear map, then the vmalloc area
  CHECK(at(0xffffc00000000000));
  CHECK(at(0xffffdffffffff000));
  CHECK_FALSE(at(0xffffe00000000000));
  CHECK_FALSE(at(0));
  scenario.architecture = make_architecture(64, 64, 64, 12, false);
  CHECK(at(0xffff800000000000));
  CHECK_FALSE(at(0xffffc00000000000)); // no vmalloc area without MMU
}

TEST_CASE("M2 wants the whole buffer to have physical addresses") {
  Scenario<M32> scenario = scenario_of<M32>(ops_helpers::Helper::mmap);
  scenario.cpu_addr.word = word<M32>(0xf0000000); // vmalloc
  scenario.size.word = word<M32>(0x2001);         // 3 pages
  const auto at = [&](std::uint64_t frame) {
    scenario.vmalloc_to_page.word = word<M32>(frame);
    return holds<M32>(buffer_contiguous, scenario);
  };
  CHECK(at(0));
  CHECK(at(0xffffd)); // of 2^20 frames
  CHECK_FALSE(at(0xffffe));
  CHECK_FALSE(at(0xffffffff));
}

TEST_CASE("M2 is limited by the frame number where physical addresses are wide") {
  Scenario<M32Lpae> scenario = scenario_of<M32Lpae>(ops_helpers::Helper::mmap);
  scenario.cpu_addr.word = word<M32Lpae>(0xf0000000);
  scenario.size.word = word<M32Lpae>(0x2000);
  scenario.vmalloc_to_page.word = word<M32Lpae>(0xfffffffe);
  CHECK(holds<M32Lpae>(buffer_contiguous, scenario));
  scenario.vmalloc_to_page.word = word<M32Lpae>(0xffffffff);
  CHECK_FALSE(holds<M32Lpae>(buffer_contiguous, scenario));
}

TEST_CASE("M6 wants a VMA that is aligned and not empty") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::mmap);
  const auto range = [&](std::uint64_t start, std::uint64_t end) {
    scenario.vma.vm_start.word = word<M64>(start);
    scenario.vma.vm_end.word = word<M64>(end);
    return holds<M64>(vma_page_aligned, scenario);
  };
  CHECK(range(0, 0x1000));
  CHECK(range(0x1000, 0xfffffffffffff000));
  CHECK_FALSE(range(0x1000, 0x1000));
  CHECK_FALSE(range(0x2000, 0x1000));
  CHECK_FALSE(range(0x1001, 0x3000));
  CHECK_FALSE(range(0x1000, 0x3001));
  CHECK_FALSE(range(0xfffffffffffff000, 0)); // would end at 2^N
}

TEST_CASE("M6 leaves vm_pgoff free") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::mmap);
  scenario.vma.vm_end.word = word<M64>(0x1000);
  scenario.vma.vm_pgoff.word = word<M64>(~std::uint64_t{0});
  CHECK(holds<M64>(vma_page_aligned, scenario));
}

TEST_CASE("M7 bounds the size of a mapped buffer by 2^N - PAGE_SIZE") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::mmap);
  const auto with_size = [&](std::uint64_t size) {
    scenario.size.word = word<M64>(size);
    return holds<M64>(size_does_not_wrap, scenario);
  };
  CHECK(with_size(0));
  CHECK(with_size(0xfffffffffffff000));
  CHECK_FALSE(with_size(0xfffffffffffff001));
  CHECK_FALSE(with_size(0xffffffffffffffff));
}

TEST_CASE("M7 bounds the aligned size of a scatter list by 4 GiB") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::get_sgtable);
  const auto with_size = [&](std::uint64_t size) {
    scenario.size.word = word<M64>(size);
    return holds<M64>(size_does_not_wrap, scenario);
  };
  CHECK(with_size(0));
  CHECK(with_size(0xfffff000));
  CHECK_FALSE(with_size(0xfffff001));
  CHECK_FALSE(with_size(0x100001000));
  Scenario<M32> narrow = scenario_of<M32>(ops_helpers::Helper::get_sgtable);
  narrow.size.word = word<M32>(0xfffff000);
  CHECK(holds<M32>(size_does_not_wrap, narrow));
  narrow.size.word = word<M32>(0xfffff001);
  CHECK_FALSE(holds<M32>(size_does_not_wrap, narrow));
}

TEST_CASE("on small words M7 bounds a scatter list by their small int") {
  Scenario<MSmall> scenario = scenario_of<MSmall>(ops_helpers::Helper::get_sgtable, 2);
  for (unsigned size = 0; size < 256; ++size) {
    CAPTURE(size);
    scenario.size.word = Bits<8>(size);
    CHECK(holds<MSmall>(size_does_not_wrap, scenario) == (size <= 12)); // 16 needs five digits
  }
}

TEST_CASE("all hold if each does") {
  Scenario<M64> scenario = scenario_of<M64>(ops_helpers::Helper::alloc_pages);
  const Assumption both_of[] = {size_page_aligned, gfp_without_zone_or_comp};
  CHECK(all_hold<M64>(both_of, scenario));
  scenario.size.word = word<M64>(1);
  CHECK_FALSE(all_hold<M64>(both_of, scenario));
  scenario.size.word = word<M64>(0);
  scenario.gfp = M64::UnsignedInt(kGfpDma);
  CHECK_FALSE(all_hold<M64>(both_of, scenario));
  CHECK(all_hold<M64>({}, scenario));
}

TEST_CASE("what a scenario tells of the allocation and the mapping is assumed away") {
  const auto mmap = scenario_of<M64>(ops_helpers::Helper::mmap);
  for (const Assumption assumption : {buffer_has_pages_or_pool, cpu_addr_is_address, buffer_zeroed})
    CHECK(holds<M64>(assumption, mmap));
  auto scenario = mmap;
  scenario.buffer_kind = BufferKind::cookie;
  CHECK_FALSE(holds<M64>(cpu_addr_is_address, scenario));
  scenario.buffer_kind = BufferKind::scattered;
  CHECK_FALSE(holds<M64>(buffer_contiguous, scenario));
  scenario = mmap;
  scenario.stale_bytes.word = word<M64>(1);
  CHECK_FALSE(holds<M64>(buffer_zeroed, scenario));
  scenario = mmap;
  scenario.cpu_addr.word = word<M64>(scenario.architecture.linear_base);
  CHECK(holds<M64>(buffer_as_allocated, scenario));
  scenario.excess.word = word<M64>(1);
  CHECK_FALSE(holds<M64>(buffer_as_allocated, scenario));

  auto alloc = scenario_of<M64>(ops_helpers::Helper::alloc_pages);
  for (const Assumption assumption :
       {map_failure_reported, blocks_in_low_memory, whole_pages_do_not_bounce})
    CHECK(holds<M64>(assumption, alloc));
  alloc.map_fails_silently = true;
  CHECK_FALSE(holds<M64>(map_failure_reported, alloc));
  alloc.map_bounces = true;
  CHECK_FALSE(holds<M64>(whole_pages_do_not_bounce, alloc));
  alloc.contiguous_highmem = true;
  CHECK_FALSE(holds<M64>(blocks_in_low_memory, alloc));
}

TEST_CASE("M3 lets a pool have no struct pages if it claims the buffer and has sections") {
  auto scenario = scenario_of<M64>(ops_helpers::Helper::mmap);
  scenario.buffer_kind = BufferKind::device_pool;
  CHECK_FALSE(holds<M64>(buffer_has_pages_or_pool, scenario));
  scenario.pool_claims = true;
  CHECK(holds<M64>(buffer_has_pages_or_pool, scenario));
  scenario.missing_section = true;
  CHECK_FALSE(holds<M64>(buffer_has_pages_or_pool, scenario));
  scenario.missing_section = false;
  scenario.call = ops_helpers::Helper::get_sgtable;
  CHECK_FALSE(holds<M64>(buffer_has_pages_or_pool, scenario));
  scenario.call = ops_helpers::Helper::mmap;
  scenario.pool_described = true;
  scenario.pool_pages = M64::UnsignedInt(2);
  scenario.pool_base.word = scenario.cpu_addr.word = word<M64>(0x1000);
  scenario.size.word = word<M64>(0x2000);
  CHECK(holds<M64>(buffer_has_pages_or_pool, scenario));
  scenario.size.word = word<M64>(0x2001);
  CHECK_FALSE(holds<M64>(buffer_has_pages_or_pool, scenario));
}

TEST_CASE("M1 lets a caller pass less than was allocated") {
  auto scenario = scenario_of<M64>(ops_helpers::Helper::mmap);
  scenario.cpu_addr.word = word<M64>(scenario.architecture.linear_base);
  scenario.size.word = word<M64>(0x1000);
  scenario.further_bytes.word = word<M64>(0x2000);
  CHECK(holds<M64>(buffer_as_allocated, scenario));
  scenario.further_bytes.word = word<M64>(~std::uint64_t{0x1000}); // up to the last address
  CHECK(holds<M64>(buffer_as_allocated, scenario));
  scenario.further_bytes.word = word<M64>(~std::uint64_t{0xfff}); // the allocation wraps to none
  CHECK_FALSE(holds<M64>(buffer_as_allocated, scenario));
}

TEST_CASE("A10 wants a handle at 4 KiB whose bytes lie below the device's mask") {
  auto scenario = scenario_of<M64>(ops_helpers::Helper::alloc_pages, 16);
  scenario.size.word = word<M64>(0x10000);
  const auto with_handle = [&](std::uint64_t handle) {
    scenario.map_handle.word = word<M64>(handle);
    return holds<M64>(handle_is_bus_address, scenario);
  };
  CHECK(with_handle(0));
  CHECK(with_handle(0x1000)); // pages of an IOMMU can be smaller than the kernel's
  CHECK_FALSE(with_handle(0x1800));
  CHECK(with_handle(0xffff'ffff'ffff'0000));
  CHECK_FALSE(with_handle(0xffff'ffff'ffff'1000)); // its bytes wrap
  CHECK(with_handle(0xffff'ffff'ffff'ffff));       // DMA_MAPPING_ERROR
  scenario.coherent_dma_mask.word = Bits<64>(0xffff'ffff);
  CHECK(with_handle(0xffff'0000));
  CHECK_FALSE(with_handle(0xffff'1000));
  scenario.bus_dma_limit.word = Bits<64>(0xff'ffff);
  CHECK(with_handle(0xff'0000));
  CHECK_FALSE(with_handle(0xff'1000));
  scenario.bus_dma_limit.word = Bits<64>(0);
  scenario.coherent_dma_mask.word = Bits<64>(~std::uint64_t{0});
  scenario.has_dma_mask = false; // then it is 32 bits
  CHECK_FALSE(with_handle(0x1'0000'0000));
}

TEST_CASE("A10 holds for each answer of a map operation, and for the handle that is freed") {
  auto scenario = scenario_of<M64>(ops_helpers::Helper::alloc_pages);
  scenario.later[1].map_handle.word = word<M64>(1);
  CHECK_FALSE(holds<M64>(handle_is_bus_address, scenario));
  scenario.call = ops_helpers::Helper::free_pages;
  CHECK(holds<M64>(handle_is_bus_address, scenario));
  scenario.dma_handle.word = word<M64>(1);
  CHECK_FALSE(holds<M64>(handle_is_bus_address, scenario));
}

} // namespace
} // namespace dma_verify
