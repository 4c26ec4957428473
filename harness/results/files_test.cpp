// SPDX-License-Identifier: GPL-2.0-only
// The results file: whole lines whatever happens to it.
#include "harness/results/files.h"

#include "harness/develop/testing/folder.h"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

using testing::Folder;
using testing::text_of;

Record record_of(const std::string &reason) {
  Record record;
  record.property = "pool.mmap";
  record.subject = "model";
  record.engine = "random";
  record.verdict = Verdict::passed;
  record.reason = reason;
  return record;
}

TEST_CASE("records can be read as soon as they are appended") {
  const Folder folder;
  std::string error;
  auto file = ResultsFile::create(folder.path() / "a/b", error);
  REQUIRE(file.has_value());
  const fs::path path = folder.path() / "a/b/results.jsonl";
  CHECK(read_results(path).empty());
  for (std::size_t i = 1; i <= 3; ++i) {
    CHECK(file->append(record_of("line " + std::to_string(i))));
    CHECK(read_results(path).size() == i);
  }
  CHECK(read_results(path)[1].reason == "line 2");
}

TEST_CASE("a new run empties the file of an earlier one") {
  const Folder folder;
  std::string error;
  ResultsFile::create(folder.path(), error)->append(record_of("old"));
  REQUIRE(ResultsFile::create(folder.path(), error).has_value());
  CHECK(read_results(folder.path() / "results.jsonl").empty());
}

TEST_CASE("a folder that cannot be made is reported in one line that names the option") {
  const Folder folder;
  folder.write("file", "");
  std::string error;
  CHECK_FALSE(ResultsFile::create(folder.path() / "file/below", error).has_value());
  CHECK(error.starts_with("--out "));
  CHECK(error.find("below") != std::string::npos);
  CHECK(error.find('\n') == std::string::npos);
}

TEST_CASE("a line that cannot be written is reported") {
  std::string error;
  const Folder folder;
  fs::create_symlink("/dev/full", folder.path() / "results.jsonl");
  auto file = ResultsFile::create(folder.path(), error);
  REQUIRE(file.has_value());
  CHECK_FALSE(file->append(record_of("lost")));
}

TEST_CASE("a line that is written in part is taken back, and the next one is whole") {
  const Folder folder;
  std::string error;
  auto file = ResultsFile::create(folder.path(), error);
  REQUIRE(file.has_value());
  REQUIRE(file->append(record_of("first")));
  const fs::path path = folder.path() / "results.jsonl";
  const auto size = fs::file_size(path);
  // In a process of its own, since a limit on the size of files is set.
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {size + 20, size + 20};
    setrlimit(RLIMIT_FSIZE, &limit);
    _exit(file->append(record_of("second")) ? 1 : 0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(fs::file_size(path) == size);
  CHECK(file->append(record_of("third")));
  const auto records = read_results(path);
  REQUIRE(records.size() == 2);
  CHECK(records[1].reason == "third");
}

TEST_CASE("results that another run writes are not touched, and its process is named") {
  const Folder folder;
  std::string error;
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t other = fork();
  if (other == 0) {
    auto file = ResultsFile::create(folder.path(), error);
    const bool good = file && file->append(record_of("of the other"));
    (void)!write(ready[1], good ? "y" : "n", 1);
    pause();
    _exit(1);
  }
  char good = 'n';
  REQUIRE(read(ready[0], &good, 1) == 1);
  CHECK(good == 'y');
  CHECK_FALSE(ResultsFile::create(folder.path(), error).has_value());
  CHECK(error.ends_with(": another run writes there: process " + std::to_string(other)));
  CHECK_FALSE(ResultsFile::create_with(folder.path(), {record_of("new")}, error).has_value());
  CHECK(read_results(folder.path() / "results.jsonl").at(0).reason == "of the other");
  kill(other, SIGKILL);
  waitpid(other, nullptr, 0);
  CHECK(ResultsFile::create(folder.path(), error).has_value());
  close(ready[0]);
  close(ready[1]);
}

TEST_CASE("a pipe in place of the results is refused, not waited for") {
  const Folder folder;
  std::string error;
  REQUIRE(mkfifo((folder.path() / "results.jsonl").c_str(), 0600) == 0);
  CHECK_FALSE(ResultsFile::create(folder.path(), error).has_value());
  CHECK(error.ends_with(": results.jsonl is no regular file"));
}

TEST_CASE("a file can begin with records, and go on") {
  const Folder folder;
  std::string error;
  ResultsFile::create(folder.path(), error)->append(record_of("old"));
  auto file = ResultsFile::create_with(folder.path(), {record_of("one"), record_of("two")}, error);
  REQUIRE(file.has_value());
  CHECK(file->append(record_of("three")));
  const auto records = read_results(folder.path() / "results.jsonl");
  REQUIRE(records.size() == 3);
  CHECK(records[0].reason == "one");
  CHECK(records[2].reason == "three");
  folder.write("file", "");
  CHECK_FALSE(ResultsFile::create_with(folder.path() / "file", {}, error).has_value());
  CHECK(error.starts_with("--out "));
}

TEST_CASE("a file that was cut anywhere yields exactly its complete records") {
  const Folder folder;
  std::string error;
  auto file = ResultsFile::create(folder.path(), error);
  REQUIRE(file.has_value());
  for (const char *reason : {"one", "two\nlines", "caf\xc3\xa9 } { \" "})
    file->append(record_of(reason));
  const std::string whole = text_of(folder.path() / "results.jsonl");
  const fs::path cut = folder.path() / "cut.jsonl";
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    CAPTURE(length);
    folder.write("cut.jsonl", whole.substr(0, length));
    // A record is complete with its last brace; the newline adds nothing.
    std::size_t complete = 0;
    for (std::size_t end = whole.find('\n'); end != std::string::npos && end <= length;
         end = whole.find('\n', end + 1)) {
      ++complete;
    }
    CHECK(read_results(cut).size() == complete);
  }
}

TEST_CASE("a results file that is missing has no records") {
  const Folder folder;
  CHECK(read_results(folder.path() / "none.jsonl").empty());
  CHECK(read_results(folder.path()).empty());
}

TEST_CASE("a whole file replaces the old one and leaves nothing beside it") {
  const Folder folder;
  const fs::path path = folder.path() / "new/report.md";
  CHECK(write_whole(path, "first"));
  CHECK(write_whole(path, "second"));
  CHECK(text_of(path) == "second");
  CHECK(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()) == 1);
}

TEST_CASE("a file that cannot be written is reported, and nothing is left") {
  const Folder folder;
  fs::create_directory(folder.path() / "report.md");
  folder.write("report.md/occupied", "");
  CHECK_FALSE(write_whole(folder.path() / "report.md", "text"));
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
  CHECK_FALSE(write_whole("/proc/none/report.md", "text"));
}

} // namespace
} // namespace dma_verify
