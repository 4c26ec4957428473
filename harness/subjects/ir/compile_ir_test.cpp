// SPDX-License-Identifier: GPL-2.0-only
// What the executor does on machine words is what the model and the compiled file do.
#include "harness/subjects/ir/compile_ir.h"

#include "harness/counterexamples/prose/trace_text.h"
#include "harness/subjects/session/session.h"
#include "harness/units/own_files.h"
#include "properties/agreement.h"
#include "properties/model_subject.h"
#include "properties/ops_helpers/generators/fault_answers.h"
#include "properties/ops_helpers/generators/scenario_generator.h"
#include "properties/remap/generators/scenario_generator.h"
#include "smt/ir/machines/on_machine.h"
#include "smt/subjects/compiled_file.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>

#include <algorithm>
#include <cstdlib>

namespace dma_verify {
namespace {

using own_files::in_child;
using own_files::path_of_form;

constexpr std::array kLevels = {IrLevel::front, IrLevel::o2, IrLevel::os};

// How many there are of each answer of the services, and at least of each helper.
struct Scenarios {
  std::uint64_t of_answers = 1;
  std::uint64_t of_helper = 0;
};

// Calls visit(scenario) for random scenarios of each helper on the row.
template <class Visit>
void for_each_scenario(const CSubject &subject, const Architecture &row, const Scenarios &wanted,
                       Visit &&visit) {
  const auto of_answers = [&](auto call, const auto &all) {
    const std::uint64_t seeds =
        std::max(wanted.of_answers, (wanted.of_helper + all.size() - 1) / all.size());
    for (const auto &answers : all) {
      for (std::uint64_t seed = 0; seed < seeds; ++seed)
        visit(generate(rc::Random(seed), 50, row, call, answers, random::Aim::mixed));
    }
  };
  for (const HelperText &helper : text_of(subject.unit).helpers) {
    if (subject.unit == UnitId::ops_helpers) {
      const auto call = ops_helpers::helper_of(helper.id);
      of_answers(call, ops_helpers::fault_answers(call, subject.form.environment));
    } else {
      const auto call = remap::helper_of(helper.id);
      of_answers(call, remap::fault_answers(call, subject.form.environment));
    }
  }
}

// The first scenario of which the executor's trace is not that of the compiled file; empty if none.
std::string disagreement(const CSubject &subject, const std::vector<ir::CompiledModule> &modules,
                         const Scenarios &wanted, std::uint64_t &scenarios) {
  CSession session(subject);
  std::string text;
  StoredObservation native;
  StoredObservation seen;
  StoredObservation expected;
  for (const ir::CompiledModule &compiled : modules) {
    const auto run = ir::OnMachine<WidestMachine>::runs(compiled);
    for_each_scenario(subject, compiled.row, wanted, [&](const StoredScenario &scenario) {
      // Longer loops over an array take too long here.
      constexpr std::uint64_t kMostBytes = 1U << 22U;
      if (!text.empty() ||
          (subject.unit == UnitId::remap && scenario.size.word.value() > kMostBytes))
        return;
      session.run(scenario, native);
      observe_model(scenario, expected);
      run(scenario, seen);
      ++scenarios;
      const bool same =
          seen.completion == native.completion && seen.breach == native.breach &&
          (seen.completion != Completion::returned || agrees(scenario.call, seen, native));
      if (!same) {
        text = architecture_id(compiled.row) + " " + compiled.level + "\n" +
               side_by_side(scenario.call, seen,
                            std::string("executor: ") + std::string(to_string(seen.completion)) +
                                " " + seen.detail,
                            native, std::string("compiled: ") + native.detail);
      }
    });
  }
  return text;
}

std::size_t count_of_targets(std::span<const Architecture> rows) {
  std::size_t count = 0;
  for (const Architecture &row : rows)
    count += targets_of(row).size();
  return count;
}

TEST_CASE("the executor does what the compiled file does at each level and of each form") {
  const auto compiler = find_ir_compiler();
  if (std::holds_alternative<IrError>(compiler)) {
    MESSAGE("SKIPPED: " << std::get<IrError>(compiler).message);
    return;
  }
  for (const std::string form : {"6.1", "6.12", "6.18", "seed", "7.3"}) {
    CAPTURE(form);
    const auto loaded = load_c_subject(path_of_form(form).string());
    const auto &subject = std::get<CSubject>(loaded);
    for (const IrLevel level : kLevels) {
      CAPTURE(to_string(level));
      const auto rows = c_architectures();
      auto compiled = compile_ir(subject, rows, level, std::get<IrCompiler>(compiler), 2);
      REQUIRE_MESSAGE(std::holds_alternative<std::vector<ir::CompiledModule>>(compiled),
                      std::get<IrError>(compiled).message);
      const auto &modules = std::get<std::vector<ir::CompiledModule>>(compiled);
      CHECK(modules.size() == count_of_targets(rows));
      CHECK(in_child([&] {
              std::uint64_t scenarios = 0;
              const std::string text = disagreement(subject, modules, {.of_answers = 2}, scenarios);
              return text.empty() && scenarios > 200 ? std::string("same") : text;
            }) == "same");
    }
  }
}

TEST_CASE("of each form of remap.c the executor does what the compiled file does") {
  const auto compiler = find_ir_compiler();
  if (std::holds_alternative<IrError>(compiler)) {
    MESSAGE("SKIPPED: " << std::get<IrError>(compiler).message);
    return;
  }
  for (const std::string &form : own_files::forms_of(UnitId::remap)) {
    CAPTURE(form);
    const auto loaded = load_c_subject(path_of_form(form, UnitId::remap).string());
    const auto &subject = std::get<CSubject>(loaded);
    const std::array rows = {*find_architecture("64-64-64-12")};
    for (const IrLevel level : kLevels) {
      CAPTURE(to_string(level));
      auto compiled = compile_ir(subject, rows, level, std::get<IrCompiler>(compiler), 2);
      REQUIRE_MESSAGE(std::holds_alternative<std::vector<ir::CompiledModule>>(compiled),
                      std::get<IrError>(compiled).message);
      const auto &modules = std::get<std::vector<ir::CompiledModule>>(compiled);
      CHECK(in_child([&] {
              std::uint64_t scenarios = 0;
              const std::string text = disagreement(subject, modules, {.of_answers = 4}, scenarios);
              return text.empty() && scenarios > 30 ? std::string("same") : text;
            }) == "same");
    }
  }
}

// Of each helper: some thousands, or as many as the environment says; a million take minutes.
std::uint64_t many_scenarios() {
  const char *given = std::getenv("DMA_VERIFY_SCENARIOS");
  return given == nullptr ? 2000 : std::max(1UL, std::strtoul(given, nullptr, 10));
}

TEST_CASE("in many scenarios of each helper the executor does what the compiled file does") {
  const auto compiler = find_ir_compiler();
  if (std::holds_alternative<IrError>(compiler)) {
    MESSAGE("SKIPPED: " << std::get<IrError>(compiler).message);
    return;
  }
  const auto loaded = load_c_subject(path_of_form("6.12").string());
  const auto &subject = std::get<CSubject>(loaded);
  const std::array rows = {*find_architecture("64-64-64-12")};
  for (const IrLevel level : kLevels) {
    CAPTURE(to_string(level));
    auto compiled = compile_ir(subject, rows, level, std::get<IrCompiler>(compiler), 2);
    auto &modules = std::get<std::vector<ir::CompiledModule>>(compiled);
    std::erase_if(modules, [](const auto &module) { return module.target != "x86_64"; });
    const std::uint64_t wanted = many_scenarios() / kLevels.size();
    CHECK(in_child([&] {
            std::uint64_t scenarios = 0;
            const std::string text =
                disagreement(subject, modules, Scenarios{.of_helper = wanted}, scenarios);
            return text.empty() && scenarios >= 4 * wanted ? std::string("same") : text;
          }) == "same");
  }
}

// The first scenario of which the executor's trace is not the model's; empty if none.
std::string difference_from_model(const CSubject &subject,
                                  const std::vector<ir::CompiledModule> &modules,
                                  std::uint64_t &scenarios) {
  std::string text;
  StoredObservation seen;
  StoredObservation expected;
  for (const ir::CompiledModule &compiled : modules) {
    const auto run =
        smt::symbolic_file({subject.unit, {compiled}}).of_build(smt::build_of(compiled)).open();
    for_each_scenario(subject, compiled.row, {}, [&](const StoredScenario &scenario) {
      if (!text.empty())
        return;
      ++scenarios;
      observe_model(scenario, expected);
      run(scenario, seen);
      const bool same =
          seen.completion == expected.completion &&
          (seen.completion != Completion::returned || agrees(scenario.call, seen, expected));
      if (!same) {
        text = architecture_id(compiled.row) + " " + smt::build_of(compiled) + "\n" +
               side_by_side(scenario.call, seen,
                            std::string("executor: ") + std::string(to_string(seen.completion)) +
                                " " + seen.detail,
                            expected, std::string("model: ") + expected.detail);
      }
    });
  }
  return text;
}

TEST_CASE("on each row and for each processor the executor does what the model does") {
  const auto compiler = find_ir_compiler();
  if (std::holds_alternative<IrError>(compiler)) {
    MESSAGE("SKIPPED: " << std::get<IrError>(compiler).message);
    return;
  }
  const auto loaded = load_c_subject(path_of_form("6.12").string());
  const auto &subject = std::get<CSubject>(loaded);
  for (const IrLevel level : kLevels) {
    CAPTURE(to_string(level));
    auto compiled = compile_ir(subject, architectures(), level, std::get<IrCompiler>(compiler), 2);
    REQUIRE_MESSAGE(std::holds_alternative<std::vector<ir::CompiledModule>>(compiled),
                    std::get<IrError>(compiled).message);
    const auto &modules = std::get<std::vector<ir::CompiledModule>>(compiled);
    CHECK(modules.size() == count_of_targets(architectures()));
    std::uint64_t scenarios = 0;
    CHECK(difference_from_model(subject, modules, scenarios) == "");
    CHECK(scenarios > 1000);
  }
}

} // namespace
} // namespace dma_verify
