// SPDX-License-Identifier: GPL-2.0-only
#include "smt/subjects/compiled_file.h"

#include "model/kernel/convert.h"
#include "model/units.h"
#include "properties/model_subject.h"
#include "smt/ir/decode/content.h"
#include "smt/ir/decode/statics.h"
#include "smt/ir/machines/on_machine.h"
#include "smt/obligations/path_classes/plain_calls.h"
#include "smt/subjects/machines/after_history.h"
#include "smt/subjects/machines/on_machine.h"
#include "smt/terms/query.h"

#include <algorithm>
#include <iterator>
#include <memory>

namespace dma_verify::smt {
namespace {

constexpr std::string_view kFront = "front";
constexpr std::string_view kForSize = "Os";
constexpr std::uint64_t kMostRounds = std::uint64_t{1} << 40U; // more take longer than machines run

using Modules = std::vector<ir::CompiledModule>;

template <class M> bool is_of(const Architecture &row) {
  return M::kWordBits != 8 && row.word_bits == M::kWordBits && row.phys_bits == M::kPhysBits &&
         row.dma_bits == M::kDmaBits;
}

// A run on the words of one machine, of stored scenarios.
template <class M> ObserveCall observe_with(Run<M> run) {
  return [run = std::move(run)](const StoredScenario &stored, StoredObservation &seen) {
    if constexpr (std::is_same_v<M, WidestMachine>) {
      run(stored, seen);
    } else {
      Observation<M> narrow;
      run(convert_scenario<M>(stored), narrow);
      convert_observation(stored.call, narrow, seen);
    }
  };
}

// Runs the module of a scenario's row.
template <class M> Run<M> run_on(const Modules &modules, ir::Statics statics) {
  if constexpr (M::kWordBits == 8) { // no C compiler has such words
    return {};
  } else {
    std::vector<std::pair<Architecture, ir::Runs<M>>> rows;
    for (const ir::CompiledModule &compiled : modules) {
      if (is_of<M>(compiled.row))
        rows.emplace_back(compiled.row, ir::OnMachine<M>::runs(compiled, statics));
    }
    return [rows = std::move(rows)](const Scenario<M> &scenario, Observation<M> &seen) {
      for (const auto &[row, run] : rows) {
        if (row == scenario.architecture)
          return run(scenario, seen);
      }
      seen.clear();
      seen.completion = Completion::unmodelled; // of a row that was not compiled
    };
  }
}

template <class... M>
std::tuple<Run<M>...> runs_on(std::tuple<Run<M>...>, const Modules &modules, ir::Statics statics) {
  return {run_on<M>(modules, statics)...};
}

// The same on machine words, of the machine that fits.
ObserveCall observe_on(const Modules &modules, ir::Statics statics) {
  std::vector<std::pair<Architecture, ObserveCall>> rows;
  for (const ir::CompiledModule &compiled : modules) {
    with_machine(compiled.row, [&]<class M>() {
      if constexpr (M::kWordBits != 8)
        rows.emplace_back(compiled.row, observe_with<M>(ir::OnMachine<M>::runs(compiled, statics)));
    });
  }
  return [rows = std::move(rows)](const StoredScenario &scenario, StoredObservation &seen) {
    for (const auto &[row, observe] : rows) {
      if (row == scenario.architecture)
        return observe(scenario, seen);
    }
    seen.clear();
    seen.completion = Completion::unmodelled;
  };
}

std::string_view symbol_of(HelperId call) { return text_of(call).symbol; }

// Those global variables of the module that the helper knows and that can change.
std::vector<std::uint32_t> statics_of(const ir::Module &module, HelperId call) {
  std::vector<std::uint32_t> statics;
  for (const std::uint32_t index : ir::reached_from(module, symbol_of(call)).globals) {
    const ir::Global &global = module.globals[index];
    if (!global.is_fixed() && global.name != ir::kTablePointer)
      statics.push_back(index);
  }
  return statics;
}

// Whether the code of the helper itself loops, in some module.
bool loops(const CompiledFile &file, HelperId call) {
  return std::ranges::any_of(file.modules, [&](const ir::CompiledModule &compiled) {
    const ir::Function *function = compiled.module->function(symbol_of(call));
    return function != nullptr && !function->loops.empty();
  });
}

// All that a claim about the helper can depend on, apart from this program.
std::string code_sha256_of(const CompiledFile &file, const ir::CompiledModule &compiled,
                           HelperId call) {
  const auto &[unit, row, target, level, pages, module] = compiled;
  const auto &[base, bytes] = pages;
  const std::string how = std::string(text_of(unit).name) + "\n" + architecture_id(row) + "\n" +
                          target + "\n" + level + "\n" + std::to_string(base) + " " +
                          std::to_string(bytes) + "\n" + file.choices + "\n";
  return sha256(how + ir::content_of(*module, symbol_of(call)));
}

// Undefined behaviour is judged at each level, all other clauses of what the kernel builds. That
// code for small size does the same is one claim: it agrees with the model too.
bool is_asked_at(const std::string &level, const ProofJob &job) {
  if (job.kind == ProofKind::clause && catalogue()[job.property].family() == "execution")
    return true;
  return level != kFront && (level != kForSize || job.kind == ProofKind::agreement);
}

SymbolicSubject of_modules(const CompiledFile &file, const Modules &some,
                           ir::Statics statics = ir::Statics::any) {
  SymbolicSubject subject;
  subject.run = runs_on(OfEachMachine<Run>(), some, statics);
  subject.open = [observe = observe_on(some, statics)] { return observe; };
  subject.can_occur = file.can_occur;
  subject.compiler = file.compiler;
  return subject;
}

// ---- Histories.

const ir::CompiledModule *module_of(const CompiledFile &file, const ProofJob &job) {
  for (const ir::CompiledModule &compiled : file.modules) {
    if (compiled.row == job.architecture && build_of(compiled) == job.build)
      return &compiled;
  }
  return nullptr;
}

template <class... M>
std::tuple<Run<M>...> runs_after(std::tuple<Run<M>...>, const ir::CompiledModule &compiled,
                                 const History &history) {
  const auto run = [&]<class Machine>(Run<Machine> &to) {
    if constexpr (Machine::kWordBits != 8) {
      if (is_of<Machine>(compiled.row))
        to = OnMachine<Machine>::after(ir::OnMachine<Machine>::sessions(compiled), history);
    }
  };
  std::tuple<Run<M>...> runs;
  (run.template operator()<M>(std::get<Run<M>>(runs)), ...);
  return runs;
}

ObserveCall observe_after(const ir::CompiledModule &compiled, const History &history) {
  return with_machine(compiled.row, [&]<class M>() -> ObserveCall {
    if constexpr (M::kWordBits == 8) {
      return {};
    } else {
      return observe_with<M>(after_history<M>(ir::OnMachine<M>::sessions(compiled), history));
    }
  });
}

// The helpers that know a static variable which the job's helper knows.
std::vector<HelperId> helpers_that_know(const ir::Module &module, HelperId call) {
  const std::vector<std::uint32_t> statics = statics_of(module, call);
  const auto functions = ir::functions_that_know(module, {statics.begin(), statics.end()});
  std::vector<HelperId> helpers;
  for (const HelperText &helper : text_of(call.unit).helpers) {
    if (std::ranges::any_of(functions, [&](std::uint32_t index) {
          return module.functions[index].name == helper.symbol;
        }))
      helpers.push_back(helper.id);
  }
  return helpers;
}

template <class M>
void add_rounds(const CompiledFile &file, const ir::CompiledModule &compiled, const History &plain,
                HelperId first, bool and_release, std::vector<History> &all) {
  const auto open = ir::OnMachine<M>::sessions(compiled);
  for (const PlainCall &call : plain_calls(first, compiled.row)) {
    if (file.can_occur && !file.can_occur(call.scenario))
      continue;
    History history = plain;
    history.round = {call.scenario};
    if (and_release)
      history.round.push_back(release_after<M>(open, call.scenario));
    const auto forms = forms_of<M>(open, history);
    if (!forms ||
        std::ranges::any_of(all, [&](const History &other) { return other.forms == *forms; }))
      continue;
    history.forms = *forms;
    history.most_rounds = kMostRounds;
    all.push_back(std::move(history));
  }
}

std::vector<History> histories_of(const CompiledFile &file, const ProofJob &job) {
  const ir::CompiledModule *compiled = module_of(file, job);
  if (compiled == nullptr)
    return {};
  const std::vector<HelperId> helpers = helpers_that_know(*compiled->module, job.call);
  const auto first = [&](const auto &is) {
    const auto found = std::ranges::find_if(helpers, is);
    return found == helpers.end() ? std::nullopt : std::optional(*found);
  };
  const auto releasing = first(&releases);
  std::vector<History> all;
  // A call in which all goes well: what it leaves is of the most use.
  const auto plain = [&](HelperId helper) {
    StoredObservation seen;
    for (const PlainCall &call : plain_calls(helper, compiled->row)) {
      if (file.can_occur && !file.can_occur(call.scenario))
        continue;
      observe_model(call.scenario, seen);
      if (seen.completion == Completion::returned && seen.status == 0 &&
          (!acquires(helper) || !seen.page.is_null))
        return call.scenario;
    }
    StoredScenario none;
    none.architecture = compiled->row;
    none.call = helper;
    return none;
  };
  const auto add = [&](std::vector<StoredScenario> calls, bool same_device) {
    History history;
    history.calls = std::move(calls);
    history.same_device = same_device;
    all.push_back(std::move(history));
  };
  // Who releases a buffer has acquired it. If that leaves static variables alone, it does not
  // matter where it stands.
  History before;
  if (releases(job.call))
    before.calls = {plain(*world::call_of(world::Action::acquire))};
  all.push_back(before);
  with_machine(compiled->row, [&]<class M>() {
    if constexpr (M::kWordBits != 8) {
      for (const HelperId helper : helpers) {
        if (!releases(helper))
          add_rounds<M>(file, *compiled, before, helper, false, all);
      }
      if (releasing)
        add_rounds<M>(file, *compiled, before, *world::call_of(world::Action::acquire), true, all);
    }
  });
  for (const bool same_device : {false, true}) {
    for (const HelperId helper : helpers) {
      if (releases(helper))
        continue;
      std::vector<StoredScenario> calls = before.calls;
      calls.push_back(plain(helper));
      add(std::move(calls), same_device);
    }
  }
  if (releasing && before.calls.empty())
    add({plain(*world::call_of(world::Action::acquire)), plain(*releasing)}, false);
  return all;
}

RoundStep round_step_of(const ir::CompiledModule &compiled, const History &history) {
  return with_symbolic_machine(compiled.row, [&]<class M>() -> RoundStep {
    if constexpr (M::kWordBits == 8)
      return {};
    else
      return OnMachine<M>::step(ir::OnMachine<M>::sessions(compiled), history);
  });
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

// What static variables hold at the judged call, and after which calls.
std::string text_of_history(const ir::CompiledModule &compiled, HelperId judged,
                            const History &history, const EarlierCalls &calls,
                            const std::map<ir::StaticCell, std::uint64_t> *held) {
  std::string text;
  for (const std::uint32_t index : statics_of(*compiled.module, judged)) {
    const ir::Global &global = compiled.module->globals[index];
    text += (text.empty() ? "static " : ", static ") + global.name;
    if (held == nullptr)
      continue;
    std::uint64_t value = 0;
    for (const auto &[cell, number] : *held) {
      if (cell.global == index && cell.offset == 0)
        value = number;
    }
    text += " = " + std::to_string(value);
  }
  text += " at entry, ";
  std::vector<std::string> parts;
  if (calls.rounds != 0) {
    std::string names;
    for (const StoredScenario &call : calls.round)
      names += (names.empty() ? "" : " and ") + std::string(symbol_of(call.call));
    parts.push_back(grouped(calls.rounds) + " earlier " +
                    (calls.rounds == 1 ? "call of " : "calls of ") + names);
  }
  for (const StoredScenario &call : calls.then) {
    parts.push_back("one " + std::string(parts.empty() ? "earlier " : "more ") + "call of " +
                    std::string(symbol_of(call.call)));
  }
  if (parts.empty())
    return text + "in the first call";
  text += "reached by ";
  for (std::size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : " and ") + parts[i];
  return text + (history.same_device || releases(judged) ? "" : ", for another device");
}

EarlierCalls told_of(const ir::CompiledModule &compiled, const ProofJob &job,
                     const History &history) {
  return with_machine(compiled.row, [&]<class M>() -> EarlierCalls {
    if constexpr (M::kWordBits == 8) {
      return {};
    } else {
      auto told = tell<M>(ir::OnMachine<M>::sessions(compiled), history);
      std::map<ir::StaticCell, std::uint64_t> held;
      for (const auto &[cell, word] : told.held.value_or(typename ir::Session<M>::Cells{}))
        held[cell] = word.value();
      if (told.calls.rounds == 0)
        told.calls.round.clear();
      told.calls.text =
          text_of_history(compiled, job.call, history, told.calls, told.held ? &held : nullptr);
      return told.calls;
    }
  });
}

} // namespace

std::string build_of(const ir::CompiledModule &compiled) {
  return compiled.target + "-" + compiled.level;
}

SymbolicSubject symbolic_file(CompiledFile file) {
  const auto shared = std::make_shared<const CompiledFile>(std::move(file));
  std::vector<ir::CompiledModule> optimized;
  std::ranges::copy_if(shared->modules, std::back_inserter(optimized),
                       [](const ir::CompiledModule &each) { return each.level != kFront; });
  SymbolicSubject subject = of_modules(*shared, optimized);
  subject.builds = [shared](const ProofJob &job) {
    std::vector<std::string> builds;
    for (const ir::CompiledModule &compiled : shared->modules) {
      if (compiled.row == job.architecture && is_asked_at(compiled.level, job))
        builds.push_back(build_of(compiled));
    }
    return builds;
  };
  subject.has_job = [shared, builds = subject.builds](const ProofJob &job) {
    return job.call.unit == shared->unit && (shared->asks_loops || !loops(*shared, job.call)) &&
           (job.kind == ProofKind::clause || job.kind == ProofKind::agreement) &&
           !builds(job).empty();
  };
  const auto of_build = [shared](const std::string &build, ir::Statics statics) {
    Modules modules;
    for (const ir::CompiledModule &compiled : shared->modules) {
      if (build_of(compiled) == build)
        modules.push_back(compiled);
    }
    SymbolicSubject of_one = of_modules(*shared, modules, statics);
    of_one.has_job = [level = modules.empty() ? std::string() : modules.front().level](
                         const ProofJob &job) { return is_asked_at(level, job); };
    return of_one;
  };
  subject.of_build = [of_build](const std::string &build) {
    return of_build(build, ir::Statics::any);
  };
  subject.first_call = [of_build](const std::string &build) {
    return of_build(build, ir::Statics::initial);
  };
  subject.statics = [shared](const ProofJob &job) {
    std::vector<std::string> names;
    if (const ir::CompiledModule *compiled = module_of(*shared, job)) {
      for (const std::uint32_t index : statics_of(*compiled->module, job.call))
        names.push_back(compiled->module->globals[index].name);
    }
    return names;
  };
  subject.histories.of_job = [shared](const ProofJob &job) { return histories_of(*shared, job); };
  subject.histories.round_step = [shared](const ProofJob &job, const History &history) {
    return round_step_of(*module_of(*shared, job), history);
  };
  subject.histories.told = [shared](const ProofJob &job, const History &history) {
    return told_of(*module_of(*shared, job), job, history);
  };
  subject.histories.after = [shared, of_build](const ProofJob &job, const History &history) {
    const ir::CompiledModule &compiled = *module_of(*shared, job);
    SymbolicSubject after = of_build(job.build, ir::Statics::initial);
    after.run = runs_after(OfEachMachine<Run>(), compiled, history);
    after.open = [observe = observe_after(compiled, history)] { return observe; };
    return after;
  };
  subject.code_sha256 = [shared](const ProofJob &job) {
    const ir::CompiledModule *compiled = module_of(*shared, job);
    return compiled == nullptr ? std::string() : code_sha256_of(*shared, *compiled, job.call);
  };
  subject.not_asked = "sequences of calls of the file";
  for (const HelperText &helper : text_of(shared->unit).helpers) {
    if (shared->asks_loops || !loops(*shared, helper.id))
      continue;
    subject.left_out.push_back(helper.id);
    subject.not_asked += "; proofs of " + std::string(helper.symbol) + ", which loops";
  }
  return subject;
}

} // namespace dma_verify::smt
