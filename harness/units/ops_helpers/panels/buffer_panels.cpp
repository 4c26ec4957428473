// SPDX-License-Identifier: GPL-2.0-only
// Pictures of mmap and get_sgtable: a buffer, and what is given of it.
#include "harness/units/ops_helpers/panels/panels.h"

#include "harness/counterexamples/files/field_text.h"
#include "model/kernel/convert.h"
#include "model/ops_helpers/kernel/buffer.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify::ops_helpers {

using namespace report;

namespace {

WidestMachine::FrameNumber first_frame(const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    const Scenario<M> scenario = convert_scenario<M>(stored);
    return WidestMachine::FrameNumber(Bits<64>(buffer_frame<M>(scenario).word.value()));
  });
}

std::string result_text(const StoredObservation &observed) {
  return observed.completion == Completion::returned ? "returned " + status_text(observed.status)
                                                     : std::string(to_string(observed.completion));
}

// The pages of the buffer; one frame lies between the first and the others of a scattered one.
std::vector<Bar> buffer_bars(const StoredScenario &scenario, Int128 end, Int128 page) {
  if (scenario.buffer_kind != BufferKind::scattered || end <= page)
    return {{0, end}};
  return {{0, page}, {2 * page, end + page}};
}

Row buffer_row(const StoredScenario &scenario, const Places &places) {
  Row row;
  const Int128 end = places.rounded_up(scenario.size.word.value());
  row.bars = buffer_bars(scenario, end, places.page());
  row.text = "the buffer: " + pages(end / places.page()) + (end == 0 ? " (empty)" : "");
  if (scenario.excess.word.value() != 0) {
    const Int128 allocated =
        places.rounded_up(scenario.size.word.value() - scenario.excess.word.value());
    row.text += ", of which " + pages(allocated / places.page()) + " were allocated";
    row.bars = buffer_bars(scenario, allocated, places.page());
  }
  const Int128 allocated =
      places.rounded_up(scenario.size.word.value() + scenario.further_bytes.word.value());
  if (allocated > end)
    row.text += ", behind it " + pages((allocated - end) / places.page()) + " more";
  return row;
}

Row request_row(const StoredScenario &scenario, const Places &places, Panel &panel) {
  const unsigned bits = scenario.architecture.word_bits;
  const Int128 space = (Int128{1} << bits) * places.page(); // of page numbers
  const Int128 begin = word_of(scenario.vma.vm_pgoff.word.value()) * places.page();
  const Int128 length =
      word_of((scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >>
              scenario.architecture.page_shift) *
      places.page();
  Row row;
  row.role = Role::request;
  row.text = fmt::format("asked for: {} from page {} on", pages(length / places.page()),
                         place_text(panel, begin));
  row.bars = {{begin, std::min(begin + length, space)}};
  if (begin + length >= space) {
    row.wraps = true;
    row.wrap_text = fmt::format("in {} bits vm_pgoff + vma_pages() is no longer {} but {}", bits,
                                place_text(panel, begin + length),
                                number((begin + length - space) / places.page()));
    panel.wraps_at = space;
    if (begin + length > space)
      row.bars.push_back({0, begin + length - space});
  }
  return row;
}

std::string places_text(const Panel &panel, const std::vector<Bar> &bars) {
  std::string text;
  for (const Bar &bar : bars) {
    text += text.empty() ? "" : ", ";
    const Int128 last = bar.end - panel.grain;
    text += bar.end - bar.begin == panel.grain
                ? "page " + place_text(panel, bar.begin)
                : fmt::format("pages {} to {}", place_text(panel, bar.begin),
                              place_text(panel, std::max(last, bar.begin)));
  }
  return text;
}

// What remap_pfn_range() was given: frames, or user addresses.
std::vector<Bar> mapped_bars(const StoredScenario &scenario, const Places &places,
                             const StoredObservation &observed, bool frames) {
  std::vector<Bar> bars;
  for (const Effect<WidestMachine> &effect : observed.trace) {
    if (effect.kind != DmaEffect::remap_pfn_range || effect.status != 0)
      continue;
    const Int128 begin =
        frames ? places.frame(effect.frame, first_frame(scenario))
               : signed_distance(effect.address.word.value() - scenario.vma.vm_start.word.value(),
                                 scenario.architecture.word_bits);
    bars.push_back({begin, begin + places.rounded_up(effect.bytes.word.value())});
  }
  return bars;
}

// Where pages lie that do not belong to the buffer.
std::string outside_text(const std::vector<Bar> &bars, Int128 end) {
  bool before = false;
  bool past = false;
  for (const Bar &bar : bars) {
    before = before || bar.begin < 0;
    past = past || bar.end > end;
  }
  if (before && past)
    return ", around the buffer";
  if (before)
    return ", before the buffer";
  return past ? ", past the buffer's end" : "";
}

// What was mapped, for a panel, and the text for it.
struct Mapped {
  std::vector<Bar> bars;
  std::string text;

  friend bool operator==(const Mapped &, const Mapped &) = default;
};

Mapped mapped(const Panel &panel, const std::vector<Bar> &bars, const StoredObservation &observed,
              const std::string &remark = "") {
  return {bars,
          bars.empty() ? "nothing, " + result_text(observed) : places_text(panel, bars) + remark};
}

void add_outcomes(Panel &panel, const std::string &subject, const Mapped &observed,
                  const Mapped &expected) {
  if (observed == expected) {
    panel.rows.push_back({"mapped by " + subject + ", as by the model: " + observed.text,
                          Role::both, observed.bars});
    return;
  }
  panel.rows.push_back(
      {"mapped by " + subject + ": " + observed.text, Role::observed, observed.bars});
  panel.rows.push_back({"should be (model): " + expected.text, Role::expected, expected.bars});
}

Panel panel_of(const std::string &title, const StoredScenario &scenario, const Places &places) {
  Panel panel;
  panel.title = title;
  panel.grain = places.page();
  panel.word_bits = scenario.architecture.word_bits;
  return panel;
}

constexpr const char *kMemory = "Memory, in pages from the buffer's first page on";

std::string entry_text(const StoredObservation &observed) {
  if (observed.completion != Completion::returned)
    return std::string(to_string(observed.completion));
  const SgTable<WidestMachine> &table = observed.sg_table;
  if (!table.has_entry)
    return "no entry, " + result_text(observed);
  return fmt::format("frame {}, offset {}, length {}", field_text(table.page),
                     hex(table.offset.value()), hex(table.length.value()));
}

Row entry_row(const StoredScenario &scenario, const StoredObservation &observed,
              const Places &places, const std::string &who, Role role) {
  Row row{who + entry_text(observed), role, {}};
  const SgTable<WidestMachine> &table = observed.sg_table;
  if (observed.completion != Completion::returned || !table.has_entry || table.page.is_null)
    return row;
  const Int128 begin =
      places.frame(table.page.frame, first_frame(scenario)) + word_of(table.offset.value());
  row.bars = {{begin, begin + word_of(table.length.value())}};
  return row;
}

} // namespace

std::vector<Panel> mmap_panels(const StoredScenario &scenario, const Outcomes &outcomes) {
  const auto &[observed, expected, subject] = outcomes;
  const Places places(scenario);
  Panel memory = panel_of(kMemory, scenario, places);
  memory.rows.push_back(buffer_row(scenario, places));
  const Int128 end = memory.rows.front().bars.back().end;
  memory.rows.push_back(request_row(scenario, places, memory));
  const auto ours = mapped_bars(scenario, places, observed, true);
  const auto theirs = mapped_bars(scenario, places, expected, true);
  add_outcomes(memory, subject, mapped(memory, ours, observed, outside_text(ours, end)),
               mapped(memory, theirs, expected, outside_text(theirs, end)));

  const auto our_addresses = mapped_bars(scenario, places, observed, false);
  const auto their_addresses = mapped_bars(scenario, places, expected, false);
  if (our_addresses.empty() && their_addresses.empty())
    return {memory};
  Panel user = panel_of("User addresses, in pages from vm_start on", scenario, places);
  const Int128 length =
      word_of(scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value());
  user.rows.push_back({"the VMA: " + pages(length / places.page()), Role::place, {{0, length}}});
  add_outcomes(user, subject, mapped(user, our_addresses, observed),
               mapped(user, their_addresses, expected));
  return {memory, user};
}

std::vector<Panel> sgtable_panels(const StoredScenario &scenario, const Outcomes &outcomes) {
  const auto &[observed, expected, subject] = outcomes;
  const Places places(scenario);
  Panel memory = panel_of(kMemory, scenario, places);
  memory.rows.push_back(buffer_row(scenario, places));
  memory.rows.push_back({"size: " + bytes(word_of(scenario.size.word.value())),
                         Role::request,
                         {{0, word_of(scenario.size.word.value())}}});
  const Row ours =
      entry_row(scenario, observed, places, "entry by " + subject + ": ", Role::observed);
  const Row theirs = entry_row(scenario, expected, places, "should be (model): ", Role::expected);
  if (ours.bars == theirs.bars && entry_text(observed) == entry_text(expected)) {
    memory.rows.push_back(entry_row(scenario, observed, places,
                                    "entry by " + subject + ", as by the model: ", Role::both));
  } else {
    memory.rows.push_back(ours);
    memory.rows.push_back(theirs);
  }
  return {memory};
}

} // namespace dma_verify::ops_helpers
