// SPDX-License-Identifier: GPL-2.0-only
#include "harness/report/picture/drawing.h"

#include "harness/results/render/text.h"
#include "harness/results/render/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dma_verify::report {
namespace {

constexpr double kMargin = 8;
constexpr double kBreakWidth = 30;
constexpr double kBarHeight = 16;
constexpr double kGap = 8;
constexpr double kBreakRoom = 8;     // of a zigzag above and below the axis
constexpr double kWrapHeight = 12;   // of the arrow below a bar that wraps
constexpr double kThinnest = 2;      // least width of a range
constexpr double kMostPerGrain = 56; // most width of one grain, so that a single page does not fill
                                     // the picture
constexpr Int128 kMargins = 1;       // grains shown around each mark
constexpr Int128 kJoined = 8;        // stretches with a smaller distance are joined

Int128 floor_to(Int128 value, Int128 grain) {
  Int128 whole = value / grain;
  if (value % grain < 0)
    --whole;
  return whole * grain;
}

double width_of(const std::string &text) {
  return static_cast<double>(columns_of(text)) * kCharacterWidth;
}

} // namespace

Axis::Axis(const Panel &panel) : grain_(panel.grain) {
  if (panel.window) {
    stretches_.push_back({panel.window->begin, panel.window->end, kMargin});
    const Int128 grains = (panel.window->end - panel.window->begin) / grain_;
    scale_ = std::min(kMostPerGrain, (kDrawingWidth - 2 * kMargin) / static_cast<double>(grains));
  }
  marks_.push_back(0);
  for (const Row &row : panel.rows) {
    for (const Bar &bar : row.bars) {
      marks_.push_back(bar.begin);
      marks_.push_back(bar.end);
    }
  }
  if (panel.wraps_at)
    marks_.push_back(*panel.wraps_at);
  std::ranges::sort(marks_);
  marks_.erase(std::unique(marks_.begin(), marks_.end()), marks_.end());
  if (panel.window) {
    std::erase_if(marks_, [&](Int128 mark) {
      return mark < panel.window->begin || mark > panel.window->end;
    });
    return;
  }

  for (const Int128 mark : marks_) {
    const Int128 begin = floor_to(mark, grain_) - kMargins * grain_;
    const Int128 end = floor_to(mark + grain_ - 1, grain_) + kMargins * grain_;
    if (!stretches_.empty() && begin - stretches_.back().end <= kJoined * grain_) {
      stretches_.back().end = std::max(stretches_.back().end, end);
    } else {
      stretches_.push_back({begin, end, 0});
    }
  }
  Int128 shown = 0;
  for (const Stretch &stretch : stretches_)
    shown += (stretch.end - stretch.begin) / grain_;
  const double width = kDrawingWidth - 2 * kMargin;
  const auto breaks = static_cast<double>(stretches_.size() - 1);
  if (breaks > 0)
    break_width_ = std::min(kBreakWidth, width / 2 / breaks);
  const double room = width - break_width_ * breaks;
  scale_ = std::min(kMostPerGrain, room / static_cast<double>(shown));
  double x = kMargin;
  for (Stretch &stretch : stretches_) {
    stretch.x = x;
    x += length_of(stretch.end - stretch.begin) + break_width_;
  }
}

double Axis::length_of(Int128 distance) const {
  // Computed in whole grains first, since a double cannot hold all digits of an address.
  const Int128 grains = distance / grain_;
  const Int128 rest = distance % grain_;
  return (static_cast<double>(grains) + static_cast<double>(rest) / static_cast<double>(grain_)) *
         scale_;
}

double Axis::end() const {
  const Stretch &last = stretches_.back();
  return last.x + length_of(last.end - last.begin);
}

double Axis::x_of(Int128 place) const {
  for (const Stretch &stretch : stretches_) {
    if (place >= stretch.begin && place <= stretch.end)
      return stretch.x + length_of(place - stretch.begin);
  }
  // Every mark is on a stretch, unless the panel is a window on a part of the rows.
  return place < stretches_.front().begin ? stretches_.front().x : end();
}

namespace {

// Lays one panel out below the others.
class PanelLayout {
public:
  PanelLayout(const Panel &panel, Drawing &drawing)
      : panel_(panel), axis_(panel), drawing_(drawing) {}

  void lay_out() {
    add_text(panel_.title, true);
    for (const Row &row : panel_.rows)
      add_row(row);
    add_axis();
    add_labels();
    add_notes();
    drawing_.height += kGap;
  }

private:
  void add_text(const std::string &text, bool heading = false) {
    constexpr auto kColumns =
        static_cast<std::size_t>((kDrawingWidth - 2 * kMargin) / kCharacterWidth);
    const std::string lines = wrapped(text, 2, kColumns);
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = lines.find('\n', at);
      const std::string line = lines.substr(at, end - at);
      at = end + 1;
      const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
      const std::string shown = line.substr(blanks);
      drawing_.texts.push_back({{kMargin + static_cast<double>(blanks) * kCharacterWidth,
                                 drawing_.height, width_of(shown), kTextHeight},
                                shown,
                                heading});
      drawing_.height += kTextHeight + 2;
    }
  }

  void add_row(const Row &row) {
    add_text(row.text);
    const double y = drawing_.height;
    for (const Bar &bar : row.bars) {
      if (panel_.window && (bar.end <= panel_.window->begin || bar.begin >= panel_.window->end))
        continue;
      const double begin = axis_.x_of(bar.begin);
      const double width = std::max(kThinnest, axis_.x_of(bar.end) - begin);
      drawing_.rectangles.push_back({{begin, y, width, kBarHeight}, row.role});
      add_grid(bar, y);
    }
    if (!row.bars.empty()) {
      add_breaks(y, kBarHeight);
      drawing_.height += kBarHeight;
    }
    if (row.wraps) {
      add_wrap(row.bars.front());
      add_text(row.wrap_text);
    }
    drawing_.height += kGap;
  }

  // The boundaries between pages, if pages are wide enough to be seen.
  void add_grid(const Bar &bar, double y) {
    if (axis_.units_per_grain() < 6)
      return;
    for (const Axis::Stretch &stretch : axis_.stretches()) {
      for (Int128 at = stretch.begin; at <= stretch.end; at += panel_.grain) {
        if (at > bar.begin && at < bar.end) {
          const double x = axis_.x_of(at);
          drawing_.lines.push_back({{{x, y}, {x, y + kBarHeight}}, Line::Kind::grid});
        }
      }
    }
  }

  // From the end of words back to 0.
  void add_wrap(const Bar &bar) {
    const double from = axis_.x_of(bar.end);
    const double to = axis_.x_of(0);
    const double top = drawing_.height + 1;
    const double bottom = drawing_.height + kWrapHeight - 2;
    drawing_.lines.push_back(
        {{{from, top}, {from, bottom}, {to, bottom}, {to, top}}, Line::Kind::wrap});
    drawing_.lines.push_back(
        {{{to - 4, top + 5}, {to, top}, {to + 4, top + 5}}, Line::Kind::arrow});
    drawing_.height += kWrapHeight;
  }

  void add_axis() {
    drawing_.height += kBreakRoom;
    const double y = drawing_.height;
    const auto &stretches = axis_.stretches();
    for (std::size_t i = 0; i < stretches.size(); ++i) {
      const double end =
          i + 1 == stretches.size() ? axis_.end() : stretches[i + 1].x - axis_.break_width();
      drawing_.lines.push_back({{{stretches[i].x, y}, {end, y}}, Line::Kind::axis});
    }
    add_breaks(y - kBreakRoom, kBreakRoom + 4); // labels begin below it
  }

  // Two zigzags from here down at each place where the axis is broken.
  void add_breaks(double top, double height) {
    constexpr double kHalfStep = 4;
    const auto &stretches = axis_.stretches();
    for (std::size_t i = 1; i < stretches.size(); ++i) {
      const double middle = stretches[i].x - axis_.break_width() / 2;
      for (const double x : {middle - 4, middle + 4}) {
        Line zigzag{{}, Line::Kind::zigzag};
        double side = -2;
        for (double y = 0; y <= height; y += kHalfStep, side = -side)
          zigzag.points.push_back({x + side, top + y});
        drawing_.lines.push_back(zigzag);
      }
    }
  }

  struct Label {
    double x = 0;
    std::string text;
  };

  // Labels at the beginning and end of ranges; the numbers of steps in their middle.
  [[nodiscard]] std::vector<Label> labels() const {
    std::vector<Label> labels;
    if (!panel_.of_steps) {
      for (const Int128 mark : axis_.marks())
        labels.push_back({axis_.x_of(mark), place_text(panel_, mark)});
      return labels;
    }
    constexpr Int128 kMostLabels = 20;
    const Int128 stride = axis_.marks().back() / kMostLabels + 1;
    for (Int128 step = 0; step < axis_.marks().back(); step += stride) {
      labels.push_back({(axis_.x_of(step) + axis_.x_of(step + 1)) / 2,
                        std::to_string(static_cast<std::uint64_t>(step) + 1)});
    }
    return labels;
  }

  // Below the axis, on as many lines as are needed so that no two labels touch.
  void add_labels() {
    constexpr double kTick = 5;
    const double y = drawing_.height;
    std::vector<double> ends; // of the last label on each line
    for (const auto &[x, text] : labels()) {
      const double width = width_of(text);
      const double left = std::clamp(x - width / 2, kMargin, kDrawingWidth - kMargin - width);
      std::size_t line = 0;
      while (line < ends.size() && ends[line] + kCharacterWidth > left)
        ++line;
      if (line == ends.size())
        ends.push_back(0);
      ends[line] = left + width;
      const double label_y = y + kTick + static_cast<double>(line) * kTextHeight;
      drawing_.lines.push_back({{{x, y}, {x, y + kTick}}, Line::Kind::tick});
      drawing_.texts.push_back({{left, label_y, width, kTextHeight}, text, false});
    }
    drawing_.height += kTick + static_cast<double>(ends.size()) * kTextHeight + 2;
  }

  void add_notes() {
    const auto in_bytes =
        std::ranges::find_if(axis_.marks(), [&](Int128 mark) { return mark % panel_.grain != 0; });
    if (in_bytes != axis_.marks().end()) {
      add_text(fmt::format("{}: so many bytes into a page.", place_text(panel_, *in_bytes)));
    }
    const auto &stretches = axis_.stretches();
    for (std::size_t i = 1; i < stretches.size(); ++i) {
      add_text(fmt::format("Not to scale at the zigzag: {} to {} is left out.",
                           place_text(panel_, stretches[i - 1].end),
                           place_text(panel_, stretches[i].begin)));
    }
  }

  const Panel &panel_;
  Axis axis_;
  Drawing &drawing_;
};

// An element that holds nothing but a text of one line.
pugi::xml_node append_text(pugi::xml_node parent, const char *name, const std::string &text) {
  pugi::xml_node element = parent.append_child(name);
  element.text() = xml_text(printable(text)).c_str();
  return element;
}

void set_number(pugi::xml_node element, const char *name, double number) {
  set_attribute(element, name, fmt::format("{:.2f}", number));
}

std::string_view class_of(Role role) {
  switch (role) {
  case Role::place:
    return "place";
  case Role::request:
    return "request";
  case Role::observed:
    return "observed";
  case Role::expected:
    return "expected";
  case Role::both:
    return "both";
  }
  return "";
}

std::string_view class_of(Line::Kind kind) {
  switch (kind) {
  case Line::Kind::axis:
  case Line::Kind::tick:
    return "axis";
  case Line::Kind::grid:
    return "grid";
  case Line::Kind::wrap:
    return "wrap";
  case Line::Kind::arrow:
    return "arrow";
  case Line::Kind::zigzag:
    return "zigzag";
  }
  return "";
}

} // namespace

Drawing drawing_of(const Picture &picture) {
  Drawing drawing;
  drawing.height = 4;
  for (const Panel &panel : picture.panels)
    PanelLayout(panel, drawing).lay_out();
  return drawing;
}

std::string svg_of(const Drawing &drawing, const Picture &picture, const std::string &id) {
  pugi::xml_document document;
  pugi::xml_node svg = document.append_child("svg");
  set_attribute(svg, "role", "img");
  set_attribute(svg, "viewBox",
                fmt::format("0 0 {:g} {:g}", drawing.width, std::ceil(drawing.height)));
  set_attribute(svg, "aria-labelledby", fmt::format("{0}-title {0}-description", id));
  set_attribute(append_text(svg, "title", picture.title), "id", id + "-title");
  set_attribute(append_text(svg, "desc", picture.description), "id", id + "-description");
  for (const Rectangle &rectangle : drawing.rectangles) {
    pugi::xml_node shape = svg.append_child("rect");
    set_attribute(shape, "class", std::string(class_of(rectangle.role)));
    set_number(shape, "x", rectangle.box.x);
    set_number(shape, "y", rectangle.box.y);
    set_number(shape, "width", rectangle.box.width);
    set_number(shape, "height", rectangle.box.height);
  }
  for (const Line &line : drawing.lines) {
    std::string points;
    for (const Point &point : line.points)
      points += fmt::format("{:.2f},{:.2f} ", point.x, point.y);
    pugi::xml_node shape = svg.append_child("polyline");
    set_attribute(shape, "class", std::string(class_of(line.kind)));
    set_attribute(shape, "points", points);
  }
  constexpr double kBaseline = 11.5;
  for (const Text &text : drawing.texts) {
    pugi::xml_node shape = append_text(svg, "text", text.text);
    if (text.heading)
      set_attribute(shape, "class", "heading");
    set_number(shape, "x", text.box.x);
    set_number(shape, "y", text.box.y + kBaseline);
  }
  return to_string(document, "");
}

} // namespace dma_verify::report
