// SPDX-License-Identifier: GPL-2.0-only
// The reports in files: JUnit, KTAP and the Markdown summary, also with hostile names.
#include "harness/results/render/reports.h"

#include "harness/results/render/text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>
#include <stdexcept>

namespace dma_verify {
namespace {

// An element of XML as JUnit uses it: attributes and elements, no text.
struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::vector<Element> children;
};

// Reads XML strictly; throws std::runtime_error at the first thing that is not well-formed.
class XmlReader {
public:
  explicit XmlReader(const std::string &text) : text_(text) {
    if (valid_utf8(text) != text)
      fail("not UTF-8");
  }

  Element document() {
    expect("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    Element root = element();
    blanks();
    if (at_ != text_.size())
      fail("something follows the root");
    return root;
  }

private:
  [[noreturn]] void fail(const std::string &what) const {
    throw std::runtime_error(what + " at byte " + std::to_string(at_));
  }
  [[nodiscard]] bool is_at(const std::string &what) const {
    return text_.compare(at_, what.size(), what) == 0;
  }
  void expect(const std::string &what) {
    if (!is_at(what))
      fail(what + " expected");
    at_ += what.size();
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
      ++at_;
  }
  std::string name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0)
      ++at_;
    if (begin == at_)
      fail("a name expected");
    return text_.substr(begin, at_ - begin);
  }
  std::string value() {
    static const std::map<std::string, std::string> kEntities = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#10;", "\n"}};
    expect("\"");
    std::string value;
    while (!is_at("\"")) {
      if (at_ == text_.size() || is_at("<"))
        fail("an attribute does not end");
      if (static_cast<unsigned char>(text_[at_]) < 0x20 || is_at("\xef\xbf\xbe") ||
          is_at("\xef\xbf\xbf"))
        fail("no character of XML");
      if (!is_at("&")) {
        value += text_[at_++];
        continue;
      }
      const std::string entity = text_.substr(at_, text_.find(';', at_) + 1 - at_);
      if (!kEntities.contains(entity))
        fail("no such entity: " + entity);
      value += kEntities.at(entity);
      at_ += entity.size();
    }
    expect("\"");
    return value;
  }
  Element element() {
    blanks();
    expect("<");
    Element result;
    result.name = name();
    while (is_at(" ")) {
      blanks();
      const std::string key = name();
      expect("=");
      if (!result.attributes.emplace(key, value()).second)
        fail("the attribute is there twice: " + key);
    }
    if (is_at("/>")) {
      expect("/>");
      return result;
    }
    expect(">");
    for (blanks(); !is_at("</"); blanks())
      result.children.push_back(element());
    expect("</" + result.name + ">");
    return result;
  }

  std::string text_;
  std::size_t at_ = 0;
};

Element junit_of(const std::vector<Record> &records, bool strict = false) {
  return XmlReader(render_junit(records, strict)).document();
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
  const Element root =
      junit_of({record_of(passed), record_of(falsified), record_of(error), record_of(unmodelled),
                record_of(not_applicable), record_of(differs), record_of(proved, "model", "smt")});
  CHECK(root.name == "testsuites");
  REQUIRE(root.children.size() == 2);
  const Element &suite = root.children[0];
  CHECK(suite.name == "testsuite");
  CHECK(suite.attributes.at("name") == "model random");
  CHECK(suite.attributes.at("tests") == "6");
  CHECK(suite.attributes.at("failures") == "1");
  CHECK(suite.attributes.at("errors") == "2");
  CHECK(suite.attributes.at("skipped") == "1");
  CHECK(suite.attributes.at("time") == "1.500000");
  REQUIRE(suite.children.size() == 6);
  CHECK(suite.children[0].children.empty());
  CHECK(suite.children[1].children.at(0).name == "failure");
  CHECK(suite.children[2].children.at(0).name == "error");
  CHECK(suite.children[4].children.at(0).name == "skipped");
  CHECK(suite.children[5].children.empty());
}

TEST_CASE("a JUnit failure tells its clause, reason and counterexample") {
  Record record = record_of(Verdict::falsified);
  record.clause = "asked";
  record.reason = "two\nlines";
  record.counterexample = "out/x.toml";
  const Element root = junit_of({record});
  const Element &test = root.children.at(0).children.at(0);
  CHECK(test.attributes.at("name") == "pool.mmap@64-64-64-12");
  CHECK(test.attributes.at("classname") == "model.random");
  CHECK(test.children.at(0).attributes.at("type") == "falsified");
  CHECK(test.children.at(0).attributes.at("message") ==
        "falsified, clause asked: two lines (out/x.toml)");
}

TEST_CASE("a difference is a JUnit failure when the run is strict") {
  const Element root = junit_of({record_of(Verdict::differs)}, true);
  CHECK(root.children.at(0).attributes.at("failures") == "1");
  CHECK(root.children.at(0).children.at(0).children.at(0).name == "failure");
}

TEST_CASE("a known finding is a passed test, under the name of its file") {
  Record known = record_of(Verdict::falsified, "model", "store");
  known.expected = true;
  known.counterexample = "counterexamples/findings/W9-pool-overrun.toml";
  const Element root = junit_of({known}, true);
  const Element &test = root.children.at(0).children.at(0);
  CHECK(test.attributes.at("name") == "W9-pool-overrun");
  CHECK(test.children.empty());
  CHECK(render_ktap(std::vector{known}, true).find("\n  ok 1 W9-pool-overrun\n") !=
        std::string::npos);
}

TEST_CASE("the JUnit report is well-formed whatever a name holds") {
  for (const std::string &text : hostile_texts()) {
    CAPTURE(text);
    Record record = record_of(Verdict::falsified, text);
    record.reason = text;
    record.clause = text;
    record.counterexample = text;
    record.property = text;
    CHECK_NOTHROW(junit_of({record}));
  }
  Record record = record_of(Verdict::falsified, "a & b < c > d \" e ' f");
  const Element root = junit_of({record});
  CHECK(root.children.at(0).attributes.at("name") == "a & b < c > d \" e ' f random");
}

TEST_CASE("a JUnit report without records is well-formed") { CHECK(junit_of({}).children.empty()); }

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
