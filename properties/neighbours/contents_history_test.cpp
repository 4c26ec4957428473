// SPDX-License-Identifier: GPL-2.0-only
// N8 and N9: bounce slots and buffers with what somebody left in them. Caught by the stale bytes
// that a device or user space can see (SEMANTICS.md, "Bugs of the code around them").
#include "model/kernel/neighbours/coherent_pool.h"
#include "model/kernel/neighbours/mapping.h"
#include "properties/model_subject.h"
#include "properties/neighbours/history.h"
#include "properties/random/scenarios.h"

#include <doctest/doctest.h>

#include <array>
#include <string_view>

namespace dma_verify::history {
namespace {

using mapping::BounceSlot;
using mapping::Content;

// ---- N8: swiotlb filled a slot only if the device reads it.

using FirstContent = BounceSlot (*)(Direction, Content buffer);

BounceSlot from_the_original(Direction, Content buffer) { return BounceSlot::mapped_from(buffer); }
BounceSlot only_for_reading(Direction direction, Content buffer) {
  return direction == Direction::from_device ? BounceSlot{} : BounceSlot::mapped_from(buffer);
}

constexpr std::array kDirections = {Direction::bidirectional, Direction::to_device,
                                    Direction::from_device};

// A piece of a buffer that is not stale does not become so, whatever is done with its mapping: any
// sequence of three steps, of which the device may skip its writes.
unsigned caught_slots(FirstContent first_content) {
  unsigned caught = 0;
  for (const Direction direction : kDirections) {
    for (const Content before : {Content::zero, Content::device}) {
      for (unsigned steps = 0; steps < 27; ++steps) {
        Content buffer = before;
        BounceSlot slot = first_content(direction, buffer);
        for (unsigned rest = steps, i = 0; i < 3; ++i, rest /= 3) {
          if (rest % 3 == 0 && direction != Direction::to_device)
            slot.device_writes();
          else if (rest % 3 == 1)
            slot.sync_for_device(direction, buffer);
          else
            slot.sync_for_cpu(direction, buffer);
        }
        const bool shown_to_device =
            direction != Direction::from_device && slot.content == Content::stale;
        caught += buffer == Content::stale || shown_to_device ? 1U : 0U;
      }
    }
  }
  return caught;
}

TEST_CASE("N8: a slot that is not filled from the original gives stale bytes to the buffer") {
  CHECK(caught_slots(from_the_original) == 0);
  CHECK(caught_slots(only_for_reading) > 0);
  // Mapped, taken back, and the device wrote nothing.
  Content buffer = Content::zero;
  only_for_reading(Direction::from_device, buffer).sync_for_cpu(Direction::from_device, buffer);
  CHECK(buffer == Content::stale);
}

// ---- N9: allocators that do not zero what they hand out.

// Bytes at the end of a buffer that the allocator leaves as they were.
using StaleBytes = M64::Bytes (*)(M64::Bytes size, unsigned shift);

M64::Bytes zeroing_pages(M64::Bytes, unsigned) { return {}; }
M64::Bytes zeroing_size(M64::Bytes size, unsigned shift) {
  return coherent_pool::stale_tail<M64>(size, shift); // W5
}
M64::Bytes zeroing_nothing(M64::Bytes size, unsigned shift) { return page_align<M64>(size, shift); }

// Scenarios in which user space sees a byte that nothing has zeroed.
unsigned caught_stale(StaleBytes stale_bytes) {
  const Architecture architecture = find_architecture("64-64-64-12").value();
  const PropertyIndex property = find_property("initialisation.mmap").value();
  const random::FaultSchedule no_fault =
      random::fault_schedules(ops_helpers::Helper::mmap, {}).front();
  unsigned caught = 0;
  for (unsigned seed = 0; seed < 2000; ++seed) {
    StoredScenario scenario =
        random::generate(rc::Random(seed), 100, architecture, ops_helpers::Helper::mmap, no_fault,
                         random::Aim::boundary);
    scenario.stale_bytes = stale_bytes(scenario.size, architecture.page_shift);
    caught += assess_model(property, scenario).violated_clause == "no-stale-byte" ? 1U : 0U;
  }
  return caught;
}

TEST_CASE("N9: user space sees what the allocator did not zero") {
  CHECK(caught_stale(zeroing_pages) == 0);
  CHECK(caught_stale(zeroing_nothing) > 100);
  CHECK(caught_stale(zeroing_size) > 10);
  // One byte allocated, its page mapped.
  StoredScenario scenario;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  scenario.size.word = Bits<64>(1);
  scenario.vma.vm_end.word = Bits<64>(4096);
  const PropertyIndex property = find_property("initialisation.mmap").value();
  CHECK(assess_model(property, scenario).violated_clause == "");
  scenario.stale_bytes = zeroing_size(scenario.size, 12);
  CHECK(scenario.stale_bytes.word.value() == 4095);
  CHECK(assess_model(property, scenario).violated_clause == "no-stale-byte");
}

} // namespace
} // namespace dma_verify::history
