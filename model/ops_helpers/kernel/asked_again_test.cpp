// SPDX-License-Identifier: GPL-2.0-only
// A service that is asked again gives the answers that the scenario has for later times.
#include "model/ops_helpers/kernel/simulated_kernel.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

using M = ConcreteMachine<64, 64, 64, 32>;
using UnsignedInt = M::UnsignedInt;

M::FrameNumber frame(std::uint64_t value) { return M::FrameNumber(M::Word(value)); }
M::BusAddress bus(std::uint64_t value) { return M::BusAddress(M::Word(value)); }
M::Bytes pages(std::uint64_t count) { return M::Bytes(M::Word(count << 12U)); }
M::VirtualAddress address(std::uint64_t page) { return M::VirtualAddress(M::Word(page << 12U)); }

// A scenario whose allocators have the blocks 0x10, 0x20 and 0x30 of one page each.
struct World {
  Scenario<M> scenario;
  Observation<M> observation;
  SimulatedKernel<M> kernel{scenario, observation};

  World() {
    scenario.architecture = make_architecture(64, 64, 64, 12);
    scenario.call = ops_helpers::Helper::alloc_pages;
    scenario.gfp = UnsignedInt(kGfpKernel);
    scenario.buddy_page = scenario.contiguous_page = Page<M>::of(frame(0x10));
    scenario.later[0].buddy_page = scenario.later[0].contiguous_page = Page<M>::of(frame(0x20));
    scenario.later[1].buddy_page = scenario.later[1].contiguous_page = Page<M>::of(frame(0x30));
    scenario.contiguous_area = ContiguousArea::device;
  }
  Page<M> take() { return kernel.alloc_pages_node(-1, UnsignedInt(kGfpKernel), UnsignedInt(0)); }
};

std::uint64_t number(const Page<M> &page) { return page.is_null ? 0 : page.frame.word.value(); }

TEST_CASE("an allocator gives one block after the other, and from the third on the same") {
  World world;
  CHECK(number(world.take()) == 0x10);
  CHECK(number(world.take()) == 0x20);
  const Page<M> third = world.take();
  CHECK(number(third) == 0x30);
  world.kernel.free_pages(third, UnsignedInt(0));
  CHECK(number(world.take()) == 0x30);
}

TEST_CASE("the contiguous area counts its own askings") {
  World world;
  CHECK(number(world.take()) == 0x10);
  CHECK(number(world.kernel.dma_alloc_contiguous(pages(1), world.scenario.gfp)) == 0x10);
  CHECK(number(world.kernel.dma_alloc_contiguous(pages(1), world.scenario.gfp)) == 0x20);
}

TEST_CASE("no block is given again before it was released, and after that it is") {
  World world;
  world.scenario.later[0].buddy_page = Page<M>::of(frame(0x10));
  const Page<M> first = world.take();
  CHECK(world.take().is_null);
  world.scenario.later[1].buddy_page = Page<M>::of(frame(0x10));
  world.kernel.free_pages(first, UnsignedInt(0));
  CHECK(number(world.take()) == 0x10);
}

TEST_CASE("no block lies outside low memory when an allocator is asked again") {
  World world;
  world.take();
  world.scenario.later[0].buddy_page =
      Page<M>::of(frame(world.scenario.architecture.linear_size >> 12U));
  CHECK(world.take().is_null);
}

TEST_CASE("a mapping that is tried again has a handle of its own") {
  World world;
  world.scenario.map_handle = dma_mapping_error<M>();
  world.scenario.later[0].map_handle = bus(0x5000);
  world.scenario.later[1].map_handle = bus(0x6000);
  const auto map = [&] {
    return world.kernel.iommu_dma_map_phys({}, pages(1), Direction::to_device, M::Word(0));
  };
  CHECK(map() == dma_mapping_error<M>());
  CHECK(map() == bus(0x5000));
  CHECK(map() == bus(0x6000));
  CHECK(map() == bus(0x6000));
}

TEST_CASE("a table that was refused may be had the second time") {
  World world;
  world.scenario.sg_alloc_status = world.scenario.later[1].sg_alloc_status = -kEnomem;
  const auto allocate = [&] {
    SgTable<M> table;
    return world.kernel.sg_alloc_table(table, UnsignedInt(1), UnsignedInt(kGfpKernel));
  };
  CHECK(allocate() == -kEnomem);
  CHECK(allocate() == 0);
  CHECK(allocate() == -kEnomem);
}

TEST_CASE("only pages that were refused are asked for again") {
  World world;
  world.scenario.call = ops_helpers::Helper::mmap;
  world.scenario.remap_status = -kEnomem;
  world.scenario.later[0].remap_status = -kEacces;
  Vma<M> vma;
  vma.vm_start = address(0x100);
  vma.vm_end = address(0x110);
  vma.vm_flags = M::Word(kVmShared);
  const auto remap = [&](std::uint64_t page) {
    return world.kernel.remap_pfn_range(vma, address(page), frame(7), pages(1), M::Word(0));
  };
  CHECK(remap(0x100) == -kEnomem);
  CHECK(remap(0x105) == -kEnomem);
  CHECK(remap(0x100) == -kEacces);
  CHECK(remap(0x105) == -kEacces);
  CHECK(remap(0x100) == 0);
}

} // namespace
} // namespace dma_verify
