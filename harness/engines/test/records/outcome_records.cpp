// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/test/records/outcome_records.h"

#include "harness/engines/record_about.h"
#include "properties/agreement.h"
#include "properties/order/coordinates.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace dma_verify {
namespace {

// The engine that ran the cases, and its seed if it has one.
struct Origin {
  std::string engine;
  std::string seed{};
};
Origin random_origin(std::uint64_t seed) { return {"random", fmt::format("{:#x}", seed)}; }

Record record_of(const Subject &subject, const PropertyText &property,
                 const Architecture &architecture, const Origin &origin) {
  Record record = record_about(subject, property.id, architecture, origin.engine);
  record.seed = origin.seed;
  for (const Assumption assumption : contract_of(property.call)) {
    record.assumptions.emplace_back(text_of(assumption).id);
  }
  return record;
}

Counterexample counterexample_of(const Subject &subject, const PropertyText &property,
                                 const FoundScenario &found, const Origin &origin) {
  Counterexample counterexample;
  counterexample.property = std::string(property.id);
  counterexample.clause = found.clause;
  counterexample.subject.kind = subject.kind;
  counterexample.subject.form = subject.form;
  counterexample.subject.sha256 = subject.sha256;
  counterexample.scenario = found.minimized;
  counterexample.provenance.engine = origin.engine;
  counterexample.provenance.found_on = subject.origin;
  counterexample.provenance.seed = origin.seed;
  counterexample.provenance.original = found.original;
  return counterexample;
}

void set_falsified(const FoundScenario &violation, EngineResult &result) {
  result.record.verdict = Verdict::falsified;
  result.record.clause = violation.clause;
  if (!violation.is_minimized)
    result.remark = "It does not fail again in a fresh copy: it depends on earlier calls.";
}

// At most one call in a hundred takes more steps than can be followed. Those are told under "Not
// looked at".
bool is_followed(const UnitReport &report) {
  return report.too_long <= (report.too_long + report.cases) / 100;
}

void set_verdict(const UnitOutcome &outcome, EngineResult &result) {
  const UnitReport &report = outcome.report;
  Record &record = result.record;
  if (report.violation.present) {
    set_falsified(report.violation, result);
  } else if (outcome.interrupted) {
    record.verdict = Verdict::gave_up;
    record.reason = "interrupted";
  } else if (!outcome.fault.empty()) {
    record.verdict = Verdict::error;
    record.reason = outcome.fault;
  } else if (report.unmodelled != 0) {
    record.verdict = Verdict::unmodelled;
    record.reason = outcome.unit.subject->lacks(report.unmodelled_service);
  } else if (outcome.lost_children != 0 || report.unjudged != 0) {
    record.verdict = Verdict::gave_up;
    record.reason = outcome.lost_children != 0
                        ? fmt::format("{} processes were lost", outcome.lost_children)
                        : fmt::format("{} calls did not return", report.unjudged);
  } else if (!is_followed(report)) {
    record.verdict = Verdict::gave_up;
    record.reason =
        fmt::format("{} of {} calls take more steps than can be followed: {}", report.too_long,
                    report.too_long + report.cases, report.why_too_long);
  } else if (report.end == random::StreamResult::End::gave_up || !report.reason.empty()) {
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

std::vector<EngineResult> results_of(const UnitOutcome &outcome, std::uint64_t seed) {
  const WorkUnit &unit = outcome.unit;
  const UnitReport &report = outcome.report;
  const PropertyText &property = catalogue()[unit.property];
  const Origin origin = random_origin(seed);
  std::vector<EngineResult> results;

  EngineResult own;
  own.record = record_of(*unit.subject, property, unit.architecture, origin);
  own.record.cases = report.cases;
  own.record.discards = report.discards;
  own.record.too_long = report.too_long;
  own.record.seconds = report.seconds;
  own.record.fault_schedules.run = report.schedules_run;
  own.record.fault_schedules.total = report.schedules;
  for (std::size_t i = 0; i < property.labels.size(); ++i) {
    own.record.labels[std::string(property.labels[i].id)] = report.label_hits[i];
  }
  set_verdict(outcome, own);
  if (report.violation.present) {
    own.counterexample = counterexample_of(*unit.subject, property, report.violation, origin);
  }
  results.push_back(own);

  if (report.stray.present) {
    const PropertyText &execution = catalogue()[execution_property(property.call)];
    EngineResult stray;
    stray.record = record_of(*unit.subject, execution, unit.architecture, origin);
    stray.record.verdict = Verdict::falsified;
    stray.record.clause = report.stray.clause;
    stray.record.cases = 1;
    stray.remark = fmt::format("Found while testing {}.", property.id);
    stray.counterexample = counterexample_of(*unit.subject, execution, report.stray, origin);
    results.push_back(stray);
  }
  return results;
}

EngineResult result_of(const SweepOutcome &outcome) {
  const Subject subject = model_subject();
  const PropertyText &property = catalogue()[outcome.unit.property];
  const Origin origin{"exhaustive"};
  EngineResult result;
  Record &record = result.record;
  record = record_of(subject, property, outcome.unit.architecture, origin);
  record.cases = outcome.cases;
  record.seconds = outcome.seconds;
  if (outcome.violation.present) {
    set_falsified(outcome.violation, result);
    result.counterexample = counterexample_of(subject, property, outcome.violation, origin);
  } else if (!outcome.lost.empty()) {
    record.verdict = Verdict::error;
    record.reason = "a process of the sweep: " + outcome.lost;
  } else if (outcome.interrupted || outcome.unjudged != 0 || outcome.cases == 0) {
    record.verdict = Verdict::gave_up;
    record.reason = outcome.interrupted ? "interrupted"
                    : outcome.unjudged != 0
                        ? fmt::format("{} calls did not return", outcome.unjudged)
                        : "no case was run";
  } else {
    record.verdict = Verdict::passed;
  }
  return result;
}

std::vector<std::string> fault_schedules_run(const std::vector<Record> &records) {
  std::map<std::pair<HelperId, unsigned>, unsigned> least; // by helper and number of schedules
  for (const Record &record : records) {
    const auto property = find_property(record.property);
    const auto &[run, total] = record.fault_schedules;
    if (!property || total == 0)
      continue;
    const auto [known, fresh] = least.insert({{catalogue()[*property].call, total}, run});
    if (!fresh)
      known->second = std::min(known->second, run);
  }
  std::vector<std::string> phrases;
  for (const auto &[key, run] : least) {
    const auto &[call, total] = key;
    phrases.push_back(run == total ? fmt::format("{} {}", to_string(call), total)
                                   : fmt::format("{} {} of {}", to_string(call), run, total));
  }
  return phrases;
}

void AgreementSum::add(const UnitOutcome &outcome) {
  const WorkUnit &unit = outcome.unit;
  if (unit.subject->is_reference)
    return;
  Sum &sum = sum_of(unit);
  sum.cases += outcome.report.cases;
  sum.differing += outcome.report.differing;
  sum.seconds += outcome.report.seconds;
  const FoundScenario &found = outcome.report.difference;
  if (!found.present)
    return;
  if (!sum.difference || compare_scenarios(found.original, *sum.difference) < 0) {
    sum.difference = found.original;
    sum.found_by = unit.property;
  }
}

bool AgreementSum::is_selected(const Sum &sum) const {
  return std::ranges::find(calls_, sum.call) != calls_.end();
}

AgreementSum::Sum &AgreementSum::sum_of(const WorkUnit &unit) {
  const HelperId call = catalogue()[unit.property].call;
  const auto sum = std::ranges::find_if(sums_, [&](const Sum &s) {
    return s.subject == unit.subject && s.call == call && s.architecture == unit.architecture;
  });
  return sum != sums_.end() ? *sum : *sums_.insert(sum, Sum{unit.subject, call, unit.architecture});
}

std::vector<std::pair<WorkUnit, StoredScenario>> AgreementSum::found() const {
  std::vector<std::pair<WorkUnit, StoredScenario>> found;
  for (const Sum &sum : sums_) {
    if (sum.difference)
      found.push_back({{sum.subject, sum.found_by, sum.architecture}, *sum.difference});
  }
  return found;
}

void AgreementSum::minimized(const UnitOutcome &outcome) {
  if (outcome.report.difference.present)
    sum_of(outcome.unit).difference = outcome.report.difference.minimized;
}

std::vector<Record> AgreementSum::records(std::uint64_t seed, const std::string &folder) const {
  std::vector<Record> records;
  for (const Sum &sum : sums_) {
    if (!is_selected(sum))
      continue;
    Record record =
        record_about(*sum.subject, agreement_of(sum.call).id, sum.architecture, "random");
    record.seed = fmt::format("{:#x}", seed);
    record.cases = sum.cases;
    for (const Assumption assumption : contract_of(sum.call))
      record.assumptions.emplace_back(text_of(assumption).id);
    if (sum.differing != 0) {
      record.verdict = Verdict::differs;
      record.reason = fmt::format("{} of {} cases differ from the model, see {}", sum.differing,
                                  sum.cases, folder);
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
    if (!sum.difference || !is_selected(sum))
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

} // namespace dma_verify
