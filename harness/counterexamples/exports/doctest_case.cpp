// SPDX-License-Identifier: GPL-2.0-only
// The scenario as C++ values and a test case over them.
#include "harness/counterexamples/exports/exports.h"
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/units/unit_words.h"
#include "properties/catalogue.h"
#include "properties/model_subject.h"
#include "properties/sequences/player.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

namespace dma_verify {
namespace {

std::string member_of(HelperId call, std::string_view field) {
  const auto names = words_of(call.unit).member_names;
  const auto named = std::ranges::find(names, field, &MemberName::field);
  return std::string(named == names.end() ? field : named->member);
}

// The code that sets a member.
template <unsigned W> std::string assigned(Bits<W> word) {
  return fmt::format(" = Bits<{}>({:#x})", W, word.value());
}
template <class Unit, class Word> std::string assigned(Quantity<Unit, Word> quantity) {
  return ".word" + assigned(quantity.word);
}
std::string assigned(const Page<WidestMachine> &page) {
  return page.is_null ? " = Page<WidestMachine>::null()"
                      : fmt::format(" = Page<WidestMachine>::of(\n      WidestMachine::FrameNumber("
                                    "Bits<64>({:#x})))",
                                    page.frame.word.value());
}
std::string assigned(Direction direction) {
  constexpr std::array kNames = {"bidirectional", "to_device", "from_device", "none"};
  return fmt::format(" = Direction::{}", kNames.at(static_cast<std::size_t>(direction)));
}
std::string assigned(Allocator allocator) {
  return fmt::format(" = Allocator::{}",
                     allocator == Allocator::contiguous ? "contiguous" : "buddy");
}
std::string assigned(BufferKind kind) {
  constexpr std::array kNames = {"contiguous", "scattered", "device_pool", "cookie"};
  return fmt::format(" = BufferKind::{}", kNames.at(static_cast<std::size_t>(kind)));
}
std::string assigned(ContiguousArea area) {
  constexpr std::array kNames = {"device", "node", "standard"};
  return fmt::format(" = ContiguousArea::{}", kNames.at(static_cast<std::size_t>(area)));
}
std::string assigned(bool value) { return value ? " = true" : " = false"; }
std::string assigned(int value) { return fmt::format(" = {}", value); }

std::string steps_code(const Counterexample &counterexample) {
  std::string text = "  std::vector<world::Event> steps;\n";
  for (const world::Event &step : counterexample.steps) {
    text +=
        fmt::format("  {{\n    world::Event &step = steps.emplace_back();\n"
                    "    step.action = world::action_from(\"{}\").value();\n    step.device = {};\n"
                    "    step.buffer = {};\n    step.bytes = {:#x};\n    step.frame = {:#x};\n"
                    "    step.protection = {:#x};\n    step.device_writes = {};\n",
                    to_string(step.action), step.device, step.buffer, step.bytes, step.frame,
                    step.protection, step.device_writes);
    if (world::call_of(step.action))
      text +=
          "    StoredScenario &scenario = step.scenario;\n" + scenario_code(step.scenario, "    ");
    text += "  }\n";
  }
  return text;
}

// Runs the steps on the model; the check at the end is that of the clause.
std::string sequence_body(const Counterexample &counterexample) {
  Player player(counterexample.scenario.architecture, &observe_model);
  for (const world::Event &step : counterexample.steps)
    player.take(step);
  player.finish();
  const bool violated =
      player.violation() == SequenceViolation{counterexample.property, counterexample.clause};
  return steps_code(counterexample) +
         fmt::format(
             "  Player player(find_architecture(\"{}\").value(), &observe_model);\n"
             "  for (const world::Event &step : steps)\n    player.take(step);\n"
             "  player.finish();\n"
             "  CHECK((player.violation() == SequenceViolation{{\"{}\", \"{}\"}}) == {});\n",
             architecture_id(counterexample.scenario.architecture), counterexample.property,
             counterexample.clause, violated);
}

std::string call_body(const Counterexample &counterexample) {
  const Assessment assessment =
      assess_model(find_property(counterexample.property).value(), counterexample.scenario);
  const bool violated = assessment.violated_clause == counterexample.clause;
  return fmt::format("  StoredScenario scenario;\n{}"
                     "  const auto property = find_property(\"{}\").value();\n"
                     "  const Assessment assessment = assess_model(property, scenario);\n"
                     "  CHECK(assessment.judged == {});\n"
                     "  CHECK((assessment.violated_clause == \"{}\") == {});\n",
                     scenario_code(counterexample.scenario, "  "), counterexample.property,
                     assessment.judged, counterexample.clause, violated);
}

// The file's name as part of a test's.
std::string plain_stem(const std::string &file) {
  std::string stem = std::filesystem::path(file).stem().string();
  std::ranges::replace_if(
      stem,
      [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.' && c != '_';
      },
      '_');
  return stem;
}

} // namespace

std::string scenario_code(const StoredScenario &scenario, const std::string &indent) {
  std::string text = fmt::format("{}scenario.architecture = find_architecture(\"{}\").value();\n"
                                 "{}scenario.call = {}::Helper::{};\n",
                                 indent, architecture_id(scenario.architecture), indent,
                                 text_of(scenario.call.unit).name, to_string(scenario.call));
  const StoredScenario plain;
  for_each_field(
      [&](const Field &field, const auto &member, const auto &usual) {
        if (field.used_by(scenario.call) && field_text(member) != field_text(usual))
          text += indent + "scenario." + member_of(scenario.call, field.name) + assigned(member) +
                  ";\n";
      },
      scenario, plain);
  return text;
}

std::string doctest_case(const ExportInput &input) {
  const Counterexample &counterexample = input.counterexample;
  const bool sequence = !counterexample.steps.empty();
  std::string text = "// SPDX-License-Identifier: GPL-2.0-only\n" +
                     exports::comment({cause_text(input), "",
                                       "Found on " + input.subject + "; the case runs the model."});
  text += sequence ? "#include \"properties/sequences/player.h\"\n" : "";
  text += "#include \"properties/model_subject.h\"\n\n#include <doctest/doctest.h>\n\n"
          "namespace dma_verify {\nnamespace {\n\n";
  text += fmt::format("TEST_CASE(\"{}: {}, clause {}, on {}:\"\n          \" {}\") {{\n",
                      plain_stem(input.file), counterexample.property, counterexample.clause,
                      architecture_id(counterexample.scenario.architecture),
                      sequence ? actions_text(counterexample.steps)
                               : request_of(counterexample.scenario));
  text += sequence ? sequence_body(counterexample) : call_body(counterexample);
  return text + "}\n\n} // namespace\n} // namespace dma_verify\n";
}

} // namespace dma_verify
