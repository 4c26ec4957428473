// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/store/store.h"

#include "harness/counterexamples/kind.h"
#include "harness/results/files.h"
#include "harness/results/render/text.h"

#include <algorithm>
#include <system_error>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

constexpr const char *kRegressions = "regressions";
constexpr const char *kFindings = "findings";

// Lists a folder and those below it. One that cannot be listed is reported, and the others are
// still listed.
class Lister {
public:
  explicit Lister(std::vector<UnreadFile> &unread) : unread_(unread) {}

  void list(const fs::path &folder) {
    std::error_code error;
    fs::directory_iterator at(folder, error);
    for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
      const fs::path &path = at->path();
      std::error_code unknown;
      const bool is_folder = at->symlink_status(unknown).type() == fs::file_type::directory;
      if (path.extension() == ".toml") {
        found_.push_back(path); // anything of that name; if it is no file, reading it gives the
                                // error
      } else if (is_folder) {
        list(path);
      }
    }
    if (error)
      unread_.push_back(
          {folder, {printable(folder.string() + ": cannot be listed: " + error.message()), false}});
  }

  [[nodiscard]] std::vector<fs::path> in_order() {
    // Regressions first, since a failing one is the most important result.
    const auto rank = [](const fs::path &path) {
      const fs::path folder = path.parent_path().filename();
      return folder == kRegressions ? 0 : folder == kFindings ? 2 : 1;
    };
    std::ranges::sort(found_, {},
                      [&](const fs::path &path) { return std::pair(rank(path), path); });
    return found_;
  }

private:
  std::vector<UnreadFile> &unread_;
  std::vector<fs::path> found_;
};

} // namespace

StoredFiles read_files(const std::vector<fs::path> &paths) {
  StoredFiles read;
  for (const fs::path &path : paths) {
    auto result = read_counterexample(path);
    if (auto *unusable = std::get_if<UnusableFile>(&result)) {
      read.unread.push_back({path, std::move(*unusable)});
    } else {
      read.files.push_back({path, std::get<Counterexample>(std::move(result))});
    }
  }
  return read;
}

StoredFiles read_store(const std::string &folder) {
  std::vector<UnreadFile> unread;
  std::error_code error;
  if (!fs::exists(folder, error) && !error)
    return {};
  Lister lister(unread);
  lister.list(folder);
  StoredFiles read = read_files(lister.in_order());
  const auto misplaced = [&](const StoredFile &file) {
    if (file.path.parent_path().filename() != kRegressions || !is_of_mutant(file.counterexample))
      return false;
    unread.push_back({file.path,
                      {printable(file.path.string() + ": field provenance.found_on: what was found "
                                                      "on a mutant is no regression of the kernel"),
                       false}});
    return true;
  };
  std::erase_if(read.files, misplaced);
  read.unread.insert(read.unread.begin(), unread.begin(), unread.end());
  return read;
}

std::variant<Kept, ShownAlready, NotKept>
keep(const std::string &folder, const Counterexample &counterexample, const std::string &expected) {
  if (is_of_mutant(counterexample))
    return NotKept{"it was found on a mutant (" + counterexample.provenance.found_on +
                   "): it is no regression of the kernel"};
  const Kind kind = kinds_of(counterexample);
  for (const StoredFile &file : read_store(folder).files) {
    if (show_the_same(kinds_of(file.counterexample), kind))
      return ShownAlready{file.path};
  }
  Counterexample kept = counterexample;
  kept.expected = expected;
  const fs::path path = fs::path(folder) / file_name_of(kept);
  if (!write_whole(path, to_toml(kept)))
    return NotKept{path.string() + " cannot be written"};
  return Kept{path};
}

} // namespace dma_verify
