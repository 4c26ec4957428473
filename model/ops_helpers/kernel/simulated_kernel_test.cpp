// SPDX-License-Identifier: GPL-2.0-only
// Compares each service of the simulated kernel with its contract (SEMANTICS.md).
#include "model/ops_helpers/kernel/simulated_kernel.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace dma_verify {
namespace {

using M = ConcreteMachine<64, 64, 64, 32>;
using Kernel = SimulatedKernel<M>;
using UnsignedInt = M::UnsignedInt;

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kVmalloc = 0xffffc00000000000; // where the row has its vmalloc area
constexpr std::uint64_t kLinear = 0xffff800000000000;  // and its linear map

M::Bytes bytes(std::uint64_t value) { return M::Bytes(M::Word(value)); }
M::Word word(std::uint64_t value) { return M::Word(value); }
M::VirtualAddress address(std::uint64_t value) { return M::VirtualAddress(M::Word(value)); }
M::FrameNumber frame(std::uint64_t value) { return M::FrameNumber(M::Word(value)); }
M::PhysicalAddress phys(std::uint64_t value) { return M::PhysicalAddress(Bits<64>(value)); }
M::BusAddress bus(std::uint64_t value) { return M::BusAddress(Bits<64>(value)); }

// A scenario, a simulated kernel for it, and the observation.
struct World {
  Scenario<M> scenario;
  Observation<M> observation;
  Kernel kernel{scenario, observation};

  World() { scenario.architecture = make_architecture(64, 64, 64, 12); }

  const Effect<M> &only_effect() const {
    REQUIRE(observation.trace.size() == 1);
    return observation.trace.front();
  }
  std::string_view detail() const { return observation.detail; }
};

Vma<M> vma_of(std::uint64_t start, std::uint64_t end, std::uint64_t pgoff) {
  Vma<M> vma;
  vma.vm_start = address(start);
  vma.vm_end = address(end);
  vma.vm_pgoff = M::PageCount(word(pgoff));
  vma.vm_page_prot = word(0x25);
  return vma;
}

bool is(const Page<M> &page, std::uint64_t number) {
  return !page.is_null && page.frame == frame(number);
}

TEST_CASE("is_vmalloc_addr is an interval test") {
  World world;
  const std::uint64_t end = kVmalloc + world.scenario.architecture.vmalloc_size;
  CHECK_FALSE(world.kernel.is_vmalloc_addr(address(kVmalloc - 1)));
  CHECK(world.kernel.is_vmalloc_addr(address(kVmalloc)));
  CHECK(world.kernel.is_vmalloc_addr(address(end - 1)));
  CHECK_FALSE(world.kernel.is_vmalloc_addr(address(end)));
  CHECK_FALSE(world.kernel.is_vmalloc_addr(address(kLinear)));
  CHECK_FALSE(world.kernel.is_vmalloc_addr(address(0)));
}

TEST_CASE("without MMU no address is a vmalloc address") {
  World world;
  world.scenario.architecture = make_architecture(64, 64, 64, 12, false);
  CHECK_FALSE(world.kernel.is_vmalloc_addr(address(kVmalloc)));
}

TEST_CASE("vmalloc_to_page finds the buffer's pages and NULL elsewhere") {
  World world;
  world.scenario.cpu_addr = address(kVmalloc + kPage);
  world.scenario.size = bytes(2 * kPage + 1);
  world.scenario.vmalloc_to_page = frame(0x77);
  const auto page_at = [&](std::uint64_t offset) {
    return world.kernel.vmalloc_to_page(address(kVmalloc + kPage + offset));
  };
  CHECK(is(page_at(0), 0x77));
  CHECK(is(page_at(kPage - 1), 0x77));
  CHECK(is(page_at(kPage), 0x78));
  CHECK(is(page_at(3 * kPage - 1), 0x79));
  CHECK(page_at(3 * kPage).is_null);
  CHECK(page_at(std::uint64_t{0} - 1).is_null);
}

TEST_CASE("vmalloc_to_page knows the first page of an empty buffer") {
  World world;
  world.scenario.cpu_addr = address(kVmalloc);
  world.scenario.vmalloc_to_page = frame(5);
  CHECK(is(world.kernel.vmalloc_to_page(address(kVmalloc)), 5));
  CHECK(world.kernel.vmalloc_to_page(address(kVmalloc + 1)).is_null);
}

TEST_CASE("virt_to_page is arithmetic and right in the linear map only") {
  World world;
  CHECK(is(world.kernel.virt_to_page(address(kLinear)), 0));
  CHECK(is(world.kernel.virt_to_page(address(kLinear + 5 * kPage + 123)), 5));
  CHECK(is(world.kernel.virt_to_page(address(kVmalloc)), 0x400000000)); // no frame of the buffer
  CHECK(is(world.kernel.virt_to_page(address(0)), 0x800000000));
}

TEST_CASE("page_address and virt_to_page are inverse in the linear map") {
  World world;
  for (const std::uint64_t number : {0U, 1U, 12345U}) {
    const M::VirtualAddress at = world.kernel.page_address(Page<M>::of(frame(number)));
    CHECK(at.word.value() == kLinear + number * kPage);
    CHECK(is(world.kernel.virt_to_page(at), number));
  }
}

TEST_CASE("page_to_pfn and page_to_phys are total") {
  World world;
  const Page<M> page = Page<M>::of(frame(0x123456789));
  CHECK(bool(world.kernel.page_to_pfn(page) == frame(0x123456789)));
  CHECK(bool(world.kernel.page_to_phys(page) == phys(0x123456789000)));
}

TEST_CASE("look-ups leave no effect") {
  World world;
  world.kernel.is_vmalloc_addr(address(kVmalloc));
  world.kernel.vmalloc_to_page(address(kVmalloc));
  world.kernel.virt_to_page(address(kLinear));
  world.kernel.page_address(Page<M>::of(frame(1)));
  world.kernel.get_dma_ops();
  world.kernel.use_dma_iommu();
  world.kernel.dev_to_node();
  CHECK(world.observation.trace.empty());
}

TEST_CASE("a device behind dma-iommu has no ops table") {
  World world;
  world.scenario.ops_has_unmap = true;
  CHECK_FALSE(world.kernel.use_dma_iommu());
  CHECK_FALSE(world.kernel.get_dma_ops().is_null);
  CHECK(world.kernel.get_dma_ops().has_unmap);
  world.scenario.ops_has_unmap = false;
  CHECK_FALSE(world.kernel.get_dma_ops().has_unmap);
  world.scenario.use_dma_iommu = true;
  world.scenario.ops_has_unmap = true;
  CHECK(world.kernel.use_dma_iommu());
  CHECK(world.kernel.get_dma_ops().is_null);
  CHECK_FALSE(world.kernel.get_dma_ops().has_unmap);
}

TEST_CASE("dev_to_node answers as the scenario says") {
  World world;
  CHECK(world.kernel.dev_to_node() == -1);
  world.scenario.numa_node = 3;
  CHECK(world.kernel.dev_to_node() == 3);
}

TEST_CASE("sg_alloc_table clears the table and gives it one marked entry") {
  World world;
  SgTable<M> table;
  table.nents = UnsignedInt(7);
  table.length = UnsignedInt(99);
  CHECK(world.kernel.sg_alloc_table(table, UnsignedInt(1), UnsignedInt(kGfpKernel)) == 0);
  CHECK(table.has_entry);
  CHECK(table.end_marked);
  CHECK(table.nents.value() == 1);
  CHECK(table.orig_nents.value() == 1);
  CHECK(table.length.value() == 0);
  CHECK(table.page.is_null);
  CHECK(world.only_effect().kind == DmaEffect::sg_alloc_table);
  CHECK(world.only_effect().nents.value() == 1);
  CHECK(world.only_effect().gfp.value() == kGfpKernel);
  CHECK(world.only_effect().status == 0);
}

TEST_CASE("sg_alloc_table that fails leaves the table all zero") {
  World world;
  world.scenario.sg_alloc_status = -kEnomem;
  SgTable<M> table;
  table.has_entry = true;
  table.nents = table.orig_nents = UnsignedInt(7);
  CHECK(world.kernel.sg_alloc_table(table, UnsignedInt(1), UnsignedInt(kGfpKernel)) == -kEnomem);
  CHECK_FALSE(table.has_entry);
  CHECK(table.nents.value() == 0);
  CHECK(table.orig_nents.value() == 0);
  CHECK(world.only_effect().status == -kEnomem);
}

TEST_CASE("sg_set_page keeps the end mark and leaves the dma fields") {
  World world;
  SgTable<M> table;
  table.has_entry = table.end_marked = true;
  table.dma_length = UnsignedInt(3);
  world.kernel.sg_set_page(table, Page<M>::of(frame(9)), UnsignedInt(0x2000), UnsignedInt(0));
  CHECK(is(table.page, 9));
  CHECK(table.length.value() == 0x2000);
  CHECK(table.offset.value() == 0);
  CHECK(table.end_marked);
  CHECK(table.dma_length.value() == 3);
  CHECK(world.only_effect().kind == DmaEffect::sg_set_page);
  CHECK(world.only_effect().sg_length.value() == 0x2000);
}

TEST_CASE("sg_free_table empties the table") {
  World world;
  SgTable<M> table;
  table.has_entry = table.end_marked = true;
  table.nents = table.orig_nents = UnsignedInt(1);
  world.kernel.sg_free_table(table);
  CHECK_FALSE(table.has_entry);
  CHECK(table.nents.value() == 0);
  CHECK(world.only_effect().kind == DmaEffect::sg_free_table);
}

TEST_CASE("dma_pgprot answers for the VMA and again for its own answer") {
  World world;
  world.scenario.vma.vm_page_prot = word(0x25);
  world.scenario.dma_pgprot = word(0x3d);
  CHECK(world.kernel.dma_pgprot(word(0x25), word(4)).value() == 0x3d);
  CHECK(world.kernel.dma_pgprot(word(0x3d), word(4)).value() == 0x3d);
  REQUIRE(world.observation.trace.size() == 2);
  CHECK(world.observation.trace[0].prot.value() == 0x25);
  CHECK(world.observation.trace[0].attrs.value() == 4);
  CHECK(world.observation.trace[0].prot_result.value() == 0x3d);
}

TEST_CASE("dma_pgprot tells any other argument apart") {
  World world;
  world.scenario.vma.vm_page_prot = word(0x25);
  world.scenario.dma_pgprot = word(0x3d);
  const std::uint64_t other = world.kernel.dma_pgprot(word(0x26), word(0)).value();
  CHECK(other != 0x3d);
  CHECK(other != world.kernel.dma_pgprot(word(0x27), word(0)).value());
}

TEST_CASE("a pool that does not claim the buffer leaves the status untouched") {
  World world;
  world.scenario.pool_status = -kEnomem;
  Vma<M> vma = vma_of(0x1000, 0x2000, 3);
  int status = 4711;
  CHECK(world.kernel.dma_mmap_from_dev_coherent(vma, address(kLinear), bytes(8), status) == 0);
  CHECK(status == 4711);
  const Effect<M> &effect = world.only_effect();
  CHECK(effect.kind == DmaEffect::dma_mmap_from_dev_coherent);
  CHECK(bool(effect.address == address(kLinear)));
  CHECK(bool(effect.bytes == bytes(8)));
  CHECK(effect.status == 0);
  CHECK(effect.vma.vm_pgoff.word.value() == 3);
  CHECK(effect.vma.vm_page_prot.value() == 0x25);
}

TEST_CASE("a pool that claims the buffer answers 1 and writes the status") {
  for (const int answer : {0, -kEnxio, -kEinval}) {
    World world;
    world.scenario.pool_claims = true;
    world.scenario.pool_status = answer;
    int status = 4711;
    Vma<M> vma = vma_of(0x1000, 0x2000, 3);
    CHECK(world.kernel.dma_mmap_from_dev_coherent(vma, address(kLinear), bytes(8), status) == 1);
    CHECK(status == answer);
    CHECK(world.only_effect().status == 1);
  }
}

TEST_CASE("remap_pfn_range answers as the scenario says and notes what it was given") {
  for (const int answer : {0, -kEnomem}) {
    World world;
    world.scenario.remap_status = answer;
    Vma<M> vma = vma_of(0x1000, 0x3000, 1);
    CHECK(world.kernel.remap_pfn_range(vma, address(0x1000), frame(7), bytes(0x2000), word(0x3d)) ==
          answer);
    const Effect<M> &effect = world.only_effect();
    CHECK(effect.kind == DmaEffect::remap_pfn_range);
    CHECK(bool(effect.address == address(0x1000)));
    CHECK(bool(effect.frame == frame(7)));
    CHECK(bool(effect.bytes == bytes(0x2000)));
    CHECK(effect.prot.value() == 0x3d);
    CHECK(effect.status == answer);
    CHECK(world.observation.completion == Completion::returned);
  }
}

TEST_CASE("remap_pfn_range refuses an unaligned start") {
  World world;
  Vma<M> vma = vma_of(0x1000, 0x3000, 1);
  CHECK(world.kernel.remap_pfn_range(vma, address(0x1001), frame(7), bytes(0), word(0)) ==
        -kEinval);
  CHECK(world.only_effect().status == -kEinval);
  CHECK(world.observation.completion == Completion::returned);
}

TEST_CASE("remap_pfn_range maps a private writable VMA whole or not at all") {
  World world;
  Vma<M> vma = vma_of(0x1000, 0x3000, 1);
  vma.vm_flags = word(kVmMayWrite);
  CHECK(world.kernel.remap_pfn_range(vma, address(0x1000), frame(7), bytes(kPage), word(0)) ==
        -kEinval);
  CHECK(vma.vm_pgoff.word.value() == 1);
  CHECK(world.kernel.remap_pfn_range(vma, address(0x1000), frame(7), bytes(2 * kPage), word(0)) ==
        0);
  CHECK(vma.vm_pgoff.word.value() == 7);

  Vma<M> shared = vma_of(0x1000, 0x3000, 1);
  shared.vm_flags = word(kVmMayWrite | kVmShared);
  World other;
  CHECK(other.kernel.remap_pfn_range(shared, address(0x1000), frame(7), bytes(kPage), word(0)) ==
        0);
  CHECK(shared.vm_pgoff.word.value() == 1);
}

TEST_CASE("remap_pfn_range marks the VMA, and the marks stay after a failure") {
  World world;
  world.scenario.remap_status = -kEnomem;
  Vma<M> vma = vma_of(0x1000, 0x3000, 1);
  vma.vm_flags = word(kVmShared);
  world.kernel.remap_pfn_range(vma, address(0x1000), frame(7), bytes(2 * kPage), word(0));
  CHECK(vma.vm_flags.value() == (kVmShared | kVmIo | kVmPfnMap | kVmDontExpand | kVmDontDump));
  CHECK(world.only_effect().vma.vm_flags.value() == kVmShared);
}

TEST_CASE("remap_pfn_range of a memory type in use leaves the VMA as it was") {
  World world;
  world.scenario.remap_status = -kEinval;
  Vma<M> vma = vma_of(0x1000, 0x3000, 1);
  vma.vm_flags = word(kVmMayWrite);
  CHECK(world.kernel.remap_pfn_range(vma, address(0x1000), frame(7), bytes(2 * kPage), word(0)) ==
        -kEinval);
  CHECK(vma.vm_flags.value() == kVmMayWrite);
  CHECK(vma.vm_pgoff.word.value() == 1);
}

TEST_CASE("remap_pfn_range of a page that is mapped already is a kernel BUG") {
  World world;
  Vma<M> vma = vma_of(0x1000, 0x5000, 0);
  world.kernel.remap_pfn_range(vma, address(0x1000), frame(7), bytes(2 * kPage), word(0));
  world.kernel.remap_pfn_range(vma, address(0x3000), frame(7), bytes(kPage), word(0));
  CHECK(world.observation.completion == Completion::returned);
  world.kernel.remap_pfn_range(vma, address(0x2000), frame(20), bytes(kPage), word(0));
  CHECK(world.observation.completion == Completion::kernel_bug);
}

TEST_CASE("a described pool answers from its geometry") {
  World world;
  world.scenario.pool_described = true;
  world.scenario.pool_base = address(kVmalloc);
  world.scenario.pool_pages = UnsignedInt(4);
  world.scenario.pool_frame = frame(0x100);
  Vma<M> vma = vma_of(0x1000, 0x2000, 1);
  int status = 4711;
  CHECK(world.kernel.dma_mmap_from_dev_coherent(vma, address(kVmalloc + kPage), bytes(2 * kPage),
                                                status) == 1);
  CHECK(status == 0);
  vma.vm_pgoff = M::PageCount(word(2));
  CHECK(world.kernel.dma_mmap_from_dev_coherent(vma, address(kVmalloc + kPage), bytes(2 * kPage),
                                                status) == 1);
  CHECK(status == -kEnxio);
  status = 4711;
  CHECK(world.kernel.dma_mmap_from_dev_coherent(vma, address(kVmalloc + kPage), bytes(4 * kPage),
                                                status) == 0);
  CHECK(status == 4711);
}

TEST_CASE("asking for the struct page of a pool without memory sections is a crash") {
  World world;
  world.scenario.missing_section = true;
  world.kernel.virt_to_page(address(kLinear));
  CHECK(world.observation.completion == Completion::returned);
  world.scenario.buffer_kind = BufferKind::device_pool;
  world.kernel.virt_to_page(address(kLinear));
  CHECK(world.observation.completion == Completion::crashed);
}

TEST_CASE("remap_pfn_range of an empty or wrapping range is a kernel BUG") {
  for (const std::uint64_t length : {std::uint64_t{0}, std::uint64_t{0} - kPage + 1}) {
    World world;
    Vma<M> vma = vma_of(0x1000, 0x3000, 1);
    world.kernel.remap_pfn_range(vma, address(0x1000), frame(7), bytes(length), word(0));
    CHECK(world.observation.completion == Completion::kernel_bug);
    CHECK(world.detail() == "remap_pfn_range of an empty or wrapping range");
  }
  World last;
  const std::uint64_t top = std::uint64_t{0} - 2 * kPage;
  Vma<M> vma = vma_of(top, top + kPage, 0);
  last.kernel.remap_pfn_range(vma, address(top), frame(7), bytes(kPage), word(0));
  CHECK(last.observation.completion == Completion::returned);
  last.kernel.remap_pfn_range(vma, address(top), frame(7), bytes(2 * kPage), word(0));
  CHECK(last.observation.completion == Completion::kernel_bug);
}

TEST_CASE("dma_alloc_contiguous counts whole pages so that a part of one is nothing") {
  World world;
  world.scenario.contiguous_page = Page<M>::of(frame(0x10));
  world.scenario.contiguous_area = ContiguousArea::device;
  repeat_answers(world.scenario);
  const UnsignedInt gfp(kGfpDirectReclaim | 0x40);
  CHECK(world.kernel.dma_alloc_contiguous(bytes(0), gfp).is_null);
  CHECK(world.kernel.dma_alloc_contiguous(bytes(kPage - 1), gfp).is_null);
  CHECK(is(world.kernel.dma_alloc_contiguous(bytes(kPage), gfp), 0x10));
  REQUIRE(world.observation.trace.size() == 3);
  CHECK(world.observation.trace[0].page.is_null);
  CHECK(is(world.observation.trace[2].page, 0x10));
  CHECK(world.observation.trace[2].gfp.value() == 0x440);
  World empty;
  CHECK(empty.kernel.dma_alloc_contiguous(bytes(kPage), gfp).is_null);
}

// Whether the area that has a block gives it for this request.
bool serves(ContiguousArea area, std::uint64_t length, std::uint32_t gfp, int node = 0) {
  World world;
  world.scenario.contiguous_page = Page<M>::of(frame(0x10));
  world.scenario.contiguous_area = area;
  world.scenario.numa_node = node;
  return !world.kernel.dma_alloc_contiguous(bytes(length), UnsignedInt(gfp)).is_null;
}

TEST_CASE("a gfp that cannot block gets nothing from any contiguous area") {
  for (const ContiguousArea area :
       {ContiguousArea::device, ContiguousArea::node, ContiguousArea::standard}) {
    CHECK(serves(area, 2 * kPage, kGfpKernel));
    CHECK_FALSE(serves(area, 2 * kPage, kGfpKernel & ~kGfpDirectReclaim));
  }
}

TEST_CASE("one page comes from the device's own area only") {
  CHECK(serves(ContiguousArea::device, kPage, kGfpKernel));
  CHECK_FALSE(serves(ContiguousArea::node, kPage, kGfpKernel));
  CHECK_FALSE(serves(ContiguousArea::standard, kPage, kGfpKernel));
  CHECK(serves(ContiguousArea::node, kPage + 1, kGfpKernel));
  CHECK(serves(ContiguousArea::standard, kPage + 1, kGfpKernel));
}

TEST_CASE("the node's areas need a node and a gfp without a zone of low addresses") {
  CHECK(serves(ContiguousArea::node, 2 * kPage, kGfpKernel, 1));
  CHECK_FALSE(serves(ContiguousArea::node, 2 * kPage, kGfpKernel, -1));
  CHECK_FALSE(serves(ContiguousArea::node, 2 * kPage, kGfpKernel | kGfpDma32, 1));
  CHECK(serves(ContiguousArea::standard, 2 * kPage, kGfpKernel | kGfpDma32, -1));
}

TEST_CASE("a high-memory page has no address, and clearing it through NULL is a crash") {
  World world;
  world.scenario.size = bytes(2 * kPage);
  world.scenario.contiguous_page = Page<M>::of(frame(0x10));
  CHECK_FALSE(world.kernel.is_highmem(Page<M>::of(frame(0x10))));
  world.scenario.contiguous_highmem = true;
  CHECK(world.kernel.is_highmem(Page<M>::of(frame(0x11))));
  CHECK_FALSE(world.kernel.is_highmem(Page<M>::of(frame(0x12))));
  CHECK(bool(world.kernel.page_address(Page<M>::of(frame(0x10))) == address(0)));
  world.kernel.memset(address(0), 0, bytes(2 * kPage));
  CHECK(world.observation.completion == Completion::crashed);
}

TEST_CASE("alloc_pages_node serves up to the largest order") {
  World world;
  world.scenario.buddy_page = Page<M>::of(frame(0x20));
  repeat_answers(world.scenario);
  const auto asked_for = [](World &of, unsigned order) {
    return of.kernel.alloc_pages_node(2, UnsignedInt(0xcc0), UnsignedInt(order));
  };
  CHECK(asked_for(world, 52).is_null);
  CHECK(asked_for(world, 11).is_null);
  CHECK(is(asked_for(world, 10), 0x20));
  REQUIRE(world.observation.trace.size() == 3);
  CHECK(world.observation.trace[1].page.is_null);
  CHECK(world.observation.trace[2].node == 2);
  CHECK(world.observation.trace[2].order.value() == 10);
  World single;
  single.scenario.buddy_page = Page<M>::of(frame(0x20));
  CHECK(is(asked_for(single, 0), 0x20));
  World empty;
  CHECK(asked_for(empty, 0).is_null);
}

TEST_CASE("releases note their page and extent") {
  World world;
  world.kernel.dma_free_contiguous(Page<M>::of(frame(1)), bytes(kPage));
  world.kernel.free_pages(Page<M>::of(frame(2)), UnsignedInt(3));
  REQUIRE(world.observation.trace.size() == 2);
  CHECK(world.observation.trace[0].kind == DmaEffect::dma_free_contiguous);
  CHECK(is(world.observation.trace[0].page, 1));
  CHECK(bool(world.observation.trace[0].bytes == bytes(kPage)));
  CHECK(world.observation.trace[1].kind == DmaEffect::free_pages);
  CHECK(world.observation.trace[1].order.value() == 3);
}

TEST_CASE("a mapping is answered with the scenario's handle on either path") {
  World world;
  world.scenario.map_handle = bus(0xabc);
  repeat_answers(world.scenario);
  const auto through_iommu =
      world.kernel.iommu_dma_map_phys(phys(0x5000), bytes(kPage), Direction::to_device, word(0x20));
  const auto through_ops = world.kernel.ops_map_phys(
      world.kernel.get_dma_ops(), phys(0x6000), bytes(kPage), Direction::from_device, word(0x21));
  CHECK(through_iommu.word.value() == 0xabc);
  CHECK(through_ops.word.value() == 0xabc);
  REQUIRE(world.observation.trace.size() == 2);
  CHECK(world.observation.trace[0].kind == DmaEffect::map);
  CHECK(world.observation.trace[0].path == MapPath::iommu);
  CHECK(world.observation.trace[0].direction == Direction::to_device);
  CHECK(bool(world.observation.trace[0].phys == phys(0x5000)));
  CHECK(world.observation.trace[1].path == MapPath::ops);
  CHECK(world.observation.trace[1].attrs.value() == 0x21);
  CHECK(world.observation.trace[1].handle.word.value() == 0xabc);
}

TEST_CASE("an unmap notes its arguments on either path") {
  World world;
  world.kernel.iommu_dma_unmap_phys(bus(1), bytes(2), Direction::to_device, word(3));
  world.kernel.ops_unmap_phys(world.kernel.get_dma_ops(), bus(4), bytes(5), Direction::from_device,
                              word(6));
  REQUIRE(world.observation.trace.size() == 2);
  CHECK(world.observation.trace[0].kind == DmaEffect::unmap);
  CHECK(world.observation.trace[0].path == MapPath::iommu);
  CHECK(world.observation.trace[1].path == MapPath::ops);
  CHECK(world.observation.trace[1].handle.word.value() == 4);
  CHECK(bool(world.observation.trace[1].bytes == bytes(5)));
  CHECK(world.observation.completion == Completion::returned);
}

TEST_CASE("a call through a missing ops table or operation is a crash") {
  World map;
  map.scenario.use_dma_iommu = true;
  map.kernel.ops_map_phys(map.kernel.get_dma_ops(), phys(0), bytes(kPage), Direction::to_device,
                          word(0));
  CHECK(map.observation.completion == Completion::crashed);
  CHECK(map.detail() == "call through a NULL dma_map_ops");

  World unmap;
  unmap.scenario.ops_has_unmap = false;
  unmap.kernel.ops_unmap_phys(unmap.kernel.get_dma_ops(), bus(0), bytes(kPage),
                              Direction::to_device, word(0));
  CHECK(unmap.observation.completion == Completion::crashed);
  CHECK(unmap.detail() == "call of a missing unmap operation");
}

TEST_CASE("the first end of a call stays") {
  World world;
  world.kernel.end(Completion::unmodelled, "frobnicate");
  world.kernel.kernel_bug("later");
  CHECK(world.observation.completion == Completion::unmodelled);
  CHECK(world.detail() == "frobnicate");
}

TEST_CASE("a long detail is cut and stays a string") {
  World world;
  const std::string long_text(300, 'x');
  world.kernel.end(Completion::crashed, long_text);
  CHECK(world.detail() == std::string(sizeof(world.observation.detail) - 1, 'x'));
}

} // namespace
} // namespace dma_verify
