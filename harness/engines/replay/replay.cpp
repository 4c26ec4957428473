// SPDX-License-Identifier: GPL-2.0-only
// Replaying stored counterexamples.
#include "harness/engines/replay/replay.h"

#include "harness/counterexamples/prose/first_difference.h"
#include "harness/counterexamples/prose/property_statement.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/engines/record_about.h"
#include "harness/engines/test/work_unit.h"
#include "harness/process/tasks.h"
#include "properties/model_subject.h"
#include "properties/sequences/player.h"
#include "properties/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace dma_verify {
namespace {

// What came of one file.
struct ReplayReport {
  bool lost = false;           // the tested code ended the process: how is in `detail`
  bool fault = false;          // the process was lost otherwise: likewise
  bool violated = false;       // the file's clause
  bool other_violated = false; // another one: that of `property` and `clause`
  std::string property{};
  std::string clause{};
  bool unmodelled = false;
  bool in_contract = true;
  std::string detail{}; // what is wrong, or how it ended
  RecordedDifference difference{};
};
using ReplayReporter = process::Reporter<ReplayReport>;

// That another clause than the file's is violated, and what that means.
void tell_other(Counterexample counterexample, std::string_view property, std::string_view clause,
                const StoredObservation *observed, ReplayReport &report) {
  counterexample.property = report.property = property;
  counterexample.clause = report.clause = clause;
  report.other_violated = true;
  report.detail = observed != nullptr
                      ? sentence_of(counterexample, *observed)
                      : fmt::format("Expected: {}.", property_statement_of(counterexample).clause);
}

ReplayReport replay_sequence(const Subject &subject, const Counterexample &counterexample,
                             const ReplayReporter &reporter) {
  Player player(counterexample.scenario.architecture, subject.open());
  for (const world::Event &step : counterexample.steps) {
    reporter.make_progress();
    player.take(step);
  }
  const bool at_end = find_sequence_property(counterexample.property)->at_end;
  const bool judged = !at_end || player.finish();
  ReplayReport report;
  report.unmodelled = !player.unknown_service().empty();
  report.in_contract = player.in_contract();
  report.detail = player.unknown_service();
  if (!judged)
    report.detail = "other buffers are left than the sequence frees";
  if (const auto &violation = player.violation()) {
    report.violated = violation->property == counterexample.property &&
                      violation->clause == counterexample.clause;
    report.other_violated = !report.violated;
    if (report.other_violated)
      tell_other(counterexample, violation->property, violation->clause, nullptr, report);
  }
  return report;
}

// What a repair keeps too, whatever it makes of the call: the first clause of safety that is
// violated, with its property. That a call succeeds is not among them.
struct ViolatedClause {
  std::string_view property;
  std::string_view clause;
};
std::optional<ViolatedClause> violated_safety(const StoredScenario &scenario,
                                              const StoredObservation &observed) {
  for (PropertyIndex property = 0; property < catalogue().size(); ++property) {
    const PropertyText &text = catalogue()[property];
    const bool safety = text.family() == "execution" || text.family() == "initialisation" ||
                        text.family() == "error-unwind" || text.family() == "page-range";
    if (!safety || text.call != scenario.call || text.of_model || !text.by_test ||
        !text.applies_to(scenario.architecture))
      continue;
    const Assessment assessment = assess(property, scenario, observed);
    if (assessment.judged && !assessment.violated_clause.empty())
      return ViolatedClause{text.id, assessment.violated_clause};
  }
  return std::nullopt;
}

ReplayReport replay_in_child(const Subject &subject, const Counterexample &counterexample,
                             const ReplayReporter &reporter) {
  if (!counterexample.steps.empty())
    return replay_sequence(subject, counterexample, reporter);
  const PropertyIndex property = find_property(counterexample.property).value();
  StoredObservation observed;
  subject.open()(counterexample.scenario, observed);
  ReplayReport report;
  report.unmodelled = observed.completion == Completion::unmodelled;
  const Assessment assessment = assess(property, counterexample.scenario, observed);
  report.in_contract = assessment.in_contract;
  report.violated = assessment.judged && assessment.violated_clause == counterexample.clause;
  if (report.unmodelled) {
    report.detail = observed.detail;
  } else if (!assessment.judged) {
    report.detail = "the call ended otherwise: " + std::string(to_string(observed.completion));
  } else if (report.violated) {
    if (counterexample.expected != "falsified")
      report.detail = sentence_of(counterexample, observed);
  } else if (!assessment.violated_clause.empty()) {
    tell_other(counterexample, counterexample.property, assessment.violated_clause, &observed,
               report);
  } else if (const auto safety = violated_safety(counterexample.scenario, observed)) {
    tell_other(counterexample, safety->property, safety->clause, &observed, report);
  }
  if (report.violated || report.other_violated) {
    StoredObservation expected;
    observe_model(counterexample.scenario, expected);
    report.difference = first_difference(counterexample.scenario.call, observed, expected);
  }
  return report;
}

// " Reachable from mmap(2).": how, without the reason that the file gives after a colon.
std::string reachable_remark(const Counterexample &counterexample) {
  const std::string how = counterexample.reachable.substr(0, counterexample.reachable.find(':'));
  return how.empty() ? "" : " Reachable " + how + ".";
}

// Whether all its calls can occur where the subject's form is used.
bool can_occur(const Counterexample &counterexample, random::Environment environment) {
  const auto occurs = [&](const StoredScenario &scenario) {
    return statements_of(scenario.call.unit).can_occur(scenario, environment);
  };
  return occurs(counterexample.scenario) &&
         std::ranges::all_of(counterexample.steps, occurs, &world::Event::scenario);
}

// The files that one child takes, as indices.
constexpr std::size_t kBatch = 40;
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

Record record_of(const Subject &subject, const StoredFile &file) {
  const Counterexample &counterexample = file.counterexample;
  Record record =
      record_about(subject, counterexample.property, counterexample.scenario.architecture, "store");
  record.clause = counterexample.clause;
  record.counterexample = file.path.string();
  if (const auto &finding = counterexample.finding)
    record.finding = RecordedFinding{finding->id, finding->judgement, finding->title};
  return record;
}

// A call that ends its process violates the clause that says so, whatever the file is about. (Of a
// sequence it is not known which call did.)
void name_crash(const Counterexample &counterexample, Record &record) {
  for (const PropertyText &text : catalogue()) {
    if (counterexample.steps.empty() && text.call == counterexample.scenario.call &&
        text.family() == "execution") {
      record.property = text.id;
      record.clause = "no-crash";
    }
  }
}

void set_verdict(const Counterexample &counterexample, const ReplayReport &report, Record &record) {
  const bool known = counterexample.expected == "falsified";
  record.cases = 1;
  record.reason = report.detail;
  record.difference = report.difference;
  if (report.fault) {
    record.verdict = Verdict::error;
  } else if (report.lost) {
    record.verdict = Verdict::falsified;
    name_crash(counterexample, record);
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
    if (record.expected && record.finding) {
      record.cause = kOtherwiseWrong;
      record.reason = record.finding->id + ": still wrong, in another way: " + record.reason;
    }
    // What is violated, not what the file was stored for.
    record.property = report.property;
    record.clause = report.clause;
  } else if (!report.detail.empty()) {
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
    const StoredScenario &scenario = file.counterexample.scenario;
    if (!subject.has(scenario.call.unit) || !subject.supports(scenario.architecture) ||
        !can_occur(file.counterexample, subject.environment)) {
      records.back().verdict = Verdict::not_applicable;
    } else {
      tasks.push_back(records.size() - 1);
      records.back().verdict = Verdict::gave_up; // until it is run
      records.back().reason = "interrupted";
    }
  }
  const auto batches = batches_of(tasks, jobs);
  process::PoolOptions pool;
  pool.jobs = jobs;
  pool.interrupted = interrupted;
  std::vector<std::vector<ReplayReport>> reports(batches.size());
  // The file, by its place in the batch, that has ended a child once: if it does so again in a
  // fresh child, it is the fault of the tested code.
  std::vector<std::optional<std::size_t>> suspected(batches.size());
  process::Tasks<ReplayReport> children;
  children.work = [&](std::size_t number, const ReplayReporter &reporter) {
    // Those before it are reported by earlier children.
    for (std::size_t i = reports[number].size(); i < batches[number].size(); ++i)
      reporter.send(replay_in_child(subject, files[batches[number][i]].counterexample, reporter));
  };
  children.received = [&](std::size_t number, ReplayReport report) {
    if (suspected[number] == reports[number].size()) {
      report.fault = true;
      report.detail = "its process died once in the tested code, and not when it was run again";
    }
    reports[number].push_back(std::move(report));
  };
  children.ended = [&](std::size_t number, const process::TaskEnd &end, const auto &) {
    const Batch &batch = batches[number];
    std::vector<ReplayReport> &known = reports[number];
    if (known.size() < batch.size() && end.kind != process::TaskEnd::Kind::interrupted) {
      const bool of_the_tested = end.can_be_of_the_tested();
      if (of_the_tested && suspected[number] != known.size()) {
        suspected[number] = known.size();
        return true;
      }
      known.push_back({.lost = of_the_tested,
                       .fault = !of_the_tested,
                       .detail = of_the_tested ? "the process ended: " + end.what
                                               : process::words_of_fault(end)});
      if (known.size() < batch.size())
        return true;
    }
    for (std::size_t i = 0; i < std::min(known.size(), batch.size()); ++i) {
      if (known[i].unmodelled)
        known[i].detail = subject.lacks(known[i].detail);
      set_verdict(files[batch[i]].counterexample, known[i], records[batch[i]]);
    }
    return false;
  };
  process::run_tasks(batches.size(), pool, children);
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

} // namespace dma_verify
