// SPDX-License-Identifier: GPL-2.0-only
#include "harness/report/picture/picture.h"

#include "harness/counterexamples/files/field_text.h"
#include "harness/report/picture/places.h"
#include "harness/results/render/text.h"

#include <fmt/format.h>

#include <map>

namespace dma_verify::report {
namespace {

std::string described(const Picture &picture) {
  std::string text;
  for (const Panel &panel : picture.panels) {
    text += (text.empty() ? "" : " ") + panel.title + ":";
    for (const Row &row : panel.rows)
      text += " " + row.text + (row.wrap_text.empty() ? "." : "; " + row.wrap_text + ".");
  }
  return text;
}

// The first position at which the last two rows differ: the actual and the expected one.
std::optional<Bar> first_difference(const Row &ours, const Row &theirs) {
  if (ours.role != Role::observed || theirs.role != Role::expected)
    return std::nullopt;
  for (std::size_t i = 0; i < std::min(ours.bars.size(), theirs.bars.size()); ++i) {
    for (const auto &[a, b] : {std::pair(ours.bars[i].begin, theirs.bars[i].begin),
                               std::pair(ours.bars[i].end, theirs.bars[i].end)}) {
      if (a != b)
        return Bar{std::min(a, b), std::max(a, b)};
    }
  }
  return std::nullopt;
}

// A difference of some bytes cannot be seen at the scale of pages: adds a panel of the bytes around
// it.
std::optional<Panel> magnified(const Panel &panel) {
  constexpr Int128 kFew = 16;
  for (std::size_t i = 1; i < panel.rows.size(); ++i) {
    const auto place = first_difference(panel.rows[i - 1], panel.rows[i]);
    if (!place || place->end - place->begin > kFew || panel.grain <= 4 * kFew)
      continue;
    Panel bytes = panel;
    bytes.title = "Magnified: the bytes where they differ, counted from the same place";
    bytes.grain = 1;
    bytes.wraps_at.reset();
    bytes.rows = {panel.rows[i - 1], panel.rows[i]};
    bytes.window = Bar{place->begin - 4, place->end + 4};
    return bytes;
  }
  return std::nullopt;
}

} // namespace

std::string place_text(const Panel &panel, Int128 place) {
  Int128 whole = place / panel.grain;
  Int128 rest = place % panel.grain;
  if (rest < 0) {
    rest += panel.grain;
    --whole;
  }
  const Int128 space = Int128{1} << panel.word_bits;
  std::string text;
  if (whole > space - kShownInDecimal && whole < space + kShownInDecimal &&
      space > 2 * kShownInDecimal) {
    const Int128 beyond = whole - space;
    text = fmt::format("2^{}", panel.word_bits);
    if (beyond != 0)
      text += (beyond > 0 ? "+" : "") + number(beyond);
  } else {
    text = number(whole);
  }
  return rest == 0 ? text : text + "+" + hex(static_cast<std::uint64_t>(rest));
}

Picture picture_of(const StoredScenario &scenario, const std::string &subject,
                   const StoredObservation &observed, const StoredObservation &expected) {
  const Outcomes outcomes{observed, expected, subject};
  Picture picture;
  auto [title, panels] = panels_of(scenario, outcomes);
  picture.title = title;
  picture.panels = std::move(panels);
  if (!picture.panels.empty()) {
    if (auto bytes = magnified(picture.panels.front()))
      picture.panels.push_back(std::move(*bytes));
  }
  picture.description = described(picture);
  return picture;
}

namespace {

constexpr std::size_t kLifeColumns = 400; // of a buffer's actions

Panel lives_of(const std::vector<world::Event> &steps) {
  struct Life {
    Int128 begin = 0;
    Int128 end = 0;
    std::string text;
  };
  std::map<unsigned, Life> lives;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const world::Event &step = steps[i];
    const auto now = static_cast<Int128>(i);
    const auto [life, fresh] = lives.insert({step.buffer, Life{}});
    if (fresh)
      life->second.begin = now;
    life->second.end = now + 1;
    life->second.text += fmt::format("{}{} {}", fresh ? "" : ", ", i + 1, to_string(step.action));
  }
  Panel panel;
  panel.title = "Steps: each buffer from the first that names it to the last";
  panel.of_steps = true;
  constexpr std::size_t kMostRows = 24;
  for (const auto &[buffer, life] : lives) {
    if (panel.rows.size() == kMostRows) {
      panel.rows.push_back(
          {fmt::format("and {} more buffers", lives.size() - kMostRows), Role::place, {}});
      break;
    }
    panel.rows.push_back({fmt::format("buffer {}: {}", buffer, elided(life.text, kLifeColumns)),
                          Role::place,
                          {{life.begin, life.end}}});
  }
  return panel;
}

} // namespace

Picture picture_of(const std::vector<world::Event> &steps, const std::string &subject,
                   const std::optional<ShownStep> &shown) {
  Picture picture;
  picture.title = "How long each buffer lives";
  picture.panels.push_back(lives_of(steps));
  if (shown) {
    const Picture call =
        picture_of(steps.at(shown->number).scenario, subject, shown->observed, shown->expected);
    picture.title += fmt::format("; and step {}: {}", shown->number + 1, call.title);
    for (Panel panel : call.panels) {
      panel.title = fmt::format("Step {}. {}", shown->number + 1, panel.title);
      picture.panels.push_back(std::move(panel));
    }
  }
  picture.description = described(picture);
  return picture;
}

} // namespace dma_verify::report
