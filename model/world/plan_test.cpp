// SPDX-License-Identifier: GPL-2.0-only
// Tests of the answers that the world gives: which area serves, where memory is free, when a
// mapping fails, and which buffers a step can be applied to.
#include "model/world/plan.h"
#include "model/ops_helpers/kernel/buffer.h"
#include "model/run_model.h"

#include <doctest/doctest.h>

#include <string>

namespace dma_verify::world {
namespace {

using M = WidestMachine;

unsigned device_named(const Platform &platform, std::string_view name) {
  for (unsigned i = 0; i < platform.devices.size(); ++i) {
    if (platform.devices[i].name == name)
      return i;
  }
  FAIL("no such device: " << std::string(name));
  return 0;
}

// A platform, its state, and the model as the file that is called.
struct Machine {
  explicit Machine(PlatformOptions options = {}, bool mmu = true)
      : platform(make_platform(make_architecture(64, 64, 64, 12, mmu), options)) {
    world.architecture = platform.architecture;
  }

  Event planned(const Step &step) const {
    const auto event = plan(platform, world, step);
    REQUIRE(event);
    return *event;
  }
  Event take(const Step &step) {
    const Event event = planned(step);
    if (!call_of(event.action)) {
      apply(world, event);
      return event;
    }
    StoredObservation observation;
    run_model<M>(event.scenario, observation);
    apply(world, event, observation);
    return event;
  }
  Step alloc(std::string_view device, std::uint64_t pages) const {
    Step step;
    step.device = device_named(platform, device);
    step.bytes = pages << 12;
    return step;
  }
  Step coherent(std::uint64_t bytes) const {
    Step step = alloc("memory of its own", 0);
    step.action = Action::alloc_coherent;
    step.bytes = bytes;
    return step;
  }

  Platform platform;
  World world;
};

Step step_of(Action action, unsigned buffer = 0) {
  Step step;
  step.action = action;
  step.buffer = buffer;
  return step;
}

std::uint64_t frame_of(const Page<M> &page) {
  REQUIRE_FALSE(page.is_null);
  return page.frame.word.value();
}

// The C session takes calls whose devices reach the same for calls for one device.
TEST_CASE("no two devices of a platform reach the same") {
  for (const bool mmu : {false, true}) {
    const Machine machine({}, mmu);
    const auto &devices = machine.platform.devices;
    for (std::size_t i = 0; i < devices.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        CHECK((devices[i].coherent_dma_mask != devices[j].coherent_dma_mask ||
               devices[i].bus_dma_limit != devices[j].bus_dma_limit ||
               devices[i].has_dma_mask != devices[j].has_dma_mask));
      }
    }
  }
}

TEST_CASE("a device with an area of its own is served by that alone") {
  Machine machine;
  Step step = machine.alloc("contiguous area of its own", 2);
  StoredScenario scenario = machine.planned(step).scenario;
  CHECK(scenario.contiguous_area == ContiguousArea::device);
  CHECK(frame_of(scenario.contiguous_page) == machine.platform.device_area.first);
  step.faults.device_area = true;
  scenario = machine.planned(step).scenario;
  CHECK(scenario.contiguous_page.is_null);
  CHECK(frame_of(scenario.buddy_page) == machine.platform.buddy.first);
}

TEST_CASE("the node's area is asked before the standard area, which is asked before the buddy") {
  Machine machine;
  Step step = machine.alloc("dma-iommu", 2);
  CHECK(machine.planned(step).scenario.contiguous_area == ContiguousArea::node);
  step.faults.node_area = true;
  StoredScenario scenario = machine.planned(step).scenario;
  CHECK(scenario.contiguous_area == ContiguousArea::standard);
  CHECK(frame_of(scenario.contiguous_page) == machine.platform.standard_area.first);
  step.faults.standard_area = true;
  CHECK(machine.planned(step).scenario.contiguous_page.is_null);
  CHECK(machine.planned(machine.alloc("ops", 2)).scenario.contiguous_area ==
        ContiguousArea::standard);
}

TEST_CASE("one page, and who cannot wait, is left to the buddy allocator") {
  Machine machine;
  CHECK(machine.planned(machine.alloc("ops", 1)).scenario.contiguous_page.is_null);
  CHECK_FALSE(machine.planned(machine.alloc("contiguous area of its own", 1))
                  .scenario.contiguous_page.is_null);
  Step atomic = machine.alloc("ops", 2);
  atomic.gfp = kGfpKernel & ~kGfpDirectReclaim;
  CHECK(machine.planned(atomic).scenario.contiguous_page.is_null);
}

TEST_CASE("no bytes are served by nobody") {
  Machine machine;
  const StoredScenario scenario = machine.planned(machine.alloc("ops", 0)).scenario;
  CHECK(scenario.contiguous_page.is_null);
  CHECK(scenario.buddy_page.is_null);
}

TEST_CASE("memory that is owned is not handed out, and memory runs out") {
  Machine machine;
  const std::uint64_t area = machine.platform.standard_area.first;
  CHECK(frame_of(machine.take(machine.alloc("ops", 3)).scenario.contiguous_page) == area);
  CHECK(frame_of(machine.take(machine.alloc("ops", 3)).scenario.contiguous_page) == area + 3);
  machine.take(step_of(Action::release, 0));
  CHECK(frame_of(machine.planned(machine.alloc("ops", 3)).scenario.contiguous_page) == area);
  CHECK(frame_of(machine.planned(machine.alloc("ops", 4)).scenario.contiguous_page) == area + 6);
  CHECK(machine.planned(machine.alloc("ops", 27)).scenario.contiguous_page.is_null);
}

TEST_CASE("the buddy allocator's blocks are aligned to their size and within its limit") {
  Machine machine;
  machine.take(machine.alloc("ops", 1));
  Step step = machine.alloc("ops", 5);
  step.faults.standard_area = true;
  CHECK(frame_of(machine.planned(step).scenario.buddy_page) == 8);
  step.bytes = std::uint64_t{257} << 12;
  CHECK(machine.planned(step).scenario.buddy_page.is_null);
  step.bytes = 1 << 12;
  step.faults.buddy = true;
  CHECK(machine.planned(step).scenario.buddy_page.is_null);
}

TEST_CASE("bus addresses: 0 is none of dma-iommu's, live mappings do not meet, failures are all "
          "ones") {
  Machine machine;
  const auto handle = [](const Event &event) { return event.scenario.map_handle.word.value(); };
  CHECK(handle(machine.take(machine.alloc("ops", 2))) == 0);
  CHECK(handle(machine.take(machine.alloc("ops", 2))) == 0x2000);
  CHECK(handle(machine.take(machine.alloc("dma-iommu", 2))) == 0x1000);
  const Event direct = machine.planned(machine.alloc("ops without unmap", 2));
  CHECK(handle(direct) == frame_of(direct.scenario.contiguous_page) << 12);
  for (const char *device : {"ops", "dma-iommu", "ops without unmap"}) {
    Step failing = machine.alloc(device, 2);
    failing.faults.mapping = true;
    CHECK(handle(machine.planned(failing)) == ~std::uint64_t{0});
  }
}

TEST_CASE("a mapping fails in the width of dma_addr_t") {
  const Platform platform = make_platform(make_architecture(32, 32, 32, 12));
  World world;
  world.architecture = platform.architecture;
  Step step;
  step.bytes = 4096;
  step.faults.mapping = true;
  CHECK(plan(platform, world, step)->scenario.map_handle.word.value() == 0xffffffff);
}

TEST_CASE("free_pages is told the allocation's arguments and its true owner") {
  Machine machine;
  Step step = machine.alloc("dma-iommu", 3);
  step.direction = Direction::to_device;
  machine.take(step);
  const StoredScenario scenario = machine.planned(step_of(Action::release)).scenario;
  CHECK(scenario.call == ops_helpers::Helper::free_pages);
  CHECK(scenario.use_dma_iommu);
  CHECK(scenario.size.word.value() == 3 << 12);
  CHECK(scenario.page.word.value() == machine.platform.node_area.first);
  CHECK(scenario.dma_handle.word.value() == 0x1000);
  CHECK(scenario.direction == Direction::to_device);
  CHECK(scenario.block_owner == Allocator::contiguous);
}

TEST_CASE("a buffer is linear for a coherent device, in the vmalloc area for another") {
  Machine machine;
  machine.take(machine.alloc("ops", 1));
  machine.take(machine.alloc("contiguous area of its own", 1));
  const Architecture &arch = machine.platform.architecture;
  StoredScenario scenario = machine.planned(step_of(Action::describe, 0)).scenario;
  CHECK(scenario.cpu_addr.word.value() == arch.linear_base);
  scenario = machine.planned(step_of(Action::describe, 1)).scenario;
  CHECK(is_vmalloc_address<M>(arch, scenario.cpu_addr));
  CHECK(buffer_frame<M>(scenario).word.value() == machine.platform.device_area.first);
}

TEST_CASE(
    "buffers that are not coherent lie apart in the vmalloc area, whose pages are used again") {
  Machine machine;
  const auto alloc = [&] { machine.take(machine.alloc("contiguous area of its own", 3)); };
  const auto page_of = [&](std::size_t i) {
    return machine.world.vmalloc_pages.at(machine.world.ledger.buffers.at(i).number);
  };
  alloc();
  alloc();
  CHECK(page_of(0) == kPoolVmallocPages);
  CHECK(page_of(1) == kPoolVmallocPages + 3);
  Step mmap;
  mmap.action = Action::map_to_user;
  mmap.buffer = 1;
  const Event event = machine.planned(mmap);
  CHECK(event.scenario.cpu_addr.word.value() ==
        machine.platform.architecture.vmalloc_base + (page_of(1) << 12));
  CHECK(event.scenario.vmalloc_to_page == machine.world.ledger.buffers[1].first);
  Step free;
  free.action = Action::release;
  machine.take(free);
  machine.take(machine.alloc("dma-iommu", 3));
  CHECK(page_of(1) == kPoolVmallocPages);
}

TEST_CASE("user mappings get the protection that the device asks for") {
  Machine machine;
  machine.take(machine.alloc("ops", 1));
  machine.take(machine.alloc("contiguous area of its own", 1));
  Step step = step_of(Action::map_to_user, 0);
  step.write_combine = true;
  StoredScenario coherent = machine.planned(step).scenario;
  CHECK(coherent.dma_pgprot == coherent.vma.vm_page_prot);
  step.buffer = 1;
  const StoredScenario combined = machine.planned(step).scenario;
  step.write_combine = false;
  const StoredScenario uncached = machine.planned(step).scenario;
  CHECK(combined.dma_pgprot != combined.vma.vm_page_prot);
  CHECK(uncached.dma_pgprot != uncached.vma.vm_page_prot);
  CHECK(uncached.dma_pgprot != combined.dma_pgprot);
}

TEST_CASE("a VMA is neither empty nor beyond the address space") {
  Machine machine;
  machine.take(machine.alloc("ops", 1));
  Step step = step_of(Action::map_to_user);
  step.pages = 0;
  CHECK_FALSE(plan(machine.platform, machine.world, step));
  step.pages = (~std::uint64_t{0} >> 12) - 16;
  const StoredScenario scenario = machine.planned(step).scenario;
  CHECK(scenario.vma.vm_start < scenario.vma.vm_end);
  ++step.pages;
  CHECK_FALSE(plan(machine.platform, machine.world, step));
}

TEST_CASE("a device's own memory serves blocks of powers of two, and claims them") {
  Machine machine;
  const Pool pool =
      *machine.platform.devices[device_named(machine.platform, "memory of its own")].pool;
  CHECK(machine.take(machine.coherent(3 << 12)).frame == pool.first.word.value());
  CHECK(machine.take(machine.coherent(1 << 12)).frame == pool.first.word.value() + 4);
  CHECK_FALSE(plan(machine.platform, machine.world, machine.coherent(16 << 12)));
  const StoredScenario scenario = machine.planned(step_of(Action::map_to_user, 1)).scenario;
  CHECK(scenario.buffer_kind == BufferKind::device_pool);
  CHECK(pool_claims<M>(scenario));
  CHECK(machine.planned(step_of(Action::free_coherent, 1)).buffer == 1);
  Step elsewhere = machine.coherent(1 << 12);
  elsewhere.device = 0;
  CHECK_FALSE(plan(machine.platform, machine.world, elsewhere));
}

TEST_CASE("a step needs a buffer that it fits") {
  Machine machine;
  for (const Action action : {Action::release, Action::describe, Action::map_to_user,
                              Action::munmap, Action::sync_for_cpu, Action::free_coherent}) {
    CHECK_FALSE(plan(machine.platform, machine.world, step_of(action)));
  }
  machine.take(machine.coherent(1 << 12));
  CHECK_FALSE(plan(machine.platform, machine.world, step_of(Action::release)));
  CHECK_FALSE(plan(machine.platform, machine.world, step_of(Action::describe)));
  machine.take(step_of(Action::map_to_user));
  CHECK_FALSE(plan(machine.platform, machine.world, step_of(Action::free_coherent)));
  CHECK(plan(machine.platform, machine.world, step_of(Action::munmap)));
}

TEST_CASE("a buffer that user space sees is not freed") {
  Machine machine;
  machine.take(machine.alloc("ops", 1));
  machine.take(machine.alloc("ops", 1));
  machine.take(step_of(Action::map_to_user, 0));
  CHECK(machine.planned(step_of(Action::release, 0)).buffer == 1);
  machine.take(step_of(Action::munmap));
  CHECK(machine.planned(step_of(Action::release, 0)).buffer == 0);
}

TEST_CASE("the way to the end unmaps, then frees, and leaves nothing") {
  Machine machine;
  machine.take(machine.alloc("ops", 1));
  machine.take(machine.alloc("dma-iommu", 3));
  machine.take(machine.coherent(1 << 12));
  machine.take(step_of(Action::map_to_user, 1));
  unsigned steps = 0;
  while (const auto event = plan_end(machine.platform, machine.world)) {
    if (call_of(event->action)) {
      StoredObservation observation;
      run_model<M>(event->scenario, observation);
      apply(machine.world, *event, observation);
    } else {
      apply(machine.world, *event);
    }
    REQUIRE(++steps <= 4);
  }
  CHECK(steps == 4);
  CHECK(machine.world.ledger.blocks.empty());
  CHECK(machine.world.ledger.mappings.empty());
  CHECK(machine.world.ledger.user_mappings.empty());
  CHECK(machine.world.ledger.buffers.empty());
}

TEST_CASE("before 6.12 no device is behind dma-iommu and without MMU none has memory of its own") {
  for (const Device &device :
       make_platform(make_architecture(64, 64, 64, 12), {.iommu_devices = false}).devices)
    CHECK_FALSE(device.use_dma_iommu);
  for (const Device &device : make_platform(make_architecture(64, 64, 64, 12, false)).devices) {
    CHECK_FALSE(device.pool);
    CHECK(device.coherent); // no vmalloc area to map its buffers in
  }
}

TEST_CASE("on every architecture the memory lies where it says") {
  for (const Architecture &arch : architectures()) {
    const Platform platform = make_platform(arch);
    const Frames low{0, arch.linear_size >> arch.page_shift};
    for (const Frames &memory :
         {platform.buddy, platform.device_area, platform.node_area, platform.standard_area}) {
      CHECK(low.contains(memory));
    }
    CHECK_FALSE(platform.buddy.overlaps(platform.device_area));
    CHECK_FALSE(platform.device_area.overlaps(platform.node_area));
    CHECK_FALSE(platform.node_area.overlaps(platform.standard_area));
    for (const Device &device : platform.devices) {
      if (!device.pool)
        continue;
      const Frames own{device.pool->first.word.value(), device.pool->pages.value()};
      CHECK_FALSE(low.overlaps(own));
      const std::uint64_t frames = arch.phys_bits - arch.page_shift >= 52
                                       ? std::uint64_t{1} << 52
                                       : std::uint64_t{1} << (arch.phys_bits - arch.page_shift);
      CHECK(Frames{0, frames}.contains(own));
      const std::uint64_t base = device.pool->base.word.value() - arch.vmalloc_base;
      CHECK(base + (own.count << arch.page_shift) <= arch.vmalloc_size);
      CHECK(base + (own.count << arch.page_shift) <= kPoolVmallocPages << arch.page_shift);
    }
  }
}

} // namespace
} // namespace dma_verify::world
