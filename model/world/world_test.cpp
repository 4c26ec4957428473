// SPDX-License-Identifier: GPL-2.0-only
// Tests of the fold: what each effect of a trace makes of the world, and which rule it breaks.
#include "model/world/world.h"

#include "model/ops_helpers/kernel/buffer.h"

#include <doctest/doctest.h>

#include <string>

namespace dma_verify::world {
namespace {

using M = WidestMachine;
using ledger::Rule;
using Broken = std::vector<Rule>;

constexpr std::uint64_t kPage = 4096;

M::Bytes bytes(std::uint64_t value) { return M::Bytes(M::Word(value)); }
Page<M> page(std::uint64_t frame) { return Page<M>::of(M::FrameNumber(M::Word(frame))); }
M::BusAddress bus(std::uint64_t value) { return M::BusAddress(M::BusAddress::Word(value)); }

// A trace, effect by effect, of one call.
struct CallTrace {
  explicit CallTrace(Action action, std::uint64_t pages = 2) {
    event.action = action;
    event.scenario.architecture = make_architecture(64, 64, 64, 12);
    event.scenario.call = *call_of(action);
    event.scenario.size = bytes(pages * kPage);
  }
  Effect<M> &effect(EffectKind kind) {
    Effect<M> &added = observed.trace.emplace_back();
    added.kind = kind;
    return added;
  }
  CallTrace &contiguous(std::uint64_t frame, std::uint64_t size) {
    Effect<M> &added = effect(DmaEffect::dma_alloc_contiguous);
    added.bytes = bytes(size);
    added.page = page(frame);
    return *this;
  }
  CallTrace &buddy(std::uint64_t frame, unsigned order, std::uint32_t gfp = kGfpKernel) {
    Effect<M> &added = effect(DmaEffect::alloc_pages_node);
    added.order = M::UnsignedInt(order);
    added.gfp = M::UnsignedInt(gfp);
    added.page = page(frame);
    return *this;
  }
  CallTrace &map(std::uint64_t frame, std::uint64_t size, std::uint64_t handle,
                 MapPath path = MapPath::ops) {
    Effect<M> &added = effect(DmaEffect::map);
    added.path = path;
    added.phys = M::PhysicalAddress(Bits<64>(frame * kPage));
    added.bytes = bytes(size);
    added.handle = bus(handle);
    added.direction = event.scenario.direction;
    return *this;
  }
  CallTrace &unmap(std::uint64_t handle, std::uint64_t size, MapPath path = MapPath::ops) {
    Effect<M> &added = effect(DmaEffect::unmap);
    added.path = path;
    added.handle = bus(handle);
    added.bytes = bytes(size);
    return *this;
  }
  CallTrace &memset(std::uint64_t frame, std::uint64_t size, std::uint8_t value = 0) {
    Effect<M> &added = effect(DmaEffect::memset);
    added.address =
        M::VirtualAddress(M::Word(event.scenario.architecture.linear_base + frame * kPage));
    added.bytes = bytes(size);
    added.value = value;
    return *this;
  }
  CallTrace &free_contiguous(std::uint64_t frame, std::uint64_t size) {
    Effect<M> &added = effect(DmaEffect::dma_free_contiguous);
    added.page = page(frame);
    added.bytes = bytes(size);
    return *this;
  }
  CallTrace &free_by_order(std::uint64_t frame, unsigned order) {
    Effect<M> &added = effect(DmaEffect::free_pages);
    added.page = page(frame);
    added.order = M::UnsignedInt(order);
    return *this;
  }
  CallTrace &remap(std::uint64_t frame, std::uint64_t pages, int status = 0) {
    Effect<M> &added = effect(DmaEffect::remap_pfn_range);
    added.frame = M::FrameNumber(M::Word(frame));
    added.bytes = bytes(pages * kPage);
    added.prot = M::Word(7);
    added.status = status;
    return *this;
  }
  CallTrace &returns(std::uint64_t frame, std::uint64_t handle) {
    observed.page = page(frame);
    observed.dma_handle = bus(handle);
    return *this;
  }
  CallTrace &returns(int status) {
    observed.status = status;
    return *this;
  }

  Event event;
  StoredObservation observed;
};

World empty_world() {
  World world;
  world.architecture = make_architecture(64, 64, 64, 12);
  return world;
}
Broken apply_to(World &world, const CallTrace &call) {
  apply(world, call.event, call.observed);
  Broken broken;
  for (std::size_t i = 0; i < ledger::kRuleCount; ++i) {
    if (!world.rules.keeps({static_cast<Rule>(i)}))
      broken.push_back(static_cast<Rule>(i));
  }
  return broken;
}
// A contiguous block of two pages at frame 16, mapped at 0x8000 and zero.
CallTrace good_alloc() {
  return CallTrace(Action::acquire)
      .contiguous(16, 2 * kPage)
      .map(16, 2 * kPage, 0x8000)
      .memset(16, 2 * kPage)
      .returns(16, 0x8000);
}
World world_with_buffer() {
  World world = empty_world();
  CHECK(apply_to(world, good_alloc()).empty());
  return world;
}

TEST_CASE("an allocation makes a block, a mapping and a buffer of zero bytes") {
  const World world = world_with_buffer();
  REQUIRE(world.ledger.blocks.size() == 1);
  CHECK(frames_of(world.ledger.blocks[0].pages) == Frames{16, 2});
  CHECK(world.ledger.blocks[0].allocator == Allocator::contiguous);
  REQUIRE(world.ledger.buffers.size() == 1);
  CHECK(world.ledger.buffers[0].number == 0);
  CHECK(frames_of(world.ledger.buffers[0], 12) == Frames{16, 2});
  REQUIRE(world.ledger.mappings.size() == 1);
  CHECK(world.ledger.mappings[0].handle == world.ledger.buffers[0].handle);
  CHECK(world.ledger.mappings[0].bytes == bytes(2 * kPage));
  CHECK(world.contents.worst({16 * kPage, 2 * kPage}) == Content::zero);
  CHECK(world.ledger.handed_out == 1);
}

TEST_CASE("the contiguous area hands out whole pages only, the buddy allocator powers of two") {
  World world = empty_world();
  apply_to(world, CallTrace(Action::acquire).contiguous(16, 3 * kPage - 1).buddy(32, 2));
  REQUIRE(world.ledger.blocks.size() == 2);
  CHECK(frames_of(world.ledger.blocks[0].pages) == Frames{16, 2});
  CHECK(frames_of(world.ledger.blocks[1].pages) == Frames{32, 4});
  CHECK(world.ledger.blocks[1].allocator == Allocator::buddy);
  CHECK(world.contents.worst({32 * kPage, kPage}) == Content::stale);
}

TEST_CASE("the buddy allocator zeroes for __GFP_ZERO") {
  World world = empty_world();
  apply_to(world, CallTrace(Action::acquire).buddy(32, 1, kGfpKernel | kGfpZero));
  CHECK(world.contents.worst({32 * kPage, 2 * kPage}) == Content::zero);
}

TEST_CASE("an allocator that is asked twice hands out what is owned") {
  World world = empty_world();
  CHECK(apply_to(world, CallTrace(Action::acquire).buddy(32, 1).buddy(32, 1)) ==
        Broken{Rule::memory_free});
}

TEST_CASE("a whole release to the right allocator frees, and what is free is stale") {
  World world = world_with_buffer();
  const CallTrace free =
      CallTrace(Action::release).unmap(0x8000, 2 * kPage).free_contiguous(16, 2 * kPage);
  CHECK(apply_to(world, free).empty());
  CHECK(world.ledger.blocks.empty());
  CHECK(world.ledger.mappings.empty());
  CHECK(world.ledger.buffers.empty());
  CHECK(world.contents.worst({16 * kPage, 1}) == Content::stale);
}

TEST_CASE("dma_free_contiguous gives a buddy block back by its order") {
  World world = empty_world();
  apply_to(world, CallTrace(Action::acquire, 3).buddy(32, 2));
  CHECK(apply_to(world, CallTrace(Action::acquire).free_contiguous(32, 3 * kPage)).empty());
  CHECK(world.ledger.blocks.empty());
}

TEST_CASE("releases that are no release of one whole block break a rule") {
  const auto broken_by = [](const CallTrace &call) {
    World world = world_with_buffer();
    world.ledger.mappings.clear();
    apply_to(world, CallTrace(Action::acquire).buddy(32, 1));
    return apply_to(world, call);
  };
  const CallTrace call(Action::release);
  CHECK(broken_by(CallTrace(call).free_contiguous(17, 2 * kPage)) == Broken{Rule::released_whole});
  CHECK(broken_by(CallTrace(call).free_contiguous(16, kPage)) == Broken{Rule::released_whole});
  CHECK(broken_by(CallTrace(call).free_contiguous(16, 2 * kPage + 1)) ==
        Broken{Rule::released_whole});
  CHECK(broken_by(CallTrace(call).free_contiguous(40, kPage)) == Broken{Rule::released_once});
  CHECK(broken_by(CallTrace(call).free_contiguous(16, 2 * kPage).free_contiguous(16, 2 * kPage)) ==
        Broken{Rule::released_once});
  CHECK(broken_by(CallTrace(call).free_by_order(16, 1)) == Broken{Rule::right_allocator});
  CHECK(broken_by(CallTrace(call).free_by_order(32, 1)).empty());
  CHECK(broken_by(CallTrace(call).free_by_order(32, 0)) == Broken{Rule::released_whole});
  CallTrace null(call);
  null.effect(DmaEffect::free_pages);
  CHECK(broken_by(null) == Broken{Rule::released_once});
}

TEST_CASE("what is released while a device reaches it, and what is mapped and not owned, breaks "
          "a rule") {
  World world = world_with_buffer();
  const CallTrace early =
      CallTrace(Action::release).free_contiguous(16, 2 * kPage).unmap(0x8000, 2 * kPage);
  CHECK(apply_to(world, early) == Broken{Rule::unmapped_first});
  world = world_with_buffer();
  const Broken unowned{Rule::own_mappings};
  CHECK(apply_to(world, CallTrace(Action::acquire).map(40, kPage, 0)) == unowned);
  world = world_with_buffer();
  CHECK(apply_to(world, CallTrace(Action::acquire).map(16, kPage, 0)) == unowned);
  world = world_with_buffer();
  CHECK(apply_to(world, CallTrace(Action::acquire).buddy(32, 1).map(33, 2 * kPage, 0)) == unowned);
}

TEST_CASE("a mapping that fails, loudly or silently, maps nothing") {
  World world = empty_world();
  apply_to(world, CallTrace(Action::acquire).map(16, kPage, ~std::uint64_t{0}));
  CHECK(world.ledger.mappings.empty());
  CallTrace silent = CallTrace(Action::acquire).map(16, kPage, 0);
  silent.event.scenario.map_fails_silently = true;
  apply_to(world, silent);
  CHECK(world.ledger.mappings.empty());
}

TEST_CASE("all ones in the width of dma_addr_t is failure") {
  World world;
  world.architecture = make_architecture(32, 32, 32, 12);
  CallTrace failing = CallTrace(Action::acquire).map(16, kPage, 0xffffffff);
  failing.event.scenario.architecture = world.architecture;
  apply_to(world, failing);
  CHECK(world.ledger.mappings.empty());
}

TEST_CASE("an unmap ends exactly one mapping of its device, handle, size and path") {
  for (const bool iommu : {false, true}) {
    World world = world_with_buffer();
    const MapPath other = iommu ? MapPath::ops : MapPath::iommu;
    world.ledger.mappings[0].path = iommu ? MapPath::iommu : MapPath::ops;
    const Broken unknown{Rule::unmap_live};
    const CallTrace call(Action::release);
    CHECK(apply_to(world, CallTrace(call).unmap(0x8000, 2 * kPage, other)) == unknown);
    CHECK(apply_to(world, CallTrace(call).unmap(0x8000, kPage, world.ledger.mappings[0].path)) ==
          unknown);
    CHECK(apply_to(world, CallTrace(call).unmap(0, 2 * kPage, world.ledger.mappings[0].path)) ==
          unknown);
    CallTrace elsewhere = CallTrace(call).unmap(0x8000, 2 * kPage, world.ledger.mappings[0].path);
    elsewhere.event.device = 1;
    CHECK(apply_to(world, elsewhere) == unknown);
    REQUIRE(world.ledger.mappings.size() == 1);
    CHECK(apply_to(world, CallTrace(call).unmap(0x8000, 2 * kPage, world.ledger.mappings[0].path))
              .empty());
    CHECK(world.ledger.mappings.empty());
  }
}

TEST_CASE("without an unmap operation a mapping ends with its memory's release, or its buffer") {
  CallTrace alloc = good_alloc();
  alloc.event.scenario.ops_has_unmap = false;
  CallTrace releasing = CallTrace(Action::release).free_contiguous(16, 2 * kPage);
  const CallTrace leaking(Action::release);
  for (const CallTrace &free : {releasing, leaking}) {
    World world = empty_world();
    CHECK(apply_to(world, alloc).empty());
    CHECK(world.ledger.mappings.at(0).permanent);
    CHECK(apply_to(world, free).empty());
    CHECK(world.ledger.mappings.empty());
  }
}

TEST_CASE("memory is written only in the call's own block") {
  const auto broken_by = [](const CallTrace &call) {
    World world = world_with_buffer();
    return apply_to(world, call);
  };
  const Broken outside{Rule::own_writes};
  CHECK(broken_by(CallTrace(Action::acquire).memset(16, kPage)) == outside);
  CHECK(broken_by(CallTrace(Action::release).memset(16, 2 * kPage)).empty());
  CHECK(broken_by(CallTrace(Action::release).memset(16, 2 * kPage + 1)) == outside);
  CHECK(broken_by(CallTrace(Action::acquire).buddy(32, 1).memset(32, 2 * kPage)).empty());
  CHECK(broken_by(CallTrace(Action::acquire).buddy(32, 1).memset(33, 2 * kPage)) == outside);
  CHECK(broken_by(CallTrace(Action::acquire).memset(33, 0)).empty());
  CHECK(broken_by(CallTrace(Action::release)
                      .unmap(0x8000, 2 * kPage)
                      .free_contiguous(16, 2 * kPage)
                      .memset(16, kPage)) == outside);
  CallTrace nowhere(Action::acquire);
  nowhere.effect(DmaEffect::memset).bytes = bytes(1);
  CHECK(broken_by(nowhere) == outside);
}

TEST_CASE("what is not zeroed whole stays stale, and so does what is filled with something else") {
  for (const std::uint8_t value : {std::uint8_t{0}, std::uint8_t{0xff}}) {
    World world = empty_world();
    apply_to(world, CallTrace(Action::acquire).buddy(32, 1).memset(32, 2 * kPage - 1, value));
    CHECK(world.contents.worst({32 * kPage, 2 * kPage}) == Content::stale);
    CHECK((world.contents.worst({32 * kPage, 2 * kPage - 1}) == Content::zero) == (value == 0));
  }
}

TEST_CASE("user space sees what a successful mmap mapped, until it unmaps it") {
  World world = world_with_buffer();
  CallTrace call = CallTrace(Action::map_to_user).remap(17, 1);
  call.event.protection = 7;
  CHECK(apply_to(world, call).empty());
  REQUIRE(world.ledger.user_mappings.size() == 1);
  CHECK(frames_of(world.ledger.user_mappings[0].pages) == Frames{17, 1});
  CHECK(world.ledger.user_mappings[0].protection == M::Word(7));
  CHECK(is_user_mapped(world, world.ledger.buffers[0]));
  Event event;
  event.action = Action::munmap;
  apply(world, event);
  CHECK(world.ledger.user_mappings.empty());
}

TEST_CASE("user space sees the buffer that was mapped, with the device's protection") {
  const auto broken_by = [](std::uint64_t frame, std::uint64_t pages, std::uint64_t protection) {
    World world = world_with_buffer();
    apply_to(world, CallTrace(Action::acquire).buddy(32, 1));
    CallTrace call = CallTrace(Action::map_to_user).remap(frame, pages);
    call.event.protection = protection;
    return apply_to(world, call);
  };
  CHECK(broken_by(16, 2, 7).empty());
  CHECK(broken_by(17, 2, 7) == Broken{Rule::user_pages});
  CHECK(broken_by(15, 2, 7) == Broken{Rule::user_pages});
  CHECK(broken_by(32, 1, 7) == Broken{Rule::user_pages});
  CHECK(broken_by(16, 2, 1) == Broken{Rule::user_protection});
  CHECK(broken_by(32, 0, 1).empty()); // nobody sees no pages
}

TEST_CASE("a buffer lies at the start of one block, in it, and alone") {
  const auto owned_alone = [](World &world, CallTrace call) {
    call.event.buffer = world.ledger.handed_out;
    apply_to(world, call);
    ledger::KeptRules<M> rules = world.rules;
    ledger::judge(world.ledger, world.architecture.page_shift, rules);
    return rules.keeps({Rule::one_owner});
  };
  const auto of_new_block = [&](std::uint64_t frame) {
    World world = world_with_buffer();
    return owned_alone(world, CallTrace(Action::acquire).buddy(32, 1).returns(frame, 0x4000));
  };
  CHECK(of_new_block(32));
  CHECK_FALSE(of_new_block(33)); // not at its start
  CHECK_FALSE(of_new_block(16)); // the other buffer's
  CHECK_FALSE(of_new_block(40)); // nobody's
  World world = empty_world();
  CHECK_FALSE(owned_alone(world, CallTrace(Action::acquire).buddy(32, 0).returns(32, 0x4000)));
  world = empty_world();
  CHECK_FALSE(
      owned_alone(world, CallTrace(Action::acquire).buddy(32, 0).buddy(33, 0).returns(32, 0x4000)));
  world = world_with_buffer();
  CallTrace stolen(Action::acquire); // what the other buffer lies in is released
  CHECK_FALSE(owned_alone(world, stolen.free_contiguous(16, 2 * kPage).returns(-kEnomem)));
}

TEST_CASE("a failed remap maps nothing and an mmap that fails must map none") {
  World world = world_with_buffer();
  CHECK(apply_to(world, CallTrace(Action::map_to_user).remap(16, 1, -kEnomem).returns(-kEnomem))
            .empty());
  CHECK(apply_to(world, CallTrace(Action::map_to_user).remap(16, 1).returns(-kEnxio)) ==
        Broken{Rule::failed_user_map});
  CHECK(world.ledger.user_mappings.empty());
}

TEST_CASE("a pool maps its own pages") {
  World world = empty_world();
  Event alloc;
  alloc.action = Action::alloc_coherent;
  alloc.bytes = 2 * kPage;
  alloc.frame = 100;
  apply(world, alloc);
  REQUIRE(world.ledger.buffers.size() == 1);
  CHECK(world.ledger.buffers[0].of_pool);
  CHECK(world.contents.worst({100 * kPage, 2 * kPage}) == Content::zero);

  CallTrace call(Action::map_to_user);
  StoredScenario &scenario = call.event.scenario;
  const std::uint64_t base = scenario.architecture.vmalloc_base;
  scenario.pool_described = true;
  scenario.pool_base = M::VirtualAddress(M::Word(base));
  scenario.pool_pages = M::UnsignedInt(8);
  scenario.pool_frame = M::FrameNumber(M::Word(100));
  Effect<M> &asked = call.effect(DmaEffect::dma_mmap_from_dev_coherent);
  asked.address = M::VirtualAddress(M::Word(base));
  asked.bytes = bytes(2 * kPage);
  asked.vma.vm_end = M::VirtualAddress(M::Word(kPage));
  asked.vma.vm_pgoff = M::PageCount(M::Word(1));
  asked.status = 1;
  CHECK(apply_to(world, call).empty());
  REQUIRE(world.ledger.user_mappings.size() == 1);
  CHECK(frames_of(world.ledger.user_mappings[0].pages) == Frames{101, 1});

  Event free;
  free.action = Action::free_coherent;
  apply(world, free);
  CHECK(world.ledger.buffers.empty());
  CHECK(world.ledger.blocks.empty());
}

TEST_CASE("a pool leaves the end of the last page as it was") {
  World world = empty_world();
  Event alloc;
  alloc.action = Action::alloc_coherent;
  alloc.bytes = kPage + 1;
  alloc.frame = 100;
  apply(world, alloc);
  CHECK(frames_of(world.ledger.blocks.at(0).pages) == Frames{100, 2});
  CHECK(world.contents.worst({100 * kPage, kPage + 1}) == Content::zero);
  CHECK(world.contents.worst({100 * kPage, kPage + 2}) == Content::stale);
}

TEST_CASE(
    "a device's writes reach the buffer and through a bounce slot only when it is synchronized") {
  for (const Direction direction :
       {Direction::bidirectional, Direction::to_device, Direction::from_device}) {
    for (const bool bounces : {false, true}) {
      World world = empty_world();
      CallTrace alloc(Action::acquire);
      alloc.event.scenario.direction = direction;
      alloc.event.scenario.map_bounces = bounces;
      // Zeroed before it is mapped: the slot holds nothing stale.
      alloc.buddy(16, 1).memset(16, 2 * kPage).map(16, 2 * kPage, 0x8000).returns(16, 0x8000);
      REQUIRE(apply_to(world, alloc).empty());
      Event sync;
      sync.action = Action::sync_for_cpu;
      apply(world, sync);
      CHECK(world.contents.worst({16 * kPage, 2 * kPage}) == Content::zero);
      sync.device_writes = true;
      apply(world, sync);
      const Content expected = direction == Direction::to_device ? Content::zero : Content::device;
      CHECK(world.contents.worst({16 * kPage, 2 * kPage}) == expected);
    }
  }
}

TEST_CASE("a bounce slot that was filled before the buffer was zeroed brings stale bytes back") {
  World world = empty_world();
  CallTrace alloc(Action::acquire);
  alloc.event.scenario.map_bounces = true;
  alloc.buddy(16, 1).map(16, 2 * kPage, 0x8000).memset(16, 2 * kPage).returns(16, 0x8000);
  REQUIRE(apply_to(world, alloc).empty());
  CHECK(world.slots.at(0).content == Content::stale);
  CHECK(world.contents.worst({16 * kPage, 2 * kPage}) == Content::zero);
  Event sync;
  sync.action = Action::sync_for_cpu;
  apply(world, sync);
  CHECK(world.contents.worst({16 * kPage, 2 * kPage}) == Content::stale);
}

TEST_CASE("a scatter list is the caller's after success, and must be gone after failure") {
  World world = world_with_buffer();
  CallTrace good(Action::describe);
  good.effect(DmaEffect::sg_alloc_table);
  good.observed.sg_table.has_entry = true;
  good.observed.sg_table.page = page(16);
  good.observed.sg_table.length = M::UnsignedInt(2 * kPage);
  CHECK(apply_to(world, good).empty());
  CHECK(world.ledger.scatter_lists == 0);

  CallTrace undone(Action::describe);
  undone.effect(DmaEffect::sg_alloc_table);
  undone.effect(DmaEffect::sg_free_table);
  CHECK(apply_to(world, undone.returns(-kEnomem)).empty());
  CHECK(world.ledger.scatter_lists == 0);

  CallTrace left(Action::describe);
  left.effect(DmaEffect::sg_alloc_table);
  CHECK(apply_to(world, left.returns(-kEnomem)).empty());
  CHECK(world.ledger.scatter_lists == 1);
}

TEST_CASE("a scatter list must not name pages beyond the buffer") {
  const auto broken_by = [](std::uint64_t frame, std::uint64_t length, std::uint64_t offset) {
    World world = world_with_buffer();
    CallTrace call(Action::describe);
    call.observed.sg_table.has_entry = true;
    call.observed.sg_table.page = page(frame);
    call.observed.sg_table.length = M::UnsignedInt(length);
    call.observed.sg_table.offset = M::UnsignedInt(offset);
    return apply_to(world, call);
  };
  const Broken beyond{Rule::scatter_list};
  CHECK(broken_by(16, 2 * kPage, 0).empty());
  CHECK(broken_by(17, kPage, 0).empty());
  CHECK(broken_by(17, 2 * kPage, 0) == beyond);
  CHECK(broken_by(16, 2 * kPage, 1) == beyond);
  CHECK(broken_by(15, kPage, 0) == beyond);
  World world = world_with_buffer();
  CHECK(apply_to(world, CallTrace(Action::describe)) == beyond); // success without an entry
}

TEST_CASE("a call that does not return breaks a rule, and changes nothing") {
  World world = world_with_buffer();
  CallTrace call = CallTrace(Action::release).free_contiguous(16, 2 * kPage);
  call.observed.completion = Completion::crashed;
  CHECK(apply_to(world, call) == Broken{Rule::returns});
  CHECK(world.ledger.buffers.size() == 1);
}

TEST_CASE("the rules broken are those of the last step alone") {
  World world = world_with_buffer();
  CHECK_FALSE(apply_to(world, CallTrace(Action::release).unmap(1, 1)).empty());
  CHECK(apply_to(world, CallTrace(Action::describe).returns(-kEnomem)).empty());
}

TEST_CASE("an event fits where its buffer is there and is what it says") {
  const World world = world_with_buffer();
  Event event;
  event.scenario.architecture = world.architecture;
  const auto fits_as = [&](Action action, unsigned buffer = 0) {
    event.action = action;
    event.buffer = buffer;
    return fits(world, event);
  };
  CHECK(fits_as(Action::sync_for_cpu));
  CHECK_FALSE(fits_as(Action::sync_for_cpu, 1));
  CHECK_FALSE(fits_as(Action::free_coherent)); // of no pool
  StoredScenario &scenario = event.scenario;
  scenario.size = bytes(2 * kPage);
  scenario.page = M::FrameNumber(M::Word(16));
  scenario.dma_handle = bus(0x8000);
  scenario.cpu_addr = linear_address<M>(world.architecture, scenario.page);
  for (const Action action : {Action::release, Action::map_to_user, Action::describe}) {
    CHECK(fits_as(action));
    CHECK_FALSE(fits_as(action, 1));
    scenario.size = bytes(kPage);
    CHECK_FALSE(fits_as(action));
    scenario.size = bytes(2 * kPage);
  }
  scenario.dma_handle = bus(0);
  CHECK_FALSE(fits_as(Action::release));
  scenario.dma_handle = bus(0x8000);
  scenario.page = M::FrameNumber(M::Word(17));
  CHECK_FALSE(fits_as(Action::release));
  scenario.cpu_addr = linear_address<M>(world.architecture, scenario.page);
  CHECK_FALSE(fits_as(Action::map_to_user));
}

TEST_CASE("an allocation fits where the memory that it is answered with is free") {
  const World world = world_with_buffer();
  Event event;
  event.action = Action::acquire;
  event.scenario.size = bytes(2 * kPage);
  CHECK(fits(world, event));
  event.scenario.contiguous_page = page(14);
  event.scenario.buddy_page = page(18);
  CHECK(fits(world, event));
  event.scenario.contiguous_page = page(15);
  CHECK_FALSE(fits(world, event));
  event.scenario.contiguous_page = page(14);
  event.scenario.buddy_page = page(17);
  CHECK_FALSE(fits(world, event));
  event.action = Action::alloc_coherent;
  event.bytes = 2 * kPage;
  event.frame = 100;
  CHECK(fits(world, event));
  event.frame = 15;
  CHECK_FALSE(fits(world, event));
}

TEST_CASE("a buffer that user space sees is not to be freed") {
  World world = world_with_buffer();
  Event event;
  event.action = Action::release;
  event.scenario.size = bytes(2 * kPage);
  event.scenario.page = M::FrameNumber(M::Word(16));
  event.scenario.dma_handle = bus(0x8000);
  CHECK(fits(world, event));
  world.ledger.user_mappings = {
      {0, {M::FrameNumber(M::Word(16)), M::PageCount(M::Word(1))}, M::Word(0)}};
  CHECK_FALSE(fits(world, event));
}

TEST_CASE("a buffer has its event's number, whatever was handed out before") {
  World world = empty_world();
  CallTrace alloc = good_alloc();
  alloc.event.buffer = 5;
  apply_to(world, alloc);
  CHECK(world.ledger.buffers.at(0).number == 5);
  CHECK(world.ledger.handed_out == 6);
}

TEST_CASE("every action has a name, and is found by it") {
  for (std::size_t i = 0; i < kActionCount; ++i) {
    const auto action = static_cast<Action>(i);
    CHECK(action_from(to_string(action)) == action);
    if (const auto call = call_of(action))
      CHECK(to_string(*call) == to_string(action));
  }
  CHECK_FALSE(action_from("no such action"));
}

} // namespace
} // namespace dma_verify::world
