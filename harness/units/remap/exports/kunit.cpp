// SPDX-License-Identifier: GPL-2.0-only
// A call as the parameter of a KUnit case. Addresses and frame numbers are left out, since a suite
// in a booted kernel cannot choose them.
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/units/remap/exports/exports.h"
#include "harness/units/remap/prose/area_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify::remap {
namespace {

using namespace exports;

const char *call_of(HelperId call) {
  switch (helper_of(call)) {
  case Helper::find_pages:
    return "REMAP_FIND_PAGES";
  case Helper::pages_remap:
    return "REMAP_PAGES";
  case Helper::contiguous_remap:
    return "REMAP_CONTIGUOUS";
  case Helper::free_remap:
    return "REMAP_FREE";
  }
  return "";
}

bool maps(HelperId call) { return call == Helper::pages_remap || call == Helper::contiguous_remap; }

// What the address lies in, as the suite has to make it.
const char *address_of(const StoredScenario &scenario) {
  const PlaceInArea place = place_of_address(scenario);
  if (!place.inside && !place.in_guard)
    return "REMAP_NO_AREA";
  return scenario.area_has_array ? "REMAP_AREA_WITH_ARRAY" : "REMAP_AREA_WITHOUT_ARRAY";
}

std::string description_of(const StoredScenario &scenario) {
  const unsigned bits = scenario.architecture.word_bits;
  const std::string word_of_call(to_string(scenario.call));
  if (maps(scenario.call))
    return fmt::format("{}: {} bytes", word_of_call, size(scenario.size.word.value(), bits));
  const PlaceInArea place = place_of_address(scenario);
  if (!place.inside && !place.in_guard)
    return word_of_call + ": an address in no area";
  return fmt::format("{}: offset {} of {} pages", word_of_call, word(place.offset, bits),
                     word(scenario.area_pages.word.value(), bits));
}

void add_mapping(const StoredScenario &scenario, const StoredObservation &expected,
                 Initialisers &to) {
  const unsigned bits = scenario.architecture.word_bits;
  to.add_always("size", size(scenario.size.word.value(), bits));
  to.add("prot", word(scenario.prot.value(), bits));
  if (scenario.call == Helper::contiguous_remap) {
    to.add("owned", word(scenario.owned.word.value(), bits));
    to.add_flag("no_array", !scenario.kvmalloc_array);
  }
  to.add_flag("no_room", !scenario.vmap);
  if (const Effect<WidestMachine> *mapping = returned_mapping(expected))
    to.add("mapped", word(mapping->count.value(), 32));
}

void add_area(const StoredScenario &scenario, const StoredObservation &expected, Initialisers &to) {
  const unsigned bits = scenario.architecture.word_bits;
  to.add_always("address", address_of(scenario));
  if (scenario.call == Helper::free_remap)
    to.add("size", size(scenario.size.word.value(), bits));
  const PlaceInArea place = place_of_address(scenario);
  if (place.inside || place.in_guard) {
    to.add("offset", word(place.offset, bits));
    to.add("area_pages", word(scenario.area_pages.word.value(), bits));
    to.add("area_flags", area_flags_text(scenario.area_flags.value()));
  }
  to.add_flag("found", !expected.result.is_null);
  to.add_flag("removed", scenario.call == Helper::free_remap && scenario.area &&
                             !expected.areas.empty() && !expected.areas.front().live);
  to.add_flag("warns", std::ranges::any_of(expected.trace, [](const auto &effect) {
                return effect.kind == EffectKind::warn || effect.warned;
              }));
}

} // namespace

KunitParameter kunit_parameter(const ExportInput &input) {
  const StoredScenario &scenario = input.counterexample.scenario;
  // The model's run, which has the results of a right file.
  const StoredObservation nothing;
  const StoredObservation &expected = input.expected.empty() ? nothing : input.expected.front();
  KunitParameter parameter{description_of(scenario), {}};
  parameter.initialisers.add_always("call", call_of(scenario.call));
  if (maps(scenario.call)) {
    add_mapping(scenario, expected, parameter.initialisers);
  } else {
    add_area(scenario, expected, parameter.initialisers);
  }
  return parameter;
}

std::string kunit_header() {
  return R"(/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parameters of a KUnit suite for kernel/dma/remap.c, written by
 * dma-verify. In the suite:
 *
 *	static const struct remap_param params[] = {
 *		... the lines ...
 *	};
 *
 *	static void describe(const struct remap_param *p, char *s)
 *	{
 *		strscpy(s, p->desc, KUNIT_PARAM_DESC_SIZE);
 *	}
 *	KUNIT_ARRAY_PARAM(remap, params, describe);
 *
 * The flags of areas are those of linux/vmalloc.h.
 */
#ifndef REMAP_PARAM_H
#define REMAP_PARAM_H

enum remap_call {
	REMAP_FIND_PAGES,
	REMAP_PAGES,
	REMAP_CONTIGUOUS,
	REMAP_FREE,
};

enum remap_address {
	REMAP_NO_AREA,			/* in no vm_struct */
	REMAP_AREA_WITH_ARRAY,		/* whose pages is set */
	REMAP_AREA_WITHOUT_ARRAY,	/* whose pages is NULL */
};

/**
 * struct remap_param - one call of a helper and its result
 * @desc: the call in words, the name of the case
 * @clause: what must hold of it: PROPERTY:CLAUSE of dma-verify
 * @page_shift: PAGE_SHIFT for which sizes are meant; skip on others
 * @call: the helper
 * @address: find_pages, free_remap: what cpu_addr points to
 * @size: in bytes, as it is handed to the helper
 * @prot: pages_remap, contiguous_remap: the value of the protection
 * @owned: contiguous_remap: pages of the block that are the caller's
 * @no_array: contiguous_remap: there is no memory for the array
 * @no_room: pages_remap, contiguous_remap: vmap() returns NULL
 * @mapped: the pages that a right file maps; 0: it returns NULL
 * @offset: find_pages, free_remap: of cpu_addr in the area, in bytes
 * @area_pages: the pages of the area, without its guard page
 * @area_flags: the flags of the area
 * @found: find_pages: a right file returns the area's array
 * @removed: free_remap: a right file removes the area
 * @warns: a right file prints a warning
 */
struct remap_param {
	const char *desc;
	const char *clause;
	unsigned int page_shift;
	enum remap_call call;
	enum remap_address address;
	size_t size;
	unsigned long prot;
	unsigned long owned;
	bool no_array;
	bool no_room;
	unsigned int mapped;
	unsigned long offset;
	unsigned long area_pages;
	unsigned long area_flags;
	bool found;
	bool removed;
	bool warns;
};

#endif
)";
}

} // namespace dma_verify::remap
