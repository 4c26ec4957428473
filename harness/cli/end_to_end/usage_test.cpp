// SPDX-License-Identifier: GPL-2.0-only
// Wrong usage and unusable input: one line that names the option, file or field, and exit status 2.
#include "harness/cli/end_to_end/workplace.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

namespace dma_verify::end_to_end {
namespace {

using Words = std::vector<std::string>;

// Commands with options that select; without Z3, prove only says that it is not available.
const Words kRunning = {"verify", "test",
#ifdef DMA_VERIFY_SMT
                        "prove"
#endif
};

// The message for these arguments; fails if it is not one line or the exit status is not 2.
std::string complaint(const Workplace &workplace, const Words &words) {
  const ProgramEnd end = workplace.run(words);
  std::string shown;
  for (const std::string &word : words)
    shown += " " + word;
  CAPTURE(shown);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 2);
  CHECK(end.output.empty());
  CHECK(std::ranges::count_if(end.errors, [](char c) { return c == '\n'; }) == 1);
  CHECK(end.errors.ends_with("\n"));
  CHECK(end.errors.starts_with("dma-verify: "));
  CHECK(std::ranges::none_of(end.errors, [](char c) { return c == '\033'; }));
  // Nothing was begun.
  CHECK_FALSE(std::filesystem::exists(workplace.results()));
  return end.errors;
}

void check_complaint(const Workplace &workplace, const Words &words, const std::string &named) {
  const std::string line = complaint(workplace, words);
  CAPTURE(line);
  CAPTURE(named);
  CHECK(line.find(named) != std::string::npos);
}

TEST_CASE("an unknown command or option is named") {
  const Workplace workplace;
  check_complaint(workplace, {}, "command");
  check_complaint(workplace, {"verfiy"}, "verfiy");
  check_complaint(workplace, {"--frobnicate"}, "--frobnicate");
  for (const char *command : {"verify", "test", "prove", "replay", "minimize", "list"})
    check_complaint(workplace, {command, "--frobnicate"}, "--frobnicate");
  check_complaint(workplace, {"verify", "stray"}, "stray");
  check_complaint(workplace, {"list", "properties", "architectures"}, "architectures");
}

TEST_CASE("what was meant by a command, an option or a pattern is asked") {
  const Workplace workplace;
  check_complaint(workplace, {"verfiy"}, "did you mean 'verify'?");
  check_complaint(workplace, {"test", "--subjct=a.c"}, "did you mean '--subject'?");
  check_complaint(workplace, {"list", "--jsn", "properties"}, "did you mean '--json'?");
  check_complaint(workplace, {"test", "--property=ofset-bounds.*"},
                  "did you mean 'offset-bounds.*'?");
  check_complaint(workplace, {"test", "--arch=x86-64"}, "did you mean 'x86_64'?");
  CHECK(complaint(workplace, {"--frobnicate"}).find("did you mean") == std::string::npos);
}

TEST_CASE("an empty word is no value of an option") {
  const Workplace workplace;
  check_complaint(workplace, {"verify", "--out", ""}, "--out");
  check_complaint(workplace, {"test", "--subject="}, "--subject");
  check_complaint(workplace, {"minimize", ""}, "FILE");
}

TEST_CASE("an option without its value is named") {
  const Workplace workplace;
  for (const char *option :
       {"--subject", "--property", "--arch", "--cases", "--time", "--seed", "--jobs", "--out"})
    check_complaint(workplace, {"verify", option}, option);
  for (const char *option : {"--solver", "--timeout", "--export", "--job"})
    check_complaint(workplace, {"prove", option}, option);
  check_complaint(workplace, {"minimize"}, "FILE");
  check_complaint(workplace, {"list"}, "WHAT");
}

TEST_CASE("a bad number is named with its option and the numbers that are good") {
  const Workplace workplace;
  for (const char *bad :
       {"0", "-1", "1e3", "0x", " 1", "1 ", "1.5", "99999999999999999999", "many"}) {
    const std::string line = complaint(workplace, {"verify", std::string("--cases=") + bad});
    CHECK(line.find("--cases") != std::string::npos);
    CHECK(line.find("whole number from 1 to ") != std::string::npos);
  }
  for (const char *bad : {"-1", "0x10000000000000000", "seed"})
    check_complaint(workplace, {"test", std::string("--seed=") + bad}, "--seed");
  for (const char *bad : {"0", "257", "two"})
    check_complaint(workplace, {"prove", std::string("--jobs=") + bad}, "--jobs");
  for (const char *bad : {"0", "-5", "5 s", "5x", "soon", "inf", "nan", "1e99"}) {
    check_complaint(workplace, {"verify", std::string("--time=") + bad}, "--time");
    check_complaint(workplace, {"prove", std::string("--timeout=") + bad}, "--timeout");
  }
}

TEST_CASE("options that exclude each other are named") {
  const Workplace workplace;
  check_complaint(workplace, {"verify", "--cases=5", "--time=1s"}, "--cases and --time");
  check_complaint(workplace, {"test", "--cases=5", "--time=1s"}, "--cases and --time");
  check_complaint(workplace, {"prove", "--list-jobs", "--job=x"}, "--job");
  check_complaint(workplace, {"list", "properties", "--json", "--markdown"}, "--markdown");
  check_complaint(workplace, {"list", "properties", "--json", "--kernel-doc"}, "--kernel-doc");
  check_complaint(workplace, {"list", "jobs", "--kernel-doc"}, "--kernel-doc is for properties");
}

TEST_CASE("a choice that there is not is named") {
  const Workplace workplace;
  check_complaint(workplace, {"prove", "--solver=yices"}, "--solver");
  check_complaint(workplace, {"list", "weather"}, "weather");
}

TEST_CASE("a pattern that matches nothing is named") {
  const Workplace workplace;
  for (const std::string &command : kRunning) {
    check_complaint(workplace, {command, "--property=nothing*"}, "--property 'nothing*'");
    check_complaint(workplace, {command, "--arch=vax"}, "--arch 'vax'");
    check_complaint(workplace, {command, "--property="}, "--property");
    // Each of several globs must match.
    check_complaint(workplace, {command, "--property=pool.*", "--property=[x"}, "--property '[x'");
  }
}

TEST_CASE("a subject that cannot be used is named") {
  const Workplace workplace;
  workplace.write("empty.c", "");
  workplace.write("text.c", "It was a dark and stormy night.\n");
  workplace.write("folder/other.c", "int x;\n");
  workplace.write("binary.c", std::string("\x7f"
                                          "ELF\0\1\2",
                                          7));
  for (const char *subject :
       {"none.c", "empty.c", "text.c", "folder", "binary.c", "none/tree", "/dev/null", "."}) {
    for (const char *command : {"verify", "test"})
      check_complaint(
          workplace, {command, std::string("--subject=") + subject, "--arch=64-64-64-12"}, subject);
  }
  check_complaint(workplace, {"verify", "--subject="}, "--subject");
}

TEST_CASE("a file that does not compile is refused with the compiler's first error") {
  const Workplace workplace;
  workplace.write("bad.c", good_file() + "int broken(void) { return 3 + ; }\n");
  const std::string line =
      complaint(workplace, {"verify", "--subject=bad.c", "--arch=64-64-64-12"});
  CHECK(line.find("bad.c") != std::string::npos);
  CHECK(line.find("error: expected") != std::string::npos);
}

TEST_CASE("a folder for results that cannot be written is named") {
  const Workplace workplace;
  workplace.write("file", "");
  for (const char *out : {"file", "file/below", "/proc/none", "/dev/null"}) {
    for (const std::string &command : kRunning)
      check_complaint(workplace, {command, "--property=pool.mmap", std::string("--out=") + out},
                      "--out");
  }
  check_complaint(workplace, {"test", "--cases=1", "--out="}, "--out");
}

TEST_CASE("a counterexample file that cannot be used is named") {
  const Workplace workplace;
  workplace.write("empty.toml", "");
  workplace.write("prose.toml", "It was a dark and stormy night.\n");
  workplace.write("large.toml", std::string((1U << 20U) + 1, '#'));
  std::filesystem::create_directory(workplace.path() / "folder.toml");
  for (const char *file :
       {"none.toml", "empty.toml", "prose.toml", "large.toml", "folder.toml", "/dev/zero"}) {
    check_complaint(workplace, {"replay", file}, file);
    check_complaint(workplace, {"minimize", file}, file);
  }
}

TEST_CASE("a file's name cannot make the complaint more than a line") {
  const Workplace workplace;
  check_complaint(workplace, {"replay", "a\nb\033[2J.toml"}, "a b");
  check_complaint(workplace, {"verify", "--subject=a\nb\033[2J.c"}, "a b");
  // Nor a compiler's, which quotes the file: a control character of C1, a mark of direction.
  workplace.write("wrong.c", good_file() + "#error x\xc2\x9b"
                                           "2J\xe2\x80\xae"
                                           "y\n");
  check_complaint(workplace, {"verify", "--subject=wrong.c"}, "x 2J y");
  check_complaint(workplace, {"verify", "--property=a\nb"}, "a b");
}

#ifdef DMA_VERIFY_SMT
TEST_CASE("a proof job that there is not is named") {
  const Workplace workplace;
  check_complaint(workplace, {"prove", "--subject=none.c"}, "--subject none.c");
  check_complaint(workplace, {"prove", "--job=none"}, "--job 'none'");
  check_complaint(workplace, {"prove", "--property=agreement.*"}, "--property");
  workplace.write("file", "");
  check_complaint(workplace,
                  {"prove", "--property=pool.mmap", "--arch=64-64-64-12", "--export=file/x"},
                  "--export file/x");
}
#endif

TEST_CASE("the help of each command has an example and fits the terminal") {
  const Workplace workplace;
  for (const char *command : {"verify", "test", "prove", "replay", "minimize", "list"}) {
    for (const char *option : {"--help", "-h"}) {
      CAPTURE(command);
      const ProgramEnd end = workplace.run({command, option});
      CHECK(end.exit_status == 0);
      CHECK(end.errors.empty());
      CHECK(end.output.find(std::string("Example: dma-verify ") + command) != std::string::npos);
      for (const std::string &line : testing::lines_of(end.output)) {
        CAPTURE(line);
        CHECK(line.size() <= 100);
      }
    }
  }
}

TEST_CASE("the program's help names its commands and exit statuses") {
  const Workplace workplace;
  const ProgramEnd end = workplace.run({"--help"});
  CHECK(end.exit_status == 0);
  for (const char *named :
       {"verify", "test", "prove", "replay", "minimize", "list", "Exit status", "Example:"}) {
    CAPTURE(named);
    CHECK(end.output.find(named) != std::string::npos);
  }
}

TEST_CASE("the version is reported with those of the solvers and the compiler") {
  const ProgramEnd end = Workplace().run({"--version"});
  CHECK(end.exit_status == 0);
  CHECK(end.output.starts_with("dma-verify "));
  CHECK(testing::lines_of(end.output).size() >= 3);
}

} // namespace
} // namespace dma_verify::end_to_end
