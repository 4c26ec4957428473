// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/c_subject.h"

#include "model/units.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
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

std::optional<std::string> read_file(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    return std::nullopt;
  return text.str();
}

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

} // namespace

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

std::variant<CSubject, SubjectError> load_c_subject(const std::string &path,
                                                    const CSubjectOptions &options) {
  CSubject subject;
  std::error_code error;
  subject.source = path;
  if (fs::is_directory(path, error)) {
    subject.tree = path;
    const auto has_file = [&](const UnitText &unit) {
      return fs::exists(subject.tree / unit.path, error);
    };
    const auto unit = std::ranges::find_if(units(), has_file);
    if (unit == units().end()) {
      return SubjectError{"--subject " + path + ": the folder holds no " +
                          std::string(units().front().path)};
    }
    subject.source = subject.tree / unit->path;
  }
  if (!fs::is_regular_file(subject.source, error)) {
    return SubjectError{"--subject " + path + ": no such file (model, a C file, or a kernel tree)"};
  }
  if (fs::file_size(subject.source, error) > kMaxSourceBytes) {
    return SubjectError{"--subject " + path + ": larger than 1 MiB, not an ops_helpers.c"};
  }
  const auto text = read_file(subject.source);
  if (!text)
    return SubjectError{"--subject " + path + ": cannot be read"};
  subject.form = detect_form(*text);
  // In this kernel devices may lack an ops table, whatever this file says.
  if (fs::exists(subject.tree / "include/linux/iommu-dma.h", error))
    subject.form.iommu_devices = true;
  subject.sha256 = sha256_of(*text);

  const auto work = make_work_folder();
  if (!work)
    return SubjectError{"no folder for temporary files can be made (see TMPDIR)"};
  subject.folder = std::shared_ptr<const fs::path>(new fs::path(*work), RemoveFolder{});

  std::string compiler = options.compiler;
  const char *cc = std::getenv("CC");
  if (compiler.empty())
    compiler = cc != nullptr && *cc != '\0' ? cc : "cc";
  subject.compiler = compiler;
  auto compiled = compile_rows(fs::absolute(subject.source, error), subject.form, *work, compiler,
                               options.jobs, wanted_rows(options.architectures));
  if (const auto *failed = std::get_if<CompileError>(&compiled)) {
    return SubjectError{"--subject " + path + ": " + failed->message};
  }
  auto &file = std::get<CompiledFile>(compiled);
  subject.unit = file.unit;
  subject.rows = std::move(file.rows);
  return subject;
}

} // namespace dma_verify
