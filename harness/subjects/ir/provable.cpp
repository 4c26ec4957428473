// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/ir/provable.h"

#include "harness/subjects/ir/compile_ir.h"
#include "smt/subjects/compiled_file.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dma_verify {
namespace {

// As the kernel is built, for speed or for size; and what clang writes before any pass, for
// undefined behaviour.
constexpr std::array kProvedLevels = {IrLevel::front, IrLevel::o2, IrLevel::os};

std::string joined(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

// The options with which the file is compiled for all of these rows; ids of jobs name the others,
// the target and the level.
std::vector<std::string> common_options(std::span<const Architecture> rows) {
  std::vector<std::string> common;
  bool is_first = true;
  for (const Architecture &row : rows) {
    for (const Target *target : targets_of(row)) {
      const std::vector<std::string> options = ir_options(*target, IrLevel::o2);
      if (std::exchange(is_first, false)) {
        common = options;
        continue;
      }
      std::erase_if(common, [&](const std::string &option) {
        return std::ranges::find(options, option) == options.end();
      });
    }
  }
  return common;
}

// Rows of which nothing is asked, and why; empty if there are none.
std::string rows_left_out(std::span<const Architecture> rows, const smt::CompiledFile &compiled) {
  std::string without_processor;
  std::string without_code;
  for (const Architecture &row : rows) {
    const bool is_compiled = std::ranges::find(compiled.modules, row, &ir::CompiledModule::row) !=
                             compiled.modules.end();
    std::string &ids = targets_of(row).empty() ? without_processor : without_code;
    if (!is_compiled)
      ids += (ids.empty() ? "" : ", ") + architecture_id(row);
  }
  std::string text;
  if (!without_processor.empty())
    text += "; not-applicable, since no processor has these words: " + without_processor;
  if (!without_code.empty())
    text += "; rows for which code of the file is left out: " + without_code;
  return text;
}

} // namespace

std::string make_provable(Subject &subject, const CSubject &file,
                          std::span<const Architecture> rows, unsigned jobs) {
  if (!file.way.empty())
    return "files are proved with the usual options of the kernel only";
  const auto found = find_ir_compiler();
  if (const auto *error = std::get_if<IrError>(&found))
    return error->message;
  const auto &compiler = std::get<IrCompiler>(found);
  smt::CompiledFile compiled;
  compiled.unit = file.unit;
  compiled.asks_loops = file.unit != UnitId::remap;
  for (const IrLevel level : kProvedLevels) {
    auto modules = compile_ir(file, rows, level, compiler, jobs);
    if (const auto *error = std::get_if<IrError>(&modules))
      return error->message;
    for (auto &module : std::get<std::vector<ir::CompiledModule>>(modules))
      compiled.modules.push_back(std::move(module));
  }
  if (compiled.modules.empty())
    return "no processor has a selected architecture";
  compiled.compiler = compiler.version + " " + joined(common_options(rows));
  if (!file.form.environment.iommu_devices) {
    compiled.choices = "no devices behind an IOMMU without an ops table";
    compiled.can_occur = [](const StoredScenario &answers) { return !answers.use_dma_iommu; };
  }
  if (!file.form.environment.split_memmaps) {
    compiled.choices = "no blocks whose struct pages are not one array";
    compiled.can_occur = [](const StoredScenario &answers) { return !answers.split_memmap; };
  }
  const std::string left_out = rows_left_out(rows, compiled);
  smt::SymbolicSubject symbolic = smt::symbolic_file(std::move(compiled));
  symbolic.not_asked += left_out;
  subject.on_terms = std::make_shared<const smt::SymbolicSubject>(std::move(symbolic));
  return {};
}

} // namespace dma_verify
