// SPDX-License-Identifier: GPL-2.0-only
// The scenario of a counterexample, field by field, with what is known of other values.
#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/prose/explain_sequence.h"
#include "harness/report/data/data.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify::report {
namespace {

using Type = Data::type;

// What is known of other values of one field.
struct Freedom {
  bool anything = false;
  bool matters = false;
  std::string text;
};

Freedom tried(const FieldTrial &trial) {
  const unsigned judged = trial.failed + trial.held;
  if (judged == 0)
    return {false, false, trial.outside == 0 ? "not tried" : "held by the contract"};
  const std::string tries = judged == 1 ? "1 other tried" : fmt::format("{} others tried", judged);
  if (trial.held == 0)
    return {true, false,
            fmt::format("may be anything: {}, {}", tries,
                        judged == 1 ? "violated too" : "violated with each")};
  if (trial.failed == 0)
    return {false, true, fmt::format("matters: {}, the clause holds with each", tries)};
  return {false, true, fmt::format("matters: {}, it is violated with {}", tries, trial.failed)};
}

Freedom proved(const FieldFreedom &field) {
  switch (field.kind) {
  case FieldFreedom::Kind::anything:
    return {true, false, "may be anything (proved)"};
  case FieldFreedom::Kind::exactly:
    return {false, true, "exactly this (proved)"};
  case FieldFreedom::Kind::range:
    return {false, true, fmt::format("fails from {} to {} (proved)", field.low, field.high)};
  case FieldFreedom::Kind::others:
    return {false, true, "matters: some others fail too, some do not"};
  case FieldFreedom::Kind::held:
    return {false, false, "held by the contract"};
  }
  return {};
}

// By the names of the fields; of other fields nothing is known.
std::vector<std::pair<std::string, Freedom>> freedoms_of(const ShownCounterexample &shown) {
  std::vector<std::pair<std::string, Freedom>> freedoms;
  if (shown.counterexample.proved && !shown.counterexample.proved->fields.empty()) {
    for (const FieldFreedom &field : shown.counterexample.proved->fields)
      freedoms.emplace_back(field.field, proved(field));
    return freedoms;
  }
  const auto names = trial_names(shown.counterexample.scenario.call);
  const auto &trials = shown.examination.trials;
  for (std::size_t i = 0; i < std::min(names.size(), trials.size()); ++i)
    freedoms.emplace_back(names[i], tried(trials[i]));
  return freedoms;
}

std::string_view giver_of(FieldSection section) {
  switch (section) {
  case FieldSection::arguments:
    return "caller";
  case FieldSection::answers:
    return "kernel";
  case FieldSection::witness:
    return "judged at";
  }
  return "";
}

// A table of the fields: those that matter, those for which the contract allows one value only, and
// the free ones.
class FieldTable {
public:
  void add(const std::string &name, const std::string &value, std::string_view giver,
           const Freedom *freedom) {
    Data row;
    row.set("name", text_data(name));
    row.set("value", text_data(value));
    row.set("giver", text_data(std::string(giver)));
    row.set("free", freedom != nullptr && freedom->anything);
    row.set("freedom", freedom == nullptr ? Data("") : text_data(freedom->text));
    (freedom == nullptr || freedom->matters ? bound_
     : freedom->anything                    ? free_
                                            : fixed_)
        .push_back(row);
  }
  [[nodiscard]] Data rows() const {
    Data rows(Type::list);
    for (const auto &part : {bound_, fixed_, free_}) {
      for (const Data &row : part)
        rows.push_back(row);
    }
    return rows;
  }

private:
  std::vector<Data> bound_;
  std::vector<Data> fixed_;
  std::vector<Data> free_;
};

using Freedoms = std::vector<std::pair<std::string, Freedom>>;

Data rows_of(const StoredScenario &scenario, const Freedoms &freedoms) {
  FieldTable table;
  const auto known = [&](std::string_view name) {
    const auto at = std::ranges::find_if(freedoms, [&](const auto &f) { return f.first == name; });
    return at == freedoms.end() ? nullptr : &at->second;
  };
  std::vector<std::string> names;
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (!field.used_by(scenario.call))
          return;
        names.emplace_back(field.name);
        table.add(names.back(), field_text(member), giver_of(field.section), known(field.name));
      },
      scenario);
  for (const auto &[name, freedom] : freedoms) {
    if (std::ranges::find(names, name) == names.end())
      table.add(name, "", "caller", &freedom);
  }
  return table.rows();
}

// What is irrelevant, in one sentence; empty if nothing is known to be.
std::string anything_text(const ShownCounterexample &shown, const Freedoms &freedoms) {
  std::string names;
  unsigned count = 0;
  for (const auto &[name, freedom] : freedoms) {
    if (!freedom.anything)
      continue;
    names += (names.empty() ? "" : ", ") + name;
    ++count;
  }
  if (count == 0)
    return "";
  const bool proved = shown.counterexample.proved && !shown.counterexample.proved->fields.empty();
  const bool at_once = proved ? shown.counterexample.proved->anything_at_once
                              : shown.examination.at_once.may_be_anything();
  return fmt::format("Irrelevant here: {}. {} may be anything that the contract allows{}; {}.",
                     names, count == 1 ? "It" : "Each",
                     count == 1 ? ""
                     : at_once  ? ", and so may all at once"
                                : " (alone; not always all at once)",
                     proved ? "that is proved" : "that is tried, not proved");
}

Data call_data(const std::string &caption, const StoredScenario &scenario, const Freedoms &freedoms,
               bool open) {
  Data data;
  data.set("caption", text_data(caption));
  data.set("open", open);
  data.set("has_anything", false);
  data.set("has_freedom", !freedoms.empty());
  data.set("fields", rows_of(scenario, freedoms));
  return data;
}

} // namespace

Data scenarios_data(const ShownCounterexample &shown) {
  const Counterexample &counterexample = shown.counterexample;
  Data scenarios(Type::list);
  if (counterexample.steps.empty()) {
    const Freedoms freedoms = freedoms_of(shown);
    const Architecture &architecture = counterexample.scenario.architecture;
    Data data = call_data(
        fmt::format("{} on {}, pages of {} bytes", to_string(counterexample.scenario.call),
                    architecture_id(architecture), std::uint64_t{1} << architecture.page_shift),
        counterexample.scenario, freedoms, true);
    const std::string anything = anything_text(shown, freedoms);
    data.set("has_anything", !anything.empty());
    data.set("anything", text_data(anything));
    scenarios.push_back(data);
    return scenarios;
  }
  for (std::size_t i = 0; i < counterexample.steps.size(); ++i) {
    const world::Event &step = counterexample.steps[i];
    if (world::call_of(step.action))
      scenarios.push_back(
          call_data(fmt::format("Step {}: {}", i + 1, step_text(step)), step.scenario, {}, false));
  }
  return scenarios;
}

} // namespace dma_verify::report
