// SPDX-License-Identifier: GPL-2.0-only
// find_pages, pages_remap and free_remap: what they do with the area of an address.
#include "model/remap/examples.h"

#include <doctest/doctest.h>

namespace dma_verify::remap {
namespace {

using namespace example;

constexpr std::uint64_t kStart = 0xc0000000;
constexpr std::uint64_t kMapped = 2; // pages, before the guard page

Scenario<M64> in_area(Helper helper, std::uint64_t cpu_addr, std::uint64_t flags) {
  Scenario<M64> one = scenario<M64>(helper);
  one.cpu_addr = address<M64>(cpu_addr);
  one.area = true;
  one.area_address = address<M64>(kStart);
  one.area_pages = M64::PageCount(Bits<64>(kMapped));
  one.area_flags = Bits<64>(flags);
  one.area_has_array = true;
  one.area_array = address<M64>(0x80);
  return one;
}

// What find_pages, then free_remap, does with an area of these flags: "array", "NULL" or "array,
// warned"; "vunmap" or "warn".
std::string decision(std::uint64_t flags, const Form &form) {
  const auto found = run(in_area(Helper::find_pages, kStart, flags), form);
  const auto freed = run(in_area(Helper::free_remap, kStart, flags), form);
  std::string text = found.result.is_null ? "NULL" : "array";
  text += found.trace.empty() ? "" : ", warned";
  return text + "; " + (text_of(freed) == Trace{"warn"} ? "warn" : "vunmap");
}

TEST_CASE("the forms tell areas by their flags, and differ on those with a second flag") {
  for (const Form &form : kForms) {
    CAPTURE(form.id);
    CHECK(decision(kVmDmaCoherent, form) == "array; vunmap");
    CHECK(decision(kVmMap, form) == "NULL; warn");
    CHECK(decision(0, form) == "NULL; warn");
    CHECK(decision(kVmDmaCoherent | kVmMap, form) ==
          (form.id == "6.1" ? "NULL; warn" : "array, warned; vunmap"));
  }
}

TEST_CASE("find_pages finds the array from any address of the area, the guard page too") {
  const auto end = kStart + ((kMapped + 1) << 12);
  for (const std::uint64_t cpu_addr : {kStart, kStart + 1, kStart + 0x1000, end - 1}) {
    CAPTURE(cpu_addr);
    CHECK(!run(in_area(Helper::find_pages, cpu_addr, kVmDmaCoherent)).result.is_null);
  }
  for (const std::uint64_t cpu_addr : {kStart - 1, end, std::uint64_t{0}}) {
    CAPTURE(cpu_addr);
    CHECK(run(in_area(Helper::find_pages, cpu_addr, kVmDmaCoherent)).result.is_null);
  }
}

TEST_CASE("find_pages of an area without an array is NULL") {
  auto one = in_area(Helper::find_pages, kStart, kVmDmaCoherent);
  one.area_has_array = false;
  const auto observation = run(one);
  CHECK(observation.result.is_null);
  CHECK(observation.trace.empty());
}

TEST_CASE("free_remap removes the whole area and releases no array") {
  const auto observation = run(in_area(Helper::free_remap, kStart, kVmDmaCoherent));
  CHECK(text_of(observation) == Trace{"vunmap 0xc0000000"});
  CHECK(!observation.areas.front().live);
}

TEST_CASE("free_remap outside of all areas warns and changes nothing") {
  const auto observation = run(in_area(Helper::free_remap, 0x1000, kVmDmaCoherent));
  CHECK(text_of(observation) == Trace{"warn"});
  CHECK(observation.areas.front().live);
}

TEST_CASE("free_remap of an address inside a page is given to vunmap, which leaves the area") {
  const auto observation = run(in_area(Helper::free_remap, kStart + 1, kVmDmaCoherent));
  CHECK(text_of(observation) == Trace{"vunmap 0xc0000001, warned"});
  CHECK(observation.areas.front().live);
}

TEST_CASE("pages_remap maps the caller's array and remembers it in the area") {
  auto one = with_size(scenario<M64>(Helper::pages_remap), 0x2001);
  one.entry = M64::FrameNumber(Bits<64>(0x55));
  const auto observation = run(one);
  CHECK(text_of(observation) == Trace{"vmap 0x80 0x3 = 0xc0000000"});
  CHECK(observation.trace.front().entry.frame.word.value() == 0x55);
  const Area<M64> &area = observation.areas.front();
  CHECK(!area.pages.is_null);
  CHECK(area.pages.address.word.value() == 0x80);
  CHECK(area.nr_pages.value() == 0);
}

TEST_CASE("pages_remap that gets no mapping leaves nothing") {
  auto one = with_size(scenario<M64>(Helper::pages_remap), 0x2001);
  one.vmap = false;
  const auto observation = run(one);
  CHECK(observation.result.is_null);
  CHECK(observation.areas.empty());
}

TEST_CASE("pages_remap takes the count modulo 2^32") {
  auto one = with_size(scenario<M64>(Helper::pages_remap), ((1ULL << 32) + 1) << 12);
  CHECK(run(one).trace.front().count.value() == 1);
}

} // namespace
} // namespace dma_verify::remap
