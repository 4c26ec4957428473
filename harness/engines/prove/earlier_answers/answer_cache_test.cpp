// SPDX-License-Identifier: GPL-2.0-only
// The cache returns what was stored in it, and ignores damaged files.
#include "harness/engines/prove/earlier_answers/answer_cache.h"

#include "harness/develop/testing/folder.h"
#include "harness/results/files.h"
#include "smt/terms/query.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace dma_verify::proving {
namespace {

namespace fs = std::filesystem;

Record record_of(const std::string &clause) {
  Record record;
  record.property = "pool.mmap";
  record.clause = clause;
  record.subject = "model";
  record.architecture = "64-64-64-12";
  record.engine = "smt";
  record.verdict = Verdict::proved;
  record.witnesses = {"z3-integers"};
  record.solvers = {"z3 1"};
  record.query_sha256 = "00ff";
  return record;
}

struct Fixture {
  testing::Folder folder;
  AnswerCache cache{folder.path()};

  [[nodiscard]] std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto &entry : fs::recursive_directory_iterator(folder.path())) {
      if (entry.is_regular_file())
        found.push_back(entry.path());
    }
    return found;
  }
};

TEST_CASE_FIXTURE(Fixture, "what is kept is given back, marked") {
  CHECK_FALSE(cache.answer("00ff", {"z3 1"}));
  cache.keep(record_of("asked"));
  const auto found = cache.answer("00ff", {"z3 1"});
  REQUIRE(found);
  CHECK(found->clause == "asked");
  CHECK(found->cached);
}

TEST_CASE_FIXTURE(Fixture, "an answer is of its query, its solvers and their versions only") {
  cache.keep(record_of("asked"));
  CHECK_FALSE(cache.answer("00fe", {"z3 1"}));
  CHECK_FALSE(cache.answer("00ff", {"z3 2"}));
  CHECK_FALSE(cache.answer("00ff", {"z3 1", "cvc5 1"}));
  CHECK_FALSE(cache.answer("00ff", {}));
}

TEST_CASE_FIXTURE(Fixture, "only what is proved is kept") {
  for (const Verdict verdict : {Verdict::falsified, Verdict::unknown, Verdict::error}) {
    Record record = record_of("asked");
    record.verdict = verdict;
    cache.keep(record);
    CHECK_FALSE(cache.answer("00ff", {"z3 1"}));
  }
  CHECK(files().empty());
}

TEST_CASE_FIXTURE(Fixture, "an answer of which no witness is known is none") {
  Record record = record_of("asked");
  record.witnesses.clear();
  cache.keep(record);
  CHECK_FALSE(cache.answer("00ff", {"z3 1"}));
}

TEST_CASE_FIXTURE(Fixture, "a spoiled file is no answer, and is mended") {
  cache.keep(record_of("asked"));
  REQUIRE(files().size() == 1);
  const fs::path file = files()[0];
  const std::string whole = testing::text_of(file);
  const std::string good = whole.substr(whole.find('\n') + 1);
  const auto checked = [](const std::string &text) { return smt::sha256(text) + "\n" + text; };
  REQUIRE(whole == checked(good));
  std::string damaged = whole;
  damaged.replace(damaged.find("asked"), 5, "asket");
  std::string unknown = good;
  unknown.replace(unknown.find("proved"), 6, "unknown");
  std::string other = good;
  other.replace(other.find("00ff"), 4, "00fe");
  for (const std::string &text :
       {std::string(), checked("{}"), checked(good.substr(0, good.size() / 2)), checked(unknown),
        checked(other), std::string("\0\xff", 2), good, damaged, whole + "x",
        whole.substr(0, whole.size() - 1)}) {
    CAPTURE(text);
    write_whole(file, text);
    CHECK_FALSE(cache.answer("00ff", {"z3 1"}));
    cache.keep(record_of("asked"));
    CHECK(cache.answer("00ff", {"z3 1"}));
  }
}

Record record_of_file() {
  Record record = record_of("asked");
  record.subject = "ops_helpers.c";
  record.build = "x86_64-O2";
  record.code_sha256 = "c0de";
  return record;
}
constexpr const char *kFileJob = "pool.mmap:asked@64-64-64-12/x86_64-O2";

TEST_CASE_FIXTURE(Fixture, "what is kept of a compiled file is given back for its job and code") {
  CHECK_FALSE(cache.answer_for_code(kFileJob, "c0de", {"z3 1"}));
  cache.keep(record_of_file());
  const auto found = cache.answer_for_code(kFileJob, "c0de", {"z3 1"});
  REQUIRE(found);
  CHECK(found->cached);
  CHECK(found->query_sha256 == "00ff");
  CHECK(cache.answer("00ff", {"z3 1"})); // and for its query
  CHECK_FALSE(cache.answer_for_code(kFileJob, "c0df", {"z3 1"}));
  CHECK_FALSE(cache.answer_for_code(kFileJob, "", {"z3 1"}));
  CHECK_FALSE(cache.answer_for_code(kFileJob, "c0de", {"z3 2"}));
  CHECK_FALSE(cache.answer_for_code(kFileJob, "c0de", {"z3 1", "cvc5 1"}));
  CHECK_FALSE(cache.answer_for_code("pool.mmap:asked@64-64-64-12/x86_64-Os", "c0de", {"z3 1"}));
  CHECK_FALSE(cache.answer_for_code("pool.mmap:other@64-64-64-12/x86_64-O2", "c0de", {"z3 1"}));
}

TEST_CASE_FIXTURE(Fixture, "what stands in the place of another answer about a file is none") {
  cache.keep(record_of_file());
  std::vector<fs::path> own = files();
  std::erase_if(own, [&](const fs::path &file) {
    return testing::text_of(file).find("c0de") == std::string::npos;
  });
  REQUIRE(own.size() == 2); // for the query and for the code
  for (const auto &change :
       {std::function<void(Record &)>([](Record &r) { r.code_sha256 = "1"; }),
        std::function<void(Record &)>([](Record &r) { r.build = "i386-O2"; }),
        std::function<void(Record &)>([](Record &r) { r.clause = "other"; }),
        std::function<void(Record &)>([](Record &r) { r.solvers = {}; }),
        std::function<void(Record &)>([](Record &r) { r.witnesses = {}; }),
        std::function<void(Record &)>([](Record &r) { r.query_sha256 = ""; }),
        std::function<void(Record &)>([](Record &r) { r.verdict = Verdict::unknown; })}) {
    Record other = record_of_file();
    change(other);
    const std::string line = to_json_line(other) + "\n";
    for (const fs::path &file : own)
      write_whole(file, smt::sha256(line) + "\n" + line);
    CHECK_FALSE(cache.answer_for_code(kFileJob, "c0de", {"z3 1"}));
  }
  for (const fs::path &file : own)
    write_whole(file, to_json_line(record_of_file()) + "\n"); // without its checksum
  CHECK_FALSE(cache.answer_for_code(kFileJob, "c0de", {"z3 1"}));
}

TEST_CASE_FIXTURE(Fixture, "rows of this program are joined, the newest of each job wins") {
  Record old = record_of("asked");
  old.seconds = 1;
  cache.add_rows_of_this_program({old, record_of("arguments")});
  Record fresh = record_of("asked");
  fresh.seconds = 2;
  cache.add_rows_of_this_program({fresh});
  const auto rows = cache.rows_of_this_program();
  REQUIRE(rows.size() == 2);
  for (const Record &row : rows) {
    CHECK(row.cached);
    CHECK(row.seconds == (row.clause == "asked" ? 2 : 0));
  }
}

TEST_CASE_FIXTURE(Fixture, "processes that write at the same time leave complete files") {
  constexpr int kProcesses = 4;
  constexpr int kTimes = 10;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    const pid_t child = fork();
    if (child == 0) {
      Record record = record_of("asked");
      record.reason.assign(20000, static_cast<char>('a' + p)); // more than a page
      bool good = true;
      for (int i = 0; i < kTimes; ++i) {
        cache.keep(record);
        cache.add_rows_of_this_program({record});
        const auto found = cache.answer("00ff", {"z3 1"});
        good = good && found &&
               found->reason == std::string(20000, found->reason.empty() ? '?' : found->reason[0]);
        good = good && cache.rows_of_this_program().size() == 1;
      }
      _exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(files().size() == 2); // no temporary one is left
}

TEST_CASE("a cache that cannot be written is silent") {
  const testing::Folder folder;
  folder.write("file", "");
  const AnswerCache cache(folder.path() / "file");
  cache.keep(record_of("asked"));
  cache.add_rows_of_this_program({record_of("asked")});
  CHECK_FALSE(cache.answer("00ff", {"z3 1"}));
  CHECK(cache.rows_of_this_program().empty());
}

} // namespace
} // namespace dma_verify::proving
