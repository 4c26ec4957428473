// SPDX-License-Identifier: GPL-2.0-only
// replay, minimize and the store.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/counterexamples/files/counterexample.h"
#include "harness/develop/testing/contains.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;
using Words = std::vector<std::string>;
namespace fs = std::filesystem;

const Words kFew = {"--cases=60", "--seed=7", "--arch=64-64-64-12"};

// A counterexample that a run writes for the wrapping check, below the folder; wrong.c is that
// file, good.c a good one.
std::string found_counterexample(const Workplace &workplace) {
  workplace.write("wrong.c", wrapping_file());
  workplace.write("good.c", good_file());
  const ProgramEnd end = workplace.run(
      joined({{"test", "--subject=wrong.c", "--property=offset-bounds.accepted-in-bounds"}, kFew}));
  const auto files = workplace.files_in("dma-verify-out/counterexamples");
  if (end.exit_status != 1 || files.size() != 1)
    throw std::runtime_error("no counterexample was found: " + end.output + end.errors);
  return files.front();
}

Counterexample read(const fs::path &path) {
  auto result = read_counterexample(path);
  if (const auto *unusable = std::get_if<UnusableFile>(&result))
    throw std::runtime_error(unusable->message);
  return std::get<Counterexample>(std::move(result));
}

TEST_CASE("a counterexample fails again on its file and passes on a good one and the model") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  const ProgramEnd again = workplace.run({"replay", "--subject=wrong.c", file});
  CHECK(again.exit_status == 1);
  CHECK(again.output.starts_with("falsified "));
  CHECK(contains(again.output, "offset-bounds.accepted-in-bounds:in-bounds on 64-64-64-12"));
  CHECK(contains(again.output, file));
  CHECK(workplace.run({"replay", "--subject=good.c", file}).exit_status == 0);
  const ProgramEnd model = workplace.run({"replay", file});
  CHECK(model.exit_status == 0);
  CHECK(model.output.starts_with("passed "));
}

TEST_CASE("a counterexample says what it was found on and how it can be reached") {
  const Workplace workplace;
  const Counterexample found = read(workplace.path() / found_counterexample(workplace));
  CHECK(found.expected == "passed");
  CHECK(found.subject.kind == "c");
  CHECK(found.subject.form == "6.12");
  CHECK(found.subject.sha256.size() == 64);
  CHECK(found.provenance.engine == "random");
  CHECK(found.provenance.seed == "0x7");
  CHECK(found.reachable.starts_with("only through a driver"));
  CHECK(found.scenario.vma.vm_pgoff.word.value() == ~std::uint64_t{0});
}

TEST_CASE("several files are replayed, and the worst decides the exit status") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  Counterexample other = read(workplace.path() / file);
  other.scenario.vma.vm_pgoff = {};
  other.scenario.size = WidestMachine::Bytes(Bits<64>(0x10000));
  workplace.write("inside.toml", to_toml(other));
  const ProgramEnd end =
      workplace.run({"replay", "--subject=wrong.c", "inside.toml", file, "inside.toml"});
  CHECK(end.exit_status == 1);
  CHECK(testing::lines_of(end.output).size() == 6);
}

TEST_CASE("a file of another version is stale: 3, with the field") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  std::string text = testing::text_of(workplace.path() / file);
  text.replace(text.find("vm_pgoff ="), 10, "vm_pgofs =");
  workplace.write("old.toml", text);
  const ProgramEnd end = workplace.run({"replay", "old.toml"});
  CHECK(end.exit_status == 3);
  CHECK(contains(end.output, "stale"));
  CHECK(contains(end.output, "old.toml: field scenario.vm_pgoff: is missing"));
  const ProgramEnd minimized = workplace.run({"minimize", "old.toml"});
  CHECK(minimized.exit_status == 3);
  CHECK(contains(minimized.errors, "field scenario.vm_pgoff"));
}

TEST_CASE("what a file cannot run is not applicable, and alone no success") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  Counterexample narrow = read(workplace.path() / file);
  narrow.scenario.architecture = find_architecture("32-32-32-12").value();
  narrow.scenario.vma.vm_pgoff = WidestMachine::PageCount(Bits<64>(0xffffffff));
  narrow.scenario.cpu_addr =
      WidestMachine::VirtualAddress(Bits<64>(narrow.scenario.architecture.linear_base));
  narrow.scenario.vmalloc_to_page = {};
  workplace.write("narrow.toml", to_toml(narrow));
  const ProgramEnd end = workplace.run({"replay", "--subject=wrong.c", "narrow.toml"});
  CHECK(end.exit_status == 3);
  CHECK(end.output.starts_with("not-applicable"));
  CHECK(workplace.run({"replay", "narrow.toml"}).exit_status == 0);
}

TEST_CASE("minimize prints the page that explains a counterexample") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  const ProgramEnd end = workplace.run({"minimize", "--subject=wrong.c", file});
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  CHECK(end.output.starts_with("# offset-bounds.accepted-in-bounds, clause in-bounds\n"));
  CHECK(contains(end.output, "dma_common_mmap() of "));
  CHECK(contains(end.output, "**How it can be reached:** only through a driver"));
  CHECK(contains(end.output, "\n  wrong.c\n"));
  CHECK(contains(end.output, "dma-verify replay --subject wrong.c " + file));
}

TEST_CASE("minimize makes a large scenario small and keeps its clause") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  Counterexample large = read(workplace.path() / file);
  large.scenario.size = WidestMachine::Bytes(Bits<64>(0x7777000));
  large.scenario.vma.vm_start = WidestMachine::VirtualAddress(Bits<64>(0x123000));
  large.scenario.vma.vm_end = WidestMachine::VirtualAddress(Bits<64>(0x456000));
  large.scenario.vma.vm_pgoff = WidestMachine::PageCount(Bits<64>(~std::uint64_t{0} - 0x100));
  workplace.write("large.toml", to_toml(large));
  const ProgramEnd end =
      workplace.run({"minimize", "--subject=wrong.c", "--out=pages", "large.toml"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  const auto lines = testing::lines_of(end.output);
  REQUIRE(lines.size() == 9); // and the exports
  CHECK(lines[0].ends_with(".toml"));
  CHECK(lines[1] == "pages/summary.md");
  CHECK(lines[2] == "pages/report.html");
  const Counterexample small = read(workplace.path() / lines[0]);
  CHECK(small.clause == "in-bounds");
  CHECK(small.scenario.size.word.value() < 0x7777000);
  CHECK(small.scenario.vma.vm_end.word.value() - small.scenario.vma.vm_start.word.value() ==
        0x1000);
  CHECK(workplace.run({"replay", "--subject=wrong.c", lines[0]}).exit_status == 1);
  const std::string page = testing::text_of(workplace.path() / lines[2]);
  CHECK(contains(page, "<h1><span class=\"bad\">1 clause is violated"));
  CHECK(contains(page, "dma-verify replay --subject wrong.c " + lines[0]));
  CHECK(contains(testing::text_of(workplace.path() / lines[1]),
                 "replay --subject wrong.c " + lines[0]));
}

TEST_CASE("a run writes a page with each counterexample, run again, and all results") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  const std::string page = testing::text_of(workplace.path() / "dma-verify-out/report.html");
  CHECK(contains(page, "dma_common_mmap() of 1 page at vm_pgoff 0xffffffffffffffff"));
  CHECK(contains(page, "dma-verify replay --subject wrong.c " + file));
  CHECK(contains(page, "mapped by wrong.c: page -1, before the buffer"));
  CHECK(contains(page, "Irrelevant here: "));
  CHECK(contains(page, "wrong.c (form 6.12); seed 0x7"));
}

TEST_CASE("a regression that comes back is shown on the page of the run") {
  const Workplace workplace;
  fs::create_directories(workplace.path() / "store");
  fs::copy(workplace.path() / found_counterexample(workplace), workplace.path() / "store/old.toml");
  const ProgramEnd other = workplace.run(
      joined({{"verify", "--no-proof", "--subject=wrong.c", "--property=dispatch.*"}, kFew}));
  CHECK(other.exit_status == 0);
  CHECK_FALSE(
      contains(testing::text_of(workplace.path() / "dma-verify-out/report.html"), "old.toml"));
  const ProgramEnd again = workplace.run(
      joined({{"verify", "--no-proof", "--subject=wrong.c", "--property=offset-bounds.*"}, kFew}));
  CHECK(again.exit_status == 1);
  CHECK(contains(testing::text_of(workplace.path() / "dma-verify-out/report.html"), "old.toml"));
}

TEST_CASE("minimize says when there is nothing to minimize") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  const ProgramEnd good = workplace.run({"minimize", "--subject=good.c", file});
  CHECK(good.exit_status == 0);
  CHECK(contains(good.errors, "does not violate in-bounds on good.c"));
  const ProgramEnd nameless = workplace.run({"minimize", file});
  CHECK(nameless.exit_status == 2);
  CHECK(contains(nameless.errors, "--subject"));
}

// ---- The store.

TEST_CASE("the repository's findings are known, on a file and on the model") {
  Workplace workplace;
  workplace.use_real_store();
  workplace.write("good.c", good_file());
  for (const char *subject : {"--subject=good.c", "--subject=model"}) {
    const ProgramEnd end = workplace.run({"replay", subject});
    CAPTURE(end.output);
    CHECK(end.exit_status == 0);
    CHECK(contains(end.output, "(known finding)"));
    CHECK(contains(end.output, "W3-sg-length.toml"));
  }
}

TEST_CASE("a run ends with the number of known findings, and they are no failure") {
  Workplace workplace;
  workplace.use_real_store();
  workplace.write("good.c", good_file());
  const ProgramEnd end =
      workplace.run(joined({{"verify", "--no-proof", "--subject=good.c"}, kFew}));
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  const auto known = std::ranges::count_if(workplace.records(), &Record::expected);
  CHECK(known > 0);
  CHECK(contains(end.output, "; " + std::to_string(known) + " known findings, "));
}

// A store of one file.
void store(const Workplace &workplace, Counterexample counterexample, const std::string &expected) {
  counterexample.expected = expected;
  workplace.write("store/one.toml", to_toml(counterexample));
}

TEST_CASE("a regression that comes back fails the run, before anything is tested at random") {
  const Workplace workplace;
  store(workplace, read(workplace.path() / found_counterexample(workplace)), "passed");
  const ProgramEnd good = workplace.run({"verify", "--no-proof", "--subject=good.c", "--cases=5"});
  CHECK(good.exit_status == 0);
  const auto replayed = workplace.records();
  CHECK(std::ranges::count(replayed, "store", &Record::engine) == 1);
  // Random tests do not find it with so small a number of cases of another property.
  const ProgramEnd bad = workplace.run(joined(
      {{"verify", "--no-proof", "--subject=wrong.c", "--property=offset-bounds.accepted-in-bounds"},
       {"--cases=1", "--seed=1", "--arch=64-64-64-12"}}));
  CAPTURE(bad.output);
  CHECK(bad.exit_status == 1);
  const auto records = workplace.records();
  REQUIRE_FALSE(records.empty());
  CHECK(records.front().engine == "store");
  CHECK(records.front().verdict == Verdict::falsified);
}

TEST_CASE("a known finding that a file repairs is repaired, and no failure") {
  const Workplace workplace;
  store(workplace, read(workplace.path() / found_counterexample(workplace)), "falsified");
  const ProgramEnd known = workplace.run({"replay", "--subject=wrong.c"});
  CHECK(known.exit_status == 0);
  CHECK(contains(known.output, "(known finding)"));
  const ProgramEnd repaired =
      workplace.run(joined({{"verify", "--no-proof", "--subject=good.c"}, kFew}));
  CAPTURE(repaired.output);
  CHECK(repaired.exit_status == 0);
  CHECK(contains(repaired.output, "Repaired: one\n"));
  CHECK_FALSE(contains(repaired.output, "known finding"));
}

TEST_CASE(
    "a file of the store that is stale makes the run 3, one that is broken 2, and both are named") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  workplace.write("store/old.toml", "format = 99\n");
  CHECK(workplace.run(joined({{"verify", "--no-proof", "--subject=good.c"}, kFew})).exit_status ==
        3);
  workplace.write("store/broken.toml", "format = \n");
  const ProgramEnd end =
      workplace.run(joined({{"verify", "--no-proof", "--subject=good.c"}, kFew}));
  CAPTURE(end.output);
  CHECK(end.exit_status == 2);
  CHECK(contains(end.output, "stale"));
  CHECK(contains(end.output, "old.toml: field format"));
  CHECK(contains(end.output, "broken.toml:1"));
}

TEST_CASE("a run writes nothing to the store, replay --accept does, where it is asked to") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  CHECK(workplace.files_in("store").empty());
  const ProgramEnd end =
      workplace.run({"replay", "--subject=good.c", "--accept=store/regressions", file});
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  const auto kept = workplace.files_in("store");
  REQUIRE(kept.size() == 1);
  CHECK(read(workplace.path() / kept.front()).expected == "passed");
  // What still fails is kept as a finding.
  CHECK(workplace.run({"replay", "--subject=wrong.c", "--accept=findings", file}).exit_status == 0);
  CHECK(read(workplace.path() / workplace.files_in("findings").front()).expected == "falsified");
  const ProgramEnd two = workplace.run({"replay", "--accept=store", file, file});
  CHECK(two.exit_status == 2);
  CHECK(contains(two.errors, "--accept"));
}

TEST_CASE("an empty store is said to be empty") {
  const ProgramEnd end = Workplace().run({"replay"});
  CHECK(end.exit_status == 3);
  CHECK(contains(end.output, "nothing to replay in "));
}

} // namespace
} // namespace dma_verify::end_to_end
