// SPDX-License-Identifier: GPL-2.0-only
// Compiles the C file of a unit, as it is, against the shim: one shared object per page shift, and
// one without CONFIG_MMU.
#pragma once

#include "harness/subjects/compiler/diagnostics.h"
#include "harness/subjects/compiler/left_out.h"
#include "harness/subjects/containment/landlock.h"
#include "harness/subjects/options.h"
#include "harness/subjects/source_text.h"
#include "model/kernel/helper_id.h"
#include "model/words/architecture.h"
#include "smt/process/program.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify {

struct CompiledRow {
  Architecture architecture{};
  std::filesystem::path object; // shared object
  // What was compiled, and with which options about headers and names: the same for each compiler.
  std::vector<std::string> text{}; // "-x", the language and the file
  std::vector<std::string> headers{};
};

struct CompileError {
  std::string message; // one line
};

// How a compiler is run, and what belongs to it: within limits, its messages in its output. It
// leaves nothing outside the folder, if one is given, and reaches only the files of the rules, if
// there are any; they must outlive the options.
process::ProgramOptions compiler_options(const std::filesystem::path &work = {},
                                         const containment::FileRules *reachable = nullptr);

// How a kernel compiles its files, for all targets and levels of optimisation; with line numbers.
std::vector<std::string> kernel_flags();

// The first line with an error of a compiler, or its first line; or how it ended without one.
std::string first_error(const process::ProgramEnd &end);

// The rows on which a C file runs: 64-bit words.
std::vector<Architecture> c_architectures();

// What the shim must be told of the row, as options of a compiler.
std::vector<std::string> macros_of_row(const Architecture &row);

// A C file, and how it is to be compiled.
struct CompileTask {
  std::filesystem::path source; // its absolute path, for messages and for files beside it
  std::string text;             // its content: what is compiled
  UnitId unit{};                // whose headers it gets, and whose helpers it must define
  SourceText names;             // what it says before it is compiled
  std::filesystem::path work;   // a folder, which must exist and which the caller removes
  std::string compiler;         // program name or path
  unsigned jobs = 1;
  std::vector<Architecture> architectures; // each one of c_architectures()
  Way way{};                               // its options
  // What the compiler can reach; null: all that the user can.
  std::shared_ptr<const containment::FileRules> reachable{};
};

struct CompiledFile {
  std::vector<CompiledRow> rows;
  // What the simulated kernel lacks: cases that come to code that needs it end as unmodelled.
  std::vector<MissingName> missing;
  bool is_all = true; // calls of unknown functions apart, all of the file was compiled
  std::vector<LargeFrame> large_frames;    // each function once, with its largest frame
  std::vector<std::string> unread_headers; // beside the file: not there, or not to be compiled
};

// Writes everything below `work`. What needs names that the shim does not know is left out, and a
// call of an unknown function becomes a stub; both end the case as unmodelled. An error is what no
// compiler of a kernel takes.
std::variant<CompiledFile, CompileError> compile_rows(const CompileTask &task);

// What the compiler reads of the file on its first architecture: without comments and directives.
std::optional<std::string> preprocessed_text(const CompileTask &task);

} // namespace dma_verify
