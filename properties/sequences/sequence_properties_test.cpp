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

using world::Breach;
using world::Buffer;
using world::Content;
using world::Frames;
using world::Owner;
using world::World;

constexpr std::uint64_t kPage = 4096;

// Two buffers of two devices; user space sees the last page of the first.
World good_world() {
  World world;
  world.architecture = make_architecture(64, 64, 64, 12);
  world.blocks = {{{16, 4}, Owner::buddy, false}, {{32, 2}, Owner::contiguous, false}};
  for (unsigned i = 0; i < 2; ++i) {
    const Frames frames{i == 0 ? 16U : 32U, i == 0 ? 3U : 2U};
    const world::ByteRange range = world::bytes_of(frames, 12);
    world.contents.write(range, Content::zero);
    Buffer buffer;
    buffer.number = i;
    buffer.device = i;
    buffer.frames = frames;
    buffer.bytes = range.count;
    buffer.handle = 0x8000;
    world.buffers.push_back(buffer);
    world::Mapping mapping;
    mapping.device = i;
    mapping.handle = 0x8000;
    mapping.range = range;
    world.mappings.push_back(mapping);
  }
  world.handed_out = 2;
  world.user_mappings = {{0, {18, 1}, 7, 7}};
  return world;
}

using Violations = std::vector<SequenceViolation>;

Violations after(const std::function<void(World &)> &change) {
  World world = good_world();
  change(world);
  return violated_after_step(world);
}
Violations after_breach(Breach breach) {
  return after([=](World &world) { world.breaches.push_back(breach); });
}

TEST_CASE("a good world violates nothing after a step") {
  CHECK(violated_after_step(good_world()).empty());
  CHECK(violated_after_step(World{}).empty());
}

TEST_CASE("a world without buffers, blocks, mappings and lists violates nothing at the end") {
  CHECK(violated_at_end(World{}).empty());
}

TEST_CASE("each breach violates its clause") {
  CHECK(after_breach(Breach::did_not_return) == Violations{{"sequence.execution", "returns"}});
  CHECK(after_breach(Breach::acquired_owned) == Violations{{"sequence.ownership", "one-owner"}});
  CHECK(after_breach(Breach::released_unowned) ==
        Violations{{"sequence.ownership", "released-once"}});
  CHECK(after_breach(Breach::released_in_part) ==
        Violations{{"sequence.ownership", "released-whole"}});
  CHECK(after_breach(Breach::released_to_other) ==
        Violations{{"sequence.ownership", "right-allocator"}});
  CHECK(after_breach(Breach::written_outside) == Violations{{"sequence.ownership", "own-writes"}});
  CHECK(after_breach(Breach::unmapped_unknown) == Violations{{"sequence.reach", "unmap"}});
  CHECK(after_breach(Breach::mapped_unowned) == Violations{{"sequence.reach", "device"}});
  CHECK(after_breach(Breach::released_mapped) == Violations{{"sequence.reach", "device"}});
  CHECK(after_breach(Breach::user_pages_after_failure) ==
        Violations{{"sequence.reach", "failed-mmap"}});
  CHECK(after_breach(Breach::scatter_list_beyond) ==
        Violations{{"sequence.reach", "scatter-list"}});
}

TEST_CASE("a buffer lies at the start of one block, alone") {
  const Violations violated{{"sequence.ownership", "one-owner"}};
  CHECK(after([](World &world) { world.blocks.erase(world.blocks.begin()); }) == violated);
  CHECK(after([](World &world) { world.blocks[0].frames.count = 2; }) == violated);
  CHECK(after([](World &world) { world.blocks[0].frames = {15, 4}; }) == violated);
  CHECK(after([](World &world) {
          world.blocks[0].frames.count = 2;
          world.blocks.push_back({{18, 2}, Owner::buddy, false});
        }) == violated);
  CHECK(after([](World &world) {
          world.blocks.push_back({{48, 4}, Owner::buddy, false});
          world.contents.write({48 * kPage, 4 * kPage}, Content::zero);
          for (const std::uint64_t first : {48U, 51U}) {
            Buffer buffer;
            buffer.number = world.handed_out++;
            buffer.frames = {first, 1};
            buffer.bytes = kPage;
            buffer.of_pool = true;
            world.buffers.push_back(buffer);
          }
        }) == violated);
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
      world.buffers[0].direction = world.mappings[0].direction = direction;
      world.mappings[0].slot = world::BounceSlot{Content::stale};
    });
  };
  CHECK(with(Direction::from_device).empty());
  CHECK(with(Direction::to_device) == Violations{{"sequence.content", "device"}});
  CHECK(with(Direction::bidirectional) == Violations{{"sequence.content", "device"}});
}

TEST_CASE("user space sees a whole page, whatever the buffer's bytes") {
  CHECK(after([](World &world) {
          world.buffers[0].bytes -= 1;
          world.mappings[0].range.count -= 1;
          world.contents.write({19 * kPage - 1, 1}, Content::stale);
        }) == Violations{{"sequence.content", "user"}});
}

TEST_CASE("a device reaches its own buffers only") {
  const SequenceViolation device{"sequence.reach", "device"};
  const auto reach = [](std::uint64_t first, std::uint64_t count, unsigned of) {
    return after([=](World &world) {
      world.contents.write({first, count}, Content::zero);
      world::Mapping mapping;
      mapping.device = of;
      mapping.handle = 0x10000;
      mapping.range = {first, count};
      world.mappings.push_back(mapping);
    });
  };
  CHECK(reach(40 * kPage, kPage, 0) == Violations{device});
  CHECK(reach(32 * kPage, kPage, 0) == Violations{device});
  CHECK(reach(19 * kPage, 1, 0) == Violations{device}); // owned, and not of the buffer
}

TEST_CASE("a buffer has one mapping: its own bytes, handle and direction") {
  const Violations violated{{"sequence.reach", "one-mapping"}};
  CHECK(after([](World &world) { world.mappings.pop_back(); }) == violated);
  CHECK(after([](World &world) { world.mappings.push_back(world.mappings[0]); }) == violated);
  CHECK(after([](World &world) { world.mappings[0].range.count -= 1; }) == violated);
  CHECK(after([](World &world) { world.mappings[0].handle = 0; }) == violated);
  CHECK(after([](World &world) { world.mappings[0].direction = Direction::to_device; }) ==
        violated);
  CHECK(after([](World &world) {
          world.mappings[0].range.first += kPage;
          world.mappings[0].range.count = kPage;
        }) == violated);
}

TEST_CASE("user space sees the buffer that was mapped, with the device's protection") {
  CHECK(after([](World &world) {
          world.user_mappings[0].frames = {18, 2};
        }) == Violations{{"sequence.reach", "user"}, {"sequence.content", "user"}});
  CHECK(after([](World &world) {
          world.user_mappings[0].frames = {32, 1};
        }) == Violations{{"sequence.reach", "user"}});
  CHECK(after([](World &world) { world.user_mappings[0].buffer = 2; }) ==
        Violations{{"sequence.reach", "user"}});
  CHECK(after([](World &world) { world.user_mappings[0].protection = 1; }) ==
        Violations{{"sequence.reach", "user-protection"}});
}

TEST_CASE("what is left at the end is a leak") {
  World world;
  world.blocks.push_back({{16, 1}, Owner::buddy, false});
  CHECK(violated_at_end(world) == Violations{{"sequence.leak-freedom", "block"}});
  world = {};
  world.mappings.emplace_back();
  CHECK(violated_at_end(world) == Violations{{"sequence.leak-freedom", "mapping"}});
  world = {};
  world.scatter_lists = 1;
  CHECK(violated_at_end(world) == Violations{{"sequence.leak-freedom", "scatter-list"}});
}

TEST_CASE("a call that did not return is judged for that alone") {
  CHECK(after([](World &world) {
          world.breaches = {Breach::did_not_return};
          world.blocks.clear();
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
