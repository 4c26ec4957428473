// SPDX-License-Identifier: GPL-2.0-only
// Replaying stored counterexamples.
#include "harness/cli/counterexamples/store.h"

#include "harness/counterexamples/prose/sentence.h"
#include "harness/runner/work_unit.h"
#include "properties/model_subject.h"
#include "properties/sequences/player.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace dma_verify::cli {
namespace {

namespace fs = std::filesystem;

// What a child leaves: the clause that failed, or how the call ended.
struct ReplayReport {
  std::uint64_t progress = 0;
  bool done = false;
  bool violated = false;       // the file's clause
  bool other_violated = false; // another one
  bool unmodelled = false;
  bool in_contract = true;
  char detail[2048] = {}; // what is wrong, or how it ended
};
static_assert(std::is_trivially_copyable_v<ReplayReport>);

void replay_sequence(const Subject &subject, const Counterexample &counterexample,
                     ReplayReport &report) {
  Player player(counterexample.scenario.architecture, subject.open());
  for (const world::Event &step : counterexample.steps) {
    ++report.progress;
    player.take(step);
  }
  const bool at_end = find_sequence_property(counterexample.property)->at_end;
  const bool judged = !at_end || player.finish();
  report.unmodelled = !player.unknown_service().empty();
  report.in_contract = player.in_contract();
  std::string detail = player.unknown_service();
  if (!judged)
    detail = "other buffers are left than the sequence frees";
  if (const auto &violation = player.violation()) {
    report.violated = violation->property == counterexample.property &&
                      violation->clause == counterexample.clause;
    report.other_violated = !report.violated;
    if (report.other_violated)
      detail = fmt::format("violates {}, clause {}", violation->property, violation->clause);
  }
  std::strncpy(report.detail, detail.c_str(), sizeof report.detail - 1);
  report.done = true;
}

void replay_in_child(const Subject &subject, const Counterexample &counterexample,
                     ReplayReport &report) {
  ++report.progress;
  if (!counterexample.steps.empty()) {
    replay_sequence(subject, counterexample, report);
    return;
  }
  const PropertyIndex property = find_property(counterexample.property).value();
  StoredObservation observed;
  subject.open()(counterexample.scenario, observed);
  report.unmodelled = observed.completion == Completion::unmodelled;
  const Assessment assessment = assess(property, counterexample.scenario, observed);
  report.in_contract = assessment.in_contract;
  report.violated = assessment.judged && assessment.violated_clause == counterexample.clause;
  std::string detail;
  if (report.unmodelled) {
    detail = observed.detail;
  } else if (!assessment.judged) {
    detail = "the call ended otherwise: " + std::string(to_string(observed.completion));
  } else if (!report.violated && !assessment.violated_clause.empty()) {
    report.other_violated = true;
    detail = "violates clause " + std::string(assessment.violated_clause);
  } else if (report.violated && counterexample.expected != "falsified") {
    detail = sentence_of(counterexample, observed);
  }
  std::strncpy(report.detail, detail.c_str(), sizeof report.detail - 1);
  report.done = true;
}

// " Reachable from mmap(2).": how, without the reason that the file gives after a colon.
std::string reachable_remark(const Counterexample &counterexample) {
  const std::string how = counterexample.reachable.substr(0, counterexample.reachable.find(':'));
  return how.empty() ? "" : " Reachable " + how + ".";
}

bool needs_iommu(const Counterexample &counterexample) {
  return counterexample.scenario.use_dma_iommu ||
         std::ranges::any_of(counterexample.steps,
                             [](const world::Event &step) { return step.scenario.use_dma_iommu; });
}

bool is_selected(const Counterexample &counterexample, const Selection &selection) {
  const bool architecture =
      std::ranges::find(selection.architectures, counterexample.scenario.architecture) !=
      selection.architectures.end();
  if (const auto property = find_property(counterexample.property)) {
    return architecture &&
           std::ranges::find(selection.properties, *property) != selection.properties.end();
  }
  return architecture && std::ranges::find(selection.sequence_properties,
                                           find_sequence_property(counterexample.property)) !=
                             selection.sequence_properties.end();
}

} // namespace

std::vector<fs::path> stored_files(const std::string &folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_regular_file(error) && at->path().extension() == ".toml")
      files.push_back(at->path());
  }
  // Regressions first: one that fails is news.
  const auto is_finding = [](const fs::path &path) {
    return path.parent_path().filename() == "findings";
  };
  std::ranges::sort(files, {},
                    [&](const fs::path &path) { return std::pair(is_finding(path), path); });
  return files;
}

std::vector<Record> replay(const Subject &subject,
                           const std::vector<std::pair<fs::path, Counterexample>> &files,
                           unsigned jobs) {
  std::vector<Record> records(files.size());
  std::vector<std::size_t> tasks;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto &[path, counterexample] = files[i];
    Record &record = records[i];
    record.property = counterexample.property;
    record.clause = counterexample.clause;
    record.subject = subject.name;
    record.form = subject.form;
    record.subject_sha256 = subject.sha256;
    record.architecture = architecture_id(counterexample.scenario.architecture);
    record.engine = "store";
    record.counterexample = path.string();
    const bool iommu_only = !subject.environment.iommu_devices && needs_iommu(counterexample);
    if (!subject.supports(counterexample.scenario.architecture) || iommu_only) {
      record.verdict = Verdict::not_applicable;
    } else {
      tasks.push_back(i);
    }
  }
  ProcessPool pool;
  pool.jobs = jobs;
  pool.slot_bytes = 4096;
  pool.run(
      tasks.size(),
      [&](std::size_t task, std::byte *slot) {
        replay_in_child(subject, files[tasks[task]].second, *new (slot) ReplayReport{});
      },
      [&](std::size_t task, const TaskEnd &end, std::byte *slot) {
        ReplayReport report;
        std::memcpy(&report, slot, sizeof report);
        const Counterexample &counterexample = files[tasks[task]].second;
        Record &record = records[tasks[task]];
        record.cases = 1;
        record.reason = report.detail;
        const bool known = counterexample.expected == "falsified";
        if (!report.done) {
          record.verdict = Verdict::falsified;
          record.reason = "the process ended: " + end.what;
        } else if (report.unmodelled) {
          record.verdict = Verdict::unmodelled;
        } else if (report.violated) {
          record.verdict = Verdict::falsified;
          record.expected = known;
          if (!known)
            record.reason += reachable_remark(counterexample);
        } else if (report.other_violated) {
          // Outside the contract a finding may change its face; inside it is a fault of its own.
          record.verdict = Verdict::falsified;
          record.expected = known && !report.in_contract;
        } else if (report.detail[0] != '\0') {
          record.verdict = Verdict::gave_up;
        } else {
          record.verdict = known ? Verdict::repaired : Verdict::passed;
        }
        return false;
      });
  return records;
}

void run_store(Run &run, const std::vector<Subject> &subjects, const Selection &selection) {
  std::vector<std::pair<fs::path, Counterexample>> files;
  for (const fs::path &path : stored_files(store_folder())) {
    auto read = read_counterexample(path);
    if (const auto *unusable = std::get_if<UnusableFile>(&read)) {
      Record record;
      record.property = "store";
      record.subject = subjects.front().name;
      record.engine = "store";
      record.verdict = unusable->stale ? Verdict::stale : Verdict::error;
      record.reason = unusable->message;
      record.counterexample = path.string();
      run.add(record);
      continue;
    }
    Counterexample &counterexample = std::get<Counterexample>(read);
    if (is_selected(counterexample, selection))
      files.emplace_back(path, std::move(counterexample));
  }
  for (const Subject &subject : subjects) {
    for (const Record &record : replay(subject, files, 1))
      run.add(record);
  }
}

} // namespace dma_verify::cli
