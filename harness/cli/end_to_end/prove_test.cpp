// SPDX-License-Identifier: GPL-2.0-only
// prove, and the proofs that verify takes from the cache, also with two runs at the same time.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"
#include "harness/develop/testing/xml.h"
#include "harness/results/files.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;
using Words = std::vector<std::string>;

const Words kJobs = {"--property=offset-bounds.no-wrap", "--arch=64-64-64-1[23]"};

bool all_proved(const std::vector<Record> &records) {
  return !records.empty() && std::ranges::all_of(records, [](const Record &record) {
    return record.verdict == Verdict::proved && record.subject == "model" &&
           record.engine == "smt" && !record.solvers.empty() && !record.assumptions.empty();
  });
}

TEST_CASE("proofs are reported for the model and for nothing else") {
  const Workplace workplace;
  const ProgramEnd end = workplace.run(joined({{"prove"}, kJobs}));
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "model: proofs"));
  CHECK(contains(end.output, "offset-bounds  proved 6"));
  CHECK(contains(end.output, "a proof of the model is none of a file"));
  CHECK(workplace.records().size() == 6);
  CHECK(all_proved(workplace.records()));
}

TEST_CASE("each job can be listed and run alone") {
  const Workplace workplace;
  const ProgramEnd list = workplace.run(joined({{"prove", "--list-jobs"}, kJobs}));
  CHECK(list.exit_status == 0);
  const auto ids = testing::lines_of(list.output);
  REQUIRE(ids.size() == 6);
  CHECK(std::ranges::find(ids, "offset-bounds.no-wrap:frame@64-64-64-12") != ids.end());
  const ProgramEnd one = workplace.run({"prove", "--job=" + ids.front()});
  CHECK(one.exit_status == 0);
  REQUIRE(workplace.records().size() == 1);
  const Record record = workplace.records().front();
  CHECK(record.property + ":" + record.clause + "@" + record.architecture == ids.front());
}

TEST_CASE("jobs are killed at their limits of time and memory, and are then no pass") {
  // Nothing can be done in a megabyte.
  const Workplace workplace;
  const ProgramEnd end = workplace.run(
      {"prove", "--property=offset-bounds.no-wrap", "--arch=64-64-64-12", "--memory=1"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 3);
  CHECK(workplace.records().size() == 3);
  for (const Record &record : workplace.records()) {
    CHECK(record.verdict == Verdict::unknown);
    CHECK(record.cause == "memory");
    CHECK(contains(record.reason, "memory"));
  }
}

TEST_CASE("what is unknown is counted as holding in no output") {
  const Workplace workplace;
  const ProgramEnd end = workplace.run(
      {"prove", "--property=offset-bounds.no-wrap", "--arch=64-64-64-12", "--memory=1"});
  CHECK(end.exit_status == 3);
  CHECK(contains(end.output, "unknown on 3 of 3"));
  CHECK_FALSE(contains(end.output, "proved"));
  const auto file = [&](const char *name) {
    return testing::text_of(workplace.path() / "dma-verify-out" / name);
  };
  const pugi::xml_document junit = testing::read_xml(file("junit.xml"));
  CHECK(junit.select_nodes("/testsuites/testsuite/testcase").size() == 3);
  CHECK(junit.select_nodes("//testcase/error[@type='unknown']").size() == 3);
  const std::string ktap = file("results.ktap");
  CHECK(contains(ktap, "not ok 1 "));
  CHECK(contains(ktap, "not ok 3 "));
  CHECK_FALSE(contains(ktap, "\nok"));
  CHECK_FALSE(contains(ktap, "  ok"));
  const std::string summary = file("summary.md");
  CHECK(contains(summary, "| unknown |"));
  CHECK(contains(summary, "## Not judged"));
  CHECK_FALSE(contains(summary, "proved"));
}

TEST_CASE("wrong options of prove are reported in one line") {
  const Workplace workplace;
  workplace.write("file", "");
  const std::string job = "--job=offset-bounds.no-wrap:frame@64-64-64-12";
  for (const Words &words : std::vector<Words>{{"--job=none", "--job"},
                                               {"--job=offset-bounds.no-wrap", "--job"},
                                               {"--job=", "--job"},
                                               {"--jobs=0", "--jobs"},
                                               {"--jobs=x", "--jobs"},
                                               {"--timeout=0", "--timeout"},
                                               {"--timeout=x", "--timeout"},
                                               {"--timeout=-1s", "--timeout"},
                                               {"--memory=0", "--memory"},
                                               {"--memory=lots", "--memory"},
                                               {"--memory=2GB", "--memory"},
                                               {"--solver=yices", "--solver"},
                                               {"--solver=", "--solver"},
                                               {"--export=file", job, "--export"},
                                               {"--export=/proc/none", job, "--export"},
                                               {"--out=file", job, "--out"},
                                               {"--list-jobs", "--resume", "--resume"}}) {
    CAPTURE(words.front());
    const ProgramEnd end =
        workplace.run(joined({{"prove"}, Words(words.begin(), words.end() - 1)}));
    CAPTURE(end.errors);
    CHECK(end.exit_status == 2);
    CHECK(end.output.empty());
    CHECK(testing::lines_of(end.errors).size() == 1);
    CHECK(contains(end.errors, words.back()));
  }
}

TEST_CASE("on a terminal a run says what it is doing and how long it will take") {
  const Workplace workplace;
  const ProgramEnd end = workplace.run_on_terminal(
      {"prove", "--property=offset-bounds.*", "--arch=64-64-64-1[26]", "--jobs=1"});
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "proving: "));
  CHECK(contains(end.output, " of 12"));
  CHECK(contains(end.output, " s left; offset-bounds."));
}

TEST_CASE("verify remembers the model's proofs and says so") {
  const Workplace workplace;
  const Words verify = joined({{"verify", "--cases=5"}, kJobs});
  const ProgramEnd first = workplace.run(verify);
  CHECK(first.exit_status == 0);
  CHECK(contains(first.output, "model: proofs"));
  const ProgramEnd second = workplace.run(verify);
  CAPTURE(second.output);
  CHECK(second.exit_status == 0);
  CHECK(contains(second.output, "model: cached proofs"));
  unsigned proofs = 0;
  for (const Record &record : workplace.records()) {
    if (record.engine != "smt")
      continue;
    ++proofs;
    CHECK(record.cached);
    CHECK(record.verdict == Verdict::proved);
  }
  CHECK(proofs == 6);
}

TEST_CASE("of a file alone no proof is begun: remembered ones are shown, or none") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  const Words verify = joined({{"verify", "--no-proof", "--subject=good.c", "--cases=5"}, kJobs});
  const ProgramEnd before = workplace.run(verify);
  CHECK(before.exit_status == 0);
  CHECK(contains(before.output, "; proofs of the model (dma-verify"));
  REQUIRE(workplace.run(joined({{"prove"}, kJobs})).exit_status == 0);
  const ProgramEnd after = workplace.run(verify);
  CAPTURE(after.output);
  CHECK(after.exit_status == 0);
  CHECK(contains(after.output, "model: cached proofs"));
  for (const Record &record : workplace.records()) {
    if (record.verdict == Verdict::proved)
      CHECK(record.subject == "model");
  }
}

TEST_CASE("what another solver alone has proved is not taken over") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  REQUIRE(workplace.run(joined({{"prove", "--solver=cvc5"}, kJobs})).exit_status == 0);
  const ProgramEnd file =
      workplace.run(joined({{"verify", "--no-proof", "--subject=good.c", "--cases=5"}, kJobs}));
  CHECK(contains(file.output, "; proofs of the model (dma-verify"));
  const ProgramEnd model = workplace.run(joined({{"verify", "--cases=5"}, kJobs}));
  CHECK(contains(model.output, "model: proofs"));
}

TEST_CASE("runs at the same time do not damage the cache that they share") {
  const Workplace workplace;
  const Words verify = joined({{"verify", "--cases=5", "--jobs=1"}, kJobs});
  {
    const auto outs = {"a", "b", "c"};
    std::vector<std::unique_ptr<Program>> programs;
    for (const char *out : outs)
      programs.push_back(std::make_unique<Program>(
          joined({{DMA_VERIFY_PROGRAM}, verify, {std::string("--out=") + out}}),
          workplace.options()));
    for (auto &program : programs)
      CHECK(program->wait().exit_status == 0);
    for (const char *out : outs) {
      const auto records = read_results(workplace.path() / out / "results.jsonl");
      CHECK(std::ranges::count(records, Verdict::proved, &Record::verdict) == 6);
    }
  }
  // Every file of the cache is whole.
  const auto files = workplace.files_in("cache");
  CHECK(files.size() >= 7);
  for (const std::string &file : files) {
    CAPTURE(file);
    auto lines = testing::lines_of(testing::text_of(workplace.path() / file));
    REQUIRE(lines.size() >= 2);
    lines.erase(lines.begin()); // the checksum of the others
    for (const std::string &line : lines) {
      const auto record = record_from_json(line);
      REQUIRE(record);
      CHECK(record->verdict == Verdict::proved);
    }
  }
  const ProgramEnd later = workplace.run(verify);
  CHECK(later.exit_status == 0);
  CHECK(contains(later.output, "model: cached proofs"));
}

TEST_CASE("a cache that was spoiled is not believed") {
  const Workplace workplace;
  const Words verify = joined({{"verify", "--cases=5"}, kJobs});
  REQUIRE(workplace.run(verify).exit_status == 0);
  for (const std::string &file : workplace.files_in("cache"))
    workplace.write(file, "{\"verdict\":\"proved\"");
  const ProgramEnd end = workplace.run(verify);
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "model: proofs"));
  CHECK(std::ranges::none_of(workplace.records(), &Record::cached));
}

TEST_CASE("a cache that cannot be written changes nothing") {
  Workplace workplace;
  workplace.write("cache", "a file where the folder would be");
  const ProgramEnd end = workplace.run(joined({{"verify", "--cases=5"}, kJobs}));
  CHECK(end.exit_status == 0);
}

TEST_CASE("a solver that gives no answer in its time is reported, and is no pass") {
  const Workplace workplace;
  const ProgramEnd end =
      workplace.run({"prove", "--job=offset-bounds.no-wrap:frame@64-64-64-12", "--timeout=1ms"});
  CAPTURE(end.output);
  if (end.exit_status == 0) {
    // The solver was faster than its limit.
    CHECK(all_proved(workplace.records()));
  } else {
    CHECK(end.exit_status == 3);
    CHECK(workplace.records().front().verdict == Verdict::unknown);
  }
}

} // namespace
} // namespace dma_verify::end_to_end
