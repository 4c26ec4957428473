// SPDX-License-Identifier: GPL-2.0-only
// Who owns which pages and which mapping lives, effect by effect.
#include "model/ledger/effects.h"

#include <doctest/doctest.h>

namespace dma_verify::ledger {
namespace {

using M = WidestMachine;

constexpr unsigned kShift = 12;

M::Bytes bytes(std::uint64_t value) { return M::Bytes(M::Word(value)); }
Page<M> page(std::uint64_t frame) { return Page<M>::of(M::FrameNumber(M::Word(frame))); }
PageRun<M> run(std::uint64_t first, std::uint64_t count) {
  return {M::FrameNumber(M::Word(first)), M::PageCount(M::Word(count))};
}

Effect<M> effect(EffectKind kind, std::uint64_t frame) {
  Effect<M> made;
  made.kind = kind;
  made.page = page(frame);
  return made;
}
Effect<M> of_area(EffectKind kind, std::uint64_t frame, std::uint64_t length) {
  Effect<M> made = effect(kind, frame);
  made.bytes = bytes(length);
  return made;
}
Effect<M> of_buddy(EffectKind kind, std::uint64_t frame, unsigned order) {
  Effect<M> made = effect(kind, frame);
  made.order = M::UnsignedInt(order);
  return made;
}

StoredScenario scenario() {
  StoredScenario made;
  made.architecture = make_architecture(64, 64, 64, kShift);
  return made;
}

TEST_CASE("runs of pages are apart if none is in both, at the end of the numbers too") {
  CHECK(apart(run(4, 2), run(6, 1)));
  CHECK(apart(run(6, 1), run(4, 2)));
  CHECK_FALSE(apart(run(4, 3), run(6, 1)));
  CHECK_FALSE(apart(run(~std::uint64_t{0}, 2), run(~std::uint64_t{0}, 1)));
  CHECK(apart(run(~std::uint64_t{0}, 2), run(0, 1)));
}

TEST_CASE("a run contains its bytes and no other") {
  const auto contains = [](std::uint64_t from, std::uint64_t length) {
    return run(2, 2).contains_bytes(M::Wide(from), M::Wide(length), kShift);
  };
  CHECK(contains(0x2000, 0x2000));
  CHECK_FALSE(contains(0x2000, 0x2001));
  CHECK_FALSE(contains(0x1fff, 1));
}

TEST_CASE("memory that is released and acquired again is acquired twice") {
  StoredObservation observation;
  observation.trace = {of_buddy(DmaEffect::alloc_pages_node, 8, 1),
                       of_buddy(DmaEffect::free_pages, 8, 1),
                       of_area(DmaEffect::dma_alloc_contiguous, 8, 0x3000)};
  const auto acquired = acquisitions_of(scenario(), observation);
  REQUIRE(acquired.size() == 2);
  CHECK(acquired[0].allocator == Allocator::buddy);
  CHECK(acquired[0].pages.count.word.value() == 2);
  CHECK(acquired[1].allocator == Allocator::contiguous);
  CHECK(acquired[1].pages.count.word.value() == 3);
  CHECK(acquired[1].effect == 2);
}

TEST_CASE("an allocation that gets nothing acquires nothing") {
  Effect<M> nothing = of_area(DmaEffect::dma_alloc_contiguous, 0, 0x3000);
  nothing.page = Page<M>::null();
  CHECK_FALSE(acquisition_of<M>(nothing, 0, kShift).has_value());
}

TEST_CASE("a block is released exactly by its owner's count of pages, to its owner") {
  const auto area = *acquisition_of<M>(of_area(DmaEffect::dma_alloc_contiguous, 8, 0x3000), 0, 12);
  CHECK(releases_exactly(of_area(DmaEffect::dma_free_contiguous, 8, 0x3000), area, kShift));
  CHECK(releases_exactly(of_area(DmaEffect::dma_free_contiguous, 8, 0x2001), area, kShift));
  CHECK_FALSE(releases_exactly(of_area(DmaEffect::dma_free_contiguous, 8, 0x2000), area, kShift));
  CHECK_FALSE(releases_exactly(of_buddy(DmaEffect::free_pages, 8, 1), area, kShift));
  const auto buddy = *acquisition_of<M>(of_buddy(DmaEffect::alloc_pages_node, 8, 2), 0, kShift);
  CHECK(releases_exactly(of_area(DmaEffect::dma_free_contiguous, 8, 0x3000), buddy, kShift));
  CHECK(releases_exactly(of_buddy(DmaEffect::free_pages, 8, 2), buddy, kShift));
  CHECK_FALSE(releases_exactly(of_buddy(DmaEffect::free_pages, 8, 1), buddy, kShift));
}

TEST_CASE("a mapping fails with all ones in the width of dma_addr_t, or in silence") {
  StoredScenario narrow = scenario();
  narrow.architecture = make_architecture(32, 32, 32, kShift);
  Effect<M> map;
  map.kind = DmaEffect::map;
  map.handle = M::BusAddress(M::BusAddress::Word(0xffffffff));
  CHECK(map_succeeded(scenario(), map));
  CHECK_FALSE(map_succeeded(narrow, map));
  map.handle = {};
  CHECK(map_succeeded(narrow, map));
  narrow.map_fails_silently = true;
  CHECK_FALSE(map_succeeded(narrow, map));
}

TEST_CASE("a mapping of a device without an unmap operation is permanent") {
  Effect<M> map;
  map.kind = DmaEffect::map;
  StoredScenario device = scenario();
  device.ops_has_unmap = true;
  CHECK_FALSE(is_permanent(device, map));
  device.ops_has_unmap = false;
  CHECK(is_permanent(device, map));
  map.path = MapPath::iommu;
  CHECK_FALSE(is_permanent(device, map));
}

} // namespace
} // namespace dma_verify::ledger
