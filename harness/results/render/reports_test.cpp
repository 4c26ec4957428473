// SPDX-License-Identifier: GPL-2.0-only
// The reports in files: JUnit, KTAP and the Markdown summary, also with hostile names.
#include "harness/results/render/reports.h"

#include "harness/develop/testing/xml.h"
#include "harness/results/render/text.h"
#include "harness/results/render/xml.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace dma_verify {
namespace {

using namespace std::string_literals;

pugi::xml_document junit_of(const std::vector<Record> &records, bool strict = false) {
  return testing::read_xml(render_junit(records, strict));
}

// The names of an element's children, with a blank after each.
std::string children_of(const pugi::xml_node &element) {
  std::string names;
  for (const pugi::xml_node &child : element.children())
    names += std::string(child.name()) + " ";
  return names;
}

Record record_of(Verdict verdict, const std::string &subject = "model",
                 const std::string &engine = "random") {
  Record record;
  record.property = "pool.mmap";
  record.subject = subject;
  record.architecture = "64-64-64-12";
  record.engine = engine;
  record.verdict = verdict;
  record.seconds = 0.25;
  return record;
}

const std::vector<std::string> &hostile_texts() {
  static const std::vector<std::string> kTexts = {
      "a & b < c > d \" e ' f",
      "]]> <!-- -- --> <![CDATA[ &amp; &#0; &bogus;",
      std::string("null \0 byte", 11),
      "\x01\x1b[31m\x7f tab\t line\n return\r",
      "\xff\xfe latin caf\xe9",
      "\xef\xbf\xbe\xef\xbf\xbf no characters",
      "caf\xc3\xa9 \xf0\x9f\x98\x80",
      "ok 1 # SKIP # TODO",
      "a | b | \\| `c` * d",
      std::string(300, 'x'),
      "",
  };
  return kTexts;
}

TEST_CASE("the JUnit report counts what it lists") {
  using enum Verdict;
  const pugi::xml_document report =
      junit_of({record_of(passed), record_of(falsified), record_of(error), record_of(unmodelled),
                record_of(not_applicable), record_of(differs), record_of(proved, "model", "smt")});
  const pugi::xml_node root = report.child("testsuites");
  CHECK(children_of(root) == "testsuite testsuite ");
  const pugi::xml_node suite = root.first_child();
  CHECK(suite.attribute("name").value() == "model random"s);
  CHECK(suite.attribute("tests").as_uint() == 6);
  CHECK(suite.attribute("failures").as_uint() == 1);
  CHECK(suite.attribute("errors").as_uint() == 2);
  CHECK(suite.attribute("skipped").as_uint() == 1);
  CHECK(suite.attribute("time").value() == "1.500000"s);
  std::string problems;
  for (const pugi::xml_node &test : suite.children("testcase"))
    problems += "[" + children_of(test) + "]";
  CHECK(problems == "[][failure ][error ][error ][skipped ][]");
}

TEST_CASE("a JUnit failure tells its clause, reason and counterexample") {
  Record record = record_of(Verdict::falsified);
  record.clause = "asked";
  record.reason = "two\nlines";
  record.counterexample = "out/x.toml";
  const pugi::xml_document report = junit_of({record});
  const pugi::xml_node test = report.child("testsuites").child("testsuite").child("testcase");
  CHECK(test.attribute("name").value() == "pool.mmap@64-64-64-12"s);
  CHECK(test.attribute("classname").value() == "model.random"s);
  const pugi::xml_node failure = test.child("failure");
  CHECK(failure.attribute("type").value() == "falsified"s);
  CHECK(failure.attribute("message").value() == "falsified, clause asked: two lines (out/x.toml)"s);
}

TEST_CASE("a difference is a JUnit failure when the run is strict") {
  const pugi::xml_document report = junit_of({record_of(Verdict::differs)}, true);
  const pugi::xml_node suite = report.child("testsuites").child("testsuite");
  CHECK(suite.attribute("failures").as_uint() == 1);
  CHECK(suite.child("testcase").child("failure"));
}

TEST_CASE("a known finding is a passed test, under the name of its file") {
  Record known = record_of(Verdict::falsified, "model", "store");
  known.expected = true;
  known.counterexample = "counterexamples/ops_helpers/findings/W9-pool-overrun.toml";
  const pugi::xml_document report = junit_of({known}, true);
  const pugi::xml_node test = report.child("testsuites").child("testsuite").child("testcase");
  CHECK(test.attribute("name").value() == "W9-pool-overrun"s);
  CHECK(children_of(test).empty());
  CHECK(render_ktap(std::vector{known}, true).find("\n  ok 1 W9-pool-overrun\n") !=
        std::string::npos);
}

TEST_CASE("the JUnit report is well-formed whatever a name holds, and tells it") {
  for (const std::string &text : hostile_texts()) {
    CAPTURE(text);
    Record record = record_of(Verdict::falsified, text);
    record.reason = text;
    record.clause = text;
    record.counterexample = text;
    record.property = text;
    const pugi::xml_document report = junit_of({record});
    const pugi::xml_node suite = report.child("testsuites").child("testsuite");
    CHECK(suite.attribute("name").value() == xml_text(text + " random"));
    CHECK(suite.child("testcase").child("failure"));
  }
}

TEST_CASE("a JUnit report without records is well-formed") {
  CHECK(children_of(junit_of({})) == "testsuites ");
}

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
  CHECK(text.find("## Falsified\n\n* `pool.mmap` on a.c (64-64-64-12, 1 in all): falsified, "
                  "clause asked: the reason (x.toml)\n") != std::string::npos);
  CHECK(text.find("## Not judged\n\n* `pool.mmap` on a.c (64-64-64-12, 1 in all): gave-up: too "
                  "slow\n") != std::string::npos);
  CHECK(text.find("| pool.mmap | a.c | refused | 24.3 % |") != std::string::npos);
  CHECK(text.find("## Not looked at\n\n* the moon\n") != std::string::npos);
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
