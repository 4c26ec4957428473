// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/run.h"

#include "harness/engines/test/records/outcome_records.h"
#include "harness/report/report.h"
#include "harness/results/render/text.h"
#include "harness/results/terminal.h"
#include "smt/process/interrupt.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <unistd.h>

namespace dma_verify::cli {
namespace {

namespace fs = std::filesystem;

// What explains each, for the end of the summary: a level below its headings.
std::string pages_of(const std::vector<ShownCounterexample> &shown) {
  std::string text = shown.empty() ? "" : "\n## Counterexamples\n";
  for (const ShownCounterexample &one : shown) {
    text += "\n";
    bool fresh = true; // at the beginning of a line
    for (const char c : markdown_page(one)) {
      text += fresh && c == '#' ? "###" : std::string(1, c);
      fresh = c == '\n';
    }
  }
  return text;
}

// Whether standard output is a terminal, and nobody has asked for plain text
// (https://no-color.org).
bool shows_colour() {
  const char *none = std::getenv("NO_COLOR");
  return is_able_terminal(STDOUT_FILENO) && (none == nullptr || *none == '\0');
}

// Of the terminal; 80 of files and pipes.
std::size_t columns_of_output() {
  constexpr std::size_t kFewest = 40;
  const auto columns = terminal_columns(STDOUT_FILENO);
  return columns ? std::max<std::size_t>(*columns, kFewest) : kTerminalColumns;
}

} // namespace

bool was_interrupted() { return process::was_interrupted(); }

void watch_for_interrupts() {
  process::watch_for_interrupts();
  // If a limit keeps a file from growing, writing fails as on a full disk; the signal must not end
  // the program.
  std::signal(SIGXFSZ, SIG_IGN);
}

int status_if_interrupted(int status) {
  constexpr int kByCtrlC = 130; // as shells say it
  return process::interrupting_signal() == SIGINT ? kByCtrlC : status;
}

unsigned processors() { return std::max(1U, std::thread::hardware_concurrency()); }

int usage_error(const std::string &message) {
  if (was_interrupted()) { // whatever could not be done then
    fmt::print(stderr, "dma-verify: interrupted\n");
    return status_if_interrupted(3);
  }
  // One line: names of files, and what a compiler says of a text, may contain anything.
  fmt::print(stderr, "dma-verify: {}\n", printable(message));
  return 2;
}

std::string store_folder() {
  const char *given = std::getenv("DMA_VERIFY_STORE");
  if (given != nullptr && *given != '\0')
    return given;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  fs::path installed = (program.parent_path() / DMA_VERIFY_STORE_INSTALLED).lexically_normal();
  return fs::is_directory(installed, error) ? installed.string() : DMA_VERIFY_STORE_SOURCE;
}

void Run::add(EngineResult result) {
  if (result.counterexample)
    write_failed_ = !counterexamples_.complete(result) || write_failed_;
  write_failed_ = !file_.append(result.record) || write_failed_;
  records_.push_back(std::move(result.record));
}

void Run::take_over(Record record) {
  if (!record.counterexample.empty()) {
    auto read = read_counterexample(record.counterexample);
    if (const auto *counterexample = std::get_if<Counterexample>(&read))
      counterexamples_.take_over(*counterexample, record.counterexample);
  }
  records_.push_back(std::move(record));
}

void Run::is_shard(const Shard &shard) {
  const fs::path file = fs::path(out_) / kShardFile;
  std::error_code ignored;
  if (shard.is_whole())
    fs::remove(file, ignored); // of an earlier run
  else
    write_failed_ = !write_whole(file, to_string(shard) + "\n") || write_failed_;
}

void Run::add_unread(const Record &record) {
  unread_ = unread_ || record.verdict != Verdict::stale;
  add(record);
}

void Run::not_seen(const std::string &phrase) {
  if (std::ranges::find(not_seen_, phrase) == not_seen_.end())
    not_seen_.push_back(phrase);
}

namespace {

std::uint64_t calls_not_followed(const std::vector<Record> &records) {
  std::uint64_t calls = 0;
  for (const Record &record : records)
    calls += record.too_long;
  return calls;
}

} // namespace

void Run::report(const std::string &title, bool strict) {
  progress_.clear();
  RunSummary summary;
  summary.title = title;
  summary.out = out_;
  summary.not_seen = not_seen_;
  summary.containment = containment_;
  if (const std::uint64_t calls = calls_not_followed(records_); calls != 0) {
    summary.not_seen.insert(
        summary.not_seen.begin(),
        fmt::format("{} calls of large requests that take more steps than can be followed",
                    grouped(calls)));
  }
  summary.fault_schedules = fault_schedules_run(records_);
  summary.strict = strict;
  summary.columns = columns_of_output();
  summary.name = subject_name_;
  summary.timestamp = fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(begun_));
  summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  std::size_t left_out = 0;
  const auto in_file = [&](const std::string &path) { return counterexamples_.in_file(path); };
  const auto shown = gather(records_, counterexamples_.subjects(), in_file, left_out);
  for (const ShownCounterexample &one : shown)
    write_failed_ = !write_exports(out_ + "/exports", one) || write_failed_;
  // The proofs of the model are many, and not what a change of the file is about.
  std::vector<Record> of_subjects;
  std::vector<Record> of_model;
  for (const Record &record : records_)
    (is_proof_of_model(record) ? of_model : of_subjects).push_back(record);
  if (of_subjects.empty())
    of_subjects.swap(of_model);
  if (!of_model.empty())
    write_failed_ =
        !write_whole(out_ + "/junit-model-proofs.xml", render_junit(of_model, summary)) ||
        write_failed_;
  for (const auto &[name, text] :
       {std::pair("/junit.xml", render_junit(of_subjects, summary)),
        std::pair("/results.ktap", render_ktap(records_, strict)),
        std::pair("/summary.md", render_summary(records_, summary) + pages_of(shown)),
        std::pair("/report.html", render_html(records_, summary, shown, left_out))}) {
    write_failed_ = !write_whole(out_ + name, text) || write_failed_;
  }
  fmt::print("{}", quiet_ ? render_verdict(records_, summary, shows_colour())
                          : render_table(records_, summary, shows_colour()));
}

void Run::show_so_far(const std::string &title, bool strict, const std::string &next) {
  const auto not_seen = not_seen_;
  not_seen_.push_back(next + ", which follow");
  if (quiet_) {
    not_seen_ = not_seen;
    return;
  }
  report(title, strict);
  not_seen_ = not_seen;
  fmt::print("Now: {} (Ctrl-C ends them; the results so far are kept)\n\n", next);
  std::fflush(stdout);
}

int Run::finish(const std::string &title, bool strict) {
  report(title, strict);
  int status = exit_status(records_, strict);
  if (unread_ && status != 1)
    status = 2;
  if (was_interrupted()) {
    fmt::print("interrupted: the table shows what was done\n");
    status = status_if_interrupted(status == 0 ? 3 : status);
  }
  if (write_failed_) {
    fmt::print(stderr, "dma-verify: --out {}: not all results could be written\n", out_);
    if (status == 0)
      status = 3;
  }
  return status;
}

} // namespace dma_verify::cli
