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

std::optional<ResultsFile> ResultsFile::create(const fs::path &folder, std::string &error) {
  std::error_code code;
  fs::create_directories(folder, code);
  const fs::path file = folder / "results.jsonl";
  const int descriptor =
      open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    error = "--out " + folder.string() + ": cannot be written (" + std::strerror(errno) + ")";
    return std::nullopt;
  }
  return ResultsFile(descriptor);
}

bool ResultsFile::append(const Record &record) {
  return write_all(descriptor_, to_json_line(record) + "\n");
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
