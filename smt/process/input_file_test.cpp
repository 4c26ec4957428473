// SPDX-License-Identifier: GPL-2.0-only
// A file from outside is read whole, or it is said why not; nothing is waited for.
#include "smt/process/input_file.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace dma_verify::process {
namespace {

namespace fs = std::filesystem;

std::string why(const fs::path &path, std::size_t most_bytes = 100) {
  const auto read = read_input_file(path, most_bytes);
  const auto *unreadable = std::get_if<UnreadableFile>(&read);
  return unreadable == nullptr ? "" : unreadable->why;
}

TEST_CASE("a regular file within its limit is read, and of any other it is said why not") {
  std::string name = (fs::temp_directory_path() / "input-file-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  const fs::path folder = name;
  const std::string text(100, '\0');
  std::ofstream(folder / "text") << text;
  CHECK(std::get<std::string>(read_input_file(folder / "text", 100)) == text);
  CHECK(input_text(folder / "text", 100) == text);
  CHECK(why(folder / "text", 99) == "larger than 99 bytes");
  CHECK(why("/dev/zero") == "is no regular file");
  CHECK(why(folder) == "is no regular file");
  CHECK(why(folder / "none") == "no such file");
  CHECK(why(folder / "text/below") == "cannot be read (Not a directory)");
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(why(folder / "pipe") == "is no regular file");
  CHECK(input_text(folder / "pipe", 100).empty());
  fs::resize_file(folder / "text", 3 << 20U);
  CHECK(why(folder / "text", 2 << 20U) == "larger than 2 MiB");
  fs::remove_all(folder);
}

} // namespace
} // namespace dma_verify::process
