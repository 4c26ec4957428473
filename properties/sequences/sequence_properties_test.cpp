// SPDX-License-Identifier: GPL-2.0-only
// Tests of the sequence properties: a good world violates none, and each clause is violated by a
// world that is wrong in just that.
#include "properties/sequences/sequence_properties.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

namespace dma_verify {
namespace {

using ledger::Rule;
using world::Content;
using world::World;
using M = WidestMachine;

constexpr std::uint64_t kPage = 4096;

M::Bytes bytes(std::uint64_t value) { return M::Bytes(M::Word(value)); }
M::FrameNumber frame(std::uint64_t value) { return M::FrameNumber(M::Word(value)); }
M::BusAddress bus(std::uint64_t value) { return M::BusAddress(M::BusAddress::Word(value)); }
M::PhysicalAddress phys(std::uint64_t value) {
  return M::PhysicalAddress(M::PhysicalAddress::Word(value));
}
ledger::PageRun<M> pages(std::uint64_t first, std::uint64_t count) {
  return {frame(first), M::PageCount(M::Word(count))};
}

// Two buffers of two devices; user space sees the last page of the first.
World good_world() {
  World world;
  world.architecture = make_architecture(64, 64, 64, 12);
  world.ledger.blocks = {{0, pages(16, 4), Allocator::buddy, true},
                         {1, pages(32, 2), Allocator::contiguous, true}};
  for (unsigned i = 0; i < 2; ++i) {
    ledger::Buffer<M> buffer;
    buffer.number = i;
    buffer.device = i;
    buffer.first = frame(i == 0 ? 16 : 32);
    buffer.bytes = bytes((i == 0 ? 3 : 2) * kPage);
    buffer.handle = bus(0x8000);
    buffer.block = i;
    world.ledger.buffers.push_back(buffer);
    world.contents.write(bytes_of(world::frames_of(buffer, 12), 12), Content::zero);
    ledger::Mapping<M> mapping;
    mapping.number = i;
    mapping.device = i;
    mapping.handle = buffer.handle;
    mapping.phys = frame_to_phys<M>(buffer.first, 12);
    mapping.bytes = buffer.bytes;
    world.ledger.mappings.push_back(mapping);
  }
  world.ledger.handed_out = 2;
  world.ledger.user_mappings = {{0, pages(18, 1), M::Word(7)}};
  return world;
}

using Violations = std::vector<SequenceViolation>;

Violations after(const std::function<void(World &)> &change) {
  World world = good_world();
  change(world);
  return violated_after_step(world);
}
Violations after_breaking(Rule rule) {
  return after([=](World &world) { world.rules.require(rule, false); });
}

TEST_CASE("a good world violates nothing after a step") {
  CHECK(violated_after_step(good_world()).empty());
  CHECK(violated_after_step(World{}).empty());
}

TEST_CASE("a world without buffers, blocks, mappings and lists violates nothing at the end") {
  CHECK(violated_at_end(World{}).empty());
}

TEST_CASE("each rule that a call breaks violates its clause") {
  CHECK(after_breaking(Rule::returns) == Violations{{"sequence.execution", "returns"}});
  CHECK(after_breaking(Rule::memory_free) == Violations{{"sequence.ownership", "one-owner"}});
  CHECK(after_breaking(Rule::released_once) == Violations{{"sequence.ownership", "released-once"}});
  CHECK(after_breaking(Rule::released_whole) ==
        Violations{{"sequence.ownership", "released-whole"}});
  CHECK(after_breaking(Rule::right_allocator) ==
        Violations{{"sequence.ownership", "right-allocator"}});
  CHECK(after_breaking(Rule::own_writes) == Violations{{"sequence.ownership", "own-writes"}});
  CHECK(after_breaking(Rule::unmap_live) == Violations{{"sequence.reach", "unmap"}});
  CHECK(after_breaking(Rule::own_mappings) == Violations{{"sequence.reach", "device"}});
  CHECK(after_breaking(Rule::unmapped_first) == Violations{{"sequence.reach", "device"}});
  CHECK(after_breaking(Rule::user_pages) == Violations{{"sequence.reach", "user"}});
  CHECK(after_breaking(Rule::user_protection) == Violations{{"sequence.reach", "user-protection"}});
  CHECK(after_breaking(Rule::failed_user_map) == Violations{{"sequence.reach", "failed-mmap"}});
  CHECK(after_breaking(Rule::scatter_list) == Violations{{"sequence.reach", "scatter-list"}});
}

TEST_CASE("a buffer lies in a block that nobody has released") {
  const Violations violated{{"sequence.ownership", "one-owner"}};
  CHECK(after([](World &world) { world.ledger.blocks.pop_back(); }) == violated);
  CHECK(after([](World &world) { world.ledger.buffers[0].block.reset(); }) == violated);
}

TEST_CASE("a stale byte of a buffer is seen where it can be seen") {
  const auto stale = [](std::uint64_t byte) {
    return after([=](World &world) { world.contents.write({byte, 1}, Content::stale); });
  };
  const SequenceViolation buffer{"sequence.content", "buffer"};
  const SequenceViolation device{"sequence.content", "device"};
  const SequenceViolation user{"sequence.content", "user"};
  CHECK(stale(16 * kPage) == Violations{buffer, device});
  CHECK(stale(19 * kPage - 1) == Violations{buffer, device, user});
  CHECK(stale(19 * kPage).empty()); // the block's rest is nobody's
}

TEST_CASE("a device that only writes is shown nothing") {
  const auto with = [](Direction direction) {
    return after([=](World &world) {
      world.ledger.buffers[0].direction = world.ledger.mappings[0].direction = direction;
      world.slots[0] = world::BounceSlot{Content::stale};
    });
  };
  CHECK(with(Direction::from_device).empty());
  CHECK(with(Direction::to_device) == Violations{{"sequence.content", "device"}});
  CHECK(with(Direction::bidirectional) == Violations{{"sequence.content", "device"}});
}

TEST_CASE("user space sees a whole page, whatever the buffer's bytes") {
  CHECK(after([](World &world) {
          world.ledger.buffers[0].bytes = bytes(3 * kPage - 1);
          world.ledger.mappings[0].bytes = bytes(3 * kPage - 1);
          world.contents.write({19 * kPage - 1, 1}, Content::stale);
        }) == Violations{{"sequence.content", "user"}});
}

TEST_CASE("a device reaches its own buffers only") {
  const SequenceViolation device{"sequence.reach", "device"};
  const auto reach = [](std::uint64_t first, std::uint64_t count, unsigned of) {
    return after([=](World &world) {
      world.contents.write({first, count}, Content::zero);
      ledger::Mapping<M> mapping;
      mapping.number = 2;
      mapping.device = of;
      mapping.handle = bus(0x10000);
      mapping.phys = phys(first);
      mapping.bytes = bytes(count);
      world.ledger.mappings.push_back(mapping);
    });
  };
  CHECK(reach(40 * kPage, kPage, 0) == Violations{device});
  CHECK(reach(32 * kPage, kPage, 0) == Violations{device});
  CHECK(reach(19 * kPage, 1, 0) == Violations{device}); // owned, and not of the buffer
}

TEST_CASE("a buffer has one mapping: its own bytes, handle and direction") {
  const Violations violated{{"sequence.reach", "one-mapping"}};
  CHECK(after([](World &world) { world.ledger.mappings.pop_back(); }) == violated);
  CHECK(after([](World &world) { world.ledger.mappings.push_back(world.ledger.mappings[0]); }) ==
        violated);
  CHECK(after([](World &world) { world.ledger.mappings[0].bytes = bytes(3 * kPage - 1); }) ==
        violated);
  CHECK(after([](World &world) { world.ledger.mappings[0].handle = bus(0); }) == violated);
  CHECK(after([](World &world) { world.ledger.mappings[0].direction = Direction::to_device; }) ==
        violated);
  CHECK(after([](World &world) {
          world.ledger.mappings[0].phys = phys(17 * kPage);
          world.ledger.mappings[0].bytes = bytes(kPage);
        }) == violated);
}

TEST_CASE("what is left at the end is a leak") {
  World world;
  world.ledger.blocks.push_back({0, pages(16, 1), Allocator::buddy, false});
  CHECK(violated_at_end(world) == Violations{{"sequence.leak-freedom", "block"}});
  world = {};
  world.ledger.mappings.emplace_back();
  CHECK(violated_at_end(world) == Violations{{"sequence.leak-freedom", "mapping"}});
  world = {};
  world.ledger.scatter_lists = 1;
  CHECK(violated_at_end(world) == Violations{{"sequence.leak-freedom", "scatter-list"}});
}

TEST_CASE("a call that did not return is judged for that alone") {
  CHECK(after([](World &world) {
          world.rules.require(Rule::returns, false);
          world.ledger.blocks.clear();
        }) == Violations{{"sequence.execution", "returns"}});
}

TEST_CASE("properties and clauses have names of their own, and texts") {
  std::set<std::pair<std::string_view, std::string_view>> clauses;
  for (const SequenceProperty &property : sequence_properties()) {
    CHECK(property.id.starts_with("sequence."));
    CHECK_FALSE(property.statement.empty());
    CHECK_FALSE(property.source.empty());
    CHECK(find_sequence_property(property.id) == &property);
    for (const ClauseText &clause : property.clauses) {
      CHECK_FALSE(clause.statement.empty());
      CHECK(clauses.emplace(property.id, clause.id).second);
    }
  }
  CHECK(find_sequence_property("sequence.no-such") == nullptr);
  for (const Assumption assumption : sequence_assumptions())
    CHECK_FALSE(text_of(assumption).statement.empty());
}

} // namespace
} // namespace dma_verify
