// SPDX-License-Identifier: GPL-2.0-only
#include "smt/subjects/compiled_file.h"

#include "model/kernel/convert.h"
#include "smt/ir/decode/content.h"
#include "smt/ir/decode/statics.h"
#include "smt/ir/machines/on_machine.h"
#include "smt/terms/query.h"

#include <algorithm>
#include <iterator>
#include <memory>

namespace dma_verify::smt {
namespace {

constexpr std::string_view kFront = "front";
constexpr std::string_view kForSize = "Os";

using Modules = std::vector<ir::CompiledModule>;

// Runs the module of a scenario's row.
template <class M> Run<M> run_on(const Modules &modules, ir::Statics statics) {
  if constexpr (M::kWordBits == 8) { // no C compiler has such words
    return {};
  } else {
    std::vector<std::pair<Architecture, ir::Runs<M>>> rows;
    for (const ir::CompiledModule &compiled : modules) {
      if (compiled.row.word_bits == M::kWordBits && compiled.row.phys_bits == M::kPhysBits &&
          compiled.row.dma_bits == M::kDmaBits)
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
      if constexpr (M::kWordBits != 8) {
        rows.emplace_back(compiled.row, [run = ir::OnMachine<M>::runs(compiled, statics)](
                                            const StoredScenario &stored, StoredObservation &seen) {
          if constexpr (std::is_same_v<M, WidestMachine>) {
            run(stored, seen);
          } else {
            Observation<M> narrow;
            run(convert_scenario<M>(stored), narrow);
            convert_observation(stored.call, narrow, seen);
          }
        });
      }
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

std::string_view symbol_of(HelperId call) {
  for (const HelperText &helper : text_of(call.unit).helpers) {
    if (helper.id == call)
      return helper.symbol;
  }
  return "";
}

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
    for (const ir::CompiledModule &compiled : shared->modules) {
      if (compiled.row != job.architecture || build_of(compiled) != job.build)
        continue;
      for (const std::uint32_t index : statics_of(*compiled.module, job.call))
        names.push_back(compiled.module->globals[index].name);
    }
    return names;
  };
  subject.code_sha256 = [shared](const ProofJob &job) {
    for (const ir::CompiledModule &compiled : shared->modules) {
      if (compiled.row == job.architecture && build_of(compiled) == job.build)
        return code_sha256_of(*shared, compiled, job.call);
    }
    return std::string();
  };
  subject.not_asked = "sequences of calls of the file";
  for (const HelperText &helper : text_of(shared->unit).helpers) {
    if (!shared->asks_loops && loops(*shared, helper.id))
      subject.not_asked += "; proofs of " + std::string(helper.symbol) + ", which loops";
  }
  return subject;
}

} // namespace dma_verify::smt
