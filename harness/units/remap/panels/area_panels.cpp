// SPDX-License-Identifier: GPL-2.0-only
// Pictures of find_pages and free_remap: the area with its guard page, the address, and what is
// found or removed.
#include "harness/units/remap/panels/panels.h"

#include "harness/counterexamples/files/field_text.h"
#include "harness/units/remap/prose/area_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify::remap {

using namespace report;

namespace {

using SeenEffect = Effect<WidestMachine>;

// The area, its guard page, and the address.
Panel area_panel(const StoredScenario &scenario, const Places &places) {
  Panel panel =
      panel_of("Kernel addresses, in pages from the area's first page on", scenario, places.page());
  const Int128 area = word_of(scenario.area_pages.word.value()) * places.page();
  panel.rows.push_back(
      {fmt::format("the area: {}, {}, {}", pages(word_of(scenario.area_pages.word.value())),
                   area_flags_text(scenario.area_flags.value()),
                   scenario.area_has_array ? "with an array" : "without an array"),
       Role::place,
       {{0, area}}});
  panel.rows.push_back({"its guard page", Role::place, {{area, area + places.page()}}});
  const PlaceInArea place = place_of_address(scenario);
  const Int128 at = place.inside || place.in_guard
                        ? word_of(place.offset)
                        : signed_distance(place.offset, scenario.architecture.word_bits);
  panel.rows.push_back({"the address: " + place_text(panel, at), Role::request, {{at, at + 1}}});
  return panel;
}

// The entries from the one that was answered on, to the end of the array.
Shown answer_of(const StoredScenario &scenario, const StoredObservation &observed) {
  if (observed.completion != Completion::returned)
    return {std::string(to_string(observed.completion)), {}};
  if (observed.result.is_null || !scenario.area_has_array)
    return {field_text(observed.result), {}};
  const Int128 bytes =
      signed_distance(observed.result.address.word.value() - scenario.area_array.word.value(),
                      scenario.architecture.word_bits);
  const Int128 pointer = scenario.architecture.word_bits / 8;
  if (bytes % pointer != 0)
    return {field_text(observed.result) + ", no entry of it", {}};
  const Int128 entry = bytes / pointer;
  const Int128 end = word_of(scenario.area_pages.word.value());
  return {fmt::format("from entry {} on", number(entry)), {{entry, std::max(end, entry + 1)}}};
}

Shown removed_of(const StoredScenario &scenario, const StoredObservation &observed,
                 const Places &places) {
  if (observed.completion != Completion::returned)
    return {std::string(to_string(observed.completion)), {}};
  Shown shown;
  if (!observed.areas.empty() && !observed.areas.front().live) {
    const Int128 area = word_of(scenario.area_pages.word.value()) * places.page();
    shown.bars.push_back({0, area + places.page()});
  }
  shown.text = shown.bars.empty() ? "nothing" : "the area";
  for (const SeenEffect &effect : observed.trace) {
    if (effect.kind == EffectKind::warn || effect.warned)
      shown.text += fmt::format("; {} warned", to_string(effect.kind));
  }
  return shown;
}

} // namespace

std::vector<Panel> found_panels(const StoredScenario &scenario, const Outcomes &outcomes) {
  if (!scenario.area)
    return {};
  const Places places(scenario);
  Panel addresses = area_panel(scenario, places);
  Panel array = panel_of("The area's array, in entries", scenario, 1);
  const Int128 entries =
      scenario.area_has_array ? word_of(scenario.area_pages.word.value()) : Int128{0};
  array.rows.push_back({"the array: " + (scenario.area_has_array ? number(entries) + " entries"
                                                                 : std::string("there is none")),
                        Role::place,
                        {{0, entries}}});
  const PlaceInArea place = place_of_address(scenario);
  if (place.inside) {
    const Int128 entry = word_of(place.offset >> scenario.architecture.page_shift);
    array.rows.push_back({fmt::format("the page of the address: entry {}", number(entry)),
                          Role::request,
                          {{entry, entry + 1}}});
  }
  add_outcomes(array, "found", outcomes.subject, answer_of(scenario, outcomes.observed),
               answer_of(scenario, outcomes.expected));
  return {addresses, array};
}

std::vector<Panel> freed_panels(const StoredScenario &scenario, const Outcomes &outcomes) {
  if (!scenario.area)
    return {};
  const Places places(scenario);
  Panel panel = area_panel(scenario, places);
  add_outcomes(panel, "removed", outcomes.subject, removed_of(scenario, outcomes.observed, places),
               removed_of(scenario, outcomes.expected, places));
  return {panel};
}

} // namespace dma_verify::remap
