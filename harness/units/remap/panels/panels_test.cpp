// SPDX-License-Identifier: GPL-2.0-only
// What pictures of this unit's calls show, in exact numbers.
#include "harness/counterexamples/arbitrary.h"
#include "harness/report/picture/drawing.h"
#include "model/units.h"
#include "properties/model_subject.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::remap {
namespace {

using namespace report;

constexpr Int128 kPage = 0x1000;

WidestMachine::VirtualAddress address(std::uint64_t value) {
  return WidestMachine::VirtualAddress(Bits<64>(value));
}

StoredScenario scenario_of(Helper helper) {
  StoredScenario scenario;
  scenario.architecture = find_architecture("x86_64").value();
  scenario.call = helper;
  scenario.size.word = Bits<64>(0x1001);
  scenario.page.word = Bits<64>(0x700);
  scenario.entry.word = Bits<64>(0x70);
  scenario.owned.word = Bits<64>(2);
  scenario.pages = scenario.kvmalloc_address = scenario.area_array = address(0x80);
  scenario.vmap_address = scenario.area_address = address(0x100000);
  scenario.cpu_addr = address(0x102010);
  scenario.area = scenario.area_has_array = true;
  scenario.area_pages.word = Bits<64>(4);
  scenario.area_flags = Bits<64>(kVmDmaCoherent);
  return scenario;
}

StoredObservation model_of(const StoredScenario &scenario) {
  StoredObservation observed;
  observe_model(scenario, observed);
  return observed;
}

Picture picture(const StoredScenario &scenario, const StoredObservation &observed) {
  return picture_of(scenario, "remap.c", observed, model_of(scenario));
}

// The row of this role, of which there must be one.
const Row &row(const Panel &panel, Role role) {
  REQUIRE(std::ranges::count(panel.rows, role, &Row::role) == 1);
  return *std::ranges::find(panel.rows, role, &Row::role);
}

TEST_CASE("of a mapping: its addresses, the entries of its array, and the page of one entry") {
  StoredScenario scenario = scenario_of(Helper::contiguous_remap);
  scenario.probe = Bits<64>(1);
  StoredObservation observed = model_of(scenario);
  observed.trace.at(1).count = Bits<32>(1); // not rounded up
  observed.trace.at(1).entry.frame.word = Bits<64>(0x700);
  const Picture shown = picture(scenario, observed);
  REQUIRE(shown.panels.size() == 3);
  const Panel &addresses = shown.panels[0];
  CHECK(row(addresses, Role::request).bars == std::vector<Bar>{{0, 0x1001}});
  CHECK(row(addresses, Role::observed).text ==
        "mapped by remap.c: 1 page at 0x100000, and a guard page");
  CHECK(row(addresses, Role::observed).bars == std::vector<Bar>{{0, kPage}});
  CHECK(row(addresses, Role::expected).bars == std::vector<Bar>{{0, 2 * kPage}});
  const Panel &array = shown.panels[1];
  CHECK(row(array, Role::request).text == "entries that size needs: 2");
  CHECK(row(array, Role::observed).text ==
        "done by remap.c: 2 entries of 8 bytes asked for; 1 read by vmap(); released");
  CHECK(row(array, Role::observed).bars == std::vector<Bar>{{0, 2}, {0, 1}});
  const Panel &memory = shown.panels[2];
  CHECK(row(memory, Role::place).bars == std::vector<Bar>{{0, 2 * kPage}});
  CHECK(row(memory, Role::observed).text ==
        "page 1 of what was mapped by remap.c: no page, the mapping ends before");
  CHECK(row(memory, Role::expected).text == "should be (model): frame 0x701");
  CHECK(row(memory, Role::expected).bars == std::vector<Bar>{{kPage, 2 * kPage}});
}

TEST_CASE("of the caller's array: the page of its entry and the one that was mapped") {
  const StoredScenario scenario = scenario_of(Helper::pages_remap);
  StoredObservation observed = model_of(scenario);
  observed.trace.front().entry.frame.word = Bits<64>(0x6f);
  const Panel memory = picture(scenario, observed).panels.at(2);
  CHECK(row(memory, Role::request).text == "the page in entry 0");
  CHECK(row(memory, Role::observed).bars == std::vector<Bar>{{-kPage, 0}});
  CHECK(row(memory, Role::expected).bars == std::vector<Bar>{{0, kPage}});
}

TEST_CASE("of a mapping that fails: what was asked for") {
  StoredScenario scenario = scenario_of(Helper::contiguous_remap);
  scenario.kvmalloc_array = false;
  const Picture shown = picture(scenario, model_of(scenario));
  REQUIRE(shown.panels.size() == 2);
  CHECK(row(shown.panels[0], Role::both).text ==
        "mapped by remap.c, as by the model: nothing, returned NULL");
  CHECK(row(shown.panels[1], Role::both).text ==
        "done by remap.c, as by the model: 2 entries of 8 bytes asked for, refused");
}

TEST_CASE("of a look-up: the area, its guard page, the address, and the array from the answer on") {
  const StoredScenario scenario = scenario_of(Helper::find_pages);
  StoredObservation observed = model_of(scenario);
  observed.result.address = address(0x90);
  const Picture shown = picture(scenario, observed);
  const Panel &addresses = shown.panels.at(0);
  CHECK(addresses.rows.at(0).text == "the area: 4 pages, VM_DMA_COHERENT, with an array");
  CHECK(addresses.rows.at(0).bars == std::vector<Bar>{{0, 4 * kPage}});
  CHECK(addresses.rows.at(1).bars == std::vector<Bar>{{4 * kPage, 5 * kPage}});
  CHECK(addresses.rows.at(2).text == "the address: 2+0x10");
  CHECK(addresses.rows.at(2).bars == std::vector<Bar>{{0x2010, 0x2011}});
  const Panel &array = shown.panels.at(1);
  CHECK(row(array, Role::place).bars == std::vector<Bar>{{0, 4}});
  CHECK(row(array, Role::request).bars == std::vector<Bar>{{2, 3}});
  CHECK(row(array, Role::observed).text == "found by remap.c: from entry 2 on");
  CHECK(row(array, Role::observed).bars == std::vector<Bar>{{2, 4}});
  CHECK(row(array, Role::expected).bars == std::vector<Bar>{{0, 4}});
}

TEST_CASE("of a removal: what is removed, with its guard page, and who warned") {
  StoredScenario scenario = scenario_of(Helper::free_remap);
  scenario.cpu_addr = address(0x100000);
  StoredObservation observed = model_of(scenario);
  observed.areas.front().live = true;
  observed.trace.front().kind = EffectKind::warn;
  const Panel panel = picture(scenario, observed).panels.at(0);
  CHECK(row(panel, Role::observed).text == "removed by remap.c: nothing; WARN warned");
  CHECK(row(panel, Role::observed).bars.empty());
  CHECK(row(panel, Role::expected).text == "should be (model): the area");
  CHECK(row(panel, Role::expected).bars == std::vector<Bar>{{0, 5 * kPage}});
  scenario.area = false;
  CHECK(picture(scenario, model_of(scenario)).panels.empty());
}

TEST_CASE("any call and any observation of remap.c can be drawn") {
  arbitrary::Source source(3);
  for (const char *id : {"64-64-64-12", "32-32-32-12", "32-64-64-16"}) {
    const Architecture architecture = find_architecture(id).value();
    for (const HelperText &helper : units()[static_cast<std::size_t>(UnitId::remap)].helpers) {
      for (unsigned i = 0; i < 40; ++i) {
        const StoredScenario scenario = arbitrary::scenario(source, helper.id, architecture);
        const Picture shown =
            picture(scenario, model_of(arbitrary::scenario(source, helper.id, architecture)));
        if (shown.panels.empty())
          continue;
        const Drawing drawing = drawing_of(shown);
        for (const Rectangle &one : drawing.rectangles) {
          CHECK(one.box.x >= 0);
          CHECK(one.box.x + one.box.width <= kDrawingWidth + 3);
        }
      }
    }
  }
}

} // namespace
} // namespace dma_verify::remap
