// SPDX-License-Identifier: GPL-2.0-only
// A bug is told in one place: where it is, what happens, and how to see it again.
#include "harness/results/render/bug_text.h"

#include "harness/results/render/reports.h"
#include "harness/results/render/text.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify {
namespace {

Record record_of(const std::string &property, const std::string &clause) {
  Record record;
  record.property = property;
  record.clause = clause;
  record.subject = "/src/ops_helpers.c";
  record.architecture = "64-64-64-12";
  record.engine = "random";
  record.verdict = Verdict::falsified;
  record.reason = "mmap of 2 pages of a buffer of 1 page. Reachable from mmap(2).";
  record.counterexample = "out/counterexamples/x.toml";
  record.difference.kind = "mmap: remap_pfn_range instead of return";
  record.difference.sentence = "called remap_pfn_range(pfn=0x2), which the model does not call";
  record.difference.source = {
      "/src/ops_helpers.c", 54, false, {"\tif (true)", "\t\tremap_pfn_range();", ""}, 53};
  return record;
}

Bug one_bug() {
  const Record first = record_of("offset-bounds.accepted-in-bounds", "in-bounds");
  const Record other = record_of("page-range.mmap", "page-k");
  return {{first, 1, {first.architecture}}, {{other, 1, {other.architecture}}}};
}

TEST_CASE("a bug has its place, its sentence, its lines, its clauses and its command") {
  CHECK(bug_text(one_bug(), "ops_helpers.c", "all page sizes", 80) ==
        "falsified in dma_common_mmap, ops_helpers.c:54 [ops_helpers.c; all page sizes]\n"
        "  mmap of 2 pages of a buffer of 1 page. Reachable from mmap(2).\n"
        "      53 | if (true)\n"
        "  >   54 |         remap_pfn_range();\n"
        "  First difference: it called remap_pfn_range(pfn=0x2), which the model does not\n"
        "  call.\n"
        "  Violates offset-bounds.accepted-in-bounds:in-bounds, page-range.mmap:page-k.\n"
        "  dma-verify replay --subject /src/ops_helpers.c out/counterexamples/x.toml\n");
}

TEST_CASE("what is missing is told of the line before it") {
  Bug bug = one_bug();
  bug.shown.first.difference.source.is_before = true;
  CHECK(bug_text(bug, "a.c", "all", 80)
            .starts_with("falsified in dma_common_mmap, after ops_helpers.c:54 [a.c; all]\n"));
}

TEST_CASE("a bug of which no difference is known is told by its clause") {
  Bug bug = one_bug();
  bug.shown.first.difference = {};
  bug.others.clear();
  CHECK(bug_text(bug, "a.c", "all", 80) ==
        "falsified offset-bounds.accepted-in-bounds, clause in-bounds [a.c; all]\n"
        "  mmap of 2 pages of a buffer of 1 page. Reachable from mmap(2).\n"
        "  dma-verify replay --subject /src/ops_helpers.c out/counterexamples/x.toml\n");
}

TEST_CASE("of names that are not known it is said what to do") {
  Bug bug = one_bug();
  bug.shown.first.difference = {};
  bug.shown.first.verdict = Verdict::unmodelled;
  bug.shown.first.reason = "frobnicate (line 12), twiddle (line 40)";
  bug.others.clear();
  const std::string text = bug_text(bug, "a.c", "all", 80);
  CHECK(text.find("\n  frobnicate (line 12), twiddle (line 40)\n"
                  "  The simulated kernel does not know these.") != std::string::npos);
  CHECK(text.find("CONTRIBUTING.md") != std::string::npos);
}

TEST_CASE("clauses that do not fit on their line are counted") {
  Bug bug = one_bug();
  for (int i = 0; i < 20; ++i)
    bug.others.push_back({record_of("pool.mmap", "clause-" + std::to_string(i)), 1, {}});
  const std::string text = bug_text(bug, "a.c", "all", 80);
  CHECK(text.find("  Violates offset-bounds.accepted-in-bounds:in-bounds, and 21 more.\n") !=
        std::string::npos);
}

TEST_CASE("a bug keeps its name, which files and class names can have") {
  CHECK(id_of(one_bug()) == "mmap-remap_pfn_range-instead-of-return");
  Bug unknown = one_bug();
  unknown.shown.first.difference = {};
  CHECK(id_of(unknown) == "offset-bounds.accepted-in-bounds-in-bounds");
}

TEST_CASE("whatever the file says, a bug takes at most 20 lines and the terminal's columns") {
  for (const std::size_t columns : {40U, 80U, 200U}) {
    Bug bug = one_bug();
    for (std::string &line : bug.shown.first.difference.source.text)
      line = "\t\033[2J" + std::string(500, 'x');
    bug.shown.first.reason = std::string(3000, 'r') + " " + std::string(3000, 's');
    bug.shown.first.difference.sentence = std::string(50, 'd') + " " + std::string(5000, 'e');
    RunSummary run;
    run.title = "/src/ops_helpers.c (form 6.12); seed 0x1";
    run.out = "out";
    run.columns = columns;
    for (int i = 0; i < 9; ++i)
      run.not_seen.push_back("something that is not looked at, for a reason, number " +
                             std::to_string(i));
    std::vector<Record> records = {bug.shown.first, bug.others.front().first};
    Record passed = records.front();
    passed.verdict = Verdict::passed;
    for (const char *family : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}) {
      passed.property = std::string(family) + ".mmap";
      records.push_back(passed);
    }
    const std::string text = render_table(records, run, false);
    CAPTURE(text);
    if (columns >= 80)
      CHECK(std::ranges::count(text, '\n') <= 20);
    CHECK(text.find('\033') == std::string::npos);
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos;
         end = text.find('\n', begin)) {
      const std::string line = text.substr(begin, end - begin);
      begin = end + 1;
      if (!line.starts_with("    "))
        CHECK(columns_of(line) <= columns);
    }
  }
}

} // namespace
} // namespace dma_verify
