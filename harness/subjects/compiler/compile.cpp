// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/compiler/compile.h"

#include "harness/subjects/compiler/shim_text.h"
#include "model/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

// Functions of the C library that a file may call. Any other unknown name is a kernel service that
// is not modelled, even if the C library has a function of that name.
const std::set<std::string, std::less<>> &allowed_names() {
  static const std::set<std::string, std::less<>> kNames = {"memcpy", "memmove", "memset",
                                                            "memcmp", "strlen",  "abort"};
  return kNames;
}

bool write_text(const fs::path &path, std::string_view text) {
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  return static_cast<bool>(file.flush());
}

// An include that stays inside the folder: no absolute path, no "..".
bool is_plain_include(const std::string &name) {
  const fs::path path(name);
  return path.is_relative() &&
         std::ranges::none_of(path, [](const fs::path &part) { return part == ".."; });
}

std::vector<std::string> common_flags(const std::string &compiler, const fs::path &include) {
  return {compiler, "-std=gnu11", "-O2", "-fPIC", "-w", "-nostdinc", "-ffreestanding",
          // As the kernel is compiled.
          "-fno-strict-overflow", "-fno-strict-aliasing", "-fno-delete-null-pointer-checks",
          "-fno-common", "-fno-stack-protector",
          // A function that the shim does not know is no error, also to newer compilers.
          "-Wno-error=implicit-function-declaration", "-Wno-error=int-conversion",
          "-Wno-error=incompatible-pointer-types", "-I", include.string(), "-I",
          (include / "dma_verify").string(), "-include",
          (include / "dma_verify" / "kconfig.h").string()};
}

// The options that count for gcov, with the folder that the environment names; none if it names no
// folder.
std::vector<std::string> counting_flags(const Architecture &row) {
  const char *folder = std::getenv("DMA_VERIFY_GCOV");
  if (folder == nullptr || *folder == '\0')
    return {};
  return {"--coverage", "-O0", "-dumpdir", fmt::format("{}/{}-", folder, architecture_id(row))};
}

// A text as a string literal of C.
std::string quoted(const std::string &text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      literal += '\\';
    literal += c;
  }
  return literal + "\"";
}

std::vector<std::string> link_command(const CompileTask &task, const Architecture &row,
                                      const fs::path &include, const fs::path &source,
                                      const fs::path &object) {
  std::vector<std::string> command = common_flags(task.compiler, include);
  command.insert(command.end(), {"-iquote", task.source.parent_path().string()});
  command.push_back("-DDMA_VERIFY_PAGE_SHIFT=" + std::to_string(row.page_shift));
  command.push_back("-DDMA_VERIFY_MAX_PAGE_ORDER=" + std::to_string(row.max_page_order));
  if (row.mmu)
    command.emplace_back("-DCONFIG_MMU=1");
  command.insert(command.end(), {"-shared", "-nostdlib", "-Wl,-Bsymbolic", "-x", "c",
                                 source.string(), "-o", object.string()});
  return command;
}

// The compiler's first error line, or its first line; or how it ended without one.
std::string first_error(const process::ProgramEnd &end) {
  if (end.timed_out)
    return "the compiler did not end in time";
  if (end.signal != 0)
    return fmt::format("the compiler was ended by signal {}", end.signal);
  std::istringstream lines(end.output);
  std::string line;
  std::string first;
  while (std::getline(lines, line)) {
    if (first.empty())
      first = line;
    if (line.find("error:") != std::string::npos)
      return line;
  }
  return first;
}

// Names in the output of nm, one line "address type name" or "type name" each.
std::vector<std::string> names_of(const std::string &nm_output, std::string_view types) {
  std::vector<std::string> names;
  std::istringstream lines(nm_output);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::vector<std::string> parts;
    for (std::string word; words >> word;)
      parts.push_back(word);
    if (parts.size() < 2)
      continue;
    const std::string &type = parts[parts.size() - 2];
    if (type.size() == 1 && types.find(type[0]) != std::string_view::npos) {
      names.push_back(parts.back());
    }
  }
  return names;
}

std::string stubs_for(const std::set<std::string> &names) {
  std::string text = "#include \"services.h\"\n";
  for (const std::string &name : names) {
    // Another name in C, since the shim may have declared the function's own name with another
    // type.
    text += fmt::format(
        "long dma_verify_stub_{0}(void) __asm__(\"{0}\") __attribute__((visibility(\"hidden\")));\n"
        "long dma_verify_stub_{0}(void) {{ DMA_VERIFY(unmodelled, \"{0}\"); return 0; }}\n",
        name);
  }
  return text;
}

// The first helper of the unit that is not among these names; empty if all are.
std::string_view missing_helper(UnitId unit, const std::vector<std::string> &defined) {
  for (const HelperText &helper : text_of(unit).helpers) {
    if (std::ranges::find(defined, helper.symbol) == defined.end())
      return helper.symbol;
  }
  return {};
}

} // namespace

std::vector<Architecture> c_architectures() {
  std::vector<Architecture> rows;
  for (const Architecture &row : architectures()) {
    if (row.word_bits == 64)
      rows.push_back(row);
  }
  return rows;
}

process::ProgramOptions compiler_options() {
  process::ProgramOptions options;
  options.errors_in_output = true;
  options.time = std::chrono::minutes(1);
  options.file_megabytes = 256;
  return options;
}

std::variant<std::vector<CompiledRow>, CompileError> compile_rows(const CompileTask &task) {
  const fs::path include = task.work / "include";
  bool written = true;
  for_each_shim_file(text_of(task.unit).name, [&](const ShimFile &shim) {
    written = written && write_text(include / "dma_verify" / shim.name, shim.text);
  });
  for (const std::string &name : task.includes) {
    if (!is_plain_include(name)) {
      return CompileError{task.source.string() + ": #include <" + name +
                          "> is not a kernel header"};
    }
    written = written && write_text(include / name, "#include \"services.h\"\n");
  }
  // The text that was read, not what the file is by now; the compiler shows the file's own lines.
  const fs::path source = task.work / "source" / task.source.filename();
  written =
      written && write_text(source, "#line 1 " + quoted(task.source.string()) + "\n" + task.text);
  if (!written)
    return CompileError{task.work.string() + ": cannot write"};

  std::vector<CompiledRow> rows;
  std::vector<std::vector<std::string>> commands;
  std::vector<std::vector<std::string>> undefined_commands;
  for (const Architecture &row : task.architectures) {
    const fs::path object = task.work / (architecture_id(row) + ".so");
    rows.push_back({row, object});
    commands.push_back(link_command(task, row, include, source, object));
    undefined_commands.push_back({"nm", "-D", object.string()});
  }
  const auto compiled = process::run_programs(commands, task.jobs, compiler_options());
  for (const process::ProgramEnd &end : compiled) {
    if (!end.not_started.empty())
      return CompileError{"cannot run the compiler: " + end.not_started};
    if (end.exit_status != 0)
      return CompileError{first_error(end)};
  }
  const auto listed = process::run_programs(undefined_commands, task.jobs, compiler_options());
  std::vector<std::vector<std::string>> relinks;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!listed[i].not_started.empty())
      return CompileError{"cannot run nm: " + listed[i].not_started};
    const auto missing = missing_helper(task.unit, names_of(listed[i].output, "TtWw"));
    if (!missing.empty())
      return CompileError{task.source.string() + ": defines no " + std::string(missing)};
    std::set<std::string> unknown;
    for (const std::string &name : names_of(listed[i].output, "U")) {
      if (!allowed_names().contains(name))
        unknown.insert(name);
    }
    std::vector<std::string> command = commands[i];
    if (!unknown.empty()) {
      const fs::path stubs = task.work / (architecture_id(rows[i].architecture) + "-stubs.c");
      if (!write_text(stubs, stubs_for(unknown)))
        return CompileError{stubs.string() + ": cannot write"};
      command.push_back(stubs.string());
    }
    // Only now, since gcov's library calls functions that the file must not call.
    const auto counting = counting_flags(rows[i].architecture);
    command.insert(command.end(), counting.begin(), counting.end());
    if (command.size() != commands[i].size())
      relinks.push_back(command);
  }
  for (const process::ProgramEnd &end :
       process::run_programs(relinks, task.jobs, compiler_options())) {
    if (end.exit_status != 0)
      return CompileError{first_error(end)};
  }
  return rows;
}

} // namespace dma_verify
