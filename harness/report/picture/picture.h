// SPDX-License-Identifier: GPL-2.0-only
// What a picture of a counterexample shows: ranges of memory in rows, in exact numbers. drawing.h
// computes the layout.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "model/kernel/trace.h"

#include <optional>
#include <string>
#include <vector>

namespace dma_verify::report {

// Exact: an offset of pages in bytes needs more than 64 bits, and may lie before the buffer.
__extension__ typedef __int128 Int128;

// To what a range belongs.
enum class Role : std::uint8_t { place, request, observed, expected, both };

struct Bar {
  Int128 begin = 0;
  Int128 end = 0;

  friend bool operator==(const Bar &, const Bar &) = default;
};

// One line of text and the ranges that it is about.
struct Row {
  std::string text;
  Role role = Role::place;
  std::vector<Bar> bars;
  bool wraps = false;      // the first bar ends where words begin again at 0
  std::string wrap_text{}; // what that means; below the arrow
};

inline constexpr Int128 kShownInDecimal = 1'000'000; // smaller numbers are

// Rows over one axis.
struct Panel {
  std::string title;
  Int128 grain = 1; // what one step of the axis is: bytes of a page, or 1
  std::vector<Row> rows;
  std::optional<Int128> wraps_at; // where a word of so many bits begins again at 0
  unsigned word_bits = 64;
  bool of_steps = false;       // each step of the axis is one of a sequence, and has its number
  std::optional<Bar> window{}; // if only this part of the rows is shown, magnified
};

struct Picture {
  std::string title; // for readers who cannot see the picture
  std::string description;
  std::vector<Panel> panels; // none: there is nothing to show
};

// Of one call: what the subject, named so, did beside what the model does. The names are one line.
Picture picture_of(const StoredScenario &scenario, const std::string &subject,
                   const StoredObservation &observed, const StoredObservation &expected);

// Of a sequence: how long each buffer lives; and of one step, if it is a call, what was done in it.
struct ShownStep {
  std::size_t number = 0; // from 0
  const StoredObservation &observed;
  const StoredObservation &expected;
};
Picture picture_of(const std::vector<world::Event> &steps, const std::string &subject,
                   const std::optional<ShownStep> &shown);

// "3", "-1", "0x123456789", "2^64-1"; with an offset in bytes where it is no whole step: "3+0x10".
std::string place_text(const Panel &panel, Int128 place);

} // namespace dma_verify::report
