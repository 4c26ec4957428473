// SPDX-License-Identifier: GPL-2.0-only
// What the commands share: the results of a run and its stages.
#pragma once

#include "harness/cli/options.h"
#include "harness/cli/selection/selection.h"
#include "harness/cli/selection/subjects.h"
#include "harness/counterexamples/pipeline/pipeline.h"
#include "harness/results/files.h"
#include "harness/results/progress.h"
#include "harness/results/render/reports.h"

#include <chrono>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace dma_verify::cli {

// Set by Ctrl-C; running stages end early and keep what they have.
bool was_interrupted();
void watch_for_interrupts();
// 130 after Ctrl-C, as shells have it; otherwise the given one.
int status_if_interrupted(int status);

unsigned processors();

// The results of one run: written as they arrive, shown at the end.
class Run {
public:
  // On these subjects counterexamples are run again.
  Run(ResultsFile file, std::string out, std::vector<Subject> subjects)
      : file_(std::move(file)), out_(std::move(out)),
        counterexamples_(out_ + "/counterexamples", std::move(subjects), DMA_VERIFY_VERSION) {}

  // What is found from now on, and what is known before it.
  Pipeline &counterexamples() { return counterexamples_; }

  // Adds a record, whose counterexample goes to OUT/counterexamples.
  void add(EngineResult result);
  void add(const Record &record) { add(EngineResult{record}); }

  // A record that the results file had from the beginning.
  void take_over(Record record);

  // Adds the record of a stored file that cannot be used. Unless the file is stale, the exit status
  // becomes 2: unusable input.
  void add_unread(const Record &record);

  void not_seen(const std::string &phrase);

  // Says in the folder of results which part of the work they are of.
  void is_shard(const Shard &shard);
  // Only the last line of the table is printed.
  void be_quiet() { quiet_ = true; }
  // What the subject is called in reports for machines; empty: by its file's name.
  void call_subject(std::string name) { subject_name_ = std::move(name); }

  // What holds the code of the run's C files, in one sentence.
  void contained(std::string sentence) { containment_ = std::move(sentence); }

  // Before a stage that takes long: writes the reports, prints the table of what is done and what
  // comes next.
  void show_so_far(const std::string &title, bool strict, const std::string &next);
  // Writes the reports, prints the table, and gives the exit status.
  int finish(const std::string &title, bool strict);

  Progress &progress() { return progress_; }
  [[nodiscard]] const std::vector<Record> &records() const { return records_; }
  [[nodiscard]] const std::string &out() const { return out_; }

private:
  void report(const std::string &title, bool strict);

  ResultsFile file_;
  std::string out_;
  Pipeline counterexamples_;
  std::vector<Record> records_;
  std::vector<std::string> not_seen_;
  std::string containment_;
  Progress progress_;
  std::time_t begun_ = std::time(nullptr);
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::string subject_name_;
  bool quiet_ = false;
  bool write_failed_ = false;
  bool unread_ = false;
};

// Replays the store's regressions and findings on each subject.
void run_store(Run &run, const std::vector<Subject> &subjects, const Selection &selection);

// Where stored counterexamples are: $DMA_VERIFY_STORE, the folder installed with this program, or
// the source's.
std::string store_folder();

// In a folder of results: "2/8", if they are of a shard.
inline constexpr const char *kShardFile = "shard.txt";

// Prints one line on standard error and gives exit status 2; 3 if the run was interrupted.
int usage_error(const std::string &message);

} // namespace dma_verify::cli
