// SPDX-License-Identifier: GPL-2.0-only
// A compiled C file as a subject on terms and on machine words.
#pragma once

#include "smt/ir/target.h"
#include "smt/subjects/symbolic_subject.h"

#include <functional>
#include <string>
#include <vector>

namespace dma_verify::smt {

struct CompiledFile {
  UnitId unit{};
  std::vector<ir::CompiledModule> modules;                 // of each row, target and level once
  std::string compiler{};                                  // its name, version and options
  std::function<bool(const StoredScenario &)> can_occur{}; // null: all choices of finite answers
  bool asks_loops = true;                                  // of helpers whose code loops, too
  std::string choices{}; // in words, which ones can occur; empty: all
};

// "x86_64-O2": the target and the level of a module, in ids of jobs.
std::string build_of(const ir::CompiledModule &compiled);

// All clauses are asked of code of level O2. Clauses of execution, undefined behaviour among them,
// are asked at the other levels too; of level Os also that it does what the model does.
SymbolicSubject symbolic_file(CompiledFile file);

} // namespace dma_verify::smt
