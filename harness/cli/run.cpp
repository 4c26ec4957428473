// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/run.h"

#include "harness/counterexamples/trace_text.h"
#include "properties/model_subject.h"
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

volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int) { interrupted = 1; }

} // namespace

bool was_interrupted() { return interrupted != 0; }

void watch_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = &on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

unsigned processors() { return std::max(1U, std::thread::hardware_concurrency()); }

int usage_error(const std::string &message) {
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

void Run::add(Finding finding) {
  if (finding.counterexample) {
    Counterexample &counterexample = *finding.counterexample;
    const Reachability reach = reachability_of(counterexample.scenario);
    counterexample.reachable = std::string(to_string(reach.from)) + ": " + reach.rule;
    counterexample.provenance.version = DMA_VERIFY_VERSION;
    const std::string path = out_ + "/counterexamples/" + file_name_of(counterexample);
    if (write_whole(path, to_toml(counterexample))) {
      finding.record.counterexample = path;
    } else {
      write_failed_ = true;
    }
  }
  write_failed_ = !file_.append(finding.record) || write_failed_;
  records_.push_back(std::move(finding.record));
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
  summary.strict = strict;
  summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  write_failed_ =
      !write_whole(out_ + "/junit.xml", render_junit(records_, strict)) || write_failed_;
  write_failed_ =
      !write_whole(out_ + "/results.ktap", render_ktap(records_, strict)) || write_failed_;
  write_failed_ =
      !write_whole(out_ + "/summary.md", render_summary(records_, summary)) || write_failed_;
  fmt::print("{}", render_table(records_, summary, isatty(STDOUT_FILENO) != 0));
  int status = exit_status(records_, strict);
  if (records_.empty())
    fmt::print("nothing was run\n");
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

void run_tests(Run &run, const std::vector<Subject> &subjects, const Selection &selection,
               const CampaignOptions &options) {
  std::vector<WorkUnit> units;
  for (const bool execution : {true, false}) { // how calls end is found out first
    for (const Subject &subject : subjects) {
      for (const PropertyIndex property : selection.properties) {
        const PropertyText &text = catalogue()[property];
        const bool speaks_of_it = text.by_test && (!text.of_model || subject.name == "model");
        if ((text.family() == "execution") != execution || !speaks_of_it)
          continue;
        for (const Architecture &architecture : selection.architectures) {
          if (text.applies_to(architecture) && subject.supports(architecture)) {
            units.push_back({&subject, property, architecture});
            continue;
          }
          Record record;
          record.property = std::string(text.id);
          record.subject = subject.name;
          record.form = subject.form;
          record.subject_sha256 = subject.sha256;
          record.architecture = architecture_id(architecture);
          record.engine = "random";
          record.verdict = Verdict::not_applicable;
          run.add(record);
        }
      }
    }
  }
  AgreementSum agreement;
  run.progress().stage("testing", units.size());
  CampaignOptions campaign = options;
  campaign.interrupted = &was_interrupted;
  campaign.tick = [&](std::size_t done) { run.progress().done(done); };
  run_campaign(units, campaign, [&](const UnitOutcome &outcome) {
    agreement.add(outcome);
    for (Finding &finding : findings_of(outcome, options.seed))
      run.add(std::move(finding));
  });
  for (const Record &record : agreement.records(options.seed))
    run.add(record);
  write_differences(run, agreement);
}

void run_exhaustively(Run &run, const Selection &selection, unsigned jobs) {
  std::vector<SweepUnit> units;
  for (const PropertyIndex property : selection.properties) {
    if (exhaustive::sweep_of(property) == nullptr)
      continue;
    for (const Architecture &architecture : selection.small_architectures)
      units.push_back({property, architecture});
  }
  run.progress().stage("all inputs of 8-bit words", units.size());
  SweepOptions options;
  options.jobs = jobs;
  options.interrupted = &was_interrupted;
  options.tick = [&](std::size_t done) { run.progress().done(done); };
  run_sweeps(units, options, [&](const SweepOutcome &outcome) { run.add(finding_of(outcome)); });
}

void write_differences(Run &run, const AgreementSum &agreement) {
  for (const AgreementSum::Difference &difference : agreement.differences()) {
    // What the file does is observed in a child, as everything that it does.
    std::string text;
    ProcessPool pool;
    pool.run(
        1,
        [&](std::size_t, std::byte *slot) {
          StoredObservation observed;
          StoredObservation expected;
          difference.subject->open()(difference.scenario, observed);
          observe_model(difference.scenario, expected);
          const std::string shown =
              side_by_side(difference.call, observed, difference.subject->name, expected, "model");
          const std::size_t length = std::min(shown.size(), pool.slot_bytes - 16);
          std::copy_n(reinterpret_cast<const std::byte *>(shown.data()), length,
                      slot + 8); // NOLINT
        },
        [&](std::size_t, const TaskEnd &end, std::byte *slot) {
          if (end.kind == TaskEnd::Kind::finished) {
            text = reinterpret_cast<const char *>(slot + 8); // NOLINT
          }
          return false;
        });
    Counterexample named;
    named.scenario = difference.scenario;
    named.property = "agreement." + std::string(to_string(difference.call));
    named.clause = "difference";
    const std::string path = run.out() + "/differences/" + file_name_of(named) + ".txt";
    write_whole(path, to_toml(named) + "\n" + text);
    run.not_seen("why " + std::string(to_string(difference.call)) + " differs, see " + run.out() +
                 "/differences");
  }
}

} // namespace dma_verify::cli
