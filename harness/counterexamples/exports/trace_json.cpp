// SPDX-License-Identifier: GPL-2.0-only
// What the subject did and what the model does, for programs.
#include "harness/counterexamples/exports/exports.h"
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "harness/results/render/text.h"
#include "model/kernel/trace.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dma_verify {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(bool value) { return value; }
Json json_of(std::uint8_t value) { return static_cast<unsigned>(value); }
Json json_of(unsigned value) { return value; }
Json json_of(const auto &value) { return field_text(value); }
Json json_of(const std::vector<Area<WidestMachine>> &areas) {
  Json json = Json::array();
  for (const Area<WidestMachine> &area : areas) {
    json.push_back(Json{{"live", area.live},
                        {"address", json_of(area.address)},
                        {"bytes", json_of(area.bytes)},
                        {"flags", json_of(area.flags)},
                        {"pages", json_of(area.pages)},
                        {"nr_pages", json_of(area.nr_pages)}});
  }
  return json;
}
Json json_of(const SgTable<WidestMachine> &table) {
  return {{"has_entry", table.has_entry},
          {"nents", json_of(table.nents)},
          {"orig_nents", json_of(table.orig_nents)},
          {"page", json_of(table.page)},
          {"offset", json_of(table.offset)},
          {"length", json_of(table.length)},
          {"end_marked", table.end_marked}};
}
Json json_of(const Vma<WidestMachine> &vma) {
  return {{"vm_start", json_of(vma.vm_start)},
          {"vm_end", json_of(vma.vm_end)},
          {"vm_pgoff", json_of(vma.vm_pgoff)},
          {"vm_page_prot", json_of(vma.vm_page_prot)},
          {"vm_flags", json_of(vma.vm_flags)}};
}

Json effect_json(const Effect<WidestMachine> &effect) {
  Json json;
  json["effect"] = to_string(effect.kind);
  json["arguments"] = Json::object();
  for_each_argument(
      [&](std::string_view name, const auto &member) {
        if (name == "=") {
          json["answer"] = json_of(member);
        } else {
          json["arguments"][std::string(name)] = json_of(member);
        }
      },
      effect);
  return json;
}

// How what a call returned is called.
const char *key_of_answer(int) { return "status"; }
const char *key_of_answer(const Page<WidestMachine> &) { return "page"; }
const char *key_of_answer(const Pointer<WidestMachine> &) { return "pointer"; }
const char *key_of_answer(const auto &) { return "answer"; }

Json end_json(HelperId call, const StoredObservation &seen) {
  Json json;
  json["completion"] = to_string(seen.completion);
  if (seen.completion != Completion::returned) {
    json["detail"] = valid_utf8(seen.detail);
    return json;
  }
  for_each_result(
      call,
      [&](std::string_view name, const auto &result) {
        if (name != "return") {
          std::string key(name.substr(name.find_first_not_of('*')));
          std::ranges::replace(key, ' ', '_');
          json[key] = json_of(result);
        } else {
          json[key_of_answer(result)] = json_of(result);
        }
      },
      seen);
  return json;
}

Json observation_json(HelperId call, const StoredObservation &seen) {
  Json json;
  json["effects"] = Json::array();
  for (const Effect<WidestMachine> &effect : seen.trace)
    json["effects"].push_back(effect_json(effect));
  json["end"] = end_json(call, seen);
  return json;
}

// Where the two first differ: marked in both, and named.
Json first_difference(Json &observed, Json &expected) {
  Json &ours = observed["effects"];
  Json &theirs = expected["effects"];
  for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
    if (i < ours.size() && i < theirs.size() && ours[i] == theirs[i])
      continue;
    for (Json *effects : {&ours, &theirs}) {
      if (i < effects->size())
        (*effects)[i]["first_difference"] = true;
    }
    return {{"in", "effects"}, {"index", i}};
  }
  if (observed["end"] == expected["end"])
    return nullptr;
  for (Json *each : {&observed, &expected})
    (*each)["end"]["first_difference"] = true;
  return {{"in", "end"}};
}

// Where the effects of what was observed come from.
void add_lines(Json &observed, const SourceLines &lines) {
  const auto add = [](Json &json, const SourceLine &line) {
    if (line.line != 0)
      json["source"] = {{"file", valid_utf8(line.file)}, {"line", line.line}};
  };
  Json &effects = observed["effects"];
  for (std::size_t i = 0; i < std::min(effects.size(), lines.effects.size()); ++i)
    add(effects[i], lines.effects[i]);
  if (observed["end"]["completion"] != to_string(Completion::returned))
    add(observed["end"], lines.last);
}

Json scenario_json(const StoredScenario &scenario) {
  Json json;
  json["call"] = to_string(scenario.call);
  const auto add = [&](FieldSection section, const char *key) {
    Json fields = Json::object();
    for_each_field(
        [&](const Field &field, const auto &member) {
          if (field.section == section && field.used_by(scenario.call))
            fields[std::string(field.name)] = json_of(member);
        },
        scenario);
    json[key] = fields;
  };
  add(FieldSection::arguments, "arguments");
  add(FieldSection::answers, "answers");
  add(FieldSection::witness, "witness");
  return json;
}

Json calls_json(const ExportInput &input) {
  const Counterexample &counterexample = input.counterexample;
  const bool sequence = !counterexample.steps.empty();
  Json calls = Json::array();
  bool found = false;
  const std::size_t count = sequence ? counterexample.steps.size() : 1;
  for (std::size_t i = 0; i < count; ++i) {
    Json json;
    if (sequence) {
      json["step"] = i + 1;
      json["text"] = valid_utf8(step_text(counterexample.steps[i]));
      if (!world::call_of(counterexample.steps[i].action)) {
        calls.push_back(json);
        continue;
      }
    }
    const StoredScenario &scenario =
        sequence ? counterexample.steps[i].scenario : counterexample.scenario;
    json["scenario"] = scenario_json(scenario);
    if (i < input.observed.size() && i < input.expected.size()) {
      json["observed"] = observation_json(scenario.call, input.observed[i]);
      json["expected"] = observation_json(scenario.call, input.expected[i]);
      if (!found) {
        json["first_difference"] = first_difference(json["observed"], json["expected"]);
        found = !json["first_difference"].is_null();
      }
      add_lines(json["observed"], lines_of_call(input.lines, i));
    }
    calls.push_back(json);
  }
  return calls;
}

} // namespace

std::string trace_json(const ExportInput &input) {
  const Counterexample &counterexample = input.counterexample;
  const Architecture &architecture = counterexample.scenario.architecture;
  Json json;
  json["SPDX-License-Identifier"] = "GPL-2.0-only";
  json["format"] = 1;
  json["property"] = valid_utf8(counterexample.property);
  json["clause"] = valid_utf8(counterexample.clause);
  json["subject"] = valid_utf8(input.subject);
  json["fails"] = input.fails;
  json["architecture"] = architecture_id(architecture);
  json["page_bytes"] = field_text(Bits<64>(std::uint64_t{1} << architecture.page_shift));
  json["cause"] = valid_utf8(cause_text(input));
  json["calls"] = calls_json(input);
  return json.dump(2) + "\n";
}

} // namespace dma_verify
