// SPDX-License-Identifier: GPL-2.0-only
// Files that are no counterexamples, or are dangerous to read: one line about each, and all others
// are read. And which counterexamples a store accepts.
#include "harness/cli/end_to_end/workplace.h"
#include "harness/develop/testing/contains.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <stdexcept>
#include <sys/stat.h>
#include <thread>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;
namespace fs = std::filesystem;
using Words = std::vector<std::string>;

Counterexample stored(const std::string &name) {
  return counterexample_in(fs::path(DMA_VERIFY_STORE) / "ops_helpers/mutants" / (name + ".toml"));
}

std::string repeated(const std::string &text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i)
    all += text;
  return all;
}

// A sequence of steps that no driver would make.
std::string absurd_sequence(std::size_t steps) {
  std::string text = "format = 1\nproperty = \"sequence.leak-freedom\"\nclause = \"block\"\n"
                     "expected = \"passed\"\n[sequence]\narchitecture = \"64-64-64-12\"\n";
  for (std::size_t i = 0; i < steps; ++i) {
    switch (i % 4) {
    case 0:
      text += "[[steps]]\naction = \"munmap\"\ndevice = 0\nbuffer = 999999\n";
      break;
    case 1:
      text += "[[steps]]\naction = \"free_coherent\"\ndevice = 999999\nbuffer = 3\n";
      break;
    case 2:
      text += "[[steps]]\naction = \"alloc_coherent\"\ndevice = 1000000\nbuffer = 0\n"
              "bytes = \"0xffffffffffffffff\"\nframe = \"0xffffffffffffffff\"\n";
      break;
    default:
      text += "[[steps]]\naction = \"sync_for_cpu\"\ndevice = 5\nbuffer = 7\n"
              "device_writes = true\n";
    }
  }
  return text;
}

struct UnusableCase {
  std::string file;
  std::string said; // of it, in its line
};

// Files that cannot be used; all below the folder.
std::vector<UnusableCase> write_unusable(const Workplace &workplace, const std::string &folder) {
  const std::string good = to_toml(stored("offset-wraps"));
  const auto with = [&](const std::string &place, const std::string &text) {
    std::string changed = good;
    changed.replace(changed.find(place), place.size(), text);
    return changed;
  };
  const std::vector<std::tuple<std::string, std::string, std::string>> files = {
      {"empty", "", "field format"},
      {"prose", "It was a dark and stormy night.\n", "not TOML"},
      {"truncated", good.substr(0, good.size() / 2 - 3), "not TOML"},
      {"binary",
       std::string("\x7f"
                   "ELF\0\1\2\0\0",
                   9),
       "not TOML"},
      {"nul", "format = 1\n" + std::string(1, '\0'), "not TOML"},
      {"utf-8", "format = \"\xff\xfe\"\n", "not TOML"},
      {"twice", "format = 1\n" + good, "not TOML"},
      {"large-number", with("format = 1", "format = 9223372036854775808"), "not TOML"},
      {"wrong-type", with("property = \"", "property = 7 # \""), "field property"},
      {"list", with("clause = \"in-bounds\"", "clause = [\"in-bounds\"]"), "field clause"},
      {"table", with("vm_pgoff = \"0xffffffffffffffff\"", "vm_pgoff = {a = 1}"), "vm_pgoff"},
      {"wide", with("vm_pgoff = \"0x", "vm_pgoff = \"0xf"), "vm_pgoff"},
      {"lists", "a = " + repeated("[", 300'000), "not TOML"},
      {"tables", "a = " + repeated("{a=", 200'000), "not TOML"},
      {"dots", "a" + repeated(".a", 400'000) + " = 1\n", "not TOML"},
      {"header", "[a" + repeated(".a", 400'000) + "]\n", "not TOML"},
      {"long-key", repeated("k", 500'000) + " = \n", "not TOML"},
  };
  std::vector<UnusableCase> written;
  for (const auto &[name, text, said] : files) {
    written.push_back({fmt::format("{}/{}.toml", folder, name), said});
    workplace.write(written.back().file, text);
  }
  const fs::path path = workplace.path() / folder;
  const auto add = [&](const std::string &name, const std::string &said) {
    written.push_back({fmt::format("{}/{}", folder, name), said});
  };
  workplace.write(folder + "/sparse.toml", "");
  fs::resize_file(path / "sparse.toml", std::uintmax_t{1} << 30U);
  add("sparse.toml", "larger than 1 MiB");
  fs::create_directory(path / "folder.toml");
  add("folder.toml", "is no regular file");
  if (mkfifo((path / "pipe.toml").c_str(), 0600) != 0)
    throw std::runtime_error("mkfifo");
  add("pipe.toml", "is no regular file");
  fs::create_symlink("loop.toml", path / "loop.toml");
  add("loop.toml", "cannot be read");
  fs::create_symlink("nowhere", path / "dangling.toml");
  add("dangling.toml", "no such file");
  fs::create_symlink("/proc/self/mem", path / "memory.toml"); // a file that gives an error
  add("memory.toml", "cannot be read");
  return written;
}

// One line of this kind for each file, and no other.
void check_lines(const std::string &errors, const std::vector<UnusableCase> &files) {
  const auto lines = testing::lines_of(errors);
  CHECK(lines.size() == files.size());
  for (const UnusableCase &each : files) {
    CAPTURE(each.file);
    const auto line =
        std::ranges::find_if(lines, [&](const std::string &l) { return contains(l, each.file); });
    REQUIRE(line != lines.end());
    CAPTURE(*line);
    CHECK(line->starts_with("dma-verify: "));
    CHECK(contains(*line, each.said));
    CHECK(line->size() < 450);
    CHECK(std::ranges::none_of(*line, [](char c) { return c > 0 && c < ' '; }));
  }
}

TEST_CASE("files that cannot be used cost one line each, and the others are replayed: 2") {
  const Workplace workplace;
  fs::create_directory(workplace.path() / "files");
  const auto unusable = write_unusable(workplace, "files");
  workplace.write("files/a-good.toml", to_toml(stored("offset-wraps")));
  workplace.write("files/z-good.toml", to_toml(stored("vmalloc-buffer")));
  Words words = {"replay", "files/a-good.toml"};
  for (const UnusableCase &each : unusable)
    words.push_back(each.file);
  words.emplace_back("files/z-good.toml");
  const ProgramEnd end = workplace.run(words);
  CAPTURE(end.output);
  CHECK(end.exit_status == 2);
  check_lines(end.errors, unusable);
  CHECK(testing::lines_of(end.output).size() == 4);
  CHECK(contains(end.output, "a-good.toml"));
  CHECK(contains(end.output, "z-good.toml"));
  for (const UnusableCase &each : unusable) {
    const ProgramEnd minimized = workplace.run({"minimize", each.file});
    CAPTURE(each.file);
    CHECK(minimized.exit_status >= 2);
    CHECK(testing::lines_of(minimized.errors).size() == 1);
  }
}

TEST_CASE("in a store too, and a run goes on, names them, and is 2") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  const auto unusable = write_unusable(workplace, "store");
  workplace.write("store/below/one.toml", to_toml(stored("offset-wraps")));
  const ProgramEnd replayed = workplace.run({"replay"});
  CHECK(replayed.exit_status == 2);
  check_lines(replayed.errors, unusable);
  CHECK(contains(replayed.output, "below/one.toml"));
  const ProgramEnd run = workplace.run(
      {"verify", "--no-proof", "--subject=good.c", "--arch=64-64-64-12", "--cases=20", "--seed=1"});
  CAPTURE(run.output);
  CHECK(run.exit_status == 2);
  const auto records = workplace.records();
  for (const UnusableCase &each : unusable) {
    CAPTURE(each.file);
    CHECK(std::ranges::any_of(records, [&](const Record &record) {
      return record.verdict == Verdict::error && record.engine == "store" &&
             contains(record.reason, each.file);
    }));
  }
  CHECK(std::ranges::any_of(records, [](const Record &record) {
    return record.engine == "store" && record.verdict == Verdict::passed;
  }));
}

TEST_CASE("a falsified file outweighs one that cannot be used") {
  const Workplace workplace;
  workplace.write("wrong.c", wrapping_file());
  workplace.write("good.toml", to_toml(stored("offset-wraps")));
  const ProgramEnd end = workplace.run({"replay", "--subject=wrong.c", "none.toml", "good.toml"});
  CHECK(end.exit_status == 1);
  CHECK(contains(end.errors, "none.toml: no such file"));
}

TEST_CASE("text of a file cannot control a terminal") {
  const Workplace workplace;
  std::string text = to_toml(stored("offset-wraps"));
  workplace.write("property.toml", "format = 1\nproperty = \"\\u001b[31mred\\u0007\"\n");
  Counterexample hostile = stored("offset-wraps");
  hostile.reachable = "from \x1b]0;title\x07 somewhere: x";
  workplace.write("hostile.toml", to_toml(hostile));
  workplace.write("wrong.c", wrapping_file());
  workplace.write("key.toml", "format = 1\n\"a\\u001b[2J\" = 1\n");
  for (const Words &words :
       {Words{"replay", "--subject=wrong.c", "property.toml", "hostile.toml", "key.toml"},
        Words{"replay", "--mail", "--subject=wrong.c", "hostile.toml"},
        Words{"minimize", "property.toml"},
        Words{"minimize", "--subject=wrong.c", "hostile.toml"}}) {
    const ProgramEnd end = workplace.run(words);
    for (const std::string &text_of_program : {end.output, end.errors})
      CHECK(std::ranges::none_of(text_of_program, [](char c) { return c == '\x1b' || c == '\a'; }));
  }
}

// There is a line about every file: one on standard error, or two on standard output.
void check_all_have_a_line(const ProgramEnd &end, std::size_t files) {
  CAPTURE(end.errors);
  CHECK(end.exit_status >= 0);
  CHECK(testing::lines_of(end.errors).size() + testing::lines_of(end.output).size() / 2 == files);
  CHECK_FALSE(contains(end.output, "the process ended"));
}

TEST_CASE("a file cut off anywhere, or with bytes changed, has a line or is replayed") {
  const Workplace workplace;
  for (const char *name : {"offset-wraps", "failed-mapping"}) {
    const std::string good = to_toml(stored(name));
    Words words = {"replay"};
    for (std::size_t length = 0; length < good.size(); length += 23) {
      words.push_back(fmt::format("cut-{}.toml", length));
      workplace.write(words.back(), good.substr(0, length));
    }
    std::mt19937 random(5);
    for (int i = 0; i < 150; ++i) {
      std::string changed = good;
      for (int k = 0; k < 3; ++k)
        changed[random() % changed.size()] = static_cast<char>(random());
      words.push_back(fmt::format("changed-{}.toml", i));
      workplace.write(words.back(), changed);
    }
    check_all_have_a_line(workplace.run(words), words.size() - 1);
  }
}

TEST_CASE("absurd sequences are replayed without harm") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  workplace.write("short.toml", absurd_sequence(4));
  workplace.write("long.toml", absurd_sequence(8000));
  for (const char *subject : {"--subject=good.c", "--subject=model"}) {
    const ProgramEnd end = workplace.run({"replay", subject, "short.toml", "long.toml"});
    check_all_have_a_line(end, 2);
    CHECK(end.exit_status == 0);
  }
  check_all_have_a_line(workplace.run({"replay", "short.toml", "none.toml"}), 2);
  CHECK(workplace.run({"replay", "--mail", "long.toml"}).exit_status == 0);
}

// ---- What is kept.

// A counterexample that a run finds on wrong.c, with further options.
std::string found(const Workplace &workplace, const Words &options = {}) {
  workplace.write("wrong.c", wrapping_file());
  const ProgramEnd end =
      workplace.run(joined({{"test", "--subject=wrong.c", "--cases=60", "--seed=7",
                             "--property=offset-bounds.accepted-in-bounds", "--arch=64-64-64-12"},
                            options}));
  REQUIRE(end.exit_status == 1);
  return workplace.files_in("dma-verify-out/counterexamples").front();
}

TEST_CASE("what is found on a mutant says so, and is no regression of the kernel") {
  const Workplace workplace;
  const std::string file = found(workplace, {"--mutant=additive check"});
  CHECK(counterexample_in(workplace.path() / file).provenance.found_on == "mutant additive check");
  const ProgramEnd refused = workplace.run({"replay", "--accept=store/regressions", file});
  CHECK(refused.exit_status == 2);
  CHECK(contains(refused.errors, "found on a mutant (mutant additive check)"));
  CHECK(workplace.files_in("store").empty());
  // Nor when it is put there by hand.
  fs::create_directories(workplace.path() / "store/regressions");
  fs::copy(workplace.path() / file, workplace.path() / "store/regressions/x.toml");
  const ProgramEnd replayed = workplace.run({"replay"});
  CHECK(replayed.exit_status == 2);
  CHECK(contains(replayed.errors, "x.toml: field provenance.found_on: "));
}

TEST_CASE("a file on its own is distinguished from that of a kernel tree") {
  const Workplace workplace;
  CHECK(counterexample_in(workplace.path() / found(workplace)).provenance.found_on == "file");
  workplace.write_tree("tree", wrapping_file());
  const ProgramEnd end =
      workplace.run({"test", "--subject=tree", "--cases=60", "--seed=7", "--out=of-tree",
                     "--property=offset-bounds.accepted-in-bounds", "--arch=64-64-64-12"});
  CHECK(end.exit_status == 1);
  const auto files = workplace.files_in("of-tree/counterexamples");
  REQUIRE(files.size() == 1);
  CHECK(counterexample_in(workplace.path() / files.front()).provenance.found_on == "kernel");
}

TEST_CASE("a store keeps one file of those that show the same, whatever their values") {
  const Workplace workplace;
  const std::string file = found(workplace);
  CHECK(workplace.run({"replay", "--accept=store/regressions", file}).exit_status == 0);
  Counterexample other = counterexample_in(workplace.path() / file);
  other.scenario.vma.vm_pgoff.word = Bits<64>(~std::uint64_t{0} - 4);
  other.scenario.vma.vm_end.word = Bits<64>(0x7000);
  workplace.write("other.toml", to_toml(other));
  const ProgramEnd again = workplace.run({"replay", "--accept=store/regressions", "other.toml"});
  CHECK(again.exit_status == 0);
  CHECK(again.output.find("not kept: store/regressions/") != std::string::npos);
  CHECK(workplace.files_in("store").size() == 1);
  other.scenario.remap_status = -kEnomem; // another path
  workplace.write("other.toml", to_toml(other));
  CHECK(workplace.run({"replay", "--accept=store/regressions", "other.toml"}).exit_status == 0);
  CHECK(workplace.files_in("store").size() == 2);
}

TEST_CASE("a run says that what it finds is stored already") {
  const Workplace workplace;
  fs::copy(workplace.path() / found(workplace), workplace.path() / "store/one.toml");
  const ProgramEnd end =
      workplace.run({"verify", "--no-proof", "--subject=wrong.c", "--cases=60", "--seed=9",
                     "--property=offset-bounds.accepted-in-bounds", "--arch=64-64-64-12"});
  CHECK(end.exit_status == 1);
  CHECK(std::ranges::any_of(workplace.records(), [](const Record &record) {
    return record.engine == "random" && contains(record.reason, "store/one.toml shows the same.");
  }));
}

TEST_CASE("of a run that is killed, every counterexample is there whole") {
  const Workplace workplace;
  workplace.write("wrong.c", wrapping_file());
  std::size_t seen = 0;
  for (int i = 0; i < 6; ++i) {
    {
      const Program program = workplace.start(
          {"test", "--subject=wrong.c", "--cases=300", "--property=offset-bounds.*", "--jobs=2"});
      // Killed at some time after the start.
      for (int k = 0; k < 2000 && program.runs() &&
                      workplace.files_in("dma-verify-out/counterexamples").empty();
           ++k)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      std::this_thread::sleep_for(std::chrono::milliseconds(7 * i));
    } // killed with its children
    for (const std::string &file : workplace.files_in("dma-verify-out/counterexamples")) {
      if (!file.ends_with(".toml"))
        continue;
      CHECK_NOTHROW(counterexample_in(workplace.path() / file));
      ++seen;
    }
    fs::remove_all(workplace.path() / "dma-verify-out");
  }
  CHECK(seen > 0);
}

} // namespace
} // namespace dma_verify::end_to_end
