// SPDX-License-Identifier: GPL-2.0-only
// Replaying stored counterexamples.
#include "harness/cli/counterexamples/replay.h"

#include "harness/cli/records/record_about.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/engines/test/work_unit.h"
#include "harness/process/process_pool.h"
#include "properties/model_subject.h"
#include "properties/sequences/player.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace dma_verify::cli {
namespace {

// What a child leaves of one file: the clause that failed, or how the call ended.
struct ReplayReport {
  bool done = false;
  bool lost = false;           // the process ended: how is in `detail`
  bool violated = false;       // the file's clause
  bool other_violated = false; // another one
  bool unmodelled = false;
  bool in_contract = true;
  char detail[1536] = {}; // what is wrong, or how it ended
};
static_assert(std::is_trivially_copyable_v<ReplayReport>);

void set_detail(ReplayReport &report, const std::string &detail) {
  std::strncpy(report.detail, detail.c_str(), sizeof report.detail - 1);
}

void replay_sequence(const Subject &subject, const Counterexample &counterexample,
                     std::uint64_t &progress, ReplayReport &report) {
  Player player(counterexample.scenario.architecture, subject.open());
  for (const world::Event &step : counterexample.steps) {
    ++progress;
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
  set_detail(report, detail);
  report.done = true;
}

// What a repair keeps too, whatever it makes of the call: the first clause of safety that is
// violated, with its property. Empty if none is. That a call succeeds is not among them.
std::string violated_safety(const StoredScenario &scenario, const StoredObservation &observed) {
  for (PropertyIndex property = 0; property < catalogue().size(); ++property) {
    const PropertyText &text = catalogue()[property];
    const bool safety = text.family() == "execution" || text.family() == "initialisation" ||
                        text.family() == "error-unwind" || text.family() == "page-range";
    if (!safety || text.call != scenario.call || text.of_model || !text.by_test ||
        !text.applies_to(scenario.architecture))
      continue;
    const Assessment assessment = assess(property, scenario, observed);
    if (assessment.judged && !assessment.violated_clause.empty())
      return std::string(text.id) + ", clause " + std::string(assessment.violated_clause);
  }
  return {};
}

void replay_in_child(const Subject &subject, const Counterexample &counterexample,
                     std::uint64_t &progress, ReplayReport &report) {
  ++progress;
  if (!counterexample.steps.empty()) {
    replay_sequence(subject, counterexample, progress, report);
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
  } else if (report.violated) {
    if (counterexample.expected != "falsified")
      detail = sentence_of(counterexample, observed);
  } else if (!assessment.violated_clause.empty()) {
    report.other_violated = true;
    detail = "violates clause " + std::string(assessment.violated_clause);
  } else if (const std::string safety = violated_safety(counterexample.scenario, observed);
             !safety.empty()) {
    report.other_violated = true;
    detail = "violates " + safety;
  }
  set_detail(report, detail);
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

// The files that one child takes, as indices, and the reports that it leaves of them.
constexpr std::size_t kBatch = 40;
struct BatchReport {
  std::uint64_t progress = 0;
  std::array<ReplayReport, kBatch> reports{};
};
static_assert(std::is_trivially_copyable_v<BatchReport>);

using Batch = std::span<const std::size_t>;

// Small batches if there is little to do, so that all processes have some.
std::vector<Batch> batches_of(std::span<const std::size_t> tasks, unsigned jobs) {
  const std::size_t share = (tasks.size() + jobs - 1) / std::max(1U, jobs);
  const std::size_t size = std::clamp<std::size_t>(share, 1, kBatch);
  std::vector<Batch> batches;
  for (std::size_t at = 0; at < tasks.size(); at += size)
    batches.push_back(tasks.subspan(at, std::min(size, tasks.size() - at)));
  return batches;
}

// In the parent, when the child has ended: whose fault that was. True if files of it are left.
bool note_end(const Batch &batch, const TaskEnd &end, BatchReport &report) {
  const auto reports = std::span(report.reports).first(batch.size());
  const auto left = std::ranges::find(reports, false, &ReplayReport::done);
  if (left == reports.end() || end.kind == TaskEnd::Kind::interrupted)
    return false;
  left->done = true;
  left->lost = true;
  set_detail(*left, "the process ended: " + end.what);
  return std::next(left) != reports.end();
}

Record record_of(const Subject &subject, const StoredFile &file) {
  const Counterexample &counterexample = file.counterexample;
  Record record =
      record_about(subject, counterexample.property, counterexample.scenario.architecture, "store");
  record.clause = counterexample.clause;
  record.counterexample = file.path.string();
  return record;
}

void set_verdict(const Counterexample &counterexample, const ReplayReport &report, Record &record) {
  const bool known = counterexample.expected == "falsified";
  record.cases = 1;
  record.reason = report.detail;
  if (!report.done) {
    record.cases = 0;
    record.verdict = Verdict::gave_up;
    record.reason = "interrupted";
  } else if (report.lost) {
    record.verdict = Verdict::falsified;
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
}

} // namespace

std::vector<Record> replay(const Subject &subject, std::span<const StoredFile> files, unsigned jobs,
                           const std::function<bool()> &interrupted) {
  std::vector<Record> records;
  records.reserve(files.size());
  std::vector<std::size_t> tasks;
  tasks.reserve(files.size());
  for (const StoredFile &file : files) {
    records.push_back(record_of(subject, file));
    const bool iommu_only = !subject.environment.iommu_devices && needs_iommu(file.counterexample);
    if (!subject.supports(file.counterexample.scenario.architecture) || iommu_only) {
      records.back().verdict = Verdict::not_applicable;
    } else {
      tasks.push_back(records.size() - 1);
      set_verdict(file.counterexample, ReplayReport{}, records.back()); // until it is run
    }
  }
  const auto batches = batches_of(tasks, jobs);
  ProcessPool pool;
  pool.jobs = jobs;
  pool.slot_bytes = sizeof(BatchReport);
  pool.interrupted = interrupted;
  pool.run(
      batches.size(),
      [&](std::size_t number, std::byte *slot) {
        // A slot that is all zero is a fresh report; one that is not, what an earlier child left.
        auto &report = *reinterpret_cast<BatchReport *>(slot); // NOLINT: shared memory
        const Batch &batch = batches[number];
        for (std::size_t i = 0; i < batch.size(); ++i) {
          if (!report.reports[i].done) {
            report.reports[i] = ReplayReport{};
            replay_in_child(subject, files[batch[i]].counterexample, report.progress,
                            report.reports[i]);
          }
        }
      },
      [&](std::size_t number, const TaskEnd &end, std::byte *slot) {
        auto &report = *reinterpret_cast<BatchReport *>(slot); // NOLINT: shared memory
        const Batch &batch = batches[number];
        if (note_end(batch, end, report))
          return true;
        for (std::size_t i = 0; i < batch.size(); ++i)
          set_verdict(files[batch[i]].counterexample, report.reports[i], records[batch[i]]);
        return false;
      });
  return records;
}

Record unread_record(const UnreadFile &file, const Subject &subject) {
  Record record;
  record.property = "store";
  record.subject = subject.name;
  record.engine = "store";
  record.verdict = file.why.stale ? Verdict::stale : Verdict::error;
  record.reason = file.why.message;
  record.counterexample = file.path.string();
  return record;
}

} // namespace dma_verify::cli
