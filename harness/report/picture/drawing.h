// SPDX-License-Identifier: GPL-2.0-only
// The layout of a picture: every shape with its place, in units of the drawing. Ranges are to
// scale. An axis that is too long for that is broken, with marks where.
#pragma once

#include "harness/report/picture/picture.h"

#include <string>
#include <vector>

namespace dma_verify::report {

inline constexpr double kDrawingWidth = 680;
inline constexpr double kCharacterWidth = 7.3; // of the monospaced text, a little more than it is
inline constexpr double kTextHeight = 15;

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

struct Rectangle {
  Box box;
  Role role = Role::place;
};

struct Text {
  Box box; // one line of kTextHeight; its characters begin at the left
  std::string text;
  bool heading = false;
};

struct Point {
  double x = 0;
  double y = 0;
};

struct Line {
  enum class Kind : std::uint8_t { axis, tick, grid, wrap, arrow, zigzag };
  std::vector<Point> points;
  Kind kind = Kind::axis;
};

struct Drawing {
  double width = kDrawingWidth;
  double height = 0;
  std::vector<Rectangle> rectangles;
  std::vector<Line> lines;
  std::vector<Text> texts;
};

// Positions on the axis of a panel: stretches of one scale, and gaps between them that are left
// out.
class Axis {
public:
  explicit Axis(const Panel &panel);

  struct Stretch {
    Int128 begin = 0;
    Int128 end = 0;
    double x = 0; // of its begin
  };

  [[nodiscard]] double x_of(Int128 place) const;
  [[nodiscard]] double units_per_grain() const { return scale_; }
  [[nodiscard]] const std::vector<Stretch> &stretches() const { return stretches_; }
  [[nodiscard]] double break_width() const { return break_width_; }
  [[nodiscard]] double end() const;
  // The places at which something begins or ends.
  [[nodiscard]] const std::vector<Int128> &marks() const { return marks_; }

private:
  [[nodiscard]] double length_of(Int128 distance) const;

  Int128 grain_;
  double scale_ = 1;
  double break_width_ = 0;
  std::vector<Int128> marks_;
  std::vector<Stretch> stretches_;
};

Drawing drawing_of(const Picture &picture);

// As one SVG element, with a title and a description; `id` makes their ids unique on a page.
std::string svg_of(const Drawing &drawing, const Picture &picture, const std::string &id);

} // namespace dma_verify::report
