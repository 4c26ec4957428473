// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/golden/recorder.h"

#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"
#include "harness/results/files.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <thread>

namespace dma_verify::golden {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kTries = 3;
constexpr const char *kShortOfTime = "not known: too little time to run every shorter sequence";

// A started program, in a folder of its own.
class Running {
public:
  Running(const Recorder &recorder, Start start) : start_(std::move(start)) {
    std::vector<std::string> words = {fs::absolute(recorder.program).string()};
    words.insert(words.end(), start_.arguments.begin(), start_.arguments.end());
    if (!start_.source.empty())
      words.push_back("--subject=" + folder_.write(start_.file, start_.source).string());
    program_ = std::make_unique<testing::Program>(words, options_of(recorder));
  }

  [[nodiscard]] bool runs() const { return program_->runs(); }
  [[nodiscard]] const Start &start() const { return start_; }

  // Waits for the end. Sets `short_of_time` if another run may find a shorter sequence.
  Facts facts(bool &short_of_time) {
    const testing::ProgramEnd end = program_->wait();
    const std::string status =
        end.signal != 0 ? "signal " + std::to_string(end.signal) : std::to_string(end.exit_status);
    Facts facts = {line_of({"exit status", start_.subject, status})};
    switch (start_.prints) {
    case Prints::proofs:
      add_results(facts);
      break;
    case Prints::tests:
      add_results(facts);
      add_counterexamples(facts, short_of_time);
      break;
    case Prints::replays:
      add_replays(end.output, facts);
      break;
    case Prints::jobs:
      for (const std::string &job : testing::lines_of(end.output))
        facts.push_back(line_of({"job", start_.subject, job}));
      break;
    }
    return facts;
  }

private:
  Start start_;
  testing::Folder folder_;
  std::unique_ptr<testing::Program> program_;

  // Certificates come from two solvers within limits of time, and the order of what is found may
  // depend on them: without cvc5 there are none. Nor is there an answer from an earlier run.
  [[nodiscard]] testing::ProgramOptions options_of(const Recorder &recorder) const {
    const fs::path cvc5 = folder_.write("bin/cvc5", "#!/bin/sh\nexit 1\n");
    fs::permissions(cvc5, fs::perms::owner_all);
    const char *path = std::getenv("PATH");
    testing::ProgramOptions options = testing::program_options(folder_.path());
    options.environment = {
        {"PATH", cvc5.parent_path().string() + ":" + (path == nullptr ? "" : path)},
        {"XDG_CACHE_HOME", (folder_.path() / "cache").string()},
        {"DMA_VERIFY_STORE", fs::absolute(recorder.store).string()}};
    return options;
  }

  [[nodiscard]] fs::path out() const { return folder_.path() / "dma-verify-out"; }

  void add_results(Facts &facts) const {
    for (const Record &record : read_results(out() / "results.jsonl")) {
      if (record.property != kLeftOutProofs) // which say how the program was called
        facts.push_back(result_fact(start_.subject, record));
    }
  }

  void add_counterexamples(Facts &facts, bool &short_of_time) const {
    std::error_code error;
    for (fs::directory_iterator at(out() / "counterexamples", error), end; !error && at != end;
         at.increment(error)) {
      if (at->path().extension() != ".toml")
        continue;
      const std::string toml = testing::text_of(at->path());
      auto columns = columns_of(counterexample_fact(start_.subject, toml));
      if (was_short_of_time(toml)) {
        short_of_time = true;
        columns.back() = kShortOfTime;
      }
      facts.push_back(line_of(columns));
    }
  }

  // Of each file two lines: the verdict first, and the path.
  void add_replays(const std::string &output, Facts &facts) const {
    std::string verdict;
    for (const std::string &line : testing::lines_of(output)) {
      if (line.starts_with("  "))
        facts.push_back(
            line_of({"replay", start_.subject, fs::path(line).stem().string(), verdict}));
      verdict = line.substr(0, line.find(' '));
    }
  }
};

} // namespace

Facts Recorder::record(Plan plan, const std::string &only, const Facts &known) const {
  std::set<std::string> known_subjects;
  for (const std::string &line : known) {
    const auto columns = columns_of(line);
    if (columns.front() == "exit status")
      known_subjects.insert(columns.at(1));
  }
  Facts facts;
  std::ranges::copy_if(known, std::back_inserter(facts), [&](const std::string &line) {
    return known_subjects.contains(columns_of(line).at(1));
  });
  std::deque<Start> left;
  for (Start &start : starts_of(plan, program, store)) {
    if (start.subject.find(only) != std::string::npos && !known_subjects.contains(start.subject))
      left.push_back(std::move(start));
  }
  std::map<std::string, unsigned> tries; // by subject
  std::vector<std::unique_ptr<Running>> running;
  while (!left.empty() || !running.empty()) {
    if (!left.empty() && running.size() < jobs) {
      running.push_back(std::make_unique<Running>(*this, left.front()));
      left.pop_front();
      continue;
    }
    if (interrupted && interrupted())
      throw std::runtime_error("interrupted");
    const auto ended = std::ranges::find_if(running, [](const auto &one) { return !one->runs(); });
    if (ended == running.end()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      continue;
    }
    const Start start = (*ended)->start();
    bool short_of_time = false;
    const Facts found = (*ended)->facts(short_of_time);
    running.erase(ended);
    if (short_of_time && ++tries[start.subject] < kTries) {
      left.push_back(start);
      continue;
    }
    facts.insert(facts.end(), found.begin(), found.end());
    if (progress)
      progress(found, left.size() + running.size());
  }
  std::ranges::sort(facts);
  return facts;
}

} // namespace dma_verify::golden
