// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/files/counterexample.h"

#include "harness/counterexamples/files/certification_file.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/files/toml_text.h"
#include "properties/reachability.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {
namespace {

std::string quoted(const std::string &text) { return toml_quoted(text); }
std::string line(std::string_view key, const std::string &value) { return toml_line(key, value); }

std::string fields(const StoredScenario &scenario, FieldSection section) {
  std::string text;
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (field.section != section || !field.used_by(scenario.call))
          return;
        const std::string value = field_text(member);
        const bool bare = std::is_same_v<std::remove_cvref_t<decltype(member)>, bool>;
        text += line(field.name, bare ? value : quoted(value));
      },
      scenario);
  return text;
}

std::string scenario_text(const StoredScenario &scenario, const std::string &table) {
  std::string text = "[" + table + "]\n";
  text += line("architecture", quoted(architecture_id(scenario.architecture)));
  text += line("call", quoted(std::string(to_string(scenario.call))));
  text += fields(scenario, FieldSection::arguments);
  text += fields(scenario, FieldSection::witness);
  text += "\n[" + table + ".answers]\n" + fields(scenario, FieldSection::answers);
  return text;
}

std::string step_table(const world::Event &step) {
  using world::Action;
  std::string text = "[[steps]]\n";
  text += line("action", quoted(std::string(to_string(step.action))));
  text += line("device", std::to_string(step.device));
  text += line("buffer", std::to_string(step.buffer));
  if (step.action == Action::alloc_coherent) {
    text += line("bytes", quoted(hex(step.bytes)));
    text += line("frame", quoted(hex(step.frame)));
  }
  if (step.action == Action::sync_for_cpu)
    text += line("device_writes", field_text(step.device_writes));
  if (step.action == Action::map_to_user)
    text += line("protection", quoted(hex(step.protection)));
  if (world::call_of(step.action))
    text += "\n" + scenario_text(step.scenario, "steps.scenario");
  return text;
}

// What it takes to make a call.
int effort_of(ReachableFrom from) {
  switch (from) {
  case ReachableFrom::mmap:
    return 0;
  case ReachableFrom::dma_api:
    return 1;
  case ReachableFrom::driver:
    return 2;
  case ReachableFrom::no_caller:
    return 3;
  }
  return 3;
}

// What comes before the call, and how often.
std::string earlier_text(const EarlierCalls &earlier) {
  if (earlier.empty())
    return "";
  std::string text = "\n[earlier]\n" + line("statics", quoted(earlier.text)) +
                     line("rounds", quoted(std::to_string(earlier.rounds))) +
                     line("same_device", earlier.same_device ? "true" : "false");
  for (const StoredScenario &call : earlier.round)
    text += "\n[[earlier.round]]\n\n" + scenario_text(call, "earlier.round.scenario");
  for (const StoredScenario &call : earlier.then)
    text += "\n[[earlier.then]]\n\n" + scenario_text(call, "earlier.then.scenario");
  return text;
}

// What is run: a call, or the steps of a sequence.
std::string run_text(const Counterexample &counterexample) {
  if (counterexample.steps.empty())
    return scenario_text(counterexample.scenario, "scenario") +
           earlier_text(counterexample.earlier);
  const Architecture &architecture = counterexample.scenario.architecture;
  std::string text = "[sequence]\n" + line("architecture", quoted(architecture_id(architecture)));
  for (const world::Event &step : counterexample.steps)
    text += "\n" + step_table(step);
  return text;
}

// FNV-1a over the file's scenario.
std::string short_hash(const std::string &text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:08x}", (hash ^ (hash >> 32U)) & 0xffffffffU);
}

} // namespace

bool is_of_mutant(const Counterexample &counterexample) {
  return counterexample.provenance.found_on.starts_with("mutant");
}

std::string to_toml(const Counterexample &counterexample) {
  std::string text = "# A counterexample of dma-verify. Replay it:\n"
                     "#   dma-verify replay --subject SUBJECT THIS-FILE\n";
  text += line("format", std::to_string(kCounterexampleFormat));
  text += line("property", quoted(counterexample.property));
  text += line("clause", quoted(counterexample.clause));
  text += line("expected", quoted(counterexample.expected));
  text += line("reachable", quoted(counterexample.reachable));
  if (counterexample.finding) {
    text += "\n[finding]\n";
    text += line("id", quoted(counterexample.finding->id));
    text += line("title", quoted(counterexample.finding->title));
    text += line("judgement", quoted(counterexample.finding->judgement));
    text += line("reason", quoted(counterexample.finding->reason));
  }
  text += "\n[subject]\n";
  text += line("kind", quoted(counterexample.subject.kind));
  text += line("form", quoted(counterexample.subject.form));
  text += line("sha256", quoted(counterexample.subject.sha256));
  text += "\n" + run_text(counterexample);
  text += "\n[provenance]\n";
  text += line("engine", quoted(counterexample.provenance.engine));
  text += line("seed", quoted(counterexample.provenance.seed));
  text += line("found_on", quoted(counterexample.provenance.found_on));
  text += line("version", quoted(counterexample.provenance.version));
  if (counterexample.proved)
    text += "\n" + to_toml(*counterexample.proved);
  if (counterexample.provenance.original) {
    text += "\n# As it was found, before it was minimized.\n";
    text += scenario_text(*counterexample.provenance.original, "provenance.original");
  }
  return text;
}

StoredScenario hardest_call_of(const std::vector<world::Event> &steps) {
  StoredScenario hardest;
  int most = -1;
  for (const world::Event &step : steps) {
    if (!world::call_of(step.action))
      continue;
    const int effort = effort_of(reachability_of(step.scenario).from);
    if (effort > most)
      hardest = step.scenario;
    most = std::max(most, effort);
  }
  return hardest;
}

std::string file_name_of(const Counterexample &counterexample) {
  return fmt::format("{}.{}.{}.{}.toml", counterexample.property, counterexample.clause,
                     architecture_id(counterexample.scenario.architecture),
                     short_hash(run_text(counterexample)));
}

} // namespace dma_verify
