// SPDX-License-Identifier: GPL-2.0-only
// The table in the terminal: narrow, short, and showing every failure.
#include "harness/results/render/reports.h"
#include "harness/results/render/text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace dma_verify {
namespace {

constexpr std::array kFamilies = {"offset-bounds", "page-range", "error-unwind", "initialisation",
                                  "dispatch",      "attributes", "pool",         "round-trip",
                                  "completeness",  "execution"};

std::vector<std::string> lines_of(const std::string &text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

std::size_t widest(const std::string &text) {
  std::size_t width = 0;
  for (const std::string &line : lines_of(text))
    width = std::max(width, columns_of(line));
  return width;
}

// The line that begins with this word.
std::string line_of(const std::string &text, const std::string &begin) {
  for (const std::string &line : lines_of(text)) {
    if (line.starts_with(begin))
      return line;
  }
  return "";
}

Record record_of(const std::string &property, Verdict verdict, const std::string &subject,
                 const std::string &engine) {
  Record record;
  record.property = property;
  record.subject = subject;
  record.architecture = "64-64-64-12";
  record.engine = engine;
  record.verdict = verdict;
  record.cases = 135'000;
  record.assumptions = {"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8",
                        "A9", "M1", "M2", "M3", "M4", "M5", "M6", "M7"};
  return record;
}

// The records of a right file: its tests, its stored counterexamples and the model's proofs.
std::vector<Record> clean_run(const std::string &subject) {
  std::vector<Record> records;
  for (int i = 0; i < 12; ++i) {
    Record known = record_of("pool.bounds", Verdict::falsified, subject, "store");
    known.expected = true;
    known.counterexample = std::to_string(i) + ".toml";
    known.finding = {"W" + std::to_string(i + 1), i == 3 || i == 11 ? "reachable" : "latent", ""};
    records.push_back(known);
  }
  for (const char *family : kFamilies) {
    const std::string property = std::string(family) + ".mmap";
    records.push_back(record_of(property, Verdict::passed, subject, "random"));
    if (std::string(family) != "execution")
      records.push_back(record_of(property, Verdict::proved, "model", "smt"));
  }
  records.push_back(record_of("agreement.mmap", Verdict::passed, subject, "random"));
  return records;
}

RunSummary summary_of(const std::string &title) {
  RunSummary run;
  run.title = title;
  run.out = "dma-verify-out";
  run.not_seen = {"C files beyond the cases tested", "concurrency and real devices",
                  "callers that break what is assumed"};
  run.seconds = 2.84;
  return run;
}

std::string table(const std::vector<Record> &records, const RunSummary &run = summary_of("title"),
                  bool colour = false) {
  return render_table(records, run, colour);
}

TEST_CASE("a clean run fits 15 lines of 80 columns and ends with its verdict") {
  const std::string text = table(clean_run("/some/where/ops_helpers.c"),
                                 summary_of("/some/where/ops_helpers.c (form 6.12); seed 0x1"));
  CAPTURE(text);
  const auto lines = lines_of(text);
  CHECK(lines.size() <= 15);
  CHECK(widest(text) <= 80);
  CHECK(line_of(text, "ops_helpers.c: tests") == "ops_helpers.c: tests passed 1,350,000 cases");
  CHECK(line_of(text, "model: proofs") == "model: proofs proved 9");
  const auto verdict = std::ranges::find_if(
      lines, [](const std::string &line) { return line.starts_with("no property falsified in "); });
  REQUIRE(verdict != lines.end());
  CHECK(std::all_of(verdict + 1, lines.end(),
                    [](const std::string &line) { return line.starts_with("  "); }));
  CHECK(text.find("; 12 known findings, 2\n  of them reachable (W4 W12); ") != std::string::npos);
  CHECK(text.find("dma-verify-out/report.html (2.8 s)\n") != std::string::npos);
}

TEST_CASE("few families of a file and the model are shown side by side in 80 columns") {
  using enum Verdict;
  std::vector<Record> records;
  for (const char *subject : {"ops_helpers.c", "model"}) {
    records.push_back(record_of("pool.mmap", passed, subject, "random"));
    records.push_back(record_of("agreement.mmap", passed, subject, "random"));
    records.push_back(record_of("pool.mmap", passed, subject, "store"));
  }
  records.push_back(record_of("pool.mmap", proved, "model", "smt"));
  for (Record &record : records)
    record.cached = record.engine == "smt";
  const std::string text = table(records);
  CAPTURE(text);
  CHECK(widest(text) <= 80);
  CHECK(lines_of(text).size() <= 15);
  CHECK(lines_of(text)[1] ==
        "               ops_helpers.c: tests  model: tests          model: cached proofs");
  CHECK(line_of(text, "agreement") ==
        "agreement      135,000 cases agree   135,000 cases agree   -");
  CHECK(line_of(text, "store") == "store          1 replayed            1 replayed            -");
}

TEST_CASE("a wide terminal is used") {
  RunSummary run = summary_of("title");
  run.not_seen = {std::string(50, 'a'), std::string(50, 'b')};
  CHECK(lines_of(table(clean_run("a.c"), run)).size() == 7);
  run.columns = 200;
  CHECK(lines_of(table(clean_run("a.c"), run)).size() == 5);
}

TEST_CASE("a quiet run says its verdict on one line") {
  const RunSummary run = summary_of("title");
  CHECK(render_verdict(clean_run(std::string(300, 'x')), run, false) ==
        "no property falsified in 1,350,000 cases, 9 claims proved; 12 known findings, 2 of them "
        "reachable (W4 W12); report: dma-verify-out/report.html (2.8 s)\n");
}

TEST_CASE("what a repair leaves wrong in another way is told") {
  Record known = record_of("error-unwind.alloc_pages", Verdict::falsified, "a.c", "store");
  known.expected = true;
  known.cause = kOtherwiseWrong;
  known.reason = "W1: still wrong, in another way: the mapping is left";
  CHECK(line_of(table({known}), "W1: ") == "W1: still wrong, in another way: the mapping is left");
}

TEST_CASE("no path or id makes a line of the table wider than 80 columns") {
  const std::string deep = "/" + std::string(100, 'd') + "/" + std::string(300, 'f') + ".c";
  const std::string blanks = "/a b/" + std::string(90, 'x') + " " + std::string(90, 'y');
  const std::string accents = [] {
    std::string name;
    for (int i = 0; i < 120; ++i)
      name += "\xc3\xa9";
    return name;
  }();
  for (const std::string &subject :
       {deep, deep + "/", blanks, accents, std::string("\xff\xfe"), std::string("/"),
        std::string(200, '/'), std::string("x\ny"), std::string("\033[31mred")}) {
    CAPTURE(subject);
    RunSummary run = summary_of(subject + " (form 6.12); seed 0x1");
    run.out = subject;
    run.not_seen = {subject};
    CHECK(widest(table(clean_run(subject), run)) <= 80);
    CHECK(lines_of(table(clean_run(subject), run)).size() <= 25);

    Record failed = record_of(std::string(60, 'p') + "." + std::string(100, 'q'),
                              Verdict::falsified, subject, "random");
    failed.clause = std::string(100, 'c');
    failed.reason = subject + "\n" + std::string(300, 'r') + " and some words more than one line";
    const std::string text = table({failed}, run);
    CAPTURE(text);
    CHECK(widest(text) <= 80);
    CHECK(valid_utf8(text) == text);
    CHECK(text.find('\033') == std::string::npos);
  }
}

TEST_CASE("the command that replays a counterexample is whole, in lines joined by backslashes") {
  Record failed = record_of("pool.mmap", Verdict::falsified, "a.c", "random");
  failed.counterexample = "out/x.toml";
  CHECK(table({failed}).find("\n  dma-verify replay --subject a.c out/x.toml\n") !=
        std::string::npos);
  failed.subject = "/home/me/my kernel/kernel/dma/ops_helpers.c";
  failed.counterexample = "out/counterexamples/" + std::string(70, 'x') + ".toml";
  CHECK(table({failed}).find("\n  dma-verify replay --subject '" + failed.subject + "' \\\n    " +
                             failed.counterexample + "\n") != std::string::npos);
}

TEST_CASE("subjects of the same name get different names") {
  auto records = clean_run("old/ops_helpers.c");
  for (const Record &record : clean_run("new/ops_helpers.c")) {
    if (record.engine != "smt")
      records.push_back(record);
  }
  const std::string text = table(records);
  CAPTURE(text);
  CHECK(text.find("old/ops_helpers.c: tests") != std::string::npos);
  CHECK(text.find("new/ops_helpers.c: tests") != std::string::npos);
  CHECK(widest(text) <= 80);
}

TEST_CASE("more subjects than fit beside each other get a line each") {
  std::vector<Record> records;
  for (const char *subject : {"one.c", "two.c", "three.c", "four.c", "five.c"}) {
    for (const Record &record : clean_run(subject)) {
      if (record.engine != "smt")
        records.push_back(record);
    }
  }
  records.push_back(record_of("pool.mmap", Verdict::falsified, "two.c", "random"));
  records.push_back(record_of("dispatch.mmap", Verdict::falsified, "two.c", "random"));
  records.push_back(record_of("agreement.mmap", Verdict::differs, "four.c", "random"));
  const std::string text = table(records);
  CAPTURE(text);
  CHECK(widest(text) <= 80);
  CHECK(lines_of(text).size() <= 25);
  CHECK(line_of(text, "one.c") == "one.c: tests passed 1,350,000 cases");
  CHECK(line_of(text, "two.c") == "two.c: tests falsified: dispatch, pool");
  CHECK(line_of(text, "four.c") == "four.c: tests differs: agreement");
  CHECK(text.find('\033') == std::string::npos);
  CHECK(table(records, summary_of("title"), true).find("\033[31;1mfalsified:\033[0m") !=
        std::string::npos);
}

TEST_CASE("a cell tells its worst: how many failed, of how many") {
  using enum Verdict;
  const auto cell = [](std::vector<Verdict> verdicts, const std::string &engine = "random",
                       const std::string &property = "pool.mmap") {
    std::vector<Record> records;
    records.reserve(verdicts.size());
    for (const Verdict verdict : verdicts)
      records.push_back(record_of(property, verdict, "model", engine));
    const std::string text = table(records);
    const std::string family = property.substr(0, property.find('.'));
    const std::string line = line_of(text, engine == "store" ? "store" : family);
    return line.substr(15);
  };
  CHECK(cell({passed, passed}) == "passed 270,000 cases");
  CHECK(cell({passed, falsified, falsified}) == "FALSIFIED on 2 of 3");
  CHECK(cell({passed, gave_up}) == "gave-up on 1 of 2");
  CHECK(cell({passed, unmodelled, falsified}) == "FALSIFIED on 1 of 3");
  CHECK(cell({passed, differs}) == "differs on 1 of 2");
  CHECK(cell({not_applicable}) == "not applicable");
  CHECK(cell({not_applicable}, "smt", std::string(kLeftOutProofs)) == "left out");
  CHECK(cell({proved, proved}, "smt") == "proved 2");
  CHECK(cell({proved, unknown}, "smt") == "unknown on 1 of 2");
  CHECK(cell({passed, repaired}, "store") == "2 replayed, 1 repaired");
  CHECK(cell({passed, stale}, "store") == "stale on 1 of 2");
  CHECK(cell({passed}, "random", "agreement.mmap") == "135,000 cases agree");
}

TEST_CASE("the inputs of a sweep stand in the column of the model's tests") {
  const std::vector<Record> swept = {
      record_of("offset-bounds.no-wrap", Verdict::passed, "model", "random"),
      record_of("offset-bounds.no-wrap", Verdict::proved, "model", "smt"),
      record_of("offset-bounds.no-wrap", Verdict::passed, "model", "exhaustive"),
      record_of("page-range.mmap", Verdict::passed, "model", "exhaustive")};
  const auto text = render_table(swept, summary_of("model"), false);
  CHECK(line_of(text, "8-bit words") == "8-bit words    270,000 inputs        -");
  CHECK(line_of(text, "offset-bounds") == "offset-bounds  passed 135,000 cases  proved 1");
}

TEST_CASE("proofs that were remembered are said to be cached") {
  Record cached = record_of("pool.mmap", Verdict::proved, "model", "smt");
  cached.cached = true;
  const Record fresh = record_of("pool.mmap", Verdict::proved, "model", "smt");
  CHECK(table({cached, cached}).find("model: cached proofs") != std::string::npos);
  const std::string partly = table({cached, fresh});
  CHECK(partly.find("model: proofs") != std::string::npos);
  CHECK(line_of(partly, "pool") == "pool           proved 2, 1 cached");
}

TEST_CASE("proofs with a certificate are said to be certified") {
  Record certified = record_of("pool.mmap", Verdict::proved, "model", "smt");
  certified.certificate = RecordedCertificate{};
  certified.certificate->verdict = "certified";
  const Record plain = record_of("pool.mmap", Verdict::proved, "model", "smt");
  CHECK(line_of(table({certified, certified}), "pool") == "pool           proved 2, all certified");
  CHECK(line_of(table({certified, plain}), "pool") == "pool           proved 2, 1 certified");
  Record rejected = certified;
  rejected.verdict = Verdict::error;
  rejected.certificate->verdict = "error";
  CHECK(line_of(table({certified, rejected}), "pool") == "pool           error on 1 of 2");
}

TEST_CASE("proofs with a single witness are said to be so") {
  Record single = record_of("pool.mmap", Verdict::proved, "model", "smt");
  single.witnesses = {"cvc5"};
  Record two = single;
  two.witnesses = {"z3-integers", "cvc5"};
  const std::string text = table({single, single});
  CHECK(line_of(text, "pool") == "pool           proved 2, single-witness");
  CHECK(render_summary(std::vector<Record>{single, single}, {})
            .find("\n## Proofs\n\n2 by cvc5; 2 with a single witness\n") != std::string::npos);
  CHECK(line_of(table({single, two}), "pool") == "pool           proved 2, 1 single-witness");
  CHECK(line_of(table({two, two}), "pool") == "pool           proved 2");
}

TEST_CASE("each failure is reported with its clause, architectures and reason") {
  Record failed = record_of("pool.mmap", Verdict::falsified, "dir/a.c", "random");
  failed.clause = "asked";
  failed.reason = "the reason";
  Record elsewhere = failed;
  elsewhere.architecture = "64-64-64-13";
  const std::string text = table({failed, elsewhere});
  CHECK(text.find("\nfalsified pool.mmap, clause asked [a.c; all page sizes]\n"
                  "  the reason\n") != std::string::npos);
}

TEST_CASE("many failures are cut short, and where the rest is, is said") {
  std::vector<Record> records;
  records.reserve(9);
  for (int i = 0; i < 9; ++i)
    records.push_back(record_of("pool.p" + std::to_string(i), Verdict::falsified, "a.c", "random"));
  const std::string text = table(records);
  CHECK(text.find("falsified pool.p4") != std::string::npos);
  CHECK(text.find("falsified pool.p5") == std::string::npos);
  CHECK(text.find("\nand 4 more, see summary.md\n") != std::string::npos);
}

TEST_CASE("a difference is reported, whether or not it fails the run") {
  Record differs = record_of("agreement.mmap", Verdict::differs, "a.c", "random");
  differs.reason = "3 of 10 cases differ";
  RunSummary run = summary_of("title");
  for (const bool strict : {false, true}) {
    run.strict = strict;
    const std::string text = table({differs}, run);
    CHECK(
        text.find("differs agreement.mmap [a.c; x86_64, 4 KiB pages]\n  3 of 10 cases differ\n") !=
        std::string::npos);
  }
}

TEST_CASE("one known finding is one finding") {
  Record known = record_of("pool.mmap", Verdict::falsified, "model", "store");
  known.expected = true;
  known.counterexample = "x";
  CHECK(table({known}).find("; 1 known finding;") != std::string::npos);
}

TEST_CASE("what a file repairs is named") {
  Record repaired = record_of("pool.mmap", Verdict::repaired, "a.c", "store");
  repaired.counterexample = "counterexamples/ops_helpers/findings/W1-highmem-memset.toml";
  CHECK(line_of(table({repaired}), "Repaired") == "Repaired: W1-highmem-memset");
}

TEST_CASE("colour is there only when it is asked for, and changes nothing else") {
  using enum Verdict;
  std::vector<Record> records = {record_of("attributes.mmap", passed, "a.c", "random"),
                                 record_of("pool.mmap", falsified, "a.c", "random")};
  records.push_back(record_of("agreement.mmap", differs, "a.c", "random"));
  records.push_back(record_of("dispatch.mmap", gave_up, "a.c", "random"));
  const std::string plain = table(records);
  std::string coloured = table(records, summary_of("title"), true);
  CHECK(plain.find('\033') == std::string::npos);
  for (const char *code : {"\033[32mpassed", "\033[31;1mFALSIFIED", "\033[33mdiffers",
                           "\033[33;1mgave-up", "\033[31;1mfalsified"}) {
    CAPTURE(code + 1);
    CHECK(coloured.find(code) != std::string::npos);
  }
  for (std::size_t at = coloured.find('\033'); at != std::string::npos;
       at = coloured.find('\033', at))
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  CHECK(coloured == plain);
}

TEST_CASE("a run without results says so") {
  CHECK(table({}).starts_with("title\nnothing was run\n"));
}

Record caused_by(Record record, const std::string &kind) {
  record.difference = {kind, "called f(x=0x1)"};
  return record;
}

TEST_CASE("failures with one first difference are one bug") {
  using enum Verdict;
  Record one = record_of("pool.mmap", falsified, "a.c", "random");
  one.clause = "asked";
  Record elsewhere = one;
  elsewhere.architecture = "64-64-64-13";
  Record other = record_of("page-range.mmap", falsified, "a.c", "random");
  other.clause = "page-k";
  const Record apart = record_of("dispatch.mmap", falsified, "a.c", "random");
  const Record difference = record_of("agreement.mmap", differs, "a.c", "random");
  const std::string text =
      table({caused_by(elsewhere, "f"), caused_by(one, "f"), caused_by(other, "f"),
             caused_by(apart, "g"), caused_by(difference, "f")});
  CAPTURE(text);
  CHECK(text.find("falsified pool.mmap, clause asked [a.c; all page sizes]\n"
                  "  First difference: it called f(x=0x1).\n"
                  "  Violates pool.mmap:asked, page-range.mmap:page-k.\n") != std::string::npos);
  CHECK(text.find("falsified page-range") == std::string::npos);
  CHECK(text.find("falsified dispatch.mmap") != std::string::npos);
  CHECK(text.find("differs agreement") == std::string::npos);
  CHECK(line_of(text, "a.c: 2 bugs") ==
        "a.c: 2 bugs (3 clauses); report: dma-verify-out/report.html (2.8 s)");
}

TEST_CASE("what is alike in two subjects, or of which nothing is known, is not put together") {
  using enum Verdict;
  const Record one = record_of("pool.mmap", falsified, "a.c", "random");
  Record same = record_of("pool.mmap", falsified, "b.c", "random");
  CHECK(table({caused_by(one, "f"), caused_by(same, "f")}).find("falsified pool.mmap [b.c") !=
        std::string::npos);
  const Record other = record_of("dispatch.mmap", falsified, "a.c", "random");
  CHECK(table({one, other}).find("\na.c: 2 bugs (2 clauses); ") != std::string::npos);
}

TEST_CASE("a run of which something was not judged says so in its last line") {
  using enum Verdict;
  const Record unjudged = record_of("pool.mmap", gave_up, "a.c", "random");
  const Record wrong = record_of("dispatch.mmap", falsified, "a.c", "random");
  CHECK(line_of(table({unjudged}), "1 result").starts_with("1 result not judged; report: "));
  CHECK(table({unjudged, wrong}).find("\na.c: 1 bug (1 clause); 1 result not judged; ") !=
        std::string::npos);
}

TEST_CASE("the fault schedules that were run are counted") {
  RunSummary run = summary_of("model");
  run.fault_schedules = {"get_sgtable 2", "alloc_pages 12 of 48"};
  CHECK(render_summary(clean_run("a.c"), run)
            .find("## Fault schedules\n\n* get_sgtable 2\n* alloc_pages 12 of 48\n") !=
        std::string::npos);
}

TEST_CASE("nothing assumed and nothing left out is said too") {
  Record record = record_of("pool.mmap", Verdict::passed, "model", "random");
  record.assumptions.clear();
  CHECK(render_summary(std::vector<Record>{record}, {}).find("\n## Assumed\n\nnothing\n") !=
        std::string::npos);
}

} // namespace
} // namespace dma_verify
