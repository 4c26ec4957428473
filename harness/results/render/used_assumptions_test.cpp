// SPDX-License-Identifier: GPL-2.0-only
// Which assumptions proofs used: of each property, and of a whole run.
#include "harness/results/render/used_assumptions.h"

#include "harness/results/render/reports.h"

#include <doctest/doctest.h>

#include <optional>

namespace dma_verify {
namespace {

using Ids = std::set<std::string>;

Record proof(const std::string &property, std::optional<std::vector<std::string>> used) {
  Record record;
  record.property = property;
  record.clause = "clause";
  record.subject = "model";
  record.architecture = "64-64-64-12";
  record.engine = "smt";
  record.verdict = Verdict::proved;
  record.assumptions = {"M1", "M6", "M7"};
  record.used_assumptions = std::move(used);
  return record;
}

TEST_CASE("an assumption that one proof of a property uses is used by the property") {
  const std::vector<Record> records = {proof("a.b", {{"M1"}}), proof("a.b", {{"M7"}})};
  const auto uses = assumption_use_of(records);
  REQUIRE(uses.size() == 1);
  CHECK(uses.front().proofs == 2);
  CHECK(uses.front().used == Ids{"M1", "M7"});
  CHECK(uses.front().unused == Ids{"M6"});
}

TEST_CASE("of a proof whose use is not known, and of what is not proved, nothing is said") {
  Record unknown = proof("a.c", {{}});
  unknown.verdict = Verdict::unknown;
  const std::vector<Record> records = {proof("a.b", std::nullopt), unknown};
  CHECK(assumption_use_of(records).empty());
}

TEST_CASE("never used is what no property uses") {
  const std::vector<Record> records = {proof("a.b", {{"M1"}}), proof("a.c", {{"M6"}})};
  CHECK(never_used(assumption_use_of(records)) == Ids{"M7"});
}

TEST_CASE("the summary names what is never used, and what each property lists in vain") {
  const std::vector<Record> records = {proof("a.b", {{"M1"}}), proof("a.c", {{"M6"}})};
  const std::string summary = render_summary(records, {});
  CHECK(summary.find("used by no proof of this run: M7") != std::string::npos);
  CHECK(summary.find("| a.b | 1 | M1 | M6 M7 | 0 of 0 |") != std::string::npos);
  CHECK(render_summary({}, {}).find("used by no proof") == std::string::npos);
  CHECK(render_summary({}, {}).find("Used by proofs") == std::string::npos);
}

TEST_CASE("the ways that proofs leave possible are summed, also of one that is not proved") {
  std::vector<Record> records = {proof("a.b", {{"M1"}}), proof("a.b", std::nullopt),
                                 proof("a.c", std::nullopt), proof("a.d", {{}})};
  records[0].path_classes = RecordedPathClasses{13, 13};
  records[1].path_classes = RecordedPathClasses{1, 1};
  records[2].path_classes = RecordedPathClasses{12, 13};
  records[2].verdict = Verdict::error;
  CHECK(path_classes_of(records).classes == RecordedPathClasses{26, 27});
  CHECK(path_classes_of(records).proofs == 3);
  const std::string summary = render_summary(records, {});
  CHECK(summary.find("Path classes: 26 of 27 possible in 3 proofs") != std::string::npos);
  CHECK(summary.find("| a.b | 2 | M1 | M6 M7 | 14 of 14 |") != std::string::npos);
  CHECK(render_summary({}, {}).find("Path classes") == std::string::npos);
}

} // namespace
} // namespace dma_verify
