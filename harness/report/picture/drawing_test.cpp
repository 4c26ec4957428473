// SPDX-License-Identifier: GPL-2.0-only
// The layout of pictures: no overlaps, nothing outside, and to scale.
#include "harness/report/picture/drawing.h"

#include "harness/develop/testing/xml.h"
#include "harness/report/examples.h"
#include "harness/results/render/text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

namespace dma_verify::report {
namespace {

using namespace std::string_literals;

Picture call_picture(const ShownCounterexample &shown) {
  return picture_of(shown.counterexample.scenario, shown.subject,
                    shown.examination.observed.front(), shown.examination.expected.front());
}

// Of all kinds, with values from everyday to extreme.
std::vector<Picture> pictures() {
  std::vector<Picture> all = {call_picture(report_examples::wrapping_mmap()),
                              call_picture(report_examples::short_entry()),
                              call_picture(report_examples::unzeroed_byte())};
  for (const ShownCounterexample &shown : report_examples::extreme())
    all.push_back(call_picture(shown));
  const ShownCounterexample leak = report_examples::leaking_sequence();
  all.push_back(
      picture_of(leak.counterexample.steps, leak.subject,
                 ShownStep{1, leak.examination.observed.at(1), leak.examination.expected.at(1)}));
  all.push_back(picture_of(std::vector<world::Event>(5000), "many.c", std::nullopt));
  std::erase_if(all, [](const Picture &picture) { return picture.panels.empty(); });
  return all;
}

bool overlap(const Box &a, const Box &b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

Box box_of(const Line &line) {
  Box box{line.points.front().x, line.points.front().y, 0, 0};
  for (const Point &point : line.points) {
    const double right = std::max(box.x + box.width, point.x);
    const double bottom = std::max(box.y + box.height, point.y);
    box.x = std::min(box.x, point.x);
    box.y = std::min(box.y, point.y);
    box.width = right - box.x;
    box.height = bottom - box.y;
  }
  return box;
}

bool inside(const Box &box, const Drawing &drawing) {
  return box.x >= 0 && box.y >= 0 && box.x + box.width <= drawing.width &&
         box.y + box.height <= drawing.height;
}

TEST_CASE("no text lies on another, on a bar or on a line") {
  for (const Picture &picture : pictures()) {
    const Drawing drawing = drawing_of(picture);
    for (std::size_t i = 0; i < drawing.texts.size(); ++i) {
      const Text &text = drawing.texts[i];
      CAPTURE(text.text);
      for (std::size_t j = 0; j < i; ++j) {
        CAPTURE(drawing.texts[j].text);
        REQUIRE_FALSE(overlap(text.box, drawing.texts[j].box));
      }
      for (const Rectangle &rectangle : drawing.rectangles)
        REQUIRE_FALSE(overlap(text.box, rectangle.box));
      for (const Line &line : drawing.lines)
        REQUIRE_FALSE(overlap(text.box, box_of(line)));
    }
  }
}

TEST_CASE("everything lies inside the drawing") {
  for (const Picture &picture : pictures()) {
    const Drawing drawing = drawing_of(picture);
    CHECK(drawing.width == kDrawingWidth);
    for (const Text &text : drawing.texts) {
      CAPTURE(text.text);
      CHECK(inside(text.box, drawing));
    }
    for (const Rectangle &rectangle : drawing.rectangles)
      CHECK(inside(rectangle.box, drawing));
    for (const Line &line : drawing.lines)
      CHECK(inside(box_of(line), drawing));
  }
}

// The stretch that both places lie on.
bool on_one_stretch(const Axis &axis, Int128 a, Int128 b) {
  return std::ranges::any_of(axis.stretches(), [&](const Axis::Stretch &stretch) {
    return a >= stretch.begin && b <= stretch.end;
  });
}

TEST_CASE("ranges are as wide as they are long, but for the breaks of the axis") {
  unsigned compared = 0;
  for (const Picture &picture : pictures()) {
    for (const Panel &panel : picture.panels) {
      const Axis axis(panel);
      for (const Row &row : panel.rows) {
        for (const Bar &bar : row.bars) {
          if (!on_one_stretch(axis, bar.begin, bar.end))
            continue;
          const double grains =
              static_cast<double>(bar.end - bar.begin) / static_cast<double>(panel.grain);
          const double width = axis.x_of(bar.end) - axis.x_of(bar.begin);
          CHECK(std::abs(width - grains * axis.units_per_grain()) < 0.01);
          ++compared;
        }
      }
    }
  }
  CHECK(compared > 30);
}

TEST_CASE("places keep their order, and no two that differ by a page fall on one point") {
  for (const Picture &picture : pictures()) {
    for (const Panel &panel : picture.panels) {
      const Axis axis(panel);
      for (std::size_t i = 1; i < axis.marks().size(); ++i) {
        const Int128 a = axis.marks()[i - 1];
        const Int128 b = axis.marks()[i];
        CHECK(axis.x_of(a) <= axis.x_of(b));
        if (b - a >= panel.grain)
          CHECK(axis.x_of(a) < axis.x_of(b));
      }
    }
  }
}

TEST_CASE("a break is drawn at each place where something is left out, and told") {
  const Picture picture = call_picture(report_examples::wrapping_mmap());
  const Axis axis(picture.panels.front());
  REQUIRE(axis.stretches().size() == 2);
  const Drawing drawing = drawing_of(picture);
  const double middle = axis.stretches()[1].x - axis.break_width() / 2;
  const auto zigzags = std::ranges::count_if(drawing.lines, [&](const Line &line) {
    return line.kind == Line::Kind::zigzag && std::abs(box_of(line).x - middle) < 10;
  });
  CHECK(zigzags >= 4); // two through each row of bars and the axis
  const auto labelled = std::ranges::any_of(drawing.texts, [](const Text &text) {
    return text.text == "Not to scale at the zigzag: 1 to 2^64-2 is left out.";
  });
  CHECK(labelled);
}

TEST_CASE("an arrow shows where a request that wraps goes on") {
  const Picture picture = call_picture(report_examples::wrapping_mmap());
  const Axis axis(picture.panels.front());
  const Drawing drawing = drawing_of(picture);
  const auto wrap = std::ranges::find(drawing.lines, Line::Kind::wrap, &Line::kind);
  REQUIRE(wrap != drawing.lines.end());
  CHECK(wrap->points.front().x == axis.x_of(Int128{1} << 76));
  CHECK(wrap->points.back().x == axis.x_of(0));
}

TEST_CASE("an SVG says in words what it shows, and can hold any text") {
  Picture picture = call_picture(report_examples::wrapping_mmap());
  picture.title = report_examples::kHostile;
  picture.panels.front().rows.front().text = report_examples::kHostile;
  const pugi::xml_document page = testing::read_xml(svg_of(drawing_of(picture), picture, "one"));
  const pugi::xml_node svg = page.child("svg");
  CHECK(svg.attribute("aria-labelledby").value() == "one-title one-description"s);
  CHECK(svg.find_child_by_attribute("title", "id", "one-title").text().get() ==
        printable(report_examples::kHostile));
  CHECK(svg.find_child_by_attribute("desc", "id", "one-description").text().get() ==
        picture.description);
  std::vector<std::string> texts;
  for (const pugi::xml_node &text : svg.children("text"))
    texts.emplace_back(text.text().get());
  CHECK(std::ranges::count(texts, "mapped by wrap.c: page -1, before the buffer") == 1);
  CHECK(std::ranges::any_of(texts, [](const std::string &text) {
    return text.starts_with("<script>alert(1)</script>");
  }));
}

TEST_CASE("an SVG has each shape of the drawing") {
  for (const Picture &picture : pictures()) {
    const Drawing drawing = drawing_of(picture);
    const pugi::xml_document page = testing::read_xml(svg_of(drawing, picture, "one"));
    const auto count = [&](const char *name) {
      const auto shapes = page.child("svg").children(name);
      return static_cast<std::size_t>(std::distance(shapes.begin(), shapes.end()));
    };
    CHECK(count("rect") == drawing.rectangles.size());
    CHECK(count("polyline") == drawing.lines.size());
    CHECK(count("text") == drawing.texts.size());
  }
}

} // namespace
} // namespace dma_verify::report
