// SPDX-License-Identifier: GPL-2.0-only
// JUnit: counts, names that stay, one failure for each bug, and texts with hostile names.
#include "harness/results/render/reports.h"

#include "harness/develop/testing/xml.h"
#include "harness/results/render/names.h"
#include "harness/results/render/record_examples.h"
#include "harness/results/render/xml.h"

#include <doctest/doctest.h>

#include <string>

namespace dma_verify {
namespace {

using namespace std::string_literals;

pugi::xml_document junit_of(const std::vector<Record> &records, bool strict = false,
                            const std::string &name = "") {
  RunSummary run;
  run.strict = strict;
  run.name = name;
  return testing::read_xml(render_junit(records, run));
}

// The names of an element's children, with a blank after each.
std::string children_of(const pugi::xml_node &element) {
  std::string names;
  for (const pugi::xml_node &child : element.children())
    names += std::string(child.name()) + " ";
  return names;
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
  CHECK(failure.attribute("message").value() ==
        "pool.mmap-asked: falsified, clause asked: two lines (out/x.toml)"s);
}

TEST_CASE("a difference is a JUnit failure when the run is strict") {
  const pugi::xml_document report = junit_of({record_of(Verdict::differs)}, true);
  const pugi::xml_node suite = report.child("testsuites").child("testsuite");
  CHECK(suite.attribute("failures").as_uint() == 1);
  CHECK(suite.child("testcase").child("failure"));
}

TEST_CASE("a known finding is an expected failure, under the name of its file") {
  Record known = record_of(Verdict::falsified, "model", "store");
  known.expected = true;
  known.counterexample = "counterexamples/ops_helpers/findings/W9-pool-overrun.toml";
  known.finding = {"W9", "latent", "a size that overruns the pool"};
  const pugi::xml_document report = junit_of({known}, true);
  const pugi::xml_node suite = report.child("testsuites").child("testsuite");
  const pugi::xml_node test = suite.child("testcase");
  CHECK(test.attribute("name").value() == "W9-pool-overrun"s);
  CHECK(children_of(test) == "skipped ");
  CHECK(test.child("skipped").attribute("type").value() == "xfail"s);
  CHECK(test.child("skipped").attribute("message").value() ==
        "W9, latent: a size that overruns the pool"s);
  CHECK(suite.attribute("failures").as_uint() == 0);
}

TEST_CASE("what is skipped has a reason, and the whole report its totals and its time") {
  using enum Verdict;
  RunSummary run;
  run.timestamp = "2026-11-30T19:49:00";
  const std::vector<Record> records = {record_of(not_applicable), record_of(falsified, "a.c"),
                                       record_of(error, "b.c"), record_of(passed)};
  const auto report = testing::read_xml(render_junit(records, run));
  const pugi::xml_node root = report.child("testsuites");
  CHECK(root.attribute("tests").as_uint() == 4);
  CHECK(root.attribute("failures").as_uint() == 1);
  CHECK(root.attribute("errors").as_uint() == 1);
  CHECK(root.attribute("skipped").as_uint() == 1);
  CHECK(root.attribute("time").value() == "1.000000"s);
  CHECK(root.attribute("timestamp").value() == "2026-11-30T19:49:00"s);
  CHECK(root.first_child().attribute("timestamp").value() == "2026-11-30T19:49:00"s);
  const pugi::xml_node skipped = root.find_child_by_attribute("testsuite", "name", "model random")
                                     .first_child()
                                     .child("skipped");
  CHECK(skipped.attribute("message").value() ==
        "does not apply to this architecture, form or helper"s);
}

TEST_CASE("classes are called by the name that is given, or by the file's, wherever it lies") {
  const auto classes = [](const std::vector<Record> &records, const std::string &name) {
    std::string text;
    const auto report = junit_of(records, false, name);
    for (const pugi::xml_node &suite : report.child("testsuites").children())
      text += suite.first_child().attribute("classname").value() + " "s;
    return text;
  };
  using enum Verdict;
  const Record file = record_of(passed, "/tmp/x1/ops_helpers.c");
  CHECK(classes({file, record_of(passed)}, "") == "model.random ops_helpers.c.random ");
  CHECK(classes({file, record_of(passed)}, "linux-next") == "linux-next.random model.random ");
  CHECK(classes({file, record_of(passed, "/tmp/x1/remap.c")}, "tree") ==
        "tree.ops_helpers.c.random tree.remap.c.random ");
  CHECK(classes({file, record_of(passed, "/tmp/x2/ops_helpers.c")}, "") ==
        "ops_helpers.c.random ops_helpers.c-2.random ");
}

TEST_CASE("one bug is one failure, with its id and all that is known of it") {
  using enum Verdict;
  const auto of_bug = [](const char *property, const char *architecture) {
    Record record = record_of(falsified, "/tmp/a.c");
    record.property = property;
    record.architecture = architecture;
    record.clause = "c";
    record.reason = "a sentence";
    record.difference.kind = "mmap: remap_pfn_range instead of return";
    record.difference.sentence = "called remap_pfn_range()";
    return record;
  };
  Record other = of_bug("attributes.mmap", "64-64-64-12");
  other.difference.kind = "mmap: dma_pgprot with other prot";
  const auto report =
      junit_of({of_bug("pool.mmap", "64-64-64-13"), of_bug("pool.mmap", "64-64-64-12"),
                of_bug("page-range.mmap", "64-64-64-12"), other});
  const pugi::xml_node suite = report.child("testsuites").child("testsuite");
  CHECK(suite.attribute("failures").as_uint() == 2);
  CHECK(suite.attribute("skipped").as_uint() == 2);
  std::string problems;
  for (const pugi::xml_node &test : suite.children("testcase"))
    problems += "[" + children_of(test) + "]";
  CHECK(problems == "[skipped ][failure ][skipped ][failure ]");
  const pugi::xml_node told = suite.first_child().next_sibling().child("failure");
  const std::string message = told.attribute("message").value();
  CHECK(message.starts_with("mmap-remap_pfn_range-instead-of-return: falsified"));
  const std::string body = told.text().get();
  CHECK(body.starts_with("bug mmap-remap_pfn_range-instead-of-return\n"));
  CHECK(body.find("a sentence\n") != std::string::npos);
  CHECK(body.find("First difference: it called remap_pfn_range().\n") != std::string::npos);
  CHECK(body.find("Violates pool.mmap:c, page-range.mmap:c.\n") != std::string::npos);
  CHECK(suite.first_child().child("skipped").attribute("message").value() ==
        "the bug mmap-remap_pfn_range-instead-of-return, told under pool.mmap@64-64-64-12"s);
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
    const Names names = lasting_names_of(std::vector{record}, "");
    CHECK(suite.attribute("name").value() == xml_text(names.at(text) + " random"));
    CHECK(suite.child("testcase").child("failure"));
  }
}

TEST_CASE("a JUnit report without records is well-formed") {
  CHECK(children_of(junit_of({})) == "testsuites ");
}

} // namespace
} // namespace dma_verify
