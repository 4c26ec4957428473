// SPDX-License-Identifier: GPL-2.0-only
// What a bounce slot holds (SEMANTICS.md, W6).
#include "model/world/bounce_slot.h"

#include <doctest/doctest.h>

#include <array>

namespace dma_verify::world {
namespace {

constexpr std::array kContents = {Content::zero, Content::device, Content::stale};
constexpr std::array kDirections = {Direction::bidirectional, Direction::to_device,
                                    Direction::from_device};

TEST_CASE("a bounce slot begins as a copy of the buffer") {
  for (const Content content : kContents)
    CHECK(BounceSlot::mapped_from(content).content == content);
}

TEST_CASE("what the device writes stands in the slot") {
  BounceSlot slot = BounceSlot::mapped_from(Content::zero);
  slot.device_writes();
  CHECK(slot.content == Content::device);
}

TEST_CASE("sync_for_cpu copies the slot back, unless the device only reads") {
  for (const Direction direction : kDirections) {
    for (const Content content : kContents) {
      const BounceSlot slot{content};
      Content buffer = Content::zero;
      slot.sync_for_cpu(direction, buffer);
      CHECK(buffer == (direction == Direction::to_device ? Content::zero : content));
    }
  }
}

} // namespace
} // namespace dma_verify::world
