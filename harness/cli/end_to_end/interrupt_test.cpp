// SPDX-License-Identifier: GPL-2.0-only
// A run that is interrupted or killed keeps its results so far, and does not count as success.
#include "harness/cli/end_to_end/workplace.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

namespace dma_verify::end_to_end {
namespace {

const std::vector<std::string> kLong = {"verify", "--no-proof", "--subject=good.c", "--time=1h",
                                        "--seed=7"};

std::size_t lines_in(const std::filesystem::path &path) {
  std::ifstream file(path);
  return testing::lines_of(std::string(std::istreambuf_iterator<char>(file), {})).size();
}

// Starts a long run and waits until it has written results.
Program started(const Workplace &workplace) {
  workplace.write("good.c", good_file());
  return workplace.start(kLong);
}

bool has_begun(const Workplace &workplace, const Program &program) {
  for (int i = 0; i < 3000 && program.runs(); ++i) {
    if (lines_in(workplace.results()) > 0)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST_CASE("an interrupted run prints the table, keeps its results and is no success") {
  for (const bool whole_group : {true, false}) { // Ctrl-C reaches the children too; kill does not
    CAPTURE(whole_group);
    const Workplace workplace;
    Program program = started(workplace);
    REQUIRE(has_begun(workplace, program));
    if (whole_group) {
      program.signal_group(SIGINT);
    } else {
      program.signal_alone(SIGTERM);
    }
    const ProgramEnd end = program.wait();
    CAPTURE(end.output);
    CHECK(end.exit_status == (whole_group ? 130 : 3));
    CHECK(end.output.find("good.c: tests") != std::string::npos);
    CHECK(end.output.find("Not looked at: ") != std::string::npos);
    CHECK((end.output + end.errors).find("interrupted") != std::string::npos);
    const auto records = workplace.records();
    CHECK(records.size() == lines_in(workplace.results()));
    // Tests that were not begun have a record too, which is not `passed`.
    const auto is_left = [](const Record &record) {
      return record.property == "round-trip.free_pages" && record.verdict == Verdict::gave_up;
    };
    CHECK(std::ranges::any_of(records, is_left));
    CHECK(std::filesystem::exists(workplace.path() / "dma-verify-out/summary.md"));
  }
}

TEST_CASE("a killed run leaves complete lines") {
  const Workplace workplace;
  Program program = started(workplace);
  REQUIRE(has_begun(workplace, program));
  program.signal_group(SIGKILL);
  CHECK(program.wait().signal == SIGKILL);
  std::ifstream file(workplace.results());
  unsigned count = 0;
  for (std::string line; std::getline(file, line); ++count)
    CHECK(nlohmann::json::accept(line));
  CHECK(count > 0);
}

TEST_CASE("a run that is interrupted while it compiles ends at once and leaves nothing") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    CAPTURE(signal);
    Workplace workplace;
    const std::filesystem::path temporary = workplace.path() / "temporary";
    std::filesystem::create_directory(temporary);
    workplace.set("TMPDIR", temporary.string());
    // Takes the compiler longer than a minute.
    std::string bomb = "#define B0 +1\n";
    for (int i = 0; i < 9; ++i) {
      const std::string each = " B" + std::to_string(i);
      bomb += "#define B" + std::to_string(i + 1);
      for (int copy = 0; copy < 8; ++copy)
        bomb += each;
      bomb += "\n";
    }
    workplace.write("bomb.c", good_file() + bomb + "static int bomb = 0 B9;\n");
    Program program = workplace.start({"test", "--subject=bomb.c"});
    for (int i = 0; i < 1000 && std::filesystem::is_empty(temporary); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    REQUIRE_FALSE(std::filesystem::is_empty(temporary));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const auto start = std::chrono::steady_clock::now();
    program.signal_alone(signal);
    const ProgramEnd end = program.wait();
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
    CHECK(end.exit_status == (signal == SIGINT ? 130 : 3));
    CHECK(end.errors == "dma-verify: interrupted\n");
    CHECK(std::filesystem::is_empty(temporary));
    CHECK(workplace.survivors().empty());
  }
}

#ifdef DMA_VERIFY_SMT
TEST_CASE("the verdict on a file is told before the proofs, which can be interrupted") {
  const Workplace workplace;
  workplace.write("good.c", good_file());
  Program program = workplace.start(
      {"verify", "--no-proof", "--subject=good.c", "--subject=model", "--cases=20", "--jobs=1"});
  const auto proofs = [&] {
    std::vector<Verdict> verdicts;
    for (const Record &record : workplace.records()) {
      if (record.engine == "smt")
        verdicts.push_back(record.verdict);
    }
    return verdicts;
  };
  const auto text_of = [&](const char *name) {
    std::ifstream file(workplace.path() / "dma-verify-out" / name);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  for (int i = 0; i < 3000 && program.runs() &&
                  text_of("results.jsonl").find("\"proved\"") == std::string::npos;
       ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  REQUIRE(program.runs());
  // All is there that is known, should the program die now.
  CHECK(text_of("summary.md").find("good.c") != std::string::npos);
  CHECK(text_of("report.html").find("</html>") != std::string::npos);
  program.signal_group(SIGINT);
  const ProgramEnd end = program.wait();
  CAPTURE(end.output);
  CHECK(end.exit_status == 130);
  const std::size_t next = end.output.find("\nNow: proofs of the model");
  REQUIRE(next != std::string::npos);
  CHECK(end.output.find("good.c: tests") < next);
  CHECK(end.output.find("proofs of the model, which follow") < next);
  CHECK(end.output.find("good.c: tests", next) != std::string::npos);
  CHECK(end.output.find("model: proofs", next) != std::string::npos);
  CHECK(std::ranges::count(proofs(), Verdict::proved) > 0);
  CHECK(std::ranges::count(proofs(), Verdict::unknown) > 0);
}
#endif

} // namespace
} // namespace dma_verify::end_to_end
