// SPDX-License-Identifier: GPL-2.0-only
// The page: well-formed whatever texts are in it, loads nothing, and contains what it should.
#include "harness/report/report.h"

#include "harness/develop/testing/contains.h"
#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/xml.h"
#include "harness/report/examples.h"
#include "properties/model_subject.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace dma_verify {
namespace {

using report_examples::kHostile;
using testing::contains;

std::string page_of(const std::vector<ShownCounterexample> &shown,
                    const std::vector<Record> &records = {}) {
  return render_html(records, report_examples::summary(), shown);
}

std::string full_page() {
  return page_of({report_examples::wrapping_mmap(), report_examples::short_entry(),
                  report_examples::unzeroed_byte(), report_examples::leaking_sequence(),
                  report_examples::lost_process(), report_examples::hostile()},
                 report_examples::records_of_all_kinds());
}

// All elements of the page, in their order.
std::vector<pugi::xml_node> elements_of(const pugi::xml_document &page) {
  std::vector<pugi::xml_node> elements;
  for (const pugi::xpath_node &found : page.select_nodes("//*"))
    elements.push_back(found.node());
  return elements;
}

TEST_CASE("the page is well-formed, whatever texts are shown") {
  CHECK_NOTHROW(testing::read_xml(full_page()));
}

TEST_CASE("a page runs no script and loads nothing") {
  const std::string page = full_page();
  const std::set<std::string> known = {
      "html", "head",    "meta",   "title",      "style",   "body",  "a",       "header",
      "main", "footer",  "nav",    "section",    "article", "h1",    "h2",      "h3",
      "h4",   "p",       "ul",     "li",         "dl",      "dt",    "dd",      "table",
      "tr",   "th",      "td",     "caption",    "thead",   "tbody", "details", "div",
      "pre",  "summary", "code",   "figcaption", "figure",  "svg",   "desc",    "rect",
      "text", "span",    "strong", "polyline"};
  const pugi::xml_document read = testing::read_xml(page);
  for (const pugi::xml_node &element : elements_of(read)) {
    const std::string tag = element.name();
    CAPTURE(tag);
    CHECK(known.contains(tag));
    for (const pugi::xml_attribute &attribute : element.attributes()) {
      const std::string name = attribute.name();
      CAPTURE(name);
      CHECK_FALSE(name.starts_with("on"));
      CHECK(name != "src");
      if (name == "href")
        CHECK(std::string(attribute.value()).starts_with("#"));
    }
  }
  CHECK_FALSE(contains(page, "http:"));
  CHECK_FALSE(contains(page, "https:"));
  CHECK_FALSE(contains(page, "url("));
  CHECK_FALSE(contains(page, "@import"));
  CHECK(contains(page, "default-src 'none'"));
}

TEST_CASE("every id is there once, and every link leads to one") {
  std::set<std::string> ids;
  std::set<std::string> wanted;
  const pugi::xml_document page = testing::read_xml(full_page());
  for (const pugi::xml_node &element : elements_of(page)) {
    if (const pugi::xml_attribute id = element.attribute("id"))
      CHECK(ids.insert(id.value()).second);
    if (const pugi::xml_attribute link = element.attribute("href"))
      wanted.insert(std::string(link.value()).substr(1));
    std::istringstream labels(element.attribute("aria-labelledby").value());
    for (std::string label; labels >> label;)
      wanted.insert(label);
  }
  for (const std::string &id : wanted) {
    CAPTURE(id);
    CHECK(ids.contains(id));
  }
}

TEST_CASE("hostile texts stay texts") {
  const std::string page = page_of({report_examples::hostile()});
  CHECK_FALSE(contains(page, "<script"));
  CHECK(contains(page, "&lt;script&gt;alert(1)"));
  CHECK(contains(page, "{{x}}")); // text from outside is not read as a template
  CHECK_FALSE(contains(page, "\x1b"));
  CHECK_FALSE(contains(page, std::string(1, '\x01')));
  CHECK_FALSE(contains(page, "\xff"));
  std::vector<Record> records = report_examples::records_of_all_kinds();
  for (Record &record : records) {
    record.property = record.clause = record.subject = record.architecture = kHostile;
    record.engine = record.reason = kHostile;
    record.assumptions = {kHostile};
    record.labels = {{kHostile, 1}};
  }
  CHECK_FALSE(contains(page_of({}, records), "<script"));
  RunSummary run = report_examples::summary();
  run.title = kHostile;
  run.not_seen = run.fault_schedules = {kHostile};
  CHECK_FALSE(contains(render_html(records, run, {}), "<script"));
}

TEST_CASE("a counterexample is reported whole") {
  const std::string page = page_of({report_examples::wrapping_mmap()});
  CHECK(contains(page, "dma_common_mmap() of 1 page at vm_pgoff 0xffffffffffffffff"));
  CHECK(contains(page, "in-bounds: vm_pgoff + vma_pages &lt;= pages of the buffer"));
  CHECK(contains(page, "only through a driver that sets arguments"));
  CHECK(contains(page, "<tr class=\"first\">"));
  CHECK(contains(page, "remap_pfn_range(addr=0x0, pfn=0xffffffffffffffff"));
  CHECK(contains(page, "<svg role=\"img\""));
  CHECK(contains(page, "dma-verify replay --subject wrap.c out/counterexamples/"));
  CHECK(contains(page, std::string(64, 'a')));
  CHECK(contains(page, "0x7"));
}

TEST_CASE("what is irrelevant is reported, and that it is tried") {
  const std::string page = page_of({report_examples::wrapping_mmap()});
  const std::size_t at = page.find("Irrelevant here: ");
  REQUIRE(at != std::string::npos);
  const std::string text = page.substr(at, page.find('<', at) - at);
  CHECK(contains(text, "dma_handle"));
  CHECK(contains(text, "attrs"));
  CHECK_FALSE(contains(text, "vm_pgoff"));
  CHECK(contains(text, "that is tried, not proved"));
  CHECK(contains(page, "matters: 19 others tried"));
}

TEST_CASE("what is proved of a counterexample stands before what is tried") {
  ShownCounterexample shown = report_examples::wrapping_mmap();
  ProvedFacts proved;
  proved.minimum.proved = true;
  proved.minimum.space = "all scenarios in the contract";
  proved.minimum.query.answers = {{"z3 4.8.12", "unsat", 0.25}};
  proved.region.proved = true;
  proved.region.conditions = {"vm_pgoff + vma_pages >= 2^64"};
  proved.fields = {{"size", FieldFreedom::Kind::anything, "0x0", "", ""},
                   {"vm_end", FieldFreedom::Kind::range, "0x1000", "0x1000", "0x2000"}};
  proved.anything_at_once = true;
  shown.counterexample.proved = proved;
  const std::string page = page_of({shown});
  CHECK(contains(page, "proved: nothing smaller fails among all scenarios in the contract"));
  CHECK(contains(page, "z3 4.8.12: unsat in 0.25 s"));
  CHECK(contains(page, "exactly if vm_pgoff + vma_pages &gt;= 2^64"));
  CHECK(contains(page, "may be anything (proved)"));
  CHECK(contains(page, "fails from 0x1000 to 0x2000 (proved)"));
  CHECK(contains(page, "that is proved"));
  CHECK_FALSE(contains(page, "tried, not proved"));
  proved.minimum.proved = false;
  proved.minimum.reason = "no IR";
  proved.region = {};
  shown.counterexample.proved = proved;
  CHECK(contains(page_of({shown}), "not proved: no IR"));
}

TEST_CASE("a process that ended is reported, with the scenario in which it did") {
  const std::string page = page_of({report_examples::lost_process()});
  CHECK(contains(page, "its process ended: SIGKILL"));
  CHECK_FALSE(contains(page, "<svg"));
  CHECK(contains(page, "vm_pgoff"));
}

TEST_CASE("a clause that holds when it is run again is not told as violated") {
  ShownCounterexample shown = report_examples::wrapping_mmap();
  shown.examination = examine(model_subject(), shown.counterexample);
  CHECK(contains(page_of({shown}), "the clause held"));
}

TEST_CASE("a run is reported by property, engine and architecture, also what was not judged") {
  const std::string page = page_of({}, report_examples::records_of_all_kinds());
  CHECK(contains(page, "2,469,134"));
  CHECK(contains(page, "z3: timeout after 60 s"));
  CHECK(contains(page, "set_memory_decrypted"));
  CHECK(contains(page, "<strong>M6</strong> the VMA is not empty"));
  CHECK(contains(page, "concurrency and real devices"));
  CHECK(contains(page, "mmap 9"));
  CHECK(contains(page, "x86_64, 4 KiB pages and 1 more"));
  CHECK(contains(page, "0.1")); // the share of a label
  CHECK(contains(page, "12.5 s in all"));
}

TEST_CASE("the known findings are named") {
  auto records = report_examples::records_of_all_kinds();
  CHECK_FALSE(contains(page_of({}, records), "Known findings"));
  records.front().expected = true;
  records.front().finding = {"W4", "reachable", "a map operation < that fails"};
  CHECK(contains(page_of({}, records),
                 "<strong>W4</strong>, reachable: a map operation &lt; that fails"));
}

TEST_CASE("a clean run says so at the top") {
  std::vector<Record> records = report_examples::records_of_all_kinds();
  std::erase_if(records,
                [](const Record &record) { return exit_status(record.verdict, false) != 0; });
  CHECK(contains(page_of({}, records), "<h1><span class=\"good\">Everything that was looked at"));
  CHECK(contains(page_of({report_examples::wrapping_mmap()}),
                 "<h1><span class=\"bad\">1 clause is violated"));
}

// ---- Which counterexamples are shown.

// Counterexamples by the paths of their files.
using Files = std::map<std::string, Counterexample>;

InFile in(const Files &files) {
  return [&files](const std::string &path) {
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
  };
}

Record falsified(const ShownCounterexample &shown, Files &files, const std::string &name) {
  Record record;
  record.property = shown.counterexample.property;
  record.clause = shown.counterexample.clause;
  record.subject = "model";
  record.architecture = architecture_id(shown.counterexample.scenario.architecture);
  record.verdict = Verdict::falsified;
  record.counterexample = name;
  files[name] = shown.counterexample;
  return record;
}

TEST_CASE("of each property, clause and subject one is shown, the everyday architecture first") {
  Files files;
  ShownCounterexample large = report_examples::wrapping_mmap();
  large.counterexample.scenario.architecture = find_architecture("64-64-64-16").value();
  const std::vector<Record> records = {
      falsified(large, files, "large.toml"),
      falsified(report_examples::wrapping_mmap(), files, "small.toml"),
      falsified(report_examples::short_entry(), files, "entry.toml")};
  const std::vector<Subject> subjects = {model_subject()};
  std::size_t left_out = 7;
  const auto shown = gather(records, subjects, in(files), left_out);
  CHECK(left_out == 0);
  REQUIRE(shown.size() == 2);
  CHECK(shown[0].file.ends_with("small.toml"));
  CHECK(shown[0].elsewhere == std::vector<std::string>{"64-64-64-16"});
  CHECK(shown[1].file.ends_with("entry.toml"));
  CHECK(shown[1].same_as == 0);
}

TEST_CASE("the same call under another clause is reported to be the same") {
  Files files;
  ShownCounterexample other = report_examples::wrapping_mmap();
  other.counterexample.property = "error-unwind.mmap";
  other.counterexample.clause = "out-of-bounds-error";
  const std::vector<Record> records = {
      falsified(report_examples::wrapping_mmap(), files, "one.toml"),
      falsified(other, files, "two.toml")};
  std::size_t left_out = 0;
  const auto shown = gather(records, std::vector<Subject>{model_subject()}, in(files), left_out);
  REQUIRE(shown.size() == 2);
  CHECK(shown[1].same_as == 1);
  CHECK(contains(page_of(shown), "as number 1: one bug, several clauses"));
}

TEST_CASE("known findings, files that are not known and what is beyond the limit are not shown") {
  Files files;
  Record known = falsified(report_examples::wrapping_mmap(), files, "known.toml");
  known.expected = true;
  Record unread = falsified(report_examples::short_entry(), files, "unread.toml");
  files.erase("unread.toml");
  std::vector<Record> records = {known, unread};
  for (std::size_t i = 0; i < kMostShown + 2; ++i) {
    records.push_back(falsified(report_examples::wrapping_mmap(), files, "one.toml"));
    records.back().clause = std::to_string(i);
  }
  std::size_t left_out = 0;
  CHECK(gather(records, std::vector<Subject>{model_subject()}, in(files), left_out).size() ==
        kMostShown);
  CHECK(left_out == 2);
}

// ---- Colours.

// Relative luminance of "#rrggbb" (WCAG 2).
double luminance(const std::string &colour) {
  double sum = 0;
  const std::array<double, 3> weights = {0.2126, 0.7152, 0.0722};
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
    sum += weights.at(i) * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double contrast(const std::string &a, const std::string &b) {
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});
  return (high + 0.05) / (low + 0.05);
}

// The colours of the light scheme, then of the dark one.
std::array<std::map<std::string, std::string>, 2> schemes_of(const std::string &page) {
  static const std::regex kColour("--([a-z]+): (#[0-9a-f]{6})");
  std::array<std::map<std::string, std::string>, 2> schemes;
  for (std::sregex_iterator each(page.begin(), page.end(), kColour), none; each != none; ++each) {
    const std::string name = (*each)[1];
    schemes.at(schemes[0].contains(name) ? 1 : 0)[name] = (*each)[2];
  }
  return schemes;
}

TEST_CASE("texts can be read on their ground, in light and in dark") {
  for (const auto &scheme : schemes_of(page_of({}))) {
    for (const char *text : {"text", "soft", "link", "good", "bad", "doubt"}) {
      for (const char *ground : {"ground", "raised"}) {
        CAPTURE(text);
        CHECK(contrast(scheme.at(text), scheme.at(ground)) >= 4.5);
      }
    }
    CHECK(contrast(scheme.at("text"), scheme.at("mark")) >= 4.5);
    for (const char *bar : {"place", "request", "observed", "expected", "both"})
      CHECK(contrast(scheme.at(bar), scheme.at("ground")) >= 1.6);
  }
}

TEST_CASE("what can be pasted stands on the page as it is exported") {
  const ShownCounterexample shown = report_examples::wrapping_mmap();
  const std::string page = page_of({shown});
  CHECK(contains(page, "<summary>As a mail of 72 columns</summary>"));
  CHECK(contains(page, "To see it again:"));
  CHECK(contains(page, "<summary>As C</summary>"));
  CHECK(contains(page, "int counterexample(struct device *dev)\n"));
  CHECK(contains(page, ".vm_pgoff = ULONG_MAX, .vma_pages = 1,"));
  const std::string sequence = page_of({report_examples::leaking_sequence()});
  CHECK_FALSE(contains(sequence, "KUnit"));
}

TEST_CASE("what a counterexample stands on is reported, also without results") {
  const std::string page = page_of({report_examples::wrapping_mmap()});
  CHECK(contains(page, "<strong>M6</strong> "));
  CHECK_FALSE(contains(page, "<li>nothing</li>"));
  CHECK(contains(page_of({}), "<li>nothing</li>"));
}

TEST_CASE("a counterexample that does not fail again says so before anything else") {
  ShownCounterexample shown = report_examples::wrapping_mmap();
  shown.examination.fails = false;
  shown.examination.observed = shown.examination.expected;
  const std::string page = page_of({shown});
  const std::size_t problem = page.find("Run again for this page");
  REQUIRE(problem != std::string::npos);
  CHECK(problem < page.find("class=\"sentence\""));
  CHECK_FALSE(contains(page, "both are wrong"));
}

} // namespace
} // namespace dma_verify
