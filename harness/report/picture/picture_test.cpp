// SPDX-License-Identifier: GPL-2.0-only
// What pictures show, in exact numbers.
#include "harness/report/picture/picture.h"

#include "harness/report/examples.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::report {
namespace {

Picture call_picture(const ShownCounterexample &shown) {
  return picture_of(shown.counterexample.scenario, shown.subject,
                    shown.examination.observed.front(), shown.examination.expected.front());
}

constexpr Int128 kPage = 0x1000;

TEST_CASE("a request that wraps is shown at its place, and what was mapped before the buffer") {
  const Picture picture = call_picture(report_examples::wrapping_mmap());
  REQUIRE(picture.panels.size() == 2);
  const auto &rows = picture.panels.front().rows;
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].text == "the buffer: 0 pages (empty)");
  const Int128 space = (Int128{1} << 64) * kPage;
  CHECK(rows[1].bars == std::vector<Bar>{{space - kPage, space}});
  CHECK(rows[1].wraps);
  CHECK(rows[1].wrap_text == "in 64 bits vm_pgoff + vma_pages() is no longer 2^64 but 0");
  CHECK(rows[2].text == "mapped by wrap.c: page -1, before the buffer");
  CHECK(rows[2].bars == std::vector<Bar>{{-kPage, 0}});
  CHECK(rows[3].text == "should be (model): nothing, returned -ENXIO");
  CHECK(rows[3].bars.empty());
}

TEST_CASE("a request that wraps and goes on has a second bar from 0") {
  ShownCounterexample shown = report_examples::wrapping_mmap();
  shown.counterexample.scenario.vma.vm_end.word = Bits<64>(0x3000);
  const auto rows = call_picture(shown).panels.front().rows;
  CHECK(rows[1].bars.size() == 2);
  CHECK(rows[1].bars[1] == Bar{0, 2 * kPage});
  CHECK(rows[1].wrap_text == "in 64 bits vm_pgoff + vma_pages() is no longer 2^64+2 but 2");
}

TEST_CASE("what wraps in 32 bits is shown in 32 bits") {
  ShownCounterexample shown = report_examples::wrapping_mmap();
  StoredScenario &scenario = shown.counterexample.scenario;
  scenario.architecture = find_architecture("32-32-32-12").value();
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  scenario.vma.vm_pgoff.word = Bits<64>(0xffffffff);
  const auto rows = call_picture(shown).panels.front().rows;
  CHECK(rows[1].wrap_text == "in 32 bits vm_pgoff + vma_pages() is no longer 2^32 but 0");
}

TEST_CASE("an entry is shown beside the buffer's pages") {
  const auto rows = call_picture(report_examples::short_entry()).panels.front().rows;
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].bars == std::vector<Bar>{{0, kPage}});
  CHECK(rows[1].text == "size: 1 byte");
  CHECK(rows[2].bars == std::vector<Bar>{{0, 1}});
  CHECK(rows[3].bars == std::vector<Bar>{{0, kPage}});
}

TEST_CASE("a difference of one byte is magnified, one of pages is not") {
  const Picture picture = call_picture(report_examples::unzeroed_byte());
  REQUIRE(picture.panels.size() == 2);
  const Panel &bytes = picture.panels[1];
  CHECK(bytes.grain == 1);
  REQUIRE(bytes.window);
  CHECK(bytes.window->begin == 4091);
  CHECK(bytes.window->end == 4100);
  CHECK(bytes.rows[0].bars == std::vector<Bar>{{0, 4095}});
  CHECK(bytes.rows[1].bars == std::vector<Bar>{{0, 4096}});
  CHECK(call_picture(report_examples::short_entry()).panels.size() == 1);
}

TEST_CASE("what both did is one row") {
  ShownCounterexample shown = report_examples::unzeroed_byte();
  const auto rows = call_picture(shown).panels.front().rows;
  CHECK(std::ranges::count(rows, Role::both, &Row::role) == 2); // allocated, mapped
  CHECK(std::ranges::count(rows, Role::observed, &Row::role) == 1);
  shown.examination.observed = shown.examination.expected;
  CHECK(std::ranges::count(call_picture(shown).panels.front().rows, Role::observed, &Row::role) ==
        0);
}

TEST_CASE("of a sequence: the life of each buffer, and the step that tells most") {
  const ShownCounterexample leak = report_examples::leaking_sequence();
  REQUIRE(leak.examination.observed.size() == 2);
  const Picture picture =
      picture_of(leak.counterexample.steps, leak.subject,
                 ShownStep{1, leak.examination.observed[1], leak.examination.expected[1]});
  REQUIRE(picture.panels.size() == 2);
  CHECK(picture.panels[0].rows.front().text == "buffer 0: 1 alloc_pages, 2 free_pages");
  CHECK(picture.panels[0].rows.front().bars == std::vector<Bar>{{0, 2}});
  CHECK(picture.panels[1].title.starts_with("Step 2. "));
  CHECK(picture.description.find("released by leak.c: nothing") != std::string::npos);
}

TEST_CASE("places are numbers that a reader knows") {
  Panel panel;
  panel.grain = kPage;
  CHECK(place_text(panel, 0) == "0");
  CHECK(place_text(panel, 3 * kPage) == "3");
  CHECK(place_text(panel, -kPage) == "-1");
  CHECK(place_text(panel, 3 * kPage + 16) == "3+0x10");
  CHECK(place_text(panel, -1) == "-1+0xfff");
  CHECK(place_text(panel, (Int128{1} << 64) * kPage) == "2^64");
  CHECK(place_text(panel, ((Int128{1} << 64) - 1) * kPage) == "2^64-1");
  CHECK(place_text(panel, ((Int128{1} << 64) + 2) * kPage) == "2^64+2");
  CHECK(place_text(panel, Int128{0x123456789} * kPage) == "0x123456789");
}

} // namespace
} // namespace dma_verify::report
