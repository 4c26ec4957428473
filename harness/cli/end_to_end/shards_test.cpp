// SPDX-License-Identifier: GPL-2.0-only
// A run in parts says together what it says as a whole; and texts from pipes, and one line alone.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"
#include "harness/results/files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;
using Words = std::vector<std::string>;

const Words kTest = {"test",     "--subject=wrong.c",       "--cases=40",
                     "--seed=7", "--arch=64-64-64-12*",     "--property=offset-bounds.*",
                     "--jobs=2", "--property=attributes.*", "--property=agreement.*"};

// What records say, in no order and without times.
std::multiset<std::string> claims_in(const std::filesystem::path &results) {
  std::multiset<std::string> claims;
  for (Record record : read_results(results)) {
    record.seconds = 0;
    record.counterexample.clear(); // in the folder of its shard
    record.reason.clear();         // which may name it
    claims.insert(to_json_line(record));
  }
  return claims;
}

TEST_CASE("the shards of a run, merged, are the run") {
  const Workplace workplace;
  workplace.write("wrong.c", wrapping_file());
  CHECK(workplace.run(joined({kTest, {"--out=whole"}})).exit_status == 1);
  std::size_t most = 0;
  for (const std::string number : {"1", "2", "3"}) {
    const ProgramEnd end =
        workplace.run(joined({kTest, {"--shard=" + number + "/3", "--out=shard" + number}}));
    CHECK(contains(end.output, "; shard " + number + "/3"));
    most = std::max(most,
                    read_results(workplace.path() / ("shard" + number) / "results.jsonl").size());
  }
  const ProgramEnd merged =
      workplace.run({"merge", "shard1", "shard2", "shard3", "--out=merged", "--name=linux"});
  CAPTURE(merged.output);
  CHECK(merged.exit_status == 1);
  CHECK(contains(merged.output, "wrong.c: 1 bug in dma_common_mmap"));
  const auto whole = claims_in(workplace.path() / "whole/results.jsonl");
  CHECK(claims_in(workplace.path() / "merged/results.jsonl") == whole);
  CHECK(most < whole.size());
  CHECK(contains(testing::text_of(workplace.path() / "merged/junit.xml"),
                 "classname=\"linux.random\""));
}

TEST_CASE("a missing shard is no success, and what are no shards of one run is refused") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  const Words test = {"test", "--subject=good.c", "--cases=5", "--arch=64-64-64-12",
                      "--property=attributes.*"};
  CHECK(workplace.run(joined({test, {"--shard=1/2", "--out=one"}})).exit_status == 0);
  const ProgramEnd end = workplace.run({"merge", "one"});
  CHECK(end.exit_status == 3);
  CHECK(contains(end.output, "the results of these shards are missing: 2/2"));

  const ProgramEnd twice = workplace.run({"merge", "one", "one"});
  CHECK(twice.exit_status == 2);
  CHECK(contains(twice.errors, "one: shard 1/2 is given twice"));
  CHECK(workplace.run({"merge", "nowhere"}).exit_status == 2);
  CHECK(workplace.run({"merge"}).exit_status == 2);
  const ProgramEnd bad = workplace.run(joined({test, {"--shard=3/2"}}));
  CHECK(bad.exit_status == 2);
  CHECK(contains(bad.errors, "--shard: '3/2' is not I/N"));
}

#ifdef DMA_VERIFY_SMT
TEST_CASE("proof jobs are shared out without a rest") {
  const Workplace workplace;
  const Words list = {"prove", "--list-jobs", "--arch=64-64-64-12", "--property=offset-bounds.*"};
  std::multiset<std::string> whole;
  for (const std::string &job : testing::lines_of(workplace.run(list).output))
    whole.insert(job);
  std::multiset<std::string> parts;
  for (const std::string number : {"1", "2"}) {
    const auto jobs =
        testing::lines_of(workplace.run(joined({list, {"--shard=" + number + "/2"}})).output);
    CHECK(jobs.size() < whole.size());
    parts.insert(jobs.begin(), jobs.end());
  }
  CHECK(parts == whole);
}
#endif

TEST_CASE("a quiet run prints its verdict alone") {
  const Workplace workplace;
  workplace.write("wrong.c", wrapping_file());
  const ProgramEnd end = workplace.run(joined({kTest, {"--quiet"}}));
  CHECK(end.exit_status == 1);
  CHECK(testing::lines_of(end.output).size() == 1);
  CHECK(end.output.starts_with("wrong.c: 1 bug in dma_common_mmap ("));
}

TEST_CASE("a subject comes from standard input or another pipe") {
  const Workplace workplace;
  workplace.write("wrong.c", wrapping_file());
  const std::string program = "'" DMA_VERIFY_PROGRAM "' test --cases=20 --seed=1 --quiet "
                              "--arch=64-64-64-12 --property='offset-bounds.*' --subject ";
  testing::ProgramOptions options = workplace.options();
  options.folder = workplace.path();
  for (const std::string &command :
       {"cat wrong.c | " + program + "-", program + "<(cat wrong.c)"}) {
    CAPTURE(command);
    const ProgramEnd end = testing::run_program({"bash", "-c", command}, options);
    CAPTURE(end.output + end.errors);
    CHECK(end.exit_status == 1);
    CHECK(contains(end.output, ": 1 bug in dma_common_mmap ("));
  }
  const ProgramEnd nothing =
      testing::run_program({"bash", "-c", program + "- </dev/null"}, options);
  CHECK(nothing.exit_status == 2);
  CHECK(contains(nothing.errors, "--subject -: nothing comes from it"));
}

} // namespace
} // namespace dma_verify::end_to_end
