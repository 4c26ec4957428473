// SPDX-License-Identifier: GPL-2.0-only
// Pictures of pages_remap and contiguous_remap: the kernel addresses that are mapped, the array
// that vmap reads, and the page that one entry of it names.
#include "harness/units/remap/panels/panels.h"

#include "harness/counterexamples/files/field_text.h"
#include "harness/units/remap/prose/area_text.h"

#include <fmt/format.h>

namespace dma_verify::remap {

using namespace report;

namespace {

using SeenEffect = Effect<WidestMachine>;

std::string end_text(const StoredObservation &observed) {
  if (observed.completion != Completion::returned)
    return std::string(to_string(observed.completion));
  return "nothing, returned " + field_text(observed.result);
}

// The pages of the mapping that was returned. The guard page is not one of them.
Shown mapped(const StoredObservation &observed, const Places &places) {
  const SeenEffect *mapping = returned_mapping(observed);
  if (mapping == nullptr)
    return {end_text(observed), {}};
  const Int128 count = word_of(mapping->count.value());
  return {fmt::format("{} at {}, and a guard page", pages(count), field_text(mapping->result)),
          {{0, count * places.page()}}};
}

Panel address_panel(const StoredScenario &scenario, const Outcomes &outcomes,
                    const Places &places) {
  Panel panel = panel_of("Kernel addresses, in pages from the mapping's first page on", scenario,
                         places.page());
  const Int128 size = word_of(scenario.size.word.value());
  panel.rows.push_back({"size: " + bytes(size), Role::request, {{0, size}}});
  add_outcomes(panel, "mapped", outcomes.subject, mapped(outcomes.observed, places),
               mapped(outcomes.expected, places));
  return panel;
}

// What is done with the array, in entries.
Shown array_of(const StoredObservation &observed) {
  Shown shown;
  const auto add = [&](const std::string &text, Int128 entries) {
    shown.text += (shown.text.empty() ? "" : "; ") + text;
    shown.bars.push_back({0, entries});
  };
  for (const SeenEffect &effect : observed.trace) {
    if (effect.kind == EffectKind::allocate) {
      const Int128 entries = word_of(effect.entries.value());
      add(fmt::format("{} entries of {} asked for{}", number(entries),
                      bytes(Int128{effect.element_bytes}),
                      effect.result.is_null ? ", refused" : ""),
          entries);
    } else if (effect.kind == EffectKind::vmap) {
      const Int128 entries = word_of(effect.count.value());
      add(fmt::format("{} read by vmap()", number(entries)), entries);
    } else if (effect.kind == EffectKind::release) {
      shown.text += (shown.text.empty() ? "" : "; ") + std::string("released");
    }
  }
  if (shown.text.empty())
    shown.text = "nothing";
  return shown;
}

Panel array_panel(const StoredScenario &scenario, const Outcomes &outcomes) {
  Panel panel = panel_of("The array of pages, in entries", scenario, 1);
  const auto needed = static_cast<Int128>(needed_pages(scenario));
  panel.rows.push_back(
      {"entries that size needs: " + number(needed), Role::request, {{0, needed}}});
  add_outcomes(panel, "done", outcomes.subject, array_of(outcomes.observed),
               array_of(outcomes.expected));
  return panel;
}

// The page that the mapping shows at `probe`.
Shown page_at_probe(const StoredScenario &scenario, const StoredObservation &observed,
                    const Places &places, WidestMachine::FrameNumber first) {
  const SeenEffect *mapping = returned_mapping(observed);
  if (mapping == nullptr)
    return {end_text(observed), {}};
  if (scenario.probe.value() >= mapping->count.value())
    return {"no page, the mapping ends before", {}};
  if (!mapping->entry_written)
    return {"what the memory held before", {}};
  if (mapping->entry.is_null)
    return {"NULL", {}};
  const Int128 begin = places.frame(mapping->entry.frame, first);
  return {"frame " + field_text(mapping->entry.frame), {{begin, begin + places.page()}}};
}

Panel memory_panel(const StoredScenario &scenario, const Outcomes &outcomes, const Places &places) {
  const bool block = scenario.call == Helper::contiguous_remap;
  const auto first = block ? scenario.page : scenario.entry;
  Panel panel = panel_of(block ? "Memory, in pages from the block's first page on"
                               : "Memory, in pages from the page of that entry on",
                         scenario, places.page());
  const std::string probe = number(word_of(scenario.probe.value()));
  if (block) {
    const Int128 owned = word_of(scenario.owned.word.value());
    panel.rows.push_back(
        {"the caller's: " + pages(owned), Role::place, {{0, owned * places.page()}}});
    const Int128 begin = word_of(scenario.probe.value()) * places.page();
    panel.rows.push_back(
        {"page " + probe + " of the block", Role::request, {{begin, begin + places.page()}}});
  } else {
    panel.rows.push_back({"the page in entry " + probe, Role::request, {{0, places.page()}}});
  }
  add_outcomes(panel, "page " + probe + " of what was mapped", outcomes.subject,
               page_at_probe(scenario, outcomes.observed, places, first),
               page_at_probe(scenario, outcomes.expected, places, first));
  return panel;
}

} // namespace

std::vector<Panel> mapping_panels(const StoredScenario &scenario, const Outcomes &outcomes) {
  const Places places(scenario);
  std::vector<Panel> panels = {address_panel(scenario, outcomes, places),
                               array_panel(scenario, outcomes)};
  if (returned_mapping(outcomes.observed) != nullptr ||
      returned_mapping(outcomes.expected) != nullptr)
    panels.push_back(memory_panel(scenario, outcomes, places));
  return panels;
}

} // namespace dma_verify::remap
