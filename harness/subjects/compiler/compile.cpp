// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/compiler/compile.h"

#include "harness/subjects/compiler/shim_text.h"
#include "harness/subjects/kernel_tree/header_text.h"
#include "model/kernel/watching_functions.h"
#include "model/units.h"
#include "smt/process/input_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>
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

// Warnings that the kernel's build makes errors (Makefile, scripts/Makefile.extrawarn), or that
// compilers do since (int-conversion). A function that the shim does not know is none.
std::vector<std::string> strict_flags() {
  return {"-Werror=implicit-int",
          "-Werror=return-type",
          "-Werror=strict-prototypes",
          "-Werror=incompatible-pointer-types",
          "-Werror=int-conversion",
          "-Werror=date-time",
          "-Wimplicit-function-declaration",
          "-Wno-error=implicit-function-declaration"};
}
// For what was read with the strict ones before.
std::vector<std::string> lenient_flags() {
  return {"-Wno-error=implicit-function-declaration", "-Wno-error=int-conversion",
          "-Wno-error=incompatible-pointer-types"};
}

// The options that count for gcov, with the folder that the environment names; none if it names no
// folder.
std::vector<std::string> counting_flags(const Architecture &row) {
  const char *folder = std::getenv("DMA_VERIFY_GCOV");
  if (folder == nullptr || *folder == '\0')
    return {};
  return {"--coverage", "-O0", "-dumpdir", fmt::format("{}/{}-", folder, architecture_id(row))};
}

std::vector<std::string> joined(std::vector<std::string> first,
                                const std::vector<std::string> &second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::vector<std::string> common_flags(const std::string &compiler) {
  return joined(joined({compiler}, kernel_flags()),
                {"-O2", "-fPIC",
                 // A service that is called last would hide the line of the call.
                 "-fno-optimize-sibling-calls",
                 "-Wframe-larger-than=2048"}); // CONFIG_FRAME_WARN of 64-bit kernels
}

// Names of which the shim asks whether the file has them.
constexpr std::array kNamesThatCount = {"free_pages_exact"};

// Where headers are found, and what is defined before the first one.
std::vector<std::string> header_flags(const CompileTask &task, const Architecture &row) {
  const fs::path include = task.work / "include";
  std::vector<std::string> flags = {"-I",       include.string(),
                                    "-I",       (include / "dma_verify").string(),
                                    "-include", (include / "dma_verify" / "kconfig.h").string(),
                                    "-include", (include / "dma_verify" / "options.h").string(),
                                    "-iquote",  task.source.parent_path().string()};
  flags = joined(std::move(flags), macros_of_row(row));
  for (const char *name : kNamesThatCount) {
    if (task.names.uses(name))
      flags.push_back(std::string("-DDMA_VERIFY_FILE_NAMES_") + name);
  }
  return flags;
}

// How one row is made.
struct RowBuild {
  CompiledRow row;
  std::vector<std::string> command;     // links the object
  std::vector<std::string> functions{}; // of the file, of which nothing is left
  std::vector<MissingName> missing{};
  bool is_all = true;
};

std::vector<std::string> link_flags(const fs::path &object) {
  return {"-shared", "-nostdlib", "-Wl,-Bsymbolic", "-o", object.string()};
}

RowBuild build_of(const CompileTask &task, const Architecture &row, const fs::path &source) {
  const fs::path object = task.work / (architecture_id(row) + ".so");
  std::vector<std::string> command = joined(common_flags(task.compiler), strict_flags());
  const std::vector<std::string> headers = header_flags(task, row);
  command = joined(joined(std::move(command), headers), link_flags(object));
  const std::vector<std::string> text = {"-x", "c", source.string()};
  return {{row, object, text, headers}, joined(std::move(command), text)};
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

// Functions that end the case as unmodelled: those that the file calls and, visible outside, those
// of which nothing is left.
std::string stubs_for(const std::set<std::string> &called,
                      const std::vector<std::string> &left_out) {
  std::string text = "#include \"services.h\"\n";
  const auto add = [&](const std::string &name, std::string_view visibility) {
    // Another name in C, since the shim may have declared the function's own name with another
    // type.
    text += fmt::format(
        "long dma_verify_stub_{0}(void) __asm__(\"{0}\") __attribute__((visibility(\"{1}\")));\n"
        "long dma_verify_stub_{0}(void) {{ DMA_VERIFY(unmodelled, \"{0}\"); return 0; }}\n",
        name, visibility);
  };
  for (const std::string &name : called) {
    if (only_watches(name))
      text += fmt::format("long {0}(void) __attribute__((visibility(\"hidden\")));\n"
                          "long {0}(void) {{ return 0; }}\n",
                          name);
    else
      add(name, "hidden");
  }
  for (const std::string &name : left_out)
    add(name, "default");
  return text;
}

// The helpers of the unit that are not among these names.
std::vector<std::string> missing_helpers(UnitId unit, const std::vector<std::string> &defined) {
  std::vector<std::string> missing;
  for (const HelperText &helper : text_of(unit).helpers) {
    if (std::ranges::find(defined, helper.symbol) == defined.end())
      missing.emplace_back(helper.symbol);
  }
  return missing;
}

std::set<std::string, std::less<>> shim_names(UnitId unit) {
  std::set<std::string, std::less<>> names;
  for_each_shim_file(text_of(unit).name,
                     [&](const ShimFile &file) { names.merge(read_source(file.text).names); });
  return names;
}

// Writes the file and all headers that it gets.
class Workplace {
public:
  explicit Workplace(const CompileTask &task)
      : task_(task), source_(task.work / "source" / task.source.filename()) {}

  [[nodiscard]] const fs::path &source() const { return source_; }
  [[nodiscard]] const std::vector<std::string> &unread() const { return unread_; }

  std::optional<CompileError> write() {
    for_each_shim_file(text_of(task_.unit).name, [&](const ShimFile &shim) {
      keep(write_text(include() / "dma_verify" / shim.name, shim.text));
    });
    keep(write_text(include() / "dma_verify" / "options.h", definitions_of(task_.way)));
    if (auto error = add_headers(task_.names.includes))
      return error;
    for (const std::string &name : task_.names.neighbours) {
      const fs::path beside = task_.source.parent_path() / name;
      std::error_code ignored;
      if (fs::is_regular_file(beside, ignored)) {
        const SourceText text = read_source(process::input_text(beside, kMaxHeaderBytes));
        if (auto error = add_headers(text.includes))
          return error;
      } else if (auto error = replace(name)) {
        return error;
      }
    }
    // The text that was read, not what the file is by now; the compiler shows the file's own lines.
    keep(write_text(source_,
                    "#line 1 " + string_literal(task_.source.string()) + "\n" + task_.text));
    if (!written_)
      return CompileError{task_.work.string() + ": cannot write"};
    return std::nullopt;
  }

  // Whether a header beside the file does not compile.
  [[nodiscard]] bool needs_others(const std::vector<process::ProgramEnd> &ends) const {
    const auto is_other = [&](const Diagnostic &diagnostic) {
      return diagnostic.is_error && diagnostic.file != task_.source.string() &&
             !diagnostic.file.starts_with(include().string());
    };
    return unread_.size() < task_.names.neighbours.size() &&
           std::ranges::any_of(ends, [&](const process::ProgramEnd &end) {
             return end.exit_status != 0 &&
                    std::ranges::any_of(diagnostics_in(end.output), is_other);
           });
  }
  // Leaves all headers beside the file unread.
  std::optional<CompileError> replace_neighbours() {
    for (const std::string &name : task_.names.neighbours) {
      if (auto error = replace(name))
        return error;
    }
    return std::nullopt;
  }

private:
  [[nodiscard]] fs::path include() const { return task_.work / "include"; }
  void keep(bool written) { written_ = written_ && written; }

  std::optional<CompileError> add_headers(const std::vector<std::string> &names) {
    for (const std::string &name : names) {
      if (!is_plain_include(name)) {
        return CompileError{task_.source.string() + ": #include <" + name +
                            "> is not a kernel header"};
      }
      keep(write_text(include() / name, "#include \"services.h\"\n"));
    }
    return std::nullopt;
  }

  // The shim stands in for a header beside the file.
  std::optional<CompileError> replace(const std::string &name) {
    if (!is_plain_include(name))
      return CompileError{task_.source.string() + ": #include \"" + name + "\": no such file"};
    keep(write_text(source_.parent_path() / name, "#include \"services.h\"\n"));
    if (std::ranges::find(unread_, name) == unread_.end())
      unread_.push_back(name);
    return std::nullopt;
  }

  const CompileTask &task_;
  fs::path source_;
  std::vector<std::string> unread_;
  bool written_ = true;
};

process::ProgramOptions options_of(const CompileTask &task) {
  return compiler_options(task.work, task.reachable.get());
}

// Runs the preprocessor on the file; its messages are not in the output.
process::ProgramEnd preprocess(const CompileTask &task, const Architecture &row,
                               const fs::path &source, const std::vector<std::string> &flags) {
  process::ProgramOptions options = options_of(task);
  options.errors_in_output = false;
  const auto command = joined(joined(common_flags(task.compiler), header_flags(task, row)), flags);
  return process::run_program(joined(command, {"-x", "c", source.string()}), options);
}

// Leaves out what the simulated kernel lacks the names for, and lets the row be made of the rest.
std::optional<CompileError> leave_out_of(RowBuild &build, const CompileTask &task,
                                         const fs::path &source,
                                         const process::ProgramEnd &compiled) {
  const Architecture &row = build.row.architecture;
  const auto preprocessed = preprocess(task, row, source, {"-E"});
  if (preprocessed.exit_status != 0)
    return CompileError{first_error(compiled)};
  const PreprocessedFile file(preprocessed.output, task.source.string());

  const fs::path rest = task.work / "rest" / (architecture_id(row) + ".i");
  LeavingOut with;
  with.known = shim_names(task.unit);
  with.compile = [&](const std::string &text) -> std::optional<std::string> {
    if (!write_text(rest, text))
      return std::nullopt;
    const auto end =
        process::run_program(joined(joined(common_flags(task.compiler), strict_flags()),
                                    {"-fsyntax-only", "-x", "cpp-output", rest.string()}),
                             options_of(task));
    const bool ended = end.not_started.empty() && end.signal == 0 && !end.timed_out;
    return ended ? std::optional(end.output) : std::nullopt;
  };
  auto left = leave_out(file, with);
  if (const auto *refused = std::get_if<RefusedSource>(&left)) {
    return CompileError{refused->line == 0 ? first_error(compiled)
                                           : fmt::format("{}:{}: error: {}", task.source.string(),
                                                         refused->line, refused->message)};
  }
  auto &rest_of = std::get<LeftOut>(left);
  build.missing = std::move(rest_of.missing);
  build.is_all = rest_of.is_all;
  build.functions = std::move(rest_of.functions);
  build.command = joined(joined(common_flags(task.compiler), lenient_flags()),
                         joined(header_flags(task, row), link_flags(build.row.object)));
  build.row.text = {"-x", "cpp-output", rest.string()};
  build.command = joined(joined(std::move(build.command), build.row.text), {"-x", "c"});
  return std::nullopt;
}

// The first line of the text with this word; 0 if it has none.
std::size_t line_of_word(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos;
       at += word.size()) {
    const bool begins = at == 0 || !is_word_char(text[at - 1]);
    if (begins && word_at(text, at) == word)
      return line_of(text, at);
  }
  return 0;
}

void add_frame(const LargeFrame &frame, std::vector<LargeFrame> &frames) {
  const auto known = std::ranges::find(frames, frame.function, &LargeFrame::function);
  if (known == frames.end())
    frames.push_back(frame);
  else
    known->bytes = std::max(known->bytes, frame.bytes);
}

// The functions that the compiler did not know in a file that it took.
std::vector<MissingName> missing_calls(const CompileTask &task, const process::ProgramEnd &end) {
  std::vector<MissingName> missing;
  for (const Diagnostic &diagnostic : diagnostics_in(end.output)) {
    const auto name = name_not_found(diagnostic);
    if (name && diagnostic.file == task.source.string() && !only_watches(name->name))
      missing.push_back({name->name, diagnostic.line});
  }
  return missing;
}

} // namespace

std::vector<std::string> kernel_flags() {
  return {"-std=gnu11",
          "-g",
          "-nostdinc",
          "-ffreestanding",
          "-fno-strict-overflow",
          "-fno-strict-aliasing",
          "-fno-delete-null-pointer-checks",
          "-fno-common",
          "-fno-stack-protector"};
}

std::string first_error(const process::ProgramEnd &end) {
  if (!end.not_started.empty())
    return end.not_started;
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

std::vector<Architecture> c_architectures() {
  std::vector<Architecture> rows;
  for (const Architecture &row : architectures()) {
    if (row.word_bits == 64)
      rows.push_back(row);
  }
  return rows;
}

std::vector<std::string> macros_of_row(const Architecture &row) {
  std::vector<std::string> macros = {
      fmt::format("-DDMA_VERIFY_PAGE_SHIFT={}", row.page_shift),
      fmt::format("-DDMA_VERIFY_MAX_PAGE_ORDER={}", row.max_page_order),
      fmt::format("-DDMA_VERIFY_WORD_BITS={}", row.word_bits),
      fmt::format("-DDMA_VERIFY_PHYS_BITS={}", row.phys_bits),
      fmt::format("-DDMA_VERIFY_DMA_BITS={}", row.dma_bits)};
  if (row.mmu)
    macros.emplace_back("-DCONFIG_MMU=1");
  return macros;
}

process::ProgramOptions compiler_options(const fs::path &work,
                                         const containment::FileRules *reachable) {
  process::ProgramOptions options;
  if (!work.empty())
    options.environment["TMPDIR"] = work.string();
  options.errors_in_output = true;
  options.environment["LC_ALL"] = "C"; // messages are read
  options.time = std::chrono::minutes(1);
  options.file_megabytes = 256;
  options.memory_megabytes = 8192;
  if (reachable != nullptr)
    options.landlock_rules = reachable->descriptor();
  return options;
}

std::optional<std::string> preprocessed_text(const CompileTask &task) {
  Workplace place(task);
  if (place.write())
    return std::nullopt;
  const auto end =
      preprocess(task, task.architectures.front(), place.source(), {"-E", "-P"}); // no markers
  return end.exit_status == 0 ? std::optional(end.output) : std::nullopt;
}

std::variant<CompiledFile, CompileError> compile_rows(const CompileTask &task) {
  Workplace place(task);
  if (auto error = place.write())
    return std::move(*error);
  std::vector<RowBuild> builds;
  for (const Architecture &row : task.architectures)
    builds.push_back(build_of(task, row, place.source()));
  const auto make_all = [&] {
    std::vector<std::vector<std::string>> commands;
    commands.reserve(builds.size());
    for (const RowBuild &build : builds)
      commands.push_back(build.command);
    return process::run_programs(commands, task.jobs, options_of(task));
  };
  auto compiled = make_all();
  if (place.needs_others(compiled)) {
    if (auto error = place.replace_neighbours())
      return std::move(*error);
    compiled = make_all();
  }
  bool some_left_out = false;
  for (std::size_t i = 0; i < builds.size(); ++i) {
    const process::ProgramEnd &end = compiled[i];
    if (!end.not_started.empty())
      return CompileError{"cannot run the compiler: " + end.not_started};
    if (end.exit_status == 0) {
      builds[i].missing = missing_calls(task, end);
      continue;
    }
    if (end.timed_out || end.signal != 0)
      return CompileError{first_error(end)};
    if (auto error = leave_out_of(builds[i], task, place.source(), end))
      return std::move(*error);
    some_left_out = true;
  }
  if (some_left_out) {
    compiled = make_all();
    for (const process::ProgramEnd &end : compiled) {
      if (end.exit_status != 0)
        return CompileError{first_error(end)};
    }
  }

  std::vector<std::vector<std::string>> undefined_commands;
  undefined_commands.reserve(builds.size());
  for (const RowBuild &build : builds)
    undefined_commands.push_back({"nm", "-D", build.row.object.string()});
  const auto listed = process::run_programs(undefined_commands, task.jobs, options_of(task));
  std::vector<std::vector<std::string>> relinks;
  for (std::size_t i = 0; i < builds.size(); ++i) {
    RowBuild &build = builds[i];
    if (!listed[i].not_started.empty())
      return CompileError{"cannot run nm: " + listed[i].not_started};
    const auto helpers = missing_helpers(task.unit, names_of(listed[i].output, "TtWw"));
    for (const std::string &helper : helpers) {
      if (std::ranges::find(build.functions, helper) == build.functions.end())
        return CompileError{task.source.string() + ": defines no " + helper};
    }
    std::set<std::string> unknown;
    for (const std::string &name : names_of(listed[i].output, "U")) {
      if (!allowed_names().contains(name) && std::ranges::find(helpers, name) == helpers.end())
        unknown.insert(name);
    }
    // Also those that the file or the shim declares.
    for (const std::string &name : unknown) {
      if (std::ranges::find(build.functions, name) == build.functions.end() && !only_watches(name))
        build.missing.push_back({name, line_of_word(task.text, name)});
    }
    std::vector<std::string> command = build.command;
    if (!unknown.empty() || !helpers.empty()) {
      const Architecture &row = build.row.architecture;
      const fs::path stubs = task.work / (architecture_id(row) + "-stubs.c");
      if (!write_text(stubs, stubs_for(unknown, helpers)))
        return CompileError{stubs.string() + ": cannot write"};
      command.push_back(stubs.string());
    }
    // Only now, since gcov's library calls functions that the file must not call.
    const auto counting = counting_flags(build.row.architecture);
    command.insert(command.end(), counting.begin(), counting.end());
    if (command.size() != build.command.size())
      relinks.push_back(command);
  }
  for (const process::ProgramEnd &end :
       process::run_programs(relinks, task.jobs, options_of(task))) {
    if (end.exit_status != 0)
      return CompileError{first_error(end)};
  }

  CompiledFile file;
  file.unread_headers = place.unread();
  for (const process::ProgramEnd &end : compiled) {
    for (const LargeFrame &frame : large_frames_in(end.output))
      add_frame(frame, file.large_frames);
  }
  for (const RowBuild &build : builds) {
    file.rows.push_back(build.row);
    file.is_all = file.is_all && build.is_all;
    add_missing(build.missing, file.missing);
  }
  std::ranges::stable_sort(file.missing, {}, &MissingName::line);
  return file;
}

} // namespace dma_verify
