// SPDX-License-Identifier: GPL-2.0-only
// Records what a built dma-verify says, so that another one can be shown to say the same:
//
//   golden record all before.txt --program build/release/dma-verify
//   golden compare all before.txt --program ../changed/build/release/dma-verify
//
// `compare` prints each difference in one line, by kind, and exits with 1 if there is one. With
// --only TEXT both look at the subjects alone whose names contain the text: "edit ", "model:",
// "kernel 6.12", "store", "jobs". `record --resume` goes on where it was ended. `diff BEFORE AFTER`
// compares two recordings and runs nothing.
//
// In a summary, counts and hashes stand for lines. The repository keeps that of a small part,
// part.txt, with each failure and counterexample in full; the tests compare it. A summary of `all`
// has one line for each kind of facts and of subjects. `compare --summary` compares with a summary;
// what exactly has changed, two whole recordings say. After a change of what the program says that
// is meant:
//
//   golden record part recorded.txt && golden summary part recorded.txt part.txt
//
// Random tests have a fixed seed. What depends on the time that a run has is not recorded: seconds,
// and what solvers prove of counterexamples.
#include "harness/develop/golden/difference.h"
#include "harness/develop/golden/recorder.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <filesystem>
#include <functional>
#include <thread>

namespace {

using namespace dma_verify::golden;

volatile std::sig_atomic_t interrupted = 0;

struct Options {
  std::string plan;
  std::string file;
  std::string other;
  std::string only;
  bool summary = false;
  bool resume = false;
  std::string program = DMA_VERIFY_PROGRAM;
  std::string store = DMA_VERIFY_STORE;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

Plan plan_of(const Options &options) { return options.plan == "all" ? Plan::all : Plan::part; }

Facts summarized(const Options &options, const Facts &facts) {
  return summary_of(facts, plan_of(options) == Plan::all ? Detail::hashes : Detail::failures);
}

Facts recorded(const Options &options, const Facts &known = {},
               const std::function<void(const Facts &)> &keep = {}) {
  Recorder recorder{options.program, options.store, options.jobs};
  recorder.progress = [&](const Facts &found, std::size_t left) {
    if (keep)
      keep(found);
    fmt::print(stderr, "{:4} left, done: {}\n", left, columns_of(found.front()).at(1));
  };
  recorder.interrupted = [] { return interrupted != 0; };
  return recorder.record(plan_of(options), options.only, known);
}

int show(const std::vector<std::string> &found) {
  for (const std::string &line : found)
    fmt::print("{}\n", line);
  fmt::print("{} differences\n", found.size());
  return found.empty() ? 0 : 1;
}

// All of it takes long: what there is is kept at once, and `--resume` does the rest.
int record(const Options &options) {
  Facts known;
  if (options.resume && std::filesystem::exists(options.file))
    known = read_facts(options.file);
  Facts kept = known;
  write_facts(options.file, recorded(options, known, [&](const Facts &found) {
                kept.insert(kept.end(), found.begin(), found.end());
                write_facts(options.file, kept);
              }));
  return 0;
}

int compare(const Options &options) {
  const Facts before = about(options.only, read_facts(options.file));
  const Facts now = recorded(options);
  return show(differences(before, options.summary ? summarized(options, now) : now));
}

int diff(const Options &options) {
  return show(differences(read_facts(options.file), read_facts(options.other)));
}

int summary(const Options &options) {
  write_facts(options.other, summarized(options, read_facts(options.file)));
  return 0;
}

void add_plan(CLI::App &command, Options &options) {
  command.add_option("PLAN", options.plan, "What is recorded: all or part")
      ->required()
      ->check(CLI::IsMember({"all", "part"}));
}

void add_run_options(CLI::App &command, Options &options) {
  add_plan(command, options);
  command.add_option("FILE", options.file, "The recording")->required();
  command.add_option("--program", options.program, "The dma-verify to run (default: this build's)");
  command.add_option("--store", options.store, "Its stored counterexamples");
  command.add_option("--only", options.only, "Only subjects whose names contain this");
  command.add_option("--jobs", options.jobs, "Programs at once")->check(CLI::PositiveNumber);
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Records what dma-verify says, and compares", "golden");
  app.require_subcommand(1);
  Options options;
  CLI::App *const record_app = app.add_subcommand("record", "Run the program and record");
  CLI::App *const compare_app = app.add_subcommand("compare", "Run the program and compare");
  CLI::App *const diff_app = app.add_subcommand("diff", "Compare two recordings");
  CLI::App *const summary_app = app.add_subcommand("summary", "Write a recording's summary");
  add_run_options(*record_app, options);
  add_run_options(*compare_app, options);
  record_app->add_flag("--resume", options.resume, "Only what FILE does not have yet");
  compare_app->add_flag("--summary", options.summary, "FILE is a summary");
  diff_app->add_option("BEFORE", options.file)->required();
  diff_app->add_option("AFTER", options.other)->required();
  add_plan(*summary_app, options);
  summary_app->add_option("FILE", options.file, "The recording")->required();
  summary_app->add_option("SUMMARY", options.other, "The file to write")->required();
  CLI11_PARSE(app, argc, argv);
  for (const int signal : {SIGINT, SIGTERM})
    std::signal(signal, [](int) { interrupted = 1; });
  try {
    if (record_app->parsed())
      return record(options);
    if (compare_app->parsed())
      return compare(options);
    return diff_app->parsed() ? diff(options) : summary(options);
  } catch (const std::exception &error) {
    fmt::print(stderr, "golden: {}\n", error.what());
    return 2;
  }
}
