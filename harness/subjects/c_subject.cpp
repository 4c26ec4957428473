// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/c_subject.h"

#include "harness/subjects/kernel_tree/header_text.h"
#include "harness/subjects/kernel_tree/kernel_headers.h"
#include "harness/subjects/session/loaded_object.h"
#include "harness/units/unit_sources.h"
#include "model/units.h"
#include "smt/process/input_file.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <unistd.h>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxSourceBytes = 1U << 20U;

std::optional<fs::path> make_work_folder() {
  std::error_code error;
  const fs::path base = fs::temp_directory_path(error);
  if (error)
    return std::nullopt;
  std::string name = (base / "dma-verify-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    return std::nullopt;
  return fs::path(name);
}

// Removes the folder in the process that made it, not in its forked children.
struct RemoveFolder {
  pid_t owner = getpid();
  void operator()(const fs::path *folder) const {
    std::error_code ignored;
    if (getpid() == owner)
      fs::remove_all(*folder, ignored);
    delete folder;
  }
};

std::vector<Architecture> wanted_rows(const std::vector<Architecture> &among) {
  std::vector<Architecture> all = c_architectures();
  if (among.empty())
    return all;
  std::vector<Architecture> wanted;
  std::ranges::copy_if(all, std::back_inserter(wanted), [&](const Architecture &row) {
    return std::ranges::find(among, row) != among.end();
  });
  return wanted.empty() ? std::vector{all.front()} : wanted;
}

// The unit of which the file names most helpers; nothing if it names none.
std::optional<UnitId> unit_of(const SourceText &source) {
  const auto named = [&](const UnitText &unit) {
    return std::ranges::count_if(
        unit.helpers, [&](const HelperText &helper) { return source.uses(helper.symbol); });
  };
  const UnitText &most = *std::ranges::max_element(units(), {}, named);
  return named(most) == 0 ? std::nullopt : std::optional(most.id);
}

// A kernel's own build tells by these where its tree is.
bool is_tree(const fs::path &folder) {
  std::error_code error;
  return fs::exists(folder / "Makefile", error) &&
         fs::is_directory(folder / "include/linux", error);
}

// The tree that the file of the unit lies in at its place; empty if it lies elsewhere.
fs::path tree_around(const fs::path &source, UnitId unit) {
  std::error_code error;
  const fs::path place = fs::absolute(source, error).lexically_normal();
  const fs::path inside = text_of(unit).path;
  fs::path tree = place;
  for ([[maybe_unused]] const fs::path &part : inside)
    tree = tree.parent_path();
  return place == tree / inside && is_tree(tree) ? tree : fs::path();
}

// A name that the file uses and the kernel in its tree does not have.
std::optional<std::string> name_of_other_release(const CSubject &subject,
                                                 const SourceText &source) {
  for (const NameOfRelease &each : source_of(subject.unit).names_of_releases) {
    const fs::path header = subject.tree / each.header;
    std::error_code error;
    if (subject.tree.empty() || !source.uses(each.name) || !fs::exists(header, error))
      continue;
    if (!read_source(process::input_text(header, kMaxHeaderBytes)).uses(each.name))
      return std::string(each.header) + " of the tree has no " + std::string(each.name);
  }
  return std::nullopt;
}

// A folder of its own for the subject; false if none can be made.
bool make_folder(CSubject &subject) {
  const auto work = make_work_folder();
  if (work)
    subject.folder = std::shared_ptr<const fs::path>(new fs::path(*work), RemoveFolder{});
  return work.has_value();
}
constexpr const char *kNoFolder = "no folder for temporary files can be made (see TMPDIR)";

CompileTask task_of(const CSubject &subject, const std::string &text, const SourceText &source,
                    const CSubjectOptions &options) {
  std::error_code error;
  return {fs::absolute(subject.source, error),
          text,
          subject.unit,
          source,
          *subject.folder,
          subject.compiler,
          options.jobs,
          wanted_rows(options.architectures),
          subject.way,
          reachable_for(subject, subject.compiler)};
}

// A compiler that keeps files in places of its own, such as a cache, does not work if it cannot
// reach them. Then it is not contained, and the phrase says so.
std::optional<std::string> compiler_not_contained(CSubject &subject) {
  const auto reachable = reachable_for(subject, subject.compiler);
  if (!reachable)
    return std::nullopt;
  const fs::path nothing = *subject.folder / "nothing.c";
  std::ofstream(nothing) << "int nothing;\n";
  process::ProgramOptions options = compiler_options(*subject.folder, reachable.get());
  options.time = std::chrono::seconds(5);
  const auto end = process::run_program(
      {subject.compiler, "-c", nothing.string(), "-o", (*subject.folder / "nothing.o").string()},
      options);
  if (end.exit_status == 0 || end.timed_out || end.interrupted)
    return std::nullopt;
  subject.containment = Containment("the compiler does not work in it");
  return "what the compiler reads and writes: " + subject.compiler +
         " does not work where it reaches the file and the system alone";
}

// Reads what comes from a pipe into a file of its own: it is needed more than once.
std::optional<std::string> copy_stream(const std::string &path, CSubject &subject) {
  if (path == "-" && isatty(STDIN_FILENO) != 0)
    return "standard input is a terminal";
  const auto folder = make_work_folder();
  if (!folder)
    return kNoFolder;
  subject.copied = std::shared_ptr<const fs::path>(new fs::path(*folder), RemoveFolder{});
  subject.source = *folder / (path == "-" ? "standard-input.c" : "pipe.c");
  std::ifstream from(path == "-" ? "/dev/stdin" : path, std::ios::binary);
  std::string text(kMaxSourceBytes + 1, '\0');
  from.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(from.gcount()));
  if (text.empty())
    return "nothing comes from it";
  std::ofstream to(subject.source, std::ios::binary);
  to << text;
  if (!to.flush())
    return kNoFolder;
  return std::nullopt;
}

// Compiles the file in the subject's way.
std::optional<std::string> compile(CSubject &subject, const std::string &text,
                                   const SourceText &source, const CSubjectOptions &options) {
  if (!make_folder(subject))
    return kNoFolder;
  auto compiled = compile_rows(task_of(subject, text, source, options));
  if (const auto *failed = std::get_if<CompileError>(&compiled))
    return failed->message;
  CompiledFile &file = std::get<CompiledFile>(compiled);
  subject.rows = std::move(file.rows);
  subject.missing = std::move(file.missing);
  subject.is_all = file.is_all;
  subject.large_frames = std::move(file.large_frames);
  subject.unread_headers = std::move(file.unread_headers);
  subject.loaded = std::make_shared<LoadedObjects>();
  return std::nullopt;
}

// In which ways the file has to be judged.
Ways ways_in(const CSubject &subject, const std::string &text, const SourceText &source,
             const CSubjectOptions &options) {
  return ways_of(source, [&](const Way &way) -> std::optional<std::string> {
    CSubject trial = subject;
    trial.way = way;
    return make_folder(trial) ? preprocessed_text(task_of(trial, text, source, options))
                              : std::nullopt;
  });
}

// A header that the tree of the file does not have.
std::optional<std::string> missing_header(const CSubject &subject, const SourceText &source) {
  if (subject.tree.empty() || !is_whole_tree(subject.tree))
    return std::nullopt;
  if (const auto name = header_not_in(subject.tree, source.includes))
    return "#include <" + *name + ">: the tree has no such header";
  for (const std::string &name : source.neighbours) {
    std::error_code error;
    if (!fs::exists(subject.source.parent_path() / name, error))
      return "#include \"" + name + "\": no such file";
  }
  return std::nullopt;
}

// What cannot be said of headers without a whole tree.
std::vector<std::string> headers_not_seen(const CSubject &subject, const SourceText &source) {
  std::vector<std::string> phrases;
  if (!subject.tree.empty() && is_whole_tree(subject.tree))
    return phrases;
  for (const std::string &name : unknown_headers(source.includes))
    phrases.push_back("whether kernels have <" + name + ">");
  return phrases;
}

// Recognises the file of `subject.source`, and compiles it in the usual way, or in the way that the
// subject has; what stands against it, if anything does.
std::optional<std::string> load(CSubject &subject, const CSubjectOptions &options,
                                std::vector<CSubject> &others) {
  const auto read = process::read_input_file(subject.source, kMaxSourceBytes);
  if (const auto *unreadable = std::get_if<process::UnreadableFile>(&read))
    return unreadable->why + " (a subject is model, a C file, or a kernel tree)";
  const auto *text = std::get_if<std::string>(&read);
  const SourceText source = read_source(*text);
  const std::optional<UnitId> unit = unit_of(source);
  if (!unit)
    return "defines no helper of " + unit_paths();
  subject.unit = *unit;
  if (subject.tree.empty())
    subject.tree = tree_around(subject.source, subject.unit);
  subject.form = source_of(subject.unit).form_of(source, subject.tree);
  subject.form.environment.numbers =
      std::make_shared<const std::vector<std::uint64_t>>(source.numbers);
  if (auto missing = missing_header(subject, source))
    return missing;
  if (const auto other = name_of_other_release(subject, source))
    return *other;
  if (!subject.form.contradiction.empty())
    return "no release of the kernel has " + subject.form.contradiction;
  subject.sha256 = sha256_of(*text);

  subject.compiler = options.compiler;
  const char *cc = std::getenv("CC");
  if (subject.compiler.empty())
    subject.compiler = cc != nullptr && *cc != '\0' ? cc : "cc";
  subject.containment = options.containment;
  if (!make_folder(subject))
    return kNoFolder;
  const auto not_contained = compiler_not_contained(subject);
  if (!subject.way.empty()) // the user's
    return compile(subject, *text, source, options);

  Ways ways = ways_in(subject, *text, source, options);
  if (const auto others_of = source_of(subject.unit).other_ways; others_of != nullptr)
    std::ranges::move(others_of(source), std::back_inserter(ways.judged));
  subject.not_seen = headers_not_seen(subject, source);
  std::ranges::copy(ways.not_seen, std::back_inserter(subject.not_seen));
  if (not_contained)
    subject.not_seen.push_back(*not_contained);
  if (source.uses("dev_name") &&
      (source.uses("strcmp") || source.uses("strncmp") || source.uses("strstarts")))
    subject.not_seen.emplace_back("devices of other names than \"dma-verify\"");
  for (const Way &way : ways.judged) {
    CSubject other = subject;
    other.way = way;
    if (auto failed = compile(other, *text, source, options))
      return *failed + " (" + to_string(way).substr(1) + ")";
    others.push_back(std::move(other));
  }
  return compile(subject, *text, source, options);
}

} // namespace

std::shared_ptr<const containment::FileRules> reachable_for(const CSubject &subject,
                                                            const std::string &compiler) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!subject.tree.empty()) {
    files.push_back(subject.tree);
  } else { // what lies beside the file, and not what lies deeper: it may be somebody's home
    const fs::path folder = fs::absolute(subject.source, error).parent_path();
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      if (at->is_regular_file(error) && !at->path().filename().string().starts_with('.'))
        files.push_back(at->path());
    }
  }
  return subject.containment.rules_for_compiler(compiler, std::move(files), *subject.folder);
}

std::string sha256_of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += kDigits[digest[i] >> 4U];
    text += kDigits[digest[i] & 15U];
  }
  return text;
}

std::variant<std::vector<CSubject>, SubjectError> load_c_subjects(const std::string &path,
                                                                  const CSubjectOptions &options) {
  std::error_code error;
  std::vector<CSubject> subjects;
  const auto in_one_way = fs::exists(path, error) ? std::nullopt : path_and_way(path);
  if (path == "-" || fs::is_fifo(path, error)) {
    if (auto failed = copy_stream(path, subjects.emplace_back()))
      return SubjectError{"--subject " + path + ": " + *failed};
  } else if (in_one_way) {
    subjects.emplace_back().source = in_one_way->path;
    subjects.back().way = in_one_way->way;
  } else if (!fs::is_directory(path, error)) {
    subjects.emplace_back().source = path;
  } else {
    for (const UnitText &unit : units()) {
      if (!fs::exists(fs::path(path) / unit.path, error))
        continue;
      subjects.emplace_back().tree = path;
      subjects.back().source = subjects.back().tree / unit.path;
    }
    if (subjects.empty()) {
      return SubjectError{"--subject " + path + ": the folder holds none of " + unit_paths()};
    }
  }
  std::vector<CSubject> loaded;
  for (CSubject &subject : subjects) {
    std::vector<CSubject> others;
    if (auto failed = load(subject, options, others))
      return SubjectError{"--subject " + path + ": " + *failed};
    loaded.push_back(std::move(subject));
    std::ranges::move(others, std::back_inserter(loaded));
  }
  return loaded;
}

std::variant<CSubject, SubjectError> load_c_subject(const std::string &path,
                                                    const CSubjectOptions &options) {
  auto loaded = load_c_subjects(path, options);
  if (auto *error = std::get_if<SubjectError>(&loaded))
    return std::move(*error);
  return std::move(std::get<std::vector<CSubject>>(loaded).front());
}

} // namespace dma_verify
