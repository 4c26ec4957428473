// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/kind.h"

#include "harness/counterexamples/files/field_text.h"
#include "properties/catalogue.h"
#include "properties/model_subject.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace dma_verify {
namespace {

// The class of an answer: what it says apart from a number of which there are many; empty if it is
// only such a number.
template <unsigned W> std::string class_of(const Architecture &, Bits<W>) { return ""; }
template <class Unit, class Word>
std::string class_of(const Architecture &, Quantity<Unit, Word> /*number*/) {
  return "";
}
std::string class_of(const Architecture &row, WidestMachine::BusAddress handle) {
  return handle.word.value() == ~std::uint64_t{0} >> (64 - row.dma_bits) ? "DMA_MAPPING_ERROR" : "";
}
std::string class_of(const Architecture &, const Page<WidestMachine> &page) {
  return page.is_null ? "NULL" : "a page";
}
std::string class_of(const Architecture &, const auto &value) { return field_text(value); }

std::string path_of(const StoredScenario &scenario) {
  std::string text(to_string(scenario.call));
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (field.section != FieldSection::answers || !field.used_by(scenario.call) ||
            field.unread_by_model)
          return;
        const std::string value = class_of(scenario.architecture, member);
        if (!value.empty() && field.name != "dev_to_node")
          text += fmt::format(" {}={}", field.name, value);
      },
      scenario);
  return text;
}

std::string classes_of(const Counterexample &counterexample) {
  const auto index = find_property(counterexample.property);
  if (!index)
    return "";
  const LabelSet labels = assess_model(*index, counterexample.scenario).labels;
  std::string text;
  const auto &known = catalogue()[*index].labels;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if ((labels >> i & 1U) != 0)
      text += fmt::format(" {}", known[i].id);
  }
  return text;
}

std::string steps_of(const Counterexample &counterexample) {
  std::string text;
  for (const world::Event &step : counterexample.steps) {
    text += fmt::format(" {}({},{})", to_string(step.action), step.device, step.buffer);
    if (world::call_of(step.action))
      text += "[" + path_of(step.scenario) + "]";
  }
  return text;
}

} // namespace

std::string kind_of(const Counterexample &counterexample, const ProvedRegion *region) {
  const std::string what = counterexample.property + ":" + counterexample.clause;
  if (region != nullptr && region->proved) {
    auto conditions = region->conditions;
    std::ranges::sort(conditions);
    return fmt::format("{} if {}", what, fmt::join(conditions, " and "));
  }
  return fmt::format("{} on {}:{}{}", what, counterexample.subject.form, classes_of(counterexample),
                     counterexample.steps.empty() ? " " + path_of(counterexample.scenario)
                                                  : steps_of(counterexample));
}

Kind kinds_of(const Counterexample &counterexample) {
  Kind kind{kind_of(counterexample), ""};
  const auto &proved = counterexample.proved;
  if (proved && proved->region.proved)
    kind.with_region = kind_of(counterexample, &proved->region);
  return kind;
}

bool show_the_same(const Kind &one, const Kind &other) {
  return one.with_region.empty() || other.with_region.empty()
             ? one.without_region == other.without_region
             : one.with_region == other.with_region;
}

} // namespace dma_verify
