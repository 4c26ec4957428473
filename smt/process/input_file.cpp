// SPDX-License-Identifier: GPL-2.0-only
#include "smt/process/input_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dma_verify::process {
namespace {

// One descriptor is looked at and read: a path could be another file a moment later.
class OpenFile {
public:
  explicit OpenFile(const std::filesystem::path &path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) {}
  OpenFile(const OpenFile &) = delete;
  OpenFile &operator=(const OpenFile &) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0)
      close(descriptor_);
  }

  [[nodiscard]] std::variant<std::string, UnreadableFile> read(std::size_t most_bytes) const {
    struct stat status {};
    if (descriptor_ < 0 || fstat(descriptor_, &status) != 0)
      return UnreadableFile{errno == ENOENT ? "no such file" : why()};
    if (!S_ISREG(status.st_mode))
      return UnreadableFile{"is no regular file"};
    std::string text;
    std::array<char, 65536> part{};
    while (text.size() <= most_bytes) {
      const ssize_t count = ::read(descriptor_, part.data(), part.size());
      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        return UnreadableFile{why()};
      if (count == 0)
        return text;
      text.append(part.data(), static_cast<std::size_t>(count));
    }
    constexpr std::size_t kMebibyte = std::size_t{1} << 20U;
    return UnreadableFile{most_bytes < kMebibyte
                              ? "larger than " + std::to_string(most_bytes) + " bytes"
                              : "larger than " + std::to_string(most_bytes / kMebibyte) + " MiB"};
  }

private:
  static std::string why() { return std::string("cannot be read (") + std::strerror(errno) + ")"; }

  int descriptor_;
};

} // namespace

std::variant<std::string, UnreadableFile> read_input_file(const std::filesystem::path &path,
                                                          std::size_t most_bytes) {
  return OpenFile(path).read(most_bytes);
}

std::string input_text(const std::filesystem::path &path, std::size_t most_bytes) {
  auto read = read_input_file(path, most_bytes);
  auto *text = std::get_if<std::string>(&read);
  return text == nullptr ? std::string() : std::move(*text);
}

} // namespace dma_verify::process
