// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/files.h"
#include "smt/process/input_file.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
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

// ": process 123", as the kernel tells who holds a lock on this file; empty if it does not.
std::string holder_of_lock(const struct stat &file) {
  // 1: FLOCK  ADVISORY  WRITE 123 08:01:4711 0 EOF
  std::istringstream locks(process::input_text("/proc/locks", std::size_t{1} << 20U));
  const std::string inode = ":" + std::to_string(file.st_ino);
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);
    std::string number;
    std::string kind;
    std::string strength;
    std::string access;
    std::string holder;
    std::string place;
    words >> number >> kind >> strength >> access >> holder >> place;
    if (kind == "FLOCK" && place.ends_with(inode) && holder != "-1" && holder != "0")
      return ": process " + holder;
  }
  return "";
}

// Held until this process has ended, with all its children. Those of a run that was killed end a
// moment after it.
bool lock(int descriptor) {
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

// The rights that a new file gets here.
mode_t usual_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

} // namespace

ResultsFile::ResultsFile(ResultsFile &&other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

ResultsFile::~ResultsFile() {
  if (descriptor_ >= 0)
    close(descriptor_);
}

std::optional<ResultsFile> ResultsFile::open_in(const fs::path &folder, bool empty,
                                                std::string &error) {
  std::error_code code;
  fs::create_directories(folder, code);
  const fs::path file = folder / "results.jsonl";
  // Nothing is waited for: the file may be a pipe.
  ResultsFile results(
      open(file.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_CREAT, 0666));
  struct stat status {};
  const auto cannot = [&](const std::string &why) {
    error = "--out " + folder.string() + ": " + why;
    return std::nullopt;
  };
  if (results.descriptor_ < 0 || fstat(results.descriptor_, &status) != 0)
    return cannot(std::string("cannot be written (") + std::strerror(errno) + ")");
  const bool device = S_ISCHR(status.st_mode);
  if (!S_ISREG(status.st_mode) && !device)
    return cannot("results.jsonl is no regular file");
  if (!lock(results.descriptor_))
    return cannot("another run writes there" + holder_of_lock(status));
  if (empty && !device && ftruncate(results.descriptor_, 0) != 0)
    return cannot(std::string("cannot be written (") + std::strerror(errno) + ")");
  return results;
}

std::optional<ResultsFile> ResultsFile::create(const fs::path &folder, std::string &error) {
  return open_in(folder, true, error);
}

std::optional<ResultsFile> ResultsFile::create_with(const fs::path &folder,
                                                    const std::vector<Record> &records,
                                                    std::string &error) {
  std::string text;
  for (const Record &record : records)
    text += to_json_line(record) + "\n";
  // The other run's file must stay: its lock is tried before, and again for the new file.
  if (!open_in(folder, false, error))
    return std::nullopt;
  if (!write_whole(folder / "results.jsonl", text)) {
    error = "--out " + folder.string() + ": cannot be written";
    return std::nullopt;
  }
  return open_in(folder, false, error);
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

std::vector<Record> results_in(const std::string &text) {
  std::istringstream lines(text);
  std::vector<Record> records;
  for (std::string line; std::getline(lines, line);) {
    if (auto record = record_from_json(line))
      records.push_back(std::move(*record));
  }
  return records;
}

std::vector<Record> read_results(const fs::path &path) {
  return results_in(process::input_text(path, kMostResultBytes));
}

bool write_whole(const fs::path &path, const std::string &text) {
  std::error_code code;
  if (path.has_parent_path())
    fs::create_directories(path.parent_path(), code);
  std::string temporary = path.string() + ".XXXXXX";
  const int descriptor = mkstemp(temporary.data());
  if (descriptor < 0)
    return false;
  bool good = fchmod(descriptor, usual_mode()) == 0 && write_all(descriptor, text);
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
