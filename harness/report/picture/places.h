// SPDX-License-Identifier: GPL-2.0-only
// For the pictures of calls: exact places in memory, and numbers as they are shown.
#pragma once

#include "harness/report/picture/picture.h"

namespace dma_verify::report {

// Decimal, or hexadecimal beyond a million.
std::string number(Int128 value);
// "1 page", "3 pages".
std::string pages(Int128 count);
// "1 byte", "4095 bytes".
std::string bytes(Int128 count);

// A difference of words as a signed number: the distance from one place to another.
Int128 signed_distance(std::uint64_t distance, unsigned bits);

inline Int128 word_of(std::uint64_t value) { return static_cast<Int128>(value); }

// A scenario's places: all in bytes, counted from the first page of its buffer or block.
class Places {
public:
  explicit Places(const StoredScenario &scenario)
      : scenario_(scenario), page_(Int128{1} << scenario.architecture.page_shift) {}

  [[nodiscard]] Int128 page() const { return page_; }
  [[nodiscard]] Int128 rounded_up(std::uint64_t bytes) const {
    return (Int128{bytes} + page_ - 1) / page_ * page_;
  }
  // Of a frame, where `first` is at 0.
  [[nodiscard]] Int128 frame(WidestMachine::FrameNumber frame,
                             WidestMachine::FrameNumber first) const;

private:
  const StoredScenario &scenario_;
  Int128 page_;
};

// What the call did, what the model does, and how the subject is called.
struct Outcomes {
  const StoredObservation &observed;
  const StoredObservation &expected;
  const std::string &subject;
};

// The panels of a call, and what they show together. Each unit has its own; adding a unit: its line
// in unit_panels.cpp.
struct CallPanels {
  std::string title;
  std::vector<Panel> panels;
};
CallPanels panels_of(const StoredScenario &scenario, const Outcomes &outcomes);

} // namespace dma_verify::report
