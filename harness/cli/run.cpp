// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/run.h"

#include "harness/cli/counterexamples/export_files.h"
#include "harness/counterexamples/certification/certified_counterexample.h"
#include "harness/counterexamples/kind.h"
#include "harness/report/report.h"
#include "properties/broken_assumptions.h"
#include "properties/reachability.h"

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

// The time limit of a run for certifying all its counterexamples.
constexpr std::chrono::seconds kCertifyTime{45};

volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int) { interrupted = 1; }

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

} // namespace

bool was_interrupted() { return interrupted != 0; }

void watch_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = &on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  // If a limit keeps a file from growing, writing fails as on a full disk; the signal must not end
  // the program.
  std::signal(SIGXFSZ, SIG_IGN);
}

unsigned processors() { return std::max(1U, std::thread::hardware_concurrency()); }

int usage_error(std::string message) {
  // One line without control characters, which names of files may contain.
  std::ranges::replace_if(
      message, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  fmt::print(stderr, "dma-verify: {}\n", message);
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

// Each clause is certified once completely, on the architecture on which it is found first; on
// others only the minimum, as long as there is time.
void Run::certify_in_time(Finding &finding) {
  Counterexample &counterexample = *finding.counterexample;
  const auto subject = std::ranges::find(subjects_, finding.record.subject, &Subject::name);
  if (subject == subjects_.end())
    return;
  std::string what = fmt::format("{} {}", counterexample.property, counterexample.clause);
  const bool first = certified_clauses_.insert(what).second;
  what += " " + architecture_id(counterexample.scenario.architecture);
  for (const Assumption assumption : broken_assumptions(counterexample.scenario))
    what += " " + std::string(text_of(assumption).id);
  const bool proves = subject->is_model || !counterexample.steps.empty();
  if (const auto known = certified_.find(what); proves && known != certified_.end()) {
    counterexample.scenario = known->second.scenario;
    counterexample.steps = known->second.steps;
    counterexample.certification = known->second.certification;
    return;
  }
  if (proves && certifying_ >= kCertifyTime) {
    counterexample.certification =
        not_certified("no time was left in this run; dma-verify minimize FILE certifies it");
    return;
  }
  const auto start = std::chrono::steady_clock::now();
  certify(*subject, counterexample, first ? CertifyPart::everything : CertifyPart::minimum);
  certifying_ += std::chrono::steady_clock::now() - start;
  if (proves && counterexample.certification->minimum.certified)
    certified_[what] = counterexample;
}

bool Run::write_file(const std::string &path, const Counterexample &counterexample) {
  const bool good = write_whole(path, to_toml(counterexample)) &&
                    write_queries(counterexample, out_ + "/counterexamples");
  write_failed_ = write_failed_ || !good;
  return good;
}

// Written when it is found, completely or not at all, and again with its certificate. If several
// show the same on one architecture, one of them is written.
void Run::write(Finding &finding) {
  Counterexample &counterexample = *finding.counterexample;
  const auto set_reachable = [&] {
    const Reachability reach = reachability_of(counterexample.scenario);
    counterexample.reachable = std::string(to_string(reach.from)) + ": " + reach.rule;
  };
  const auto path_now = [&] { return out_ + "/counterexamples/" + file_name_of(counterexample); };
  set_reachable();
  counterexample.provenance.version = DMA_VERIFY_VERSION;
  if (!mutant_.empty() && counterexample.provenance.found_on != "model")
    counterexample.provenance.found_on = "mutant " + mutant_;
  const std::string found_path = path_now();
  std::error_code error;
  const bool is_new = !fs::exists(found_path, error);
  if (is_new && !write_file(found_path, counterexample)) // an existing file may have a certificate
    return;
  certify_in_time(finding);
  set_reachable();

  const std::string where = fmt::format("{} {}", finding.record.subject,
                                        architecture_id(counterexample.scenario.architecture));
  const Kind kind = kinds_of(counterexample);
  const auto same = [&](const KnownFile &known) { return show_the_same(known.kind, kind); };
  std::string path = path_now();
  const auto written = std::ranges::find_if(
      written_, [&](const KnownFile &known) { return known.where == where && same(known); });
  if (written != written_.end()) {
    path = written->path;
  } else {
    if (!write_file(path, counterexample))
      return;
    written_.push_back({kind, path, where});
  }
  if (path != found_path && is_new)
    fs::remove(found_path, error);
  finding.record.counterexample = path;
  const auto stored = std::ranges::find_if(stored_, same);
  if (stored != stored_.end())
    finding.record.reason += fmt::format(" Known: {} shows the same.", stored->path);
}

void Run::add(Finding finding) {
  if (finding.counterexample)
    write(finding);
  write_failed_ = !file_.append(finding.record) || write_failed_;
  records_.push_back(std::move(finding.record));
}

void Run::add_unread(const Record &record) {
  unread_ = unread_ || record.verdict != Verdict::stale;
  add(record);
}

void Run::know(const Counterexample &counterexample, const std::string &path) {
  stored_.push_back({kinds_of(counterexample), path, ""});
}

void Run::not_seen(const std::string &phrase) {
  if (std::ranges::find(not_seen_, phrase) == not_seen_.end())
    not_seen_.push_back(phrase);
}

int Run::finish(const std::string &title, bool strict) {
  progress_.clear();
  RunSummary summary;
  summary.title = title;
  summary.out = out_;
  summary.not_seen = not_seen_;
  summary.fault_schedules = fault_schedules_run(records_);
  summary.strict = strict;
  summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  std::size_t left_out = 0;
  const auto shown = gather(records_, subjects_, left_out);
  for (const ShownCounterexample &one : shown)
    write_failed_ = !write_exports(out_ + "/exports", one) || write_failed_;
  for (const auto &[name, text] :
       {std::pair("/junit.xml", render_junit(records_, strict)),
        std::pair("/results.ktap", render_ktap(records_, strict)),
        std::pair("/summary.md", render_summary(records_, summary) + pages_of(shown)),
        std::pair("/report.html", render_html(records_, summary, shown, left_out))}) {
    write_failed_ = !write_whole(out_ + name, text) || write_failed_;
  }
  fmt::print("{}", render_table(records_, summary, isatty(STDOUT_FILENO) != 0));
  int status = exit_status(records_, strict);
  if (unread_ && status != 1)
    status = 2;
  if (was_interrupted()) {
    fmt::print("interrupted: the table shows what was done\n");
    if (status == 0)
      status = 3;
  }
  if (write_failed_) {
    fmt::print(stderr, "dma-verify: --out {}: not all results could be written\n", out_);
    if (status == 0)
      status = 3;
  }
  return status;
}

} // namespace dma_verify::cli
