// SPDX-License-Identifier: GPL-2.0-only
// The reports in files: KTAP and the Markdown summary, also with hostile names.
#include "harness/results/render/reports.h"

#include "harness/results/render/record_examples.h"
#include "harness/results/render/text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace dma_verify {
namespace {

TEST_CASE("the KTAP report has one subtest per subject and engine") {
  using enum Verdict;
  const std::vector<Record> records = {record_of(passed), record_of(not_applicable),
                                       record_of(falsified, "a.c"), record_of(passed, "a.c")};
  CHECK(render_ktap(records, false) == R"(KTAP version 1
1..2
  KTAP version 1
  # Subtest: a.c random
  1..2
  # falsified
  not ok 1 pool.mmap@64-64-64-12
  ok 2 pool.mmap@64-64-64-12
not ok 1 a.c random
  KTAP version 1
  # Subtest: model random
  1..2
  ok 1 pool.mmap@64-64-64-12
  ok 2 pool.mmap@64-64-64-12 # SKIP not applicable
ok 2 model random
)");
}

TEST_CASE("a known finding is an expected failure in KTAP, under the name of its file") {
  Record known = record_of(Verdict::falsified, "model", "store");
  known.expected = true;
  known.counterexample = "counterexamples/ops_helpers/findings/W9-pool-overrun.toml";
  known.finding = {"W9", "latent", "a size # overruns the pool"};
  CHECK(render_ktap(std::vector{known}, true)
            .find("\n  ok 1 W9-pool-overrun # XFAIL W9, latent: a size ? overruns the pool\n") !=
        std::string::npos);
}

TEST_CASE("a difference is not ok in KTAP when the run is strict") {
  const std::vector records = {record_of(Verdict::differs)};
  CHECK(render_ktap(records, false).find("not ok") == std::string::npos);
  CHECK(render_ktap(records, true).find("  not ok 1 ") != std::string::npos);
}

TEST_CASE("names cannot add a line or a directive to the KTAP report") {
  for (const std::string &text : hostile_texts()) {
    CAPTURE(text);
    Record record = record_of(Verdict::falsified, text);
    record.property = text;
    record.reason = text;
    const std::string report = render_ktap(std::vector{record}, false);
    CHECK(std::ranges::count(report, '\n') == 8);
    CHECK(valid_utf8(report) == report);
    std::istringstream lines(report);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("  # ")) // no diagnostic
        CHECK(line.find('#') == std::string::npos);
    }
  }
}

TEST_CASE("the summary says what failed, what could not be judged, and what was not seen") {
  using enum Verdict;
  Record failed = record_of(falsified, "a.c");
  failed.clause = "asked";
  failed.reason = "the reason";
  failed.counterexample = "x.toml";
  Record lost = record_of(gave_up, "a.c");
  lost.reason = "too slow";
  Record good = record_of(passed, "a.c");
  good.cases = 12'345;
  good.labels = {{"refused", 3000}};
  RunSummary run;
  run.title = "a.c; seed 0x1";
  run.not_seen = {"the moon"};
  const std::string text = render_summary(std::vector{failed, lost, good}, run);
  CHECK(text.find("a.c; seed 0x1") != std::string::npos);
  CHECK(text.find("| pool | a.c | random | falsified | 12,345 | 3 |") != std::string::npos);
  CHECK(text.find("## Falsified\n\n* `pool.mmap` on a.c (x86_64, 4 KiB pages, 1 in all): "
                  "falsified, clause asked: the reason (x.toml)\n") != std::string::npos);
  CHECK(text.find(
            "## Not judged\n\n* `pool.mmap` on a.c (x86_64, 4 KiB pages, 1 in all): gave-up: too "
            "slow\n") != std::string::npos);
  CHECK(text.find("| pool.mmap | a.c | refused | 24.3 % |") != std::string::npos);
  CHECK(text.find("## Not looked at\n\n* the moon\n") != std::string::npos);
}

TEST_CASE("the summary names the known findings in the order of their numbers") {
  std::vector<Record> records;
  for (const char *id : {"W10", "W2", "W10"}) {
    Record known = record_of(Verdict::falsified, "a.c", "store");
    known.expected = true;
    known.finding = {id, id == std::string("W2") ? "reachable" : "latent", "what | is wrong"};
    records.push_back(known);
  }
  CHECK(render_summary(records, RunSummary{})
            .find("| W2 | reachable | what \\| is wrong |\n| W10 | latent | what \\| is wrong "
                  "|\n\n") != std::string::npos);
  CHECK(render_summary(std::vector{record_of(Verdict::passed)}, RunSummary{})
            .find("Known findings") == std::string::npos);
}

TEST_CASE("the share of a label is one of the cases that were drawn") {
  Record drawn = record_of(Verdict::passed, "model");
  drawn.cases = 100;
  drawn.labels = {{"refused", 25}};
  Record swept = record_of(Verdict::passed, "model");
  swept.engine = "exhaustive";
  swept.cases = 1'000'000;
  const std::string text = render_summary(std::vector{drawn, swept}, RunSummary{});
  CHECK(text.find("| pool.mmap | model | refused | 25.0 % |") != std::string::npos);
}

TEST_CASE("the summary tells differences apart from failures, unless the run is strict") {
  const std::vector records = {record_of(Verdict::differs)};
  RunSummary run;
  CHECK(render_summary(records, run).find("## Differs from the model") != std::string::npos);
  CHECK(render_summary(records, run).find("## Falsified") == std::string::npos);
  run.strict = true;
  CHECK(render_summary(records, run).find("## Differs from the model") == std::string::npos);
  CHECK(render_summary(records, run).find("## Falsified") != std::string::npos);
}

TEST_CASE("names cannot break the summary's tables") {
  for (const std::string &name : hostile_texts()) {
    CAPTURE(name);
    Record record = record_of(Verdict::passed, name);
    record.labels = {{name, 1}};
    RunSummary run;
    const std::string text = render_summary(std::vector{record}, run);
    CHECK(valid_utf8(text) == text);
    std::istringstream lines(text);
    unsigned rows = 0;
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("| "))
        continue;
      ++rows;
      unsigned bars = 0;
      for (std::size_t i = 0; i < line.size(); ++i)
        bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1U : 0U;
      CHECK((bars == 7 || bars == 5));
    }
    CHECK(rows == 6);
  }
}

TEST_CASE("numbers are grouped by thousands") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(~std::uint64_t{0}) == "18,446,744,073,709,551,615");
}

} // namespace
} // namespace dma_verify
