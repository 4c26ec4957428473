// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/outcome_records.h"

#include "harness/counterexamples/explain.h"
#include "harness/minimizer/coordinates.h"
#include "properties/reachability.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify::cli {
namespace {

Record record_of(const Subject &subject, const PropertyText &property,
                 const Architecture &architecture, std::uint64_t seed) {
  Record record;
  record.property = std::string(property.id);
  record.subject = subject.name;
  record.form = subject.form;
  record.subject_sha256 = subject.sha256;
  record.architecture = architecture_id(architecture);
  record.engine = "random";
  record.seed = fmt::format("{:#x}", seed);
  for (const Assumption assumption : contract_of(property.call)) {
    record.assumptions.emplace_back(text_of(assumption).id);
  }
  return record;
}

Counterexample counterexample_of(const WorkUnit &unit, const PropertyText &property,
                                 const FoundScenario &found, std::uint64_t seed) {
  Counterexample counterexample;
  counterexample.property = std::string(property.id);
  counterexample.clause = found.clause;
  counterexample.subject.kind = unit.subject->is_model ? "model" : "c";
  counterexample.subject.form = unit.subject->form;
  counterexample.subject.sha256 = unit.subject->sha256;
  counterexample.scenario = found.minimized;
  counterexample.provenance.engine = "random";
  counterexample.provenance.found_on = unit.subject->is_model ? "model" : "file";
  counterexample.provenance.seed = fmt::format("{:#x}", seed);
  counterexample.provenance.original = found.original;
  return counterexample;
}

void set_verdict(const UnitOutcome &outcome, Record &record) {
  const UnitReport &report = outcome.report;
  if (report.violation.present) {
    record.verdict = Verdict::falsified;
    record.clause = report.violation.clause;
    record.reason = request_of(report.violation.minimized) + ", reachable " +
                    std::string(to_string(reachability_of(report.violation.minimized).from));
    if (!report.violation.is_minimized) {
      record.reason += "; it does not fail again in a fresh copy: it depends on earlier calls";
    }
  } else if (outcome.interrupted) {
    record.verdict = Verdict::gave_up;
    record.reason = "interrupted";
  } else if (report.unmodelled != 0) {
    record.verdict = Verdict::unmodelled;
    record.reason = report.unmodelled_service;
  } else if (outcome.lost_children != 0 || report.unjudged != 0) {
    record.verdict = Verdict::gave_up;
    record.reason = outcome.lost_children != 0
                        ? fmt::format("{} processes were lost", outcome.lost_children)
                        : fmt::format("{} calls did not return", report.unjudged);
  } else if (report.end == random::StreamResult::End::gave_up || report.reason[0] != '\0') {
    record.verdict = Verdict::gave_up;
    record.reason = report.reason;
  } else if (report.cases == 0) {
    record.verdict = Verdict::gave_up;
    record.reason = "no case was run";
  } else {
    record.verdict = Verdict::passed;
  }
}

} // namespace

std::vector<Finding> findings_of(const UnitOutcome &outcome, std::uint64_t seed) {
  const WorkUnit &unit = outcome.unit;
  const UnitReport &report = outcome.report;
  const PropertyText &property = catalogue()[unit.property];
  std::vector<Finding> findings;

  Finding own;
  own.record = record_of(*unit.subject, property, unit.architecture, seed);
  own.record.cases = report.cases;
  own.record.discards = report.discards;
  own.record.seconds = report.seconds;
  own.record.fault_schedules.run = report.schedules_run;
  own.record.fault_schedules.total = report.schedules;
  for (std::size_t i = 0; i < property.labels.size(); ++i) {
    own.record.labels[std::string(property.labels[i].id)] = report.label_hits[i];
  }
  set_verdict(outcome, own.record);
  if (report.violation.present) {
    own.counterexample = counterexample_of(unit, property, report.violation, seed);
  }
  findings.push_back(own);

  if (report.stray.present) {
    const PropertyText &execution = catalogue()[execution_property(property.call)];
    Finding stray;
    stray.record = record_of(*unit.subject, execution, unit.architecture, seed);
    stray.record.verdict = Verdict::falsified;
    stray.record.clause = report.stray.clause;
    stray.record.cases = 1;
    stray.record.reason = fmt::format("while testing {}", property.id);
    stray.counterexample = counterexample_of(unit, execution, report.stray, seed);
    findings.push_back(stray);
  }
  return findings;
}

void AgreementSum::add(const UnitOutcome &outcome) {
  const WorkUnit &unit = outcome.unit;
  if (unit.subject->is_model)
    return;
  const Call call = catalogue()[unit.property].call;
  auto sum = std::ranges::find_if(sums_, [&](const Sum &s) {
    return s.subject == unit.subject && s.call == call && s.architecture == unit.architecture;
  });
  if (sum == sums_.end())
    sum = sums_.insert(sum, Sum{unit.subject, call, unit.architecture});
  sum->cases += outcome.report.cases;
  sum->differing += outcome.report.differing;
  sum->seconds += outcome.report.seconds;
  const FoundScenario &found = outcome.report.difference;
  if (!found.present)
    return;
  if (!sum->difference || compare_scenarios(found.minimized, *sum->difference) < 0) {
    sum->difference = found.minimized;
  }
}

std::vector<Record> AgreementSum::records(std::uint64_t seed) const {
  std::vector<Record> records;
  for (const Sum &sum : sums_) {
    Record record;
    record.property = "agreement." + std::string(to_string(sum.call));
    record.subject = sum.subject->name;
    record.form = sum.subject->form;
    record.subject_sha256 = sum.subject->sha256;
    record.architecture = architecture_id(sum.architecture);
    record.engine = "random";
    record.seed = fmt::format("{:#x}", seed);
    record.cases = sum.cases;
    if (sum.differing != 0) {
      record.verdict = Verdict::differs;
      record.reason = fmt::format("{} of {} cases differ from the model", sum.differing, sum.cases);
    } else if (sum.cases == 0) {
      record.verdict = Verdict::gave_up;
      record.reason = "no case was run";
    } else {
      record.verdict = Verdict::passed;
    }
    records.push_back(record);
  }
  return records;
}

std::vector<AgreementSum::Difference> AgreementSum::differences() const {
  std::vector<Difference> smallest;
  for (const Sum &sum : sums_) {
    if (!sum.difference)
      continue;
    const auto known = std::ranges::find_if(smallest, [&](const Difference &d) {
      return d.subject == sum.subject && d.call == sum.call;
    });
    if (known == smallest.end()) {
      smallest.push_back({sum.subject, sum.call, *sum.difference});
    } else if (compare_scenarios(*sum.difference, known->scenario) < 0) {
      known->scenario = *sum.difference;
    }
  }
  return smallest;
}

} // namespace dma_verify::cli
