// SPDX-License-Identifier: GPL-2.0-only
// Verdicts, records as lines, and the exit status of a run.
#include "harness/results/record.h"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>
#include <utility>

namespace dma_verify {
namespace {

struct VerdictRow {
  Verdict verdict;
  std::string_view name;
  int status;
  int strict_status;
};

constexpr std::array kVerdicts = {
    VerdictRow{Verdict::proved, "proved", 0, 0},
    VerdictRow{Verdict::passed, "passed", 0, 0},
    VerdictRow{Verdict::differs, "differs", 0, 1},
    VerdictRow{Verdict::repaired, "repaired", 0, 0},
    VerdictRow{Verdict::not_applicable, "not-applicable", 0, 0},
    VerdictRow{Verdict::falsified, "falsified", 1, 1},
    VerdictRow{Verdict::unknown, "unknown", 3, 3},
    VerdictRow{Verdict::gave_up, "gave-up", 3, 3},
    VerdictRow{Verdict::error, "error", 3, 3},
    VerdictRow{Verdict::unmodelled, "unmodelled", 3, 3},
    VerdictRow{Verdict::stale, "stale", 3, 3},
};

Record record_of(Verdict verdict) {
  Record record;
  record.property = "offset-bounds.no-wrap";
  record.subject = "model";
  record.architecture = "64-64-64-12";
  record.engine = "random";
  record.verdict = verdict;
  return record;
}

int status_of(std::initializer_list<Verdict> verdicts, bool strict = false) {
  std::vector<Record> records;
  for (const Verdict verdict : verdicts)
    records.push_back(record_of(verdict));
  return exit_status(records, strict);
}

// Every member set, each to something of its own.
Record full_record() {
  Record record;
  record.property = "offset-bounds.no-wrap";
  record.clause = "sum";
  record.subject = "a \"file\"\\with <odd> & names.c";
  record.form = "6.12";
  record.architecture = "32-64-64-16";
  record.engine = "random";
  record.verdict = Verdict::falsified;
  record.cases = ~std::uint64_t{0};
  record.seconds = 0.125;
  record.seed = "0xffffffffffffffff";
  record.witnesses = {"z3-integers", "cvc5"};
  record.solvers = {"z3 4.8.12", "cvc5 1.0.3"};
  record.assumptions = {"M1", "M7"};
  record.used_assumptions = {"M7"};
  record.path_classes = RecordedPathClasses{12, 13};
  record.cached = true;
  record.counterexample = "out/counterexamples/x.toml";
  record.reason = "two\nlines\tand a tab";
  record.cause = "gave-up";
  record.difference = {"mmap: return",
                       "ended with one, the model with another",
                       {"/src/a.c", 54, true, {"\tone", "two"}, 53}};
  record.finding = {"W4", "reachable", "a title"};
  record.query_sha256 = "11ee";
  record.subject_sha256 = "00ff";
  record.discards = 17;
  record.labels = {{"in bounds", 3}, {"wraps", 4}};
  record.fault_schedules.run = 5;
  record.fault_schedules.total = 6;
  record.certificate = RecordedCertificate{"certified",
                                           "out/certificates/x.json",
                                           "01",
                                           "02",
                                           "03",
                                           "04",
                                           "05",
                                           "cadical sc2021",
                                           6,
                                           7,
                                           8,
                                           9,
                                           ~std::uint64_t{0},
                                           0.25,
                                           0.5};
  record.expected = true;
  return record;
}

TEST_CASE("every verdict has a name of its own that leads back to it") {
  std::set<std::string_view> names;
  for (const VerdictRow &row : kVerdicts) {
    CAPTURE(row.name);
    CHECK(to_string(row.verdict) == row.name);
    CHECK(verdict_from(row.name) == row.verdict);
    names.insert(row.name);
  }
  CHECK(names.size() == kVerdicts.size());
}

TEST_CASE("what is no verdict's name is none") {
  for (const char *text : {"", "Proved", "proved ", "not_applicable", "?", "survived"}) {
    CAPTURE(text);
    CHECK_FALSE(verdict_from(text).has_value());
  }
}

TEST_CASE("each verdict has its exit status, with and without strict") {
  for (const VerdictRow &row : kVerdicts) {
    CAPTURE(row.name);
    CHECK(exit_status(row.verdict, false) == row.status);
    CHECK(exit_status(row.verdict, true) == row.strict_status);
  }
}

TEST_CASE("a run's exit status is 1 before 3 before 0, in any order") {
  using enum Verdict;
  CHECK(status_of({passed, proved}) == 0);
  CHECK(status_of({passed, unknown}) == 3);
  CHECK(status_of({unknown, passed}) == 3);
  CHECK(status_of({falsified, unknown, passed}) == 1);
  CHECK(status_of({passed, stale, error, falsified}) == 1);
  CHECK(status_of({repaired, differs}) == 0);
}

TEST_CASE("a difference fails a strict run only") {
  CHECK(status_of({Verdict::passed, Verdict::differs}) == 0);
  CHECK(status_of({Verdict::passed, Verdict::differs}, true) == 1);
  CHECK(status_of({Verdict::differs, Verdict::unknown}, true) == 1);
}

TEST_CASE("a run in which nothing was judged is 3") {
  CHECK(status_of({}) == 3);
  CHECK(status_of({Verdict::not_applicable, Verdict::not_applicable}) == 3);
  CHECK(status_of({Verdict::not_applicable, Verdict::passed}) == 0);
}

TEST_CASE("a known finding is judged and does not fail the run") {
  Record finding = record_of(Verdict::falsified);
  finding.expected = true;
  std::vector<Record> records = {finding};
  CHECK(exit_status(records, false) == 0);
  CHECK(exit_status(records, true) == 0);
  records.push_back(record_of(Verdict::unknown));
  CHECK(exit_status(records, false) == 3);
  records.push_back(record_of(Verdict::falsified));
  CHECK(exit_status(records, false) == 1);
}

TEST_CASE("a record's line keeps every member") {
  const Record record = full_record();
  const std::string line = to_json_line(record);
  CHECK(line.find('\n') == std::string::npos);
  const auto read = record_from_json(line);
  REQUIRE(read.has_value());
  CHECK(read->property == record.property);
  CHECK(read->clause == record.clause);
  CHECK(read->subject == record.subject);
  CHECK(read->form == record.form);
  CHECK(read->architecture == record.architecture);
  CHECK(read->engine == record.engine);
  CHECK(read->verdict == record.verdict);
  CHECK(read->cases == record.cases);
  CHECK(read->seconds == record.seconds);
  CHECK(read->seed == record.seed);
  CHECK(read->solvers == record.solvers);
  CHECK(read->witnesses == record.witnesses);
  CHECK(read->assumptions == record.assumptions);
  CHECK(read->used_assumptions == record.used_assumptions);
  CHECK(read->path_classes == record.path_classes);
  CHECK(read->cached == record.cached);
  CHECK(read->counterexample == record.counterexample);
  CHECK(read->reason == record.reason);
  CHECK(read->cause == record.cause);
  CHECK(read->difference == record.difference);
  CHECK(read->finding == record.finding);
  CHECK(read->query_sha256 == record.query_sha256);
  CHECK(read->subject_sha256 == record.subject_sha256);
  CHECK(read->discards == record.discards);
  CHECK(read->labels == record.labels);
  CHECK(read->fault_schedules.run == record.fault_schedules.run);
  CHECK(read->fault_schedules.total == record.fault_schedules.total);
  REQUIRE(read->certificate.has_value());
  CHECK(read->certificate->proof_sha256 == record.certificate->proof_sha256);
  CHECK(read->certificate->proof_bytes == record.certificate->proof_bytes);
  CHECK(read->expected == record.expected);
  CHECK(to_json_line(*read) == line);
}

TEST_CASE("a proof tells how it was decided, and whether by a single witness") {
  Record record = record_of(Verdict::proved);
  const auto decided = [&](std::vector<std::string> witnesses) {
    record.witnesses = std::move(witnesses);
    return std::pair(std::string(decided_by(record)), is_single_witness(record));
  };
  using Pair = std::pair<std::string, bool>;
  CHECK(decided({}) == Pair("", false));
  CHECK(decided({"folding"}) == Pair("folded", true));
  CHECK(decided({"cvc5"}) == Pair("solver", true));
  CHECK(decided({"folding", "z3-bit-vectors", "cvc5"}) == Pair("folded", false));
  CHECK(decided({"z3-integers", "certificate"}) == Pair("certificate", false));
  CHECK(decided({"run"}) == Pair("run", false));
  record.verdict = Verdict::error;
  CHECK(decided({"cvc5"}) == Pair("", false));
}

TEST_CASE("a record's line has the documented keys, also when they are empty") {
  const std::string line = to_json_line(record_of(Verdict::passed));
  for (const char *key :
       {"property", "clause", "subject", "form", "architecture", "engine", "verdict", "cases",
        "seconds", "seed", "solvers", "assumptions", "cached", "counterexample"}) {
    CAPTURE(key);
    CHECK(line.find("\"" + std::string(key) + "\":") != std::string::npos);
  }
}

TEST_CASE("the line of a known finding has a verdict of its own, which leads back to it") {
  Record known = record_of(Verdict::falsified);
  known.expected = true;
  const std::string line = to_json_line(known);
  CHECK(line.find("\"verdict\":\"known\"") != std::string::npos);
  CHECK(line.find("falsified") == std::string::npos);
  const auto read = record_from_json(line);
  REQUIRE(read);
  CHECK(read->verdict == Verdict::falsified);
  CHECK(read->expected);
  CHECK(to_json_line(record_of(Verdict::falsified)).find("\"verdict\":\"falsified\"") !=
        std::string::npos);
  // As earlier versions wrote it.
  CHECK(record_from_json(R"({"property":"p","subject":"s","engine":"store",
                             "verdict":"falsified","expected":true})")
            ->expected);
}

TEST_CASE("a record without a certificate says nothing of one") {
  const std::string line = to_json_line(record_of(Verdict::proved));
  CHECK(line.find("certificate") == std::string::npos);
  CHECK_FALSE(record_from_json(line)->certificate.has_value());
}

TEST_CASE("a reader ignores keys that it does not know") {
  std::string line = to_json_line(full_record());
  line.insert(1, R"("colour":{"deep":[1,2,{"x":null}]},"zzz":3,)");
  const auto read = record_from_json(line);
  REQUIRE(read.has_value());
  CHECK(to_json_line(*read) == to_json_line(full_record()));
}

TEST_CASE("what is no record is refused, whatever it is") {
  for (
      const char *line :
      {"", "{", "[]", "null", "17", "\"text\"", "{}", R"({"verdict":"passed"})",
       R"({"property":"a","subject":"b","engine":"c","verdict":"gold"})",
       R"({"property":"a","subject":"b","engine":"c","verdict":7})",
       R"({"property":1,"subject":"b","engine":"c","verdict":"passed"})",
       R"({"property":"a","subject":"b","engine":"c","verdict":"passed","cases":"many"})",
       R"({"property":"a","subject":"b","engine":"c","verdict":"passed","fault_schedules":7})",
       R"({"property":"a","subject":"b","engine":"c","verdict":"passed","certificate":7})",
       R"({"property":"a","subject":"b","engine":"c","verdict":"passed","certificate":{"clauses":"x"}})",
       R"({"property":"a","subject":"b","engine":"c","verdict":"passed","solvers":[1]})"}) {
    CAPTURE(line);
    CHECK_FALSE(record_from_json(line).has_value());
  }
}

TEST_CASE("control characters survive a record's line") {
  Record record = full_record();
  record.reason.clear();
  for (int c = 0; c < 0x80; ++c)
    record.reason += static_cast<char>(c);
  const std::string line = to_json_line(record);
  CHECK(line.find('\n') == std::string::npos);
  const auto read = record_from_json(line);
  REQUIRE(read.has_value());
  CHECK(read->reason == record.reason);
}

TEST_CASE("text that is not UTF-8 leaves a line that can be read") {
  for (const char *name : {"\xff\xfe.c", "caf\xe9.c", "\xc3", "a\xed\xa0\x80z", "\xf8\x88"}) {
    Record record = full_record();
    record.subject = name;
    record.labels = {{name, 3}};
    const auto read = record_from_json(to_json_line(record));
    REQUIRE(read.has_value());
    CHECK(read->subject.find("\xef\xbf\xbd") != std::string::npos); // U+FFFD
    CHECK(read->reason == record.reason);
  }
}

} // namespace
} // namespace dma_verify
