// SPDX-License-Identifier: GPL-2.0-only
// Mappings of devices: why dma-iommu refuses one, what bounces, what a bounce slot holds
// (SEMANTICS.md, "iommu_dma_map_phys" and "DMA_MAPPING_ERROR").
#include "model/kernel/neighbours/mapping.h"

#include "model/kernel/neighbours/test_values.h"
#include "model/words/architecture.h"

#include <doctest/doctest.h>

#include <initializer_list>

#include <array>

namespace dma_verify::mapping {
namespace {

using namespace test_values;

using Request = IommuRequest<M64>;

Request request_of(std::uint64_t phys, std::uint64_t length) {
  Request request;
  request.phys = M64::PhysicalAddress(Bits<64>(phys));
  request.bytes = bytes<M64>(length);
  return request;
}

// Everything that can fail fails.
Request doomed() {
  Request request = request_of(0x1001, kPage);
  request.untrusted = true;
  request.bounce_slot_free = false;
  request.attach_fails = true;
  request.min_align_mask_fits = false;
  request.iova_free = false;
  request.page_table_fails = true;
  return request;
}

TEST_CASE("a mapping that nothing stands against is not refused") {
  CHECK(refusal<M64>(request_of(0x1000, kPage)) == IommuRefusal::none);
  CHECK(refusal<M64>(request_of(0x1001, 1)) == IommuRefusal::none);
}

TEST_CASE("the reasons of a refusal are looked for in the kernel's order") {
  Request request = doomed();
  request.coherent_only = true;
  CHECK(refusal<M64>(request) == IommuRefusal::incoherent_bounce);
  request.coherent_only = false;
  CHECK(refusal<M64>(request) == IommuRefusal::no_bounce_slot);
  request.bounce_slot_free = true;
  CHECK(refusal<M64>(request) == IommuRefusal::deferred_attach);
  request.attach_fails = false;
  CHECK(refusal<M64>(request) == IommuRefusal::min_align_mask);
  request.min_align_mask_fits = true;
  CHECK(refusal<M64>(request) == IommuRefusal::iova_exhausted);
  request.iova_free = true;
  CHECK(refusal<M64>(request) == IommuRefusal::page_table_allocation);
  request.page_table_fails = false;
  CHECK(refusal<M64>(request) == IommuRefusal::none);
}

TEST_CASE("a slot, and memory that needs none, are wanted only where the mapping bounces") {
  Request request = request_of(0x1000, kPage);
  request.bounce_slot_free = false;
  request.coherent_only = true;
  CHECK(refusal<M64>(request) == IommuRefusal::none);
  request.untrusted = true;
  CHECK(refusal<M64>(request) == IommuRefusal::none);
  request.bytes = bytes<M64>(kPage - 1);
  CHECK(refusal<M64>(request) == IommuRefusal::incoherent_bounce);
  request.coherent_only = false;
  CHECK(refusal<M64>(request) == IommuRefusal::no_bounce_slot);
  request.untrusted = false;
  CHECK(refusal<M64>(request) == IommuRefusal::none);
}

TEST_CASE("an untrusted device bounces what does not begin and end at its granule") {
  Request request = request_of(0x10000, 0x10000);
  request.untrusted = true;
  request.granule_shift = 16;
  CHECK_FALSE(bounces<M64>(request));
  request.phys.word = Bits<64>(0x11000);
  CHECK(bounces<M64>(request));
  request = request_of(0x10000, 0x11000);
  request.untrusted = true;
  CHECK_FALSE(bounces<M64>(request));
  request.granule_shift = 16;
  CHECK(bounces<M64>(request));
}

TEST_CASE("no granule up to the page size lets whole pages bounce") {
  for (const unsigned shift : {12U, 13U, 14U, 15U, 16U, 18U}) {
    for (unsigned granule = 0; granule <= shift; ++granule) {
      Request request = request_of(std::uint64_t{3} << shift, std::uint64_t{5} << shift);
      request.granule_shift = granule;
      request.untrusted = true;
      CHECK_FALSE(bounces<M64>(request));
    }
    Request request = request_of(std::uint64_t{3} << shift, std::uint64_t{5} << shift);
    request.granule_shift = shift + 1;
    request.untrusted = true;
    CHECK(bounces<M64>(request));
  }
}

TEST_CASE("on 32-bit words the upper half of a physical address does not hide its low bits") {
  IommuRequest<M32Lpae> request;
  request.phys = M32Lpae::PhysicalAddress(Bits<64>(0x500000000));
  request.bytes = bytes<M32Lpae>(kPage);
  request.untrusted = true;
  CHECK_FALSE(bounces<M32Lpae>(request));
  request.phys = M32Lpae::PhysicalAddress(Bits<64>(0x500000800));
  CHECK(bounces<M32Lpae>(request));
}

TEST_CASE("a bounce slot is kept by a mapping that succeeds, and by no other") {
  Request request = doomed();
  CHECK_FALSE(keeps_slot<M64>(request));
  request.bounce_slot_free = true;
  CHECK_FALSE(keeps_slot<M64>(request));
  request.attach_fails = false;
  CHECK_FALSE(keeps_slot<M64>(request));
  request.min_align_mask_fits = true;
  CHECK_FALSE(keeps_slot<M64>(request));
  request.iova_free = true;
  CHECK_FALSE(keeps_slot<M64>(request));
  request.page_table_fails = false;
  CHECK(keeps_slot<M64>(request));
  request.untrusted = false;
  CHECK_FALSE(keeps_slot<M64>(request));
}

TEST_CASE("a mapping takes whole granules around its range") {
  const auto taken = [](std::uint64_t phys, std::uint64_t length) {
    return value(mapped_bytes<M64>(request_of(phys, length)));
  };
  CHECK(taken(0x1000, kPage) == kPage);
  CHECK(taken(0x1000, 1) == kPage);
  CHECK(taken(0x1fff, 1) == kPage);
  CHECK(taken(0x1fff, 2) == 2 * kPage);
  CHECK(taken(0x1001, kPage) == 2 * kPage);
  CHECK(taken(0x1000, 0) == 0);
}

TEST_CASE("the PS3's operations answer 0 after a failure, which is no DMA_MAPPING_ERROR") {
  const M64::BusAddress bus(Bits<64>(0x80001000));
  CHECK(bool(ps3_answer<M64>(true, bus) == bus));
  const M64::BusAddress failed = ps3_answer<M64>(false, bus);
  CHECK(failed.word.value() == 0);
  CHECK(bool(failed != dma_mapping_error<M64>()));
}

TEST_CASE("DMA_MAPPING_ERROR is all ones in the width of dma_addr_t") {
  CHECK(dma_mapping_error<M64>().word.value() == ~std::uint64_t{0});
  CHECK(dma_mapping_error<M32>().word.value() == 0xffffffff);
  CHECK(dma_mapping_error<M32Lpae>().word.value() == ~std::uint64_t{0});
}

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

TEST_CASE("sync_for_device fills the slot, unless the device only writes") {
  for (const Direction direction : kDirections) {
    for (const Content content : kContents) {
      BounceSlot slot{Content::stale};
      slot.sync_for_device(direction, content);
      CHECK(slot.content == (direction == Direction::from_device ? Content::stale : content));
    }
  }
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
} // namespace dma_verify::mapping
