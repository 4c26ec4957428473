// SPDX-License-Identifier: GPL-2.0-only
// What is a fact and what is left out; what a summary keeps.
#include "harness/develop/golden/facts.h"

#include "harness/develop/testing/folder.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace dma_verify::golden {
namespace {

constexpr const char *kFile = R"(format = 1
property = "page-range.mmap"
clause = "in-buffer"
expected = "passed"
reachable = "a sentence"
[subject]
kind = "c"
sha256 = "cbee"
[scenario]
architecture = "64-64-64-12"
call = "mmap"
size = "0x1000"
[scenario.answers]
pool_described = true
[provenance]
version = "0.1.0"
[certification]
seconds = 0.5
)";

std::string with_sequence(const std::string &end) {
  return "property = \"sequence.reach\"\nclause = \"device\"\n[sequence]\n"
         "architecture = \"64-64-64-12\"\n[[steps]]\naction = \"alloc_pages\"\ndevice = 0\n"
         "[[steps]]\naction = \"free_pages\"\ndevice = 1\n" +
         end;
}

Record passed() {
  Record record;
  record.property = "page-range.mmap";
  record.architecture = "64-64-64-12";
  record.engine = "random";
  record.verdict = Verdict::passed;
  return record;
}

TEST_CASE("of a counterexample what is run is a fact, not how it was found and what it is called") {
  const std::string fields = "scenario.answers.pool_described=true; "
                             "scenario.architecture=64-64-64-12; scenario.call=mmap; "
                             "scenario.size=0x1000";
  CHECK(
      counterexample_fact("edit x", kFile) ==
      line_of({"counterexample", "edit x", "page-range.mmap", "64-64-64-12", "in-buffer", fields}));
}

TEST_CASE("each step of a sequence has its fields") {
  const std::string fields = "sequence.architecture=64-64-64-12; steps.0.action=alloc_pages; "
                             "steps.0.device=0; steps.1.action=free_pages; steps.1.device=1";
  CHECK(counterexample_fact("model", with_sequence("")) ==
        line_of({"counterexample", "model", "sequence.reach", "64-64-64-12", "device", fields}));
}

TEST_CASE("a sequence of several steps was short of time unless all shorter ones were run") {
  CHECK(was_short_of_time(with_sequence("")));
  CHECK(was_short_of_time(with_sequence("[certification]\nshorter_run = false\n")));
  CHECK(!was_short_of_time(with_sequence("[certification]\nshorter_run = true\n")));
  CHECK(!was_short_of_time(kFile));
}

TEST_CASE("what is no TOML is refused") {
  CHECK_THROWS_AS(counterexample_fact("model", "= ="), std::runtime_error);
}

TEST_CASE("two runs with other times say the same") {
  Record slow = passed();
  slow.seconds = 12;
  slow.cases = 7;
  slow.solvers = {"Z3 4.8"};
  CHECK(result_fact("model", slow) == result_fact("model", passed()));
}

TEST_CASE("each part of a result is in its fact") {
  const std::string fact = result_fact("model", passed());
  CHECK(result_fact("edit x", passed()) != fact);
  for (const auto change : {+[](Record &record) { record.property = "pool.mmap"; },
                            +[](Record &record) { record.clause = "asked"; },
                            +[](Record &record) { record.architecture = "64-64-64-13"; },
                            +[](Record &record) { record.engine = "smt"; },
                            +[](Record &record) { record.expected = true; },
                            +[](Record &record) { record.verdict = Verdict::falsified; }}) {
    Record changed = passed();
    change(changed);
    CHECK(result_fact("model", changed) != fact);
  }
}

TEST_CASE("a stored file's results are told apart by its name") {
  Record one = passed();
  one.engine = "store";
  one.counterexample = "store/findings/W1-highmem-memset.toml";
  CHECK(result_fact("model", one).find("store W1-highmem-memset") != std::string::npos);
}

const Facts kFacts = {
    line_of({"exit status", "edit x", "1"}),
    line_of({"exit status", "edit y", "0"}),
    line_of({"job", "jobs", "a"}),
    line_of({"result", "edit x", "p", "64-64-64-12", "random", "", "passed"}),
    line_of({"result", "edit x", "q", "64-64-64-12", "random", "c", "falsified"}),
    line_of({"result", "edit y", "p", "64-64-64-12", "random", "", "passed"}),
};

TEST_CASE("a summary has failures in full, and one line for what holds of a subject") {
  const Facts summary = summary_of(kFacts, Detail::failures);
  CHECK(summary.size() == kFacts.size());
  CHECK(summary[4].starts_with(line_of({"result", "edit x", "q"})) !=
        summary[3].starts_with(line_of({"result", "edit x", "q"})));
  CHECK(columns_of(summary[5])[2].starts_with("1 facts "));
}

TEST_CASE("a summary of hashes has one line for each kind of facts and of subjects") {
  const Facts summary = summary_of(kFacts, Detail::hashes);
  REQUIRE(summary.size() == 3);
  CHECK(summary[0].starts_with(line_of({"exit status", "edit", "2 facts "})));
  CHECK(summary[2].starts_with(line_of({"result", "edit", "3 facts "})));
}

TEST_CASE("each fact changes the summary") {
  for (const Detail detail : {Detail::failures, Detail::hashes}) {
    for (std::size_t i = 0; i < kFacts.size(); ++i) {
      Facts changed = kFacts;
      changed[i] += "x";
      CHECK(summary_of(changed, detail) != summary_of(kFacts, detail));
      changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
      CHECK(summary_of(changed, detail) != summary_of(kFacts, detail));
    }
  }
}

TEST_CASE("facts are chosen by the subject alone") {
  CHECK(about("edit y", kFacts).size() == 2);
  CHECK(about("", kFacts) == kFacts);
}

TEST_CASE("what is written is read again") {
  const testing::Folder folder;
  write_facts(folder.path() / "facts.txt", kFacts);
  CHECK(read_facts(folder.path() / "facts.txt") == kFacts);
}

} // namespace
} // namespace dma_verify::golden
