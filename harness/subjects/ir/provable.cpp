// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/ir/provable.h"

#include "harness/subjects/ir/compile_ir.h"
#include "smt/subjects/compiled_file.h"

#include <array>

namespace dma_verify {
namespace {

// As the kernel is built; and what clang writes before any pass, for undefined behaviour.
constexpr std::array kProvedLevels = {IrLevel::front, IrLevel::o2};

std::string joined(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

} // namespace

std::string make_provable(Subject &subject, const CSubject &file,
                          std::span<const Architecture> rows, unsigned jobs) {
  if (file.unit != UnitId::ops_helpers)
    return "files of " + std::string(text_of(file.unit).name) + ".c are tested only";
  if (!file.way.empty())
    return "files are proved with the usual options of the kernel only";
  const auto found = find_ir_compiler();
  if (const auto *error = std::get_if<IrError>(&found))
    return error->message;
  const auto &compiler = std::get<IrCompiler>(found);
  smt::CompiledFile compiled;
  compiled.unit = file.unit;
  for (const IrLevel level : kProvedLevels) {
    auto modules = compile_ir(file, rows, level, compiler, jobs);
    if (const auto *error = std::get_if<IrError>(&modules))
      return error->message;
    for (auto &module : std::get<std::vector<ir::CompiledModule>>(modules))
      compiled.modules.push_back(std::move(module));
  }
  if (compiled.modules.empty())
    return "no processor has a selected architecture";
  compiled.compiler =
      compiler.version + " " +
      joined(ir_options(*targets_of(compiled.modules.front().row).front(), IrLevel::o2));
  if (!file.form.environment.iommu_devices) {
    compiled.choices = "no devices behind an IOMMU without an ops table";
    compiled.can_occur = [](const StoredScenario &answers) { return !answers.use_dma_iommu; };
  }
  subject.on_terms =
      std::make_shared<const smt::SymbolicSubject>(smt::symbolic_file(std::move(compiled)));
  return {};
}

} // namespace dma_verify
