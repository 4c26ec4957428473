// SPDX-License-Identifier: GPL-2.0-only
// How long the replay of 5,000 stored files takes, with reading them, compared with the plain way:
// one process for each file. Both in one run, on the model, or on the C file that is named.
#include "harness/cli/run.h"
#include "harness/develop/testing/folder.h"
#include "harness/engines/replay/replay.h"
#include "harness/results/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace {

using namespace dma_verify;
namespace fs = std::filesystem;

constexpr std::size_t kFiles = 5000;
constexpr std::size_t kPlain = 200; // files on the plain path

// The program's own store, over and over, with other seeds.
bool write_files(const std::string &folder) {
  const auto stored = read_store(cli::store_folder()).files;
  if (stored.empty())
    return false;
  for (std::size_t i = 0; i < kFiles; ++i) {
    Counterexample copy = stored[i % stored.size()].counterexample;
    copy.provenance.seed = fmt::format("{:#x}", i);
    if (!write_whole(fs::path(folder) / fmt::format("{}.toml", i), to_toml(copy)))
      return false;
  }
  return true;
}

double seconds_of(const std::function<void()> &work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int main(int argc, char **argv) {
  const auto resolved = cli::resolve_subjects(argc > 1 ? argv[1] : "model", cli::processors());
  if (const auto *error = std::get_if<SubjectError>(&resolved))
    return cli::usage_error(error->message);
  const Subject &subject = std::get<cli::ResolvedSubjects>(resolved).subjects.front();
  const testing::Folder owned;
  const std::string folder = owned.path().string();
  if (!write_files(folder))
    return cli::usage_error("no files could be written to " + folder);

  StoredFiles read;
  std::size_t records = 0;
  const double reading = seconds_of([&] { read = read_store(folder); });
  const double replaying =
      seconds_of([&] { records = replay(subject, read.files, cli::processors()).size(); });
  const double plain = seconds_of([&] {
    for (std::size_t i = 0; i < std::min(kPlain, read.files.size()); ++i)
      replay(subject, std::span(read.files).subspan(i, 1), 1);
  });
  const auto each = [](double seconds, std::size_t count) {
    return 1e6 * seconds / static_cast<double>(count);
  };
  fmt::print("{} files on {}: {:.2f} s to read, {:.2f} s to replay, {:.0f} us each\n"
             "one process for each: {:.0f} us each, {:.1f} times as long\n",
             records, subject.name, reading, replaying, each(replaying, records),
             each(plain, kPlain), each(plain, kPlain) / each(replaying, records));
  return records == kFiles ? 0 : 1;
}
