// SPDX-License-Identifier: GPL-2.0-only
// Compiles the C file of a unit, as it is, against the shim: one shared object per page shift, and
// one without CONFIG_MMU.
#pragma once

#include "harness/units/ops_helpers/form.h"
#include "model/kernel/helper_id.h"
#include "model/words/architecture.h"
#include "smt/process/program.h"

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify {

struct CompiledRow {
  Architecture architecture{};
  std::filesystem::path object; // shared object
};

struct CompiledFile {
  UnitId unit{}; // found by the helpers that the file defines
  std::vector<CompiledRow> rows;
};

struct CompileError {
  std::string message; // one line
};

// How a compiler is run, and what belongs to it: within limits, its messages in its output.
process::ProgramOptions compiler_options();

// The rows on which a C file runs: 64-bit words.
std::vector<Architecture> c_architectures();

// Writes everything below `work`, which must exist and which the caller removes. `compiler` is a
// program name or path. A call of a function that the shim does not know becomes a stub that ends
// the case as unmodelled. Compiled are the given architectures, each one of c_architectures().
std::variant<CompiledFile, CompileError>
compile_rows(const std::filesystem::path &source, const SourceForm &form,
             const std::filesystem::path &work, const std::string &compiler, unsigned jobs,
             const std::vector<Architecture> &architectures = c_architectures());

} // namespace dma_verify
