// SPDX-License-Identifier: GPL-2.0-only
// The claims about a compiled file, which are terms over words and open answers, have for each call
// the values that a run of it on machine words gives. So no answer of a service is left out.
#include "harness/subjects/ir/compile_ir.h"

#include "harness/units/own_files.h"
#include "model/kernel/member.h"
#include "properties/model_subject.h"
#include "properties/ops_helpers/generators/fault_answers.h"
#include "properties/ops_helpers/generators/scenario_generator.h"
#include "smt/subjects/compiled_file.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>

namespace dma_verify {
namespace {

using own_files::path_of_form;

// The values of the variables for this call.
template <class Member>
void assign(const Field &field, const Member &value, const Member &simplest, smt::Assignment &to) {
  if constexpr (FiniteMember<Member>) {
    if (value != simplest)
      to[smt::name_of_answer(field, value)] = 1;
  } else if constexpr (requires { value.word; }) {
    to[std::string(field.name)] = value.word.value();
  } else {
    to[std::string(field.name)] = value.value();
  }
}
void assign(const Field &field, const Page<WidestMachine> &page, const Page<WidestMachine> &,
            smt::Assignment &to) {
  to[std::string(field.name)] = page.frame.word.value();
  if (!page.is_null)
    to[smt::name_of_page(field)] = 1;
}
smt::Assignment assignment_of(const StoredScenario &scenario) {
  smt::Assignment assignment;
  StoredScenario simplest;
  simplest.call = scenario.call;
  for_each_field(
      [&](const Field &field, const auto &member, const auto &plain) {
        if (field.used_by(scenario.call))
          assign(field, member, plain, assignment);
      },
      scenario, simplest);
  return assignment;
}

// A value of a later answer or of the device that no generator draws for each call.
void draw_later_answers(StoredScenario &scenario, rc::Random random) {
  for_each_field(
      [&](const Field &field, auto &member) {
        if (!field.used_by(scenario.call) || !field.unread_by_model)
          return;
        using Member = std::remove_cvref_t<decltype(member)>;
        const std::uint64_t drawn = random.next();
        if constexpr (FiniteMember<Member>) {
          const auto values = finite_values<Member>(field);
          member = values[drawn % values.size()];
        } else if constexpr (std::is_same_v<Member, Page<WidestMachine>>) {
          member = drawn % 2 == 0 ? Member::null() : Member::of({});
        }
      },
      scenario);
}

struct Compared {
  std::uint64_t runs = 0;
  std::uint64_t violations = 0;
  std::string difference; // the first one
};

// All claims about the helper, against runs of it.
void compare(const smt::SymbolicSubject &subject, const CSubject &file, const ProofJob &job,
             std::uint64_t seeds, Compared &compared) {
  const std::vector<smt::Obligation> obligations = smt::explore(subject, job);
  std::map<std::string, const smt::Obligation *> claims;
  for (const smt::Obligation &obligation : obligations) {
    REQUIRE(obligation.cases.size() == 1);
    claims[obligation.id] = &obligation;
  }
  const auto run = subject.open();
  StoredObservation seen;
  const auto call = ops_helpers::helper_of(job.call);
  for (const auto &answers : ops_helpers::fault_answers(call, file.form.environment)) {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      StoredScenario scenario = ops_helpers::generate(rc::Random(seed), 50, job.architecture, call,
                                                      answers, random::Aim::mixed);
      draw_later_answers(scenario, rc::Random(seed));
      const smt::Assignment words = assignment_of(scenario);
      smt::Evaluator value_of(words);
      run(scenario, seen);
      ++compared.runs;
      for (const ProofJob &other : file_proof_jobs(job.call.unit)) {
        const auto claim = claims.find(claim_of(other));
        if (other.kind != ProofKind::clause || claim == claims.end())
          continue;
        const smt::ObligationCase &one = claim->second->cases.front();
        const bool violated = violates(other.property, other.clause, scenario, seen);
        compared.violations += violated ? 1 : 0;
        if ((value_of(one.violated) != 0) != violated && compared.difference.empty())
          compared.difference = other.id + ", seed " + std::to_string(seed) + ": a run says " +
                                (violated ? "violated" : "holds") + ", " + seen.detail;
      }
    }
  }
}

Compared compare_all(const std::string &path, std::string_view row, std::string_view target,
                     const IrCompiler &compiler) {
  const auto loaded = load_c_subject(path);
  const auto &file = std::get<CSubject>(loaded);
  auto modules = compile_ir(file, std::array{*find_architecture(row)}, IrLevel::o2, compiler, 2);
  auto &all = std::get<std::vector<ir::CompiledModule>>(modules);
  std::erase_if(all, [&](const ir::CompiledModule &each) { return each.target != target; });
  REQUIRE(all.size() == 1);
  const auto subject = smt::symbolic_file({file.unit, all}).of_build(smt::build_of(all.front()));
  Compared compared;
  std::vector<HelperId> done;
  for (const ProofJob &job : file_proof_jobs(file.unit)) {
    if (job.architecture != all.front().row || std::ranges::find(done, job.call) != done.end())
      continue;
    done.push_back(job.call);
    compare(subject, file, with_build(job, smt::build_of(all.front())), 2, compared);
  }
  return compared;
}

TEST_CASE("claims about a compiled file are of each call what a run of it says") {
  const auto compiler = find_ir_compiler();
  if (std::holds_alternative<IrError>(compiler)) {
    MESSAGE("SKIPPED: " << std::get<IrError>(compiler).message);
    return;
  }
  const auto &clang = std::get<IrCompiler>(compiler);
  const Compared right = compare_all(path_of_form("6.12").string(), "32-64-64-12", "armv7", clang);
  CHECK(right.difference == "");
  CHECK(right.violations == 0);
  CHECK(right.runs > 100);
}

} // namespace
} // namespace dma_verify
