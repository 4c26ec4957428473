// SPDX-License-Identifier: GPL-2.0-only
// verify and test on small files: verdicts, exit statuses, the table, the results.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"
#include "harness/develop/testing/xml.h"
#include "harness/results/render/text.h"
#include "harness/units/own_files.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;
using Words = std::vector<std::string>;
using Json = nlohmann::json;

const Words kFew = {"--cases=60", "--seed=7", "--arch=64-64-64-12"};

ProgramEnd verify(const Workplace &workplace, const std::string &file, const Words &more = {}) {
  return workplace.run(joined({{"verify", "--no-proof", "--subject=" + file}, kFew, more}));
}

// How many failures the JUnit report of the last run lists.
std::size_t junit_failures(const Workplace &workplace) {
  const std::string junit = testing::text_of(workplace.path() / "dma-verify-out/junit.xml");
  return testing::read_xml(junit).select_nodes("//failure").size();
}

TEST_CASE(
    "a good file ends with 0, in 15 lines of 80 columns, on what is not seen and its verdict") {
  Workplace workplace;
  workplace.use_real_store();
  workplace.write("good.c", good_file());
  const ProgramEnd end =
      workplace.run({"verify", "--no-proof", "--subject=good.c", "--cases=300", "--seed=7"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(end.errors.empty());
  const auto lines = testing::lines_of(end.output);
  CHECK(lines.size() <= 15);
  for (const std::string &line : lines) {
    CAPTURE(line);
    CHECK(columns_of(line) <= 80);
  }
  const std::size_t unseen = end.output.find("\nNot looked at: ");
  const std::size_t verdict = end.output.find("\nno property falsified in ");
  CHECK(unseen < verdict);
  CHECK(verdict != std::string::npos);
  CHECK(contains(end.output.substr(verdict), "known findings, "));
  CHECK(contains(end.output.substr(verdict), "(W1 W2 "));
  CHECK(contains(end.output.substr(verdict), "dma-verify-out/report.html ("));
  CHECK(contains(end.output, "good.c (form 6.12); seed 0x7"));
  CHECK(contains(end.output, "proofs of the model"));
  CHECK(contains(testing::text_of(workplace.path() / "dma-verify-out/summary.md"), "M6"));
}

TEST_CASE("neither colour nor progress where there is no terminal, colour where there is one") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  const Words words = joined({{"verify", "--no-proof", "--subject=good.c"}, kFew});
  const ProgramEnd plain = workplace.run(words);
  CHECK_FALSE(contains(plain.output + plain.errors, "\033"));
  CHECK_FALSE(contains(plain.output + plain.errors, "\r"));
  const ProgramEnd terminal = workplace.run_on_terminal(words);
  CHECK(terminal.exit_status == 0);
  CHECK(contains(terminal.output, "\033[32mpassed"));
  for (const auto &[variable, value] : {std::pair("NO_COLOR", "1"), std::pair("TERM", "dumb")}) {
    Workplace uncoloured;
    uncoloured.write("good.c", good_file());
    uncoloured.set(variable, value);
    const ProgramEnd end = uncoloured.run_on_terminal(words);
    CHECK(end.exit_status == 0);
    CHECK_FALSE(contains(end.output, "\033[3"));
  }
}

TEST_CASE("however many processes test, the same seed gives the same results in the same order") {
  const Workplace workplace;
  workplace.write("wrong.c", wrapping_file());
  std::vector<std::string> results;
  for (const std::string jobs : {"--jobs=1", "--jobs=4"}) {
    const ProgramEnd end = verify(workplace, "wrong.c", {"--property=offset-bounds.*", jobs});
    CHECK(end.exit_status == 1);
    std::string text;
    for (Record record : workplace.records()) {
      record.seconds = 0;
      text += to_json_line(record) + "\n";
    }
    results.push_back(text);
  }
  CHECK(results[0] == results[1]);
}

TEST_CASE("a stored scenario that fails again is told with the bug that causes it") {
  Workplace workplace;
  workplace.use_real_store();
  workplace.write("wrong.c", wrapping_file());
  const ProgramEnd end =
      verify(workplace, "wrong.c", {"--property=offset-bounds.accepted-in-bounds", "--no-proof"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  CHECK(contains(end.output, "store"));
  CHECK(contains(end.output, "\nwrong.c: 1 bug in dma_common_mmap ("));
}

TEST_CASE("a wrong file ends with 1 and a counterexample in kernel terms") {
  const Workplace workplace;
  workplace.write("wrong.c", wrapping_file());
  const ProgramEnd end = verify(workplace, "wrong.c", {"--property=offset-bounds.*"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  CHECK(testing::lines_of(end.output).size() <= 20);
  const auto text = testing::lines_of(wrapping_file());
  const auto remap = std::ranges::find_if(
      text, [](const std::string &each) { return contains(each, "remap_pfn_range(area"); });
  const auto number = remap - text.begin() + 1;
  CHECK(contains(end.output, fmt::format("\nfalsified in dma_common_mmap, wrong.c:{} [wrong.c; "
                                         "x86_64, 4 KiB pages]\n",
                                         number)));
  CHECK(contains(end.output, fmt::format("\n  >{:5} | answer = remap_pfn_range(area", number)));
  CHECK(contains(end.output, "\n  Violates offset-bounds.accepted-in-bounds:in-bounds"));
  CHECK(contains(end.output, "First difference: it called remap_pfn_range("));
  CHECK(contains(end.output, "\nwrong.c: 1 bug in dma_common_mmap ("));
  CHECK(contains(end.output, "dma_common_mmap() of "));
  CHECK(contains(end.output, "vma_pages() wraps to"));
  CHECK(contains(end.output, "dma-verify replay --subject wrong.c"));
  for (const std::string &line : testing::lines_of(end.output)) {
    CAPTURE(line);
    CHECK((columns_of(line) <= 80 || line.starts_with("    dma-verify-out/")));
  }
  unsigned files = 0;
  for (const Record &record : workplace.records()) {
    if (record.verdict != Verdict::falsified)
      continue;
    CHECK(std::filesystem::is_regular_file(workplace.path() / record.counterexample));
    CHECK(contains(record.reason, "Reachable"));
    ++files;
  }
  CHECK(files != 0);
  CHECK(workplace.files_in("dma-verify-out/counterexamples").size() == files);
}

TEST_CASE("an unknown service ends with 3 and its name, and the rest is judged") {
  const Workplace workplace;
  workplace.write("new.c",
                  own_files::with("void dma_new_thing(void *);\n" + good_file(),
                                  "  const int error = sg_alloc_table(table, 1, GFP_KERNEL);\n",
                                  "  const int error = sg_alloc_table(table, 1, GFP_KERNEL);\n"
                                  "  dma_new_thing(table);\n"));
  const ProgramEnd end = verify(workplace, "new.c", {"--property=completeness.*"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 3);
  CHECK(contains(end.output, "unmodelled"));
  CHECK(contains(end.output, "lacks: dma_new_thing (line"));
  CHECK(contains(end.output, "\n  dma_new_thing (line "));
  CHECK(contains(end.output, "The simulated kernel does not know these."));
  CHECK(std::ranges::any_of(workplace.records(), [](const Record &record) {
    return record.property == "completeness.alloc_pages" && record.verdict == Verdict::passed;
  }));
}

TEST_CASE("what is falsified weighs more than what could not be judged") {
  const Workplace workplace;
  workplace.write("both.c",
                  own_files::with("void dma_new_thing(void *);\n" + wrapping_file(),
                                  "  const int error = sg_alloc_table(table, 1, GFP_KERNEL);\n",
                                  "  const int error = sg_alloc_table(table, 1, GFP_KERNEL);\n"
                                  "  dma_new_thing(table);\n"));
  const ProgramEnd end = verify(workplace, "both.c");
  CHECK(end.exit_status == 1);
  CHECK(contains(end.output, "dma_new_thing"));
}

TEST_CASE("only rows that do not apply are no pass") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  const ProgramEnd end =
      workplace.run({"test", "--subject=good.c", "--arch=32-32-32-12", "--cases=5"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 3);
  CHECK(contains(end.output, "not applicable"));
}

// Zeroes the block before it is mapped: a repair, which the model does not have.
std::string repaired_file() {
  const std::string memset = "    memset(page_address(block), 0, bytes);\n";
  std::string text = own_files::with(good_file(), memset, "");
  return own_files::with(text, "  *bus = use_dma_iommu(device)\n",
                         "  memset(page_address(block), 0, bytes);\n"
                         "  *bus = use_dma_iommu(device)\n");
}

TEST_CASE("a file that differs while every clause holds passes, unless the run is strict") {
  const Workplace workplace;
  workplace.write("repaired.c", repaired_file());
  const ProgramEnd end = verify(workplace, "repaired.c");
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "\ndiffers in dma_common_alloc_pages, repaired.c:"));
  CHECK(contains(end.output, "First difference: it called memset("));
  CHECK(contains(end.output, "\n  No clause is violated.\n"));
  CHECK(junit_failures(workplace) == 0);
  const auto shown = workplace.files_in("dma-verify-out/differences");
  REQUIRE(shown.size() == 1);
  const std::string text = testing::text_of(workplace.path() / shown.front());
  CHECK(contains(text, "\n>  3  repaired.c:58 memset("));
  CHECK(contains(text, "\n  model\n"));

  const ProgramEnd strict = verify(workplace, "repaired.c", {"--strict"});
  CHECK(strict.exit_status == 1);
  CHECK(junit_failures(workplace) > 0);
  // Of the same cases.
  CHECK(workplace.files_in("dma-verify-out/differences") == shown);
}

TEST_CASE("agreement alone can be asked for") {
  const Workplace workplace;
  workplace.write("repaired.c", repaired_file());
  const ProgramEnd end = verify(workplace, "repaired.c", {"--property=agreement.alloc_pages"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  const auto records = workplace.records();
  REQUIRE(records.size() == 2); // and that no proof was asked for
  CHECK(records[1].property == kLeftOutProofs);
  CHECK(records[0].property == "agreement.alloc_pages");
  CHECK(records[0].verdict == Verdict::differs);
  CHECK(records[0].cases == 60);
  CHECK(contains(records[0].reason, "dma-verify-out/differences"));
  CHECK(verify(workplace, "repaired.c", {"--property=agreement.mmap"}).exit_status == 0);
  CHECK(workplace.records().front().verdict == Verdict::passed);
}

TEST_CASE("what fails while agreement is looked at is not hidden") {
  const Workplace workplace;
  workplace.write("crash.c", own_files::with(good_file(), "  return page;\n",
                                             "  *(volatile int *)8 = 1;\n  return page;\n"));
  const ProgramEnd end = verify(workplace, "crash.c", {"--property=agreement.get_sgtable"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  CHECK(contains(end.output, "\nfalsified in dma_common_get_sgtable, crash.c:"));
  CHECK(contains(end.output, " | *(volatile int *)8 = 1;\n"));
  CHECK(contains(end.output, "\n  Violates execution.get_sgtable:no-crash.\n"));
}

TEST_CASE("each line of the results has the keys that other programs read") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  REQUIRE(verify(workplace, "good.c", {"--property=pool.mmap"}).exit_status == 0);
  const auto lines = testing::lines_of(testing::text_of(workplace.results()));
  REQUIRE_FALSE(lines.empty());
  for (const std::string &line : lines) {
    const Json record = Json::parse(line);
    for (const char *key : {"property", "clause", "subject", "form", "architecture", "engine",
                            "verdict", "seed", "counterexample"})
      CHECK(record.at(key).is_string());
    for (const char *key : {"cases", "seconds"})
      CHECK(record.at(key).is_number());
    for (const char *key : {"solvers", "assumptions"})
      CHECK(record.at(key).is_array());
    CHECK(record.at("cached").is_boolean());
  }
  const Json first = Json::parse(lines.front());
  CHECK(first.at("property") == "pool.mmap");
  CHECK(first.at("subject") == "good.c");
  CHECK(first.at("form") == "6.12");
  CHECK(first.at("architecture") == "64-64-64-12");
  CHECK(first.at("engine") == "random");
  CHECK(first.at("verdict") == "passed");
  CHECK(first.at("cases") == 60);
  CHECK(first.at("seed") == "0x7");
  CHECK(first.at("subject_sha256").get<std::string>().size() == 64);
}

TEST_CASE("the reports are in the folder of the results") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  REQUIRE(verify(workplace, "good.c", {"--property=pool.mmap"}).exit_status == 0);
  CHECK(workplace.files_in("dma-verify-out") ==
        Words{"dma-verify-out/junit.xml", "dma-verify-out/report.html",
              "dma-verify-out/results.jsonl", "dma-verify-out/results.ktap",
              "dma-verify-out/summary.md"});
  CHECK(testing::text_of(workplace.path() / "dma-verify-out/results.ktap")
            .starts_with("KTAP version 1\n"));
  CHECK(contains(testing::text_of(workplace.path() / "dma-verify-out/summary.md"),
                 "good.c (form 6.12); seed 0x7"));
}

// What does not depend on the machine's speed.
std::map<std::string, std::string> without_times(const std::vector<Record> &records) {
  std::map<std::string, std::string> lines;
  for (Record record : records) {
    record.seconds = 0;
    lines[record.property + "@" + record.architecture] = to_json_line(record);
  }
  return lines;
}

TEST_CASE("the seed alone decides the results, not the number of processes") {
  const Workplace workplace;
  workplace.write("wrong.c", wrapping_file());
  const auto results_with = [&](const Words &more) {
    std::filesystem::remove_all(workplace.path() / "dma-verify-out");
    CHECK(verify(workplace, "wrong.c", more).exit_status == 1);
    return std::pair(without_times(workplace.records()),
                     workplace.files_in("dma-verify-out/counterexamples"));
  };
  const auto one = results_with({"--jobs=1"});
  CHECK_FALSE(one.first.empty());
  CHECK_FALSE(one.second.empty());
  CHECK(results_with({"--jobs=2"}) == one);
  CHECK(results_with({"--jobs=5"}) == one);
}

TEST_CASE("without a seed each run has one of its own, which is printed and recorded") {
  const Workplace workplace;
  const auto seed_of_run = [&] {
    const ProgramEnd end =
        workplace.run({"test", "--property=pool.mmap", "--arch=64-64-64-12", "--cases=5"});
    REQUIRE(end.exit_status == 0);
    std::string seed = workplace.records().front().seed;
    CHECK(contains(end.output, "; seed " + seed + "\n"));
    return seed;
  };
  CHECK(seed_of_run() != seed_of_run());
}

TEST_CASE("a run of a given time ends soon after it and has run cases") {
  const Workplace workplace;
  const ProgramEnd end =
      workplace.run({"test", "--property=pool.mmap", "--arch=64-64-64-12", "--time=100ms"});
  CHECK(end.exit_status == 0);
  CHECK(workplace.records().front().cases > 0);
}

TEST_CASE("two subjects are shown side by side, one named twice is shown once") {
  const Workplace workplace;
  workplace.write("one/ops_helpers.c", good_file());
  workplace.write("two/ops_helpers.c", wrapping_file());
  const ProgramEnd end =
      workplace.run(joined({{"test", "--subject=one/ops_helpers.c", "--subject=two/ops_helpers.c",
                             "--subject=one/ops_helpers.c", "--property=offset-bounds.*"},
                            kFew}));
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  CHECK(contains(end.output, "one/ops_helpers.c: tests"));
  CHECK(contains(end.output, "two/ops_helpers.c: tests"));
  CHECK(std::ranges::count_if(workplace.records(), [](const Record &record) {
          return record.subject == "one/ops_helpers.c" &&
                 record.property == "offset-bounds.no-wrap";
        }) == 1);
}

TEST_CASE("names with blanks, quotes and long paths go through") {
  const Workplace workplace;
  const std::string name = "my \"new\" kernel's/" + std::string(120, 'x') + "/ops_helpers.c";
  workplace.write(name, wrapping_file());
  const ProgramEnd end = verify(workplace, name, {"--property=offset-bounds.no-wrap"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  CHECK(workplace.records().front().subject == name);
  CHECK(contains(end.output, "'my \"new\" kernel'\\''s/xxx"));
}

TEST_CASE("a kernel tree is found by its folder") {
  const Workplace workplace;
  workplace.write_tree("linux", good_file());
  const ProgramEnd end = verify(workplace, "linux", {"--property=pool.mmap"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "linux: tests"));
  CHECK(contains(end.output, "facts of the shim checked"));
}

// The good file with what stands at `from` replaced.
std::string good_file_with(std::string_view from, std::string_view to) {
  return own_files::with(good_file(), from, to);
}
constexpr std::string_view kAskPool =
    "!dma_mmap_from_dev_coherent(device, area, buffer, bytes, &answer)";

TEST_CASE("a right file passes under each option that it names") {
  const Workplace workplace;
  workplace.write("ops.c",
                  good_file_with(kAskPool, "!(IS_ENABLED(CONFIG_DMA_DECLARE_COHERENT) && " +
                                               std::string(kAskPool.substr(1)) + ")"));
  const ProgramEnd end = verify(workplace, "ops.c", {"--property=offset-bounds.*"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "ops.c,CONFIG_DMA_DECLARE_COHERENT=n"));
}

TEST_CASE("a file that is wrong under an option is falsified there, and fails there again") {
  const Workplace workplace;
  workplace.write("ops.c", good_file_with("memset(page_address(block), 0, bytes);",
                                          "memset(page_address(block), 0, "
                                          "IS_ENABLED(CONFIG_FROB) ? 1 : bytes);"));
  const ProgramEnd end = verify(workplace, "ops.c", {"--property=initialisation.alloc_pages"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  const auto files = workplace.files_in("dma-verify-out/counterexamples");
  REQUIRE(files.size() == 1);
  CHECK(workplace.run({"replay", "--subject=ops.c,CONFIG_FROB=y", files.front()}).exit_status == 1);
  CHECK(workplace.run({"replay", "--subject=ops.c", files.front()}).exit_status == 0);
}

TEST_CASE("all names that a file needs and the simulated kernel lacks are told with their lines") {
  const Workplace workplace;
  workplace.write("ops.c", good_file_with("memset(page_address(block), 0, bytes);",
                                          "frobnicate(device->frob_area, FROB);"));
  const ProgramEnd end =
      verify(workplace, "ops.c", {"--property=initialisation.*", "--property=pool.*"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 3);
  CHECK(contains(end.output, "frobnicate (line 62)"));
  CHECK(contains(end.output, "FROB (line 62)"));
  CHECK(contains(end.output, "lacks:"));
  for (const Record &record : workplace.records()) {
    const bool is_of_mmap = record.property == "pool.mmap";
    CHECK((!is_of_mmap || record.verdict == Verdict::passed));
  }
}

TEST_CASE("a file of which a part is left out that no case comes to is not judged as a whole") {
  const Workplace workplace;
  workplace.write("ops.c", good_file() + "int unused(void) { return no_such_thing; }\n");
  const ProgramEnd end = verify(workplace, "ops.c", {"--property=pool.*"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 3);
  CHECK(contains(end.output, "no_such_thing (line "));
  CHECK(contains(end.output, "pool           passed"));
}

TEST_CASE("a tree whose headers define no fact of the shim is not judged") {
  const Workplace workplace;
  workplace.write("linux/kernel/dma/ops_helpers.c", good_file());
  const ProgramEnd end = verify(workplace, "linux", {"--property=pool.mmap"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 3);
  CHECK(contains(end.output, "the tree's headers define none of the"));
}

TEST_CASE("a header that a whole tree does not have is named") {
  const Workplace workplace;
  workplace.write_tree("linux", "#include <linux/nosuch.h>\n" + good_file());
  const auto run = [&] { return verify(workplace, "linux", {"--property=pool.mmap"}); };
  ProgramEnd end = run();
  CHECK(end.exit_status == 0); // a part of a tree
  CHECK(contains(end.output, "<linux/nosuch.h>"));
  for (const char *header : {"kernel.h", "module.h", "dma-map-ops.h", "iommu-dma.h"})
    workplace.write(std::string("linux/include/linux/") + header,
                    "map_page unmap_page use_dma_iommu iommu_dma_map_page iommu_dma_unmap_page");
  end = run();
  CHECK(end.exit_status == 2);
  CHECK(contains(end.errors, "#include <linux/nosuch.h>: the tree has no such header"));
}

TEST_CASE("results that cannot be written are reported, and are no success") {
  const Workplace workplace;
  std::filesystem::create_directory(workplace.path() / "dma-verify-out");
  std::filesystem::create_symlink("/dev/full", workplace.results());
  const ProgramEnd end =
      workplace.run({"test", "--property=pool.mmap", "--arch=64-64-64-12", "--cases=5"});
  CHECK(end.exit_status == 3);
  CHECK(end.errors == "dma-verify: --out dma-verify-out: not all results could be written\n");
}

TEST_CASE("the lists are there in every format") {
  const Workplace workplace;
  for (const char *what : {"properties", "architectures", "subjects"}) {
    CAPTURE(what);
    const ProgramEnd text = workplace.run({"list", what});
    CHECK(text.exit_status == 0);
    CHECK(testing::lines_of(text.output).size() >= 3);
    const ProgramEnd markdown = workplace.run({"list", what, "--markdown"});
    CHECK(markdown.exit_status == 0);
    CHECK(contains(markdown.output, "| --- |"));
    const ProgramEnd json = workplace.run({"list", what, "--json"});
    CHECK(json.exit_status == 0);
    CHECK(Json::parse(json.output).size() >= 3);
  }
  for (const Words &format : {Words{}, Words{"--json"}, Words{"--markdown"}}) {
    const ProgramEnd end = workplace.run(joined({{"list", "properties"}, format}));
    for (const char *id : {"offset-bounds.no-wrap", "execution.mmap", "agreement.free_pages",
                           "sequence.reach", "in-bounds"}) {
      // In JSON agreement has no clause, and the others have them by their ids.
      CAPTURE(id);
      CHECK(contains(end.output, id));
    }
  }
  const ProgramEnd engines = workplace.run({"list", "properties", "--markdown"});
  CHECK(contains(engines.output, "Engines: random, exhaustive, smt."));
  CHECK(contains(engines.output, "Engines: smt, of the model alone."));
  CHECK(contains(engines.output, "Engines: stateful."));
  const ProgramEnd comments = workplace.run({"list", "properties", "--kernel-doc"});
  CHECK(comments.exit_status == 0);
  CHECK(comments.output.starts_with("/**\n * dma_common_get_sgtable - "));
}

} // namespace
} // namespace dma_verify::end_to_end
