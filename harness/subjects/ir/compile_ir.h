// SPDX-License-Identifier: GPL-2.0-only
// Compiles a C file to LLVM's intermediate representation, as the kernel's build would with clang,
// against the shim that the C subject was compiled against.
#pragma once

#include "harness/subjects/c_subject.h"
#include "harness/subjects/compiler/targets.h"
#include "smt/ir/target.h"

#include <span>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify {

// How far clang goes: `front` is before any pass of the optimizer.
enum class IrLevel : std::uint8_t { front, o2, os };
std::string_view to_string(IrLevel level);

struct IrError {
  std::string message; // one line
};

// clang 19, which must have the version of the library that reads what it writes; or why there is
// none.
struct IrCompiler {
  std::string program;
  std::string version; // its first line
};
std::variant<IrCompiler, IrError> find_ir_compiler();

// For each of these rows, once for each target (targets_of); `jobs` compilers run at once. Without
// rows of a file of which code was left out, other than those on which the subject runs.
std::variant<std::vector<ir::CompiledModule>, IrError>
compile_ir(const CSubject &subject, std::span<const Architecture> rows, IrLevel level,
           const IrCompiler &compiler, unsigned jobs);

// The options for a target, as they are recorded.
std::vector<std::string> ir_options(const Target &target, IrLevel level);

} // namespace dma_verify
