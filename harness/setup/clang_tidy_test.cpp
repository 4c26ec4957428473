// SPDX-License-Identifier: GPL-2.0-only
// clang_tidy.sh checks a file again when, and only when, its result may be another one than before.
#include "harness/develop/testing/contains.h"
#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {
namespace {

using testing::contains;
using testing::ProgramEnd;

constexpr const char *kConfiguration = "Checks: '-*,modernize-use-nullptr'\n"
                                       "WarningsAsErrors: '*'\n"
                                       "HeaderFilterRegex: '.*'\n";
constexpr const char *kClean = "inline const int *shared = nullptr;\n";
constexpr const char *kFinding = "inline const int *shared = 0;\n";

// As CMake writes it.
constexpr const char *kCommand = R"({{
  "directory": "{0}",
  "command": "clang++ {2} -isystem {3} -o {1}.o -c \"{0}/{1}.cpp\"",
  "file": "{0}/{1}.cpp"
}})";

// A tree of two files that include shared.h, and of one that includes a header outside the tree.
class Tree {
public:
  Tree() {
    write("tree a/.clang-tidy", kConfiguration);
    write("tree a/shared.h", kClean);
    write("tree a/first.cpp", "#include \"shared.h\"\n");
    write("tree a/second.cpp", "#include \"shared.h\"\n");
    write("tree a/third.cpp", "#include <outside.h>\n");
    write("outside/outside.h", "");
    write_commands("tree a", "");
  }

  void write(const std::string &name, const std::string &text) const { folder_.write(name, text); }
  void write_commands(const std::string &top, const std::string &option) const {
    std::vector<std::string> commands;
    for (const char *name : {"first", "second", "third"}) {
      commands.push_back(fmt::format(kCommand, (folder_.path() / top).string(), name, option,
                                     (folder_.path() / "outside").string()));
    }
    write(top + "/build/compile_commands.json",
          fmt::format("[\n{}\n]\n", fmt::join(commands, ",\n")));
  }
  // The same tree under another name.
  void copy(const std::string &top) const {
    std::filesystem::copy(folder_.path() / "tree a", folder_.path() / top,
                          std::filesystem::copy_options::recursive);
    write_commands(top, "");
  }
  [[nodiscard]] ProgramEnd check(const std::string &top = "tree a") const {
    testing::ProgramOptions options = testing::program_options(folder_.path() / top);
    options.environment = {{"XDG_CACHE_HOME", (folder_.path() / "cache").string()}};
    return testing::run_program(
        {"bash", DMA_VERIFY_CLANG_TIDY_SCRIPT, "build", "first.cpp", "second.cpp", "third.cpp"},
        options);
  }

private:
  testing::Folder folder_;
};

bool is_skipped() {
  const bool missing = std::system("command -v clang-tidy >/dev/null") != 0;
  if (missing)
    MESSAGE("SKIPPED: clang-tidy is not installed");
  return missing;
}

// How many of the three files were checked; -1 if any failed.
int checked(const ProgramEnd &end) {
  if (end.exit_status != 0)
    return -1;
  const std::size_t at = end.errors.find(" of 3 files to check");
  REQUIRE_MESSAGE(at != std::string::npos, end.errors);
  return end.errors[at - 1] - '0';
}

TEST_CASE("a clean file is not checked again") {
  if (is_skipped())
    return;
  const Tree tree;
  CHECK(checked(tree.check()) == 3);
  CHECK(checked(tree.check()) == 0);
}

TEST_CASE("a finding in a header fails each file that includes it") {
  if (is_skipped())
    return;
  const Tree tree;
  REQUIRE(checked(tree.check()) == 3);
  tree.write("tree a/shared.h", kFinding);
  const ProgramEnd end = tree.check();
  CHECK(end.exit_status != 0);
  CHECK(contains(end.errors, "2 of 3 files to check"));
  const std::size_t first = end.output.find("use nullptr");
  REQUIRE(first != std::string::npos);
  CHECK(contains(std::string_view(end.output).substr(first + 1), "use nullptr"));
}

TEST_CASE("a file with a finding is checked each time, until it is clean") {
  if (is_skipped())
    return;
  const Tree tree;
  tree.write("tree a/first.cpp", kFinding);
  CHECK(tree.check().exit_status != 0);
  CHECK(contains(tree.check().errors, "1 of 3 files to check"));
  tree.write("tree a/first.cpp", kClean);
  CHECK(checked(tree.check()) == 1);
  CHECK(checked(tree.check()) == 0);
}

TEST_CASE("a file is checked again after a change of anything that its result depends on") {
  if (is_skipped())
    return;
  const Tree tree;
  REQUIRE(checked(tree.check()) == 3);
  tree.write("outside/outside.h", "// another version\n");
  CHECK(checked(tree.check()) == 1);
  tree.write("tree a/.clang-tidy", std::string(kConfiguration) + "FormatStyle: none\n");
  CHECK(checked(tree.check()) == 3);
  tree.write_commands("tree a", "-DANOTHER");
  CHECK(checked(tree.check()) == 3);
}

TEST_CASE("a copy of a tree takes over its clean results") {
  if (is_skipped())
    return;
  const Tree tree;
  REQUIRE(checked(tree.check()) == 3);
  tree.copy("b [copy]");
  CHECK(checked(tree.check("b [copy]")) == 0);
}

} // namespace
} // namespace dma_verify
