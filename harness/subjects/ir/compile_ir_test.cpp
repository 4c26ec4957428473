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
#include "smt/ir/machines/on_machine.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>

namespace dma_verify {
namespace {

using own_files::in_child;
using own_files::path_of_form;

constexpr std::array kLevels = {IrLevel::front, IrLevel::o2, IrLevel::os};

// Calls visit(scenario) for random scenarios of each helper on the row.
template <class Visit>
void for_each_scenario(const CSubject &subject, const Architecture &row, std::uint64_t seeds,
                       Visit &&visit) {
  for (const HelperText &helper : text_of(subject.unit).helpers) {
    const auto call = ops_helpers::helper_of(helper.id);
    for (const auto &answers : ops_helpers::fault_answers(call, subject.form.environment)) {
      for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        visit(ops_helpers::generate(rc::Random(seed), 50, row, call, answers, random::Aim::mixed));
      }
    }
  }
}

// The first scenario of which the executor's trace is not that of the compiled file; empty if none.
std::string disagreement(const CSubject &subject, const std::vector<ir::CompiledModule> &modules,
                         std::uint64_t seeds, std::uint64_t &scenarios) {
  CSession session(subject);
  std::string text;
  StoredObservation native;
  StoredObservation seen;
  StoredObservation expected;
  for (const ir::CompiledModule &compiled : modules) {
    const auto run = ir::OnMachine<WidestMachine>::runs(compiled);
    for_each_scenario(subject, compiled.row, seeds, [&](const StoredScenario &scenario) {
      if (!text.empty())
        return;
      ++scenarios;
      session.run(scenario, native);
      observe_model(scenario, expected);
      run(scenario, seen);
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
      CHECK(modules.size() == rows.size());
      CHECK(in_child([&] {
              std::uint64_t scenarios = 0;
              const std::string text = disagreement(subject, modules, 2, scenarios);
              return text.empty() && scenarios > 200 ? std::string("same") : text;
            }) == "same");
    }
  }
}

} // namespace
} // namespace dma_verify
