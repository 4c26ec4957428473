// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/ir/compile_ir.h"

#include "harness/subjects/shim/pages.h"
#include "smt/ir/decode/decode.h"
#include "smt/process/input_file.h"

#include <algorithm>
#include <cstdlib>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxModuleBytes = 64U << 20U;

std::string first_line(const std::string &text) { return text.substr(0, text.find('\n')); }

// The row of the subject, or, of one on which it does not run itself, the same file with what the
// shim must be told of that row. Nothing if code was left out, which was read for another row.
std::optional<CompiledRow> row_of(const CSubject &subject, const Architecture &row) {
  const auto own = std::ranges::find(subject.rows, row, &CompiledRow::architecture);
  if (own != subject.rows.end())
    return *own;
  if (subject.rows.empty() || !subject.is_all || !subject.missing.empty())
    return std::nullopt;
  CompiledRow made = subject.rows.front();
  const std::vector<std::string> others = macros_of_row(made.architecture);
  std::erase_if(made.headers, [&](const std::string &option) {
    return std::ranges::find(others, option) != others.end();
  });
  std::ranges::copy(macros_of_row(row), std::back_inserter(made.headers));
  made.architecture = row;
  return made;
}

struct IrTask {
  CompiledRow row;
  const Target *target;
  fs::path module;
  std::vector<std::string> command;
};

IrTask task_of(const CompiledRow &row, const Target &target, IrLevel level,
               const IrCompiler &compiler, const fs::path &folder) {
  const fs::path module =
      folder / (architecture_id(row.architecture) + "-" + std::string(target.name) + "-" +
                std::string(to_string(level)) + ".bc");
  std::vector<std::string> command = {compiler.program};
  for (const auto &part : {ir_options(target, level), row.headers})
    command.insert(command.end(), part.begin(), part.end());
  command.insert(command.end(), {"-w", "-Wno-error=implicit-function-declaration", "-c",
                                 "-emit-llvm", "-o", module.string()});
  command.insert(command.end(), row.text.begin(), row.text.end());
  return {row, &target, module, std::move(command)};
}

ir::PageArray page_array(const Architecture &row) {
  if (row.word_bits == 64)
    return {DMA_VERIFY_PAGES_64, DMA_VERIFY_PAGE_BYTES_64};
  return {DMA_VERIFY_PAGES_32, DMA_VERIFY_PAGE_BYTES_32};
}

} // namespace

std::string_view to_string(IrLevel level) {
  switch (level) {
  case IrLevel::front:
    return "front";
  case IrLevel::o2:
    return "O2";
  case IrLevel::os:
    return "Os";
  }
  return "";
}

std::variant<IrCompiler, IrError> find_ir_compiler() {
  const char *named = std::getenv("DMA_VERIFY_CLANG");
  const std::string program = named != nullptr && *named != '\0' ? named : "clang-19";
  const auto end = process::run_program({program, "--version"}, compiler_options());
  if (!end.not_started.empty() || end.exit_status != 0)
    return IrError{program + " is not installed"};
  const std::string version = first_line(end.output);
  const std::string ours = ir::llvm_version();
  if (version.find(" " + ours.substr(0, ours.find('.')) + ".") == std::string::npos)
    return IrError{program + " is not of version " + ours + ": " + version};
  return IrCompiler{program, version};
}

std::vector<std::string> ir_options(const Target &target, IrLevel level) {
  std::vector<std::string> options = kernel_flags();
  options.insert(options.end(),
                 {"--target=" + std::string(target.triple), "-fno-builtin", "-fno-pic",
                  "-fno-unroll-loops", "-fstandalone-debug", "-DDMA_VERIFY_ON_TERMS"});
  options.insert(options.end(), target.flags.begin(), target.flags.end());
  switch (level) {
  case IrLevel::front:
    options.insert(options.end(), {"-O1", "-Xclang", "-disable-llvm-passes"});
    break;
  case IrLevel::o2:
    options.emplace_back("-O2");
    break;
  case IrLevel::os:
    options.emplace_back("-Os");
    break;
  }
  return options;
}

std::variant<std::vector<ir::CompiledModule>, IrError>
compile_ir(const CSubject &subject, std::span<const Architecture> rows, IrLevel level,
           const IrCompiler &compiler, unsigned jobs) {
  const fs::path folder = *subject.folder / "ir";
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  std::vector<IrTask> tasks;
  for (const Architecture &architecture : rows) {
    const auto row = row_of(subject, architecture);
    if (!row)
      continue;
    for (const Target *target : targets_of(architecture))
      tasks.push_back(task_of(*row, *target, level, compiler, folder));
  }
  std::vector<std::vector<std::string>> commands;
  commands.reserve(tasks.size());
  for (const IrTask &task : tasks)
    commands.push_back(task.command);
  const auto reachable = reachable_for(subject, compiler.program);
  const auto ends =
      process::run_programs(commands, jobs, compiler_options(*subject.folder, reachable.get()));
  std::vector<ir::CompiledModule> modules;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const IrTask &task = tasks[i];
    const std::string id =
        architecture_id(task.row.architecture) + ", " + std::string(task.target->name);
    if (!ends[i].not_started.empty() || ends[i].exit_status != 0)
      return IrError{"clang, " + id + ": " + first_error(ends[i])};
    const auto read = process::read_input_file(task.module, kMaxModuleBytes);
    const auto *text = std::get_if<std::string>(&read);
    if (text == nullptr)
      return IrError{std::get<process::UnreadableFile>(read).why};
    auto decoded = ir::decode(*text, id);
    if (const auto *error = std::get_if<ir::DecodeError>(&decoded))
      return IrError{error->message};
    ir::CompiledModule compiled;
    compiled.unit = subject.unit;
    compiled.row = task.row.architecture;
    compiled.target = task.target->name;
    compiled.level = to_string(level);
    compiled.pages = page_array(compiled.row);
    compiled.module = std::make_shared<const ir::Module>(std::get<ir::Module>(std::move(decoded)));
    modules.push_back(std::move(compiled));
  }
  return modules;
}

} // namespace dma_verify
