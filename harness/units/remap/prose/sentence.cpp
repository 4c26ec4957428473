// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/prose/sentence.h"

#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/prose/phrases.h"
#include "harness/units/remap/prose/area_text.h"
#include "model/units.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify::remap {
namespace {

using SeenEffect = Effect<WidestMachine>;

bool maps(HelperId call) { return call == Helper::pages_remap || call == Helper::contiguous_remap; }

std::string size_text(const StoredScenario &scenario) {
  const std::uint64_t size = scenario.size.word.value();
  const std::uint64_t page = std::uint64_t{1} << scenario.architecture.page_shift;
  const std::string pages = pages_text(needed_pages(scenario));
  return size % page == 0 ? pages : fmt::format("{} ({})", pages, bytes_text(size));
}

std::string address_text(const StoredScenario &scenario) {
  if (!scenario.area)
    return "an address in no area";
  const std::string area =
      fmt::format("an area of {} {} an array", pages_text(scenario.area_pages.word.value()),
                  scenario.area_has_array ? "with" : "without");
  const PlaceInArea place = place_of_address(scenario);
  if (place.in_guard)
    return "an address in the guard page of " + area;
  if (!place.inside)
    return "an address outside of " + area;
  return place.offset == 0 ? "the address of " + area
                           : fmt::format("an address {} inside {}", bytes_text(place.offset), area);
}

// ---- What happened.

std::string returned_text(const StoredObservation &observed) {
  if (observed.result.is_null)
    return "returned NULL";
  if (const SeenEffect *mapping = returned_mapping(observed)) {
    return fmt::format("returned a mapping of {} at {}", pages_text(mapping->count.value()),
                       field_text(mapping->result));
  }
  return fmt::format("returned {}, where nothing was mapped", field_text(observed.result));
}

std::string found_text(const StoredScenario &scenario, const StoredObservation &observed) {
  if (observed.result.is_null)
    return "returned NULL";
  const bool array =
      scenario.area && scenario.area_has_array && observed.result.address == scenario.area_array;
  return fmt::format("returned {}{}", array ? "the area's array at " : "",
                     field_text(observed.result));
}

std::string freed_text(const StoredScenario &scenario, const StoredObservation &observed) {
  const auto is = [](EffectKind kind) {
    return [kind](const SeenEffect &effect) { return effect.kind == kind; };
  };
  const auto warnings = std::ranges::count_if(observed.trace, is(EffectKind::warn));
  const std::string warned = warnings == 0   ? "without a warning"
                             : warnings == 1 ? "with a warning"
                                             : fmt::format("with {} warnings", warnings);
  const bool refused = std::ranges::any_of(observed.trace, [](const SeenEffect &effect) {
    return effect.kind == EffectKind::vunmap && effect.warned;
  });
  const std::string remark = refused ? "; vunmap() refused the address" : "";
  if (!scenario.area || observed.areas.empty())
    return "returned " + warned + remark;
  return fmt::format("{} the area {}{}", observed.areas.front().live ? "left" : "removed", warned,
                     remark);
}

std::string plain_result_of(const StoredScenario &scenario, const StoredObservation &observed) {
  if (observed.completion != Completion::returned)
    return ending_text(observed);
  switch (helper_of(scenario.call)) {
  case Helper::find_pages:
    return found_text(scenario, observed);
  case Helper::pages_remap:
  case Helper::contiguous_remap:
    return returned_text(observed);
  case Helper::free_remap:
    return freed_text(scenario, observed);
  }
  return "";
}
std::string result_of(const StoredScenario &scenario, const StoredObservation &observed) {
  return plain_result_of(scenario, observed) + breach_text(observed);
}

// ---- How that differs from what the clause expects.

// The page at the probed entry and the one that should be there, or all that may be.
std::string page_k_text(const StoredScenario &scenario, const SeenEffect &mapping,
                        bool whole_block) {
  const std::uint64_t probe = scenario.probe.value();
  if (!mapping.entry_written)
    return fmt::format("; nothing was stored in entry {} of its array", number_text(probe));
  const std::string seen =
      mapping.entry.is_null ? "is NULL" : "is frame " + field_text(mapping.entry.frame);
  const std::string text = fmt::format("; page {} of the mapping {}", number_text(probe), seen);
  if (scenario.call == Helper::pages_remap)
    return fmt::format("{}, entry {} of the array is frame {}", text, number_text(probe),
                       field_text(scenario.entry));
  if (whole_block)
    return fmt::format("{}, those of the caller are {} from {} on", text,
                       number_text(scenario.owned.word.value()), field_text(scenario.page));
  const std::uint64_t first = scenario.page.word.value();
  return fmt::format(
      "{}, page {} of the block is frame {}", text, number_text(probe),
      hex((first + probe) & ~std::uint64_t{0} >> (64 - scenario.architecture.word_bits)));
}

std::string count_text(const StoredScenario &scenario) {
  const unsigned bits = scenario.architecture.int_bits;
  const Uint128 needed = needed_pages(scenario);
  std::string text = ", although size needs " + pages_text(needed);
  if (needed >> bits != 0) {
    text += fmt::format(": the low {} bits of that are {}", bits,
                        decimal(needed & ((Uint128{1} << bits) - 1)));
  }
  return text;
}

// Why kvmalloc_array() gives nothing however much memory there is.
std::string refused_array_text(const StoredScenario &scenario, const StoredObservation &observed) {
  for (const SeenEffect &effect : observed.trace) {
    if (effect.kind != EffectKind::allocate || !effect.result.is_null)
      continue;
    const std::string asked =
        fmt::format("; it asked for {} entries of {}", field_text(effect.entries),
                    bytes_text(effect.element_bytes));
    const Uint128 bytes = Uint128{effect.entries.value()} * effect.element_bytes;
    if (bytes >> scenario.architecture.word_bits != 0)
      return asked + ", which are more bytes than a size_t counts";
    if (effect.warned)
      return asked + ", which are more than INT_MAX bytes";
  }
  return "";
}

std::string gfp_text(const StoredObservation &observed) {
  for (const SeenEffect &effect : observed.trace) {
    if (effect.kind == EffectKind::allocate)
      return "; it asked for the array with gfp " +
             exports::gfp(static_cast<std::uint32_t>(effect.gfp.value()));
  }
  return "";
}

std::string first_page_text(const StoredScenario &scenario) {
  const PlaceInArea place = place_of_address(scenario);
  return fmt::format("; the page of the address is entry {} of it",
                     number_text(place.offset >> scenario.architecture.page_shift));
}

// The area of the mapping that was returned; null if there is none.
const Area<WidestMachine> *area_of(const SeenEffect &mapping, const StoredObservation &observed) {
  const auto area =
      std::ranges::find(observed.areas, mapping.result.address, &Area<WidestMachine>::address);
  return area == observed.areas.end() ? nullptr : &*area;
}

std::string detail_of_mapping(const Counterexample &counterexample, const SeenEffect &mapping,
                              const StoredObservation &observed) {
  const StoredScenario &scenario = counterexample.scenario;
  const std::string &clause = counterexample.clause;
  if (clause == "page-k" || clause == "written" || clause == "owned-frames")
    return page_k_text(scenario, mapping, clause == "owned-frames");
  if (counterexample.property.starts_with("count-bounds."))
    return count_text(scenario);
  if (clause == "flags")
    return "; the area's flags are " + area_flags_text(mapping.flags.value());
  if (clause == "prot")
    return fmt::format("; its protection is {}, the caller's is {}", field_text(mapping.prot),
                       field_text(scenario.prot));
  if (clause == "no-array-in-area" || clause == "array-remembered" || clause == "count-unset") {
    if (const Area<WidestMachine> *area = area_of(mapping, observed))
      return fmt::format("; the area's pages is {}, its nr_pages {}", field_text(area->pages),
                         area->nr_pages.value());
  }
  return "";
}

std::string detail_of(const Counterexample &counterexample, const StoredObservation &observed) {
  const StoredScenario &scenario = counterexample.scenario;
  const std::string &clause = counterexample.clause;
  if (observed.completion != Completion::returned)
    return "";
  if (clause == "first-page" && !observed.result.is_null)
    return first_page_text(scenario);
  if (clause == "served" || clause == "no-overflow")
    return refused_array_text(scenario, observed);
  if (clause == "gfp")
    return gfp_text(observed);
  const SeenEffect *mapping = maps(scenario.call) ? returned_mapping(observed) : nullptr;
  return mapping == nullptr ? "" : detail_of_mapping(counterexample, *mapping, observed);
}

} // namespace

std::string request_of(const StoredScenario &scenario) {
  return fmt::format("{}() of {}", text_of(scenario.call).symbol,
                     maps(scenario.call) ? size_text(scenario) : address_text(scenario));
}

std::vector<std::string> circumstances_of(const StoredScenario &scenario) {
  std::vector<std::string> found;
  if (scenario.call == Helper::contiguous_remap) {
    if (scenario.owned.word.value() < needed_pages(scenario))
      found.push_back("of which " + pages_text(scenario.owned.word.value()) +
                      (scenario.owned.word.value() == 1 ? " is" : " are") + " the caller's");
    if (scenario.split_memmap)
      found.push_back("whose struct pages begin anew at frame " + field_text(scenario.next_part));
    if (!scenario.kvmalloc_array)
      found.emplace_back("while kvmalloc_array() fails");
  }
  if (maps(scenario.call) && !scenario.vmap)
    found.emplace_back("while vmap() fails");
  if (!maps(scenario.call) && scenario.area && scenario.area_flags.value() != kVmDmaCoherent)
    found.push_back("whose flags are " + area_flags_text(scenario.area_flags.value()));
  return found;
}

std::string happened_of(const Counterexample &counterexample, const StoredObservation &observed) {
  return result_of(counterexample.scenario, observed) + detail_of(counterexample, observed);
}

} // namespace dma_verify::remap
