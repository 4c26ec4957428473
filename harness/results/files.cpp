// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/files.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace dma_verify {
namespace fs = std::filesystem;

namespace {

bool write_all(int descriptor, const std::string &text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = write(descriptor, text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

} // namespace

ResultsFile::ResultsFile(ResultsFile &&other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

ResultsFile::~ResultsFile() {
  if (descriptor_ >= 0)
    close(descriptor_);
}

std::optional<ResultsFile> ResultsFile::open_in(const fs::path &folder, int flags,
                                                std::string &error) {
  std::error_code code;
  fs::create_directories(folder, code);
  const fs::path file = folder / "results.jsonl";
  const int descriptor = open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0644);
  if (descriptor < 0) {
    error = "--out " + folder.string() + ": cannot be written (" + std::strerror(errno) + ")";
    return std::nullopt;
  }
  return ResultsFile(descriptor);
}

std::optional<ResultsFile> ResultsFile::create(const fs::path &folder, std::string &error) {
  return open_in(folder, O_CREAT | O_TRUNC, error);
}

std::optional<ResultsFile> ResultsFile::create_with(const fs::path &folder,
                                                    const std::vector<Record> &records,
                                                    std::string &error) {
  std::string text;
  for (const Record &record : records)
    text += to_json_line(record) + "\n";
  if (!write_whole(folder / "results.jsonl", text)) {
    error = "--out " + folder.string() + ": cannot be written";
    return std::nullopt;
  }
  return open_in(folder, 0, error);
}

bool ResultsFile::append(const Record &record) {
  const off_t end = lseek(descriptor_, 0, SEEK_END);
  if (write_all(descriptor_, to_json_line(record) + "\n"))
    return true;
  // Removes a part of a line, so that the next one begins on a line of its own. If this fails too,
  // nothing can be done.
  if (end >= 0)
    (void)!ftruncate(descriptor_, end);
  return false;
}

std::vector<Record> read_results(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<Record> records;
  for (std::string line; std::getline(file, line);) {
    if (auto record = record_from_json(line))
      records.push_back(std::move(*record));
  }
  return records;
}

bool write_whole(const fs::path &path, const std::string &text) {
  std::error_code code;
  if (path.has_parent_path())
    fs::create_directories(path.parent_path(), code);
  std::string temporary = path.string() + ".XXXXXX";
  const int descriptor = mkstemp(temporary.data());
  if (descriptor < 0)
    return false;
  bool good = fchmod(descriptor, 0644) == 0 && write_all(descriptor, text);
  good = close(descriptor) == 0 && good;
  if (good)
    fs::rename(temporary, path, code);
  if (!good || code) {
    fs::remove(temporary, code);
    return false;
  }
  return true;
}

} // namespace dma_verify
