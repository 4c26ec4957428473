// SPDX-License-Identifier: GPL-2.0-only
// A run of prove that was killed at any point and resumed has the same results as a run that was
// not killed.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"
#include "harness/results/files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <thread>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;
using Words = std::vector<std::string>;

const Words kJobs = {"--property=offset-bounds.*", "--arch=64-64-64-1[26]", "--jobs=2"};
constexpr std::size_t kCount = 12;

// What a run found out, without how long it took.
std::multiset<std::string> findings_in(const Workplace &workplace) {
  std::multiset<std::string> found;
  for (Record record : workplace.records()) {
    record.seconds = 0;
    record.cached = false;
    found.insert(to_json_line(record));
  }
  return found;
}

std::string text_of_results(const Workplace &workplace) {
  std::ifstream file(workplace.results(), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t lines_in(const std::string &text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

// Every line is complete, except perhaps the last.
void check_whole(const std::string &text) {
  const std::size_t whole = text.rfind('\n') + 1;
  for (const std::string &line : testing::lines_of(text.substr(0, whole)))
    CHECK(record_from_json(line));
}

const std::multiset<std::string> &undisturbed() {
  static const std::multiset<std::string> kFindings = [] {
    const Workplace workplace;
    REQUIRE(workplace.run(joined({{"prove"}, kJobs})).exit_status == 0);
    return findings_in(workplace);
  }();
  return kFindings;
}

// Kills runs at random points until one reaches its end.
void kill_and_resume(int signal, bool whole_group) {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const Workplace workplace;
  Words command = joined({{"prove"}, kJobs});
  std::size_t kept = 0;
  unsigned killed = 0;
  for (int attempt = 0; attempt < 4; ++attempt) {
    const std::size_t lines = kept + std::uniform_int_distribution<std::size_t>(0, 3)(random);
    Program program = workplace.start(command);
    while (program.runs() && lines_in(text_of_results(workplace)) < lines)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::uniform_int_distribution<int>(0, 40)(random)));
    if (whole_group) {
      program.signal_group(signal);
    } else {
      program.signal_alone(signal);
    }
    const ProgramEnd end = program.wait();
    if (end.exit_status == 0)
      break; // it was faster
    ++killed;
    const std::string text = text_of_results(workplace);
    check_whole(text);
    const auto records = workplace.records();
    const auto proved =
        static_cast<std::size_t>(std::ranges::count(records, Verdict::proved, &Record::verdict));
    CHECK(proved >= kept); // nothing that was proved is lost
    kept = proved;
    if (std::filesystem::exists(workplace.results()))
      command = joined({{"prove", "--resume"}, kJobs});
  }
  CHECK(killed > 0);
  const ProgramEnd end = workplace.run(command);
  CAPTURE(end.output + end.errors);
  CHECK(end.exit_status == 0);
  CHECK(findings_in(workplace) == undisturbed());
  CHECK(contains(end.output, "offset-bounds  proved " + std::to_string(kCount)));
  CHECK(workplace.survivors().empty());
}

TEST_CASE("runs whose main process is killed can be resumed") { kill_and_resume(SIGKILL, false); }
TEST_CASE("runs that are killed as a whole can be resumed") { kill_and_resume(SIGKILL, true); }
TEST_CASE("runs that are terminated can be resumed") { kill_and_resume(SIGTERM, false); }
TEST_CASE("runs that are interrupted by Ctrl-C can be resumed") { kill_and_resume(SIGINT, true); }

TEST_CASE("a job whose process is killed is unknown, and resuming tries it again") {
  const Workplace workplace;
  Program program = workplace.start(joined({{"prove"}, kJobs, {"--jobs=1"}}));
  // Its only child, as soon as there is one.
  bool killed = false;
  for (int i = 0; i < 3000 && !killed && program.runs(); ++i) {
    if (lines_in(text_of_results(workplace)) >= 2) {
      const auto running = workplace.survivors();
      if (running.size() == 2)
        killed = kill(*std::ranges::max_element(running), SIGKILL) == 0;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const ProgramEnd end = program.wait();
  if (!killed) {
    MESSAGE("the run was faster");
    return;
  }
  CAPTURE(end.output);
  CHECK(workplace.records().size() == kCount);
  for (const Record &record : workplace.records()) {
    const bool lost = record.verdict == Verdict::unknown && record.cause == "killed";
    CHECK((lost || record.verdict == Verdict::proved));
  }
  const ProgramEnd resumed = workplace.run(joined({{"prove", "--resume"}, kJobs}));
  CHECK(resumed.exit_status == 0);
  CHECK(findings_in(workplace) == undisturbed());
}

TEST_CASE("what is still valid is taken over as it is, without asking a solver") {
  const Workplace workplace;
  REQUIRE(workplace.run(joined({{"prove"}, kJobs})).exit_status == 0);
  const std::string before = text_of_results(workplace);
  const ProgramEnd end = workplace.run(joined({{"prove", "--resume"}, kJobs}));
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, std::to_string(kCount) + " taken over from an earlier run"));
  auto lines = testing::lines_of(before);
  auto lines_after = testing::lines_of(text_of_results(workplace));
  std::ranges::sort(lines);
  std::ranges::sort(lines_after);
  CHECK(lines == lines_after); // seconds too
  // Without --resume everything is done afresh.
  const ProgramEnd fresh = workplace.run(joined({{"prove"}, kJobs}));
  CHECK_FALSE(contains(fresh.output, "taken over"));
  CHECK(workplace.records().size() == kCount);
}

TEST_CASE("unknown results, those of other queries and other solvers are not taken over") {
  const Workplace workplace;
  REQUIRE(workplace.run(joined({{"prove"}, kJobs})).exit_status == 0);
  auto records = workplace.records();
  records[0].verdict = Verdict::unknown;
  records[1].verdict = Verdict::error;
  records[2].query_sha256 = std::string(64, '0');
  records[3].solvers = {"z3 0.0.0"};
  records[4].clause = "no-such-clause"; // of another program
  std::string text;
  for (const Record &record : records)
    text += to_json_line(record) + "\n";
  workplace.write("dma-verify-out/results.jsonl", text + "{\"property\":\"offset-bou");
  const ProgramEnd end = workplace.run(joined({{"prove", "--resume"}, kJobs}));
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  // The title may be broken into lines.
  std::string output;
  for (const std::string &line : testing::lines_of(end.output))
    output += (line.starts_with("  ") ? line.substr(1) : line);
  CHECK(contains(output, std::to_string(kCount - 5) + " taken over"));
  CHECK(contains(output, "2 without an answer tried again"));
  CHECK(contains(output, "2 of other queries or solvers done again"));
  CHECK(findings_in(workplace) == undisturbed());
}

TEST_CASE("results that cannot all be written are reported, and resuming writes the rest") {
  const Workplace workplace;
  // The shell's limit on files: some lines fit, then none.
  std::string script = "ulimit -f 4; exec " DMA_VERIFY_PROGRAM " prove";
  for (const std::string &word : kJobs)
    script += " '" + word + "'";
  const ProgramEnd full = testing::run_program({"sh", "-c", script}, workplace.options());
  CAPTURE(full.output + full.errors);
  CHECK(full.exit_status == 3);
  CHECK(contains(full.errors, "not all results could be written"));
  const std::string text = text_of_results(workplace);
  CHECK(lines_in(text) > 0);
  CHECK(lines_in(text) < kCount);
  CHECK(text.ends_with("\n"));
  check_whole(text);
  const ProgramEnd end = workplace.run(joined({{"prove", "--resume"}, kJobs}));
  CHECK(end.exit_status == 0);
  CHECK(findings_in(workplace) == undisturbed());
}

TEST_CASE("resuming what is no run of prove, or another one, is wrong usage and harms nothing") {
  const Workplace workplace;
  const Words resume = joined({{"prove", "--resume"}, kJobs});
  const auto refused = [&](const std::string &why) {
    const std::string before = text_of_results(workplace);
    const ProgramEnd end = workplace.run(resume);
    CAPTURE(end.errors);
    CHECK(end.exit_status == 2);
    CHECK(end.errors.starts_with("dma-verify: --resume"));
    CHECK(contains(end.errors, why));
    CHECK(testing::lines_of(end.errors).size() == 1);
    CHECK(text_of_results(workplace) == before);
  };
  refused("no such file");
  workplace.write("dma-verify-out/results.jsonl", "a shopping list\n");
  refused("line 1");
  REQUIRE(workplace.run({"test", "--cases=1", "--arch=64-64-64-12", "--property=dispatch.*"})
              .exit_status == 0);
  refused("something else than prove");
  REQUIRE(workplace.run({"prove", "--property=pool.mmap", "--arch=64-64-64-12"}).exit_status == 0);
  refused("not selected");
}

} // namespace
} // namespace dma_verify::end_to_end
