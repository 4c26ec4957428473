// SPDX-License-Identifier: GPL-2.0-only
// Records summed up.
#include "harness/results/render/tally.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

Record record_of(const std::string &property, Verdict verdict, const std::string &engine = "random",
                 const std::string &subject = "model") {
  Record record;
  record.property = property;
  record.subject = subject;
  record.engine = engine;
  record.verdict = verdict;
  record.cases = 10;
  return record;
}

TEST_CASE("records of one family, subject and engine make one cell") {
  const std::vector<Record> records = {record_of("pool.mmap", Verdict::passed),
                                       record_of("pool.bounds", Verdict::passed),
                                       record_of("pool.mmap", Verdict::proved, "smt"),
                                       record_of("pool.mmap", Verdict::passed, "random", "a.c"),
                                       record_of("dispatch.free_pages", Verdict::passed)};
  const auto cells = tally(records);
  REQUIRE(cells.size() == 4);
  CHECK(cells[0].family == "pool");
  CHECK(cells[0].obligations == 2);
  CHECK(cells[0].cases == 20);
  CHECK(cells[1].engine == "smt");
  CHECK(cells[2].subject == "a.c");
  CHECK(cells[3].family == "dispatch");
}

TEST_CASE("what is replayed is a family of its own") {
  const std::vector<Record> records = {record_of("pool.mmap", Verdict::passed, "store"),
                                       record_of("dispatch.mmap", Verdict::repaired, "store")};
  const auto cells = tally(records);
  REQUIRE(cells.size() == 1);
  CHECK(cells[0].family == "store");
  CHECK(cells[0].obligations == 2);
  CHECK(cells[0].repaired == 1);
}

TEST_CASE("the sweeps over all inputs are a row of their own") {
  const std::vector<Record> records = {
      record_of("offset-bounds.no-wrap", Verdict::passed),
      record_of("offset-bounds.no-wrap", Verdict::passed, "exhaustive"),
      record_of("page-range.mmap", Verdict::passed, "exhaustive")};
  const auto cells = tally(records);
  REQUIRE(cells.size() == 2);
  CHECK(cells[0].family == "offset-bounds");
  CHECK(cells[1].family == "8-bit words");
  CHECK(cells[1].obligations == 2);
  CHECK(cells[1].cases == 20);
}

TEST_CASE("what is not applicable is listed and not counted") {
  const auto cells = tally(std::vector{record_of("pool.mmap", Verdict::not_applicable)});
  REQUIRE(cells.size() == 1);
  CHECK(cells[0].obligations == 0);
  CHECK(cells[0].cases == 0);
  CHECK(cells[0].worst == Verdict::not_applicable);
}

TEST_CASE("the worst verdict of a cell wins, in any order") {
  using enum Verdict;
  const std::vector order = {not_applicable, passed, differs, gave_up, error, falsified};
  for (std::size_t better = 0; better < order.size(); ++better) {
    for (std::size_t worse = better; worse < order.size(); ++worse) {
      const Record a = record_of("pool.mmap", order[better]);
      const Record b = record_of("pool.mmap", order[worse]);
      CHECK(tally(std::vector{a, b})[0].worst == order[worse]);
      CHECK(tally(std::vector{b, a})[0].worst == order[worse]);
    }
  }
}

TEST_CASE("each kind of record is counted") {
  using enum Verdict;
  Record cached = record_of("pool.mmap", proved);
  cached.cached = true;
  Record certified = record_of("pool.mmap", proved);
  certified.certificate = RecordedCertificate{};
  certified.certificate->verdict = "certified";
  Record rejected = certified;
  rejected.certificate->verdict = "error";
  const std::vector<Record> records = {record_of("pool.mmap", falsified),
                                       record_of("pool.mmap", falsified),
                                       record_of("pool.mmap", unmodelled),
                                       record_of("pool.mmap", stale),
                                       record_of("pool.mmap", differs),
                                       record_of("pool.mmap", passed),
                                       record_of("pool.mmap", unknown),
                                       cached,
                                       certified,
                                       rejected};
  const Tally cell = tally(records)[0];
  CHECK(cell.obligations == 10);
  CHECK(cell.falsified == 2);
  CHECK(cell.undecided == 3);
  CHECK(cell.differing == 1);
  CHECK(cell.cached == 1);
  CHECK(cell.certified == 1);
}

TEST_CASE("witnesses of proofs are counted, and the proofs that have one alone") {
  const auto proved_by = [](std::vector<std::string> witnesses) {
    Record record = record_of("pool.mmap", Verdict::proved, "smt");
    record.witnesses = std::move(witnesses);
    return record;
  };
  const std::vector<Record> records = {
      proved_by({"folding"}), proved_by({"folding", "z3-bit-vectors", "cvc5"}),
      proved_by({"z3-integers"}), proved_by({"run"}), record_of("pool.mmap", Verdict::unknown)};
  CHECK(witnesses_of(records) == "2 folded, 1 by Z3 in integers, 1 by Z3 in bit-vectors, "
                                 "1 by cvc5, 1 by a call that was run; 2 with a single witness");
  CHECK(tally(records)[0].single_witness == 2);
  CHECK(witnesses_of({}).empty());
}

TEST_CASE("a known finding is counted and is no failure") {
  Record known = record_of("pool.bounds", Verdict::falsified, "store");
  known.expected = true;
  known.counterexample = "W9.toml";
  Record on_another_subject = known;
  on_another_subject.subject = "a.c";
  Record other = known;
  other.counterexample = "W8.toml";
  const std::vector<Record> records = {known, on_another_subject, other};
  CHECK(tally(records)[0].obligations == 2);
  CHECK(tally(records)[0].falsified == 0);
  CHECK(failures(records, 1, true).empty());
  CHECK(known_findings(records) == 2);
}

TEST_CASE("a failure is reported once with the number of its architectures") {
  Record first = record_of("pool.mmap", Verdict::falsified);
  first.clause = "asked";
  first.architecture = "64-64-64-12";
  first.reason = "one";
  Record second = first;
  second.architecture = "64-64-64-13";
  second.reason = "another";
  Record other_clause = first;
  other_clause.clause = "no-remap";
  Record other_subject = first;
  other_subject.subject = "a.c";
  const auto found = failures(std::vector{first, other_clause, second, other_subject}, 1, false);
  REQUIRE(found.size() == 3);
  CHECK(found[0].architectures == 2);
  CHECK(found[0].first.reason == "one");
  CHECK(found[1].first.clause == "no-remap");
  CHECK(found[2].first.subject == "a.c");
}

TEST_CASE("of two failures with one cause that is shown which has a line of the file") {
  Record stored = record_of("pool.mmap", Verdict::falsified, "store");
  stored.difference = {"mmap: one cause", "called it", {}};
  Record tested = record_of("pool.mmap", Verdict::falsified);
  tested.difference = stored.difference;
  tested.difference.source.line = 7;
  for (const auto &records : {std::vector{stored, tested}, std::vector{tested, stored}}) {
    const auto found = bugs(records, false);
    REQUIRE(found.size() == 1);
    CHECK(found.front().shown.first.difference.source.line == 7);
  }
}

TEST_CASE("what could not be judged is reported once per reason") {
  Record first = record_of("pool.mmap", Verdict::unmodelled);
  first.reason = "dma_bounce";
  Record second = record_of("dispatch.mmap", Verdict::unmodelled);
  second.reason = "dma_bounce";
  Record third = second;
  third.reason = "another";
  const auto found = failures(std::vector{first, second, third}, 3, false);
  REQUIRE(found.size() == 2);
  CHECK(found[0].architectures == 2);
  CHECK(found[1].first.reason == "another");
}

TEST_CASE("a difference is a failure of a strict run only") {
  const std::vector records = {record_of("agreement.mmap", Verdict::differs),
                               record_of("pool.mmap", Verdict::passed)};
  CHECK(failures(records, 1, false).empty());
  CHECK(failures(records, 1, true).size() == 1);
  REQUIRE(differences(records).size() == 1);
  CHECK(differences(records)[0].first.property == "agreement.mmap");
}

} // namespace
} // namespace dma_verify
