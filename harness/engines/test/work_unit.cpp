// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/test/work_unit.h"

#include "harness/counterexamples/minimizer/minimizer.h"
#include "model/kernel/convert.h"
#include "properties/agreement.h"
#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/units.h"

#include <algorithm>
#include <chrono>

namespace dma_verify {
namespace {

using random::CaseOutcome;

// A unit that runs: what is known of it, and who is told.
struct RunningUnit {
  const WorkUnit &unit;
  UnitReport &report;
  const UnitReporter &reporter;
  unsigned round = 0;

  void begin(const StoredScenario &scenario) const {
    reporter.note({round, report.cases, scenario});
  }
  void send() const { reporter.send(report); }
};

bool can_occur(const Subject &subject, const StoredScenario &scenario) {
  return !subject.can_occur || subject.can_occur(scenario);
}

// Minimizes what was found, in a fresh instance of the subject, unless it fails only after other
// calls.
void minimize_found(const std::function<bool(const Observe &, const StoredScenario &)> &fails,
                    Order order, const RunningUnit &running, FoundScenario &found) {
  running.send(); // if the subject ends the process here, this is known
  const Observe fresh = running.unit.subject->open();
  const StillFails still_fails = [&](const StoredScenario &candidate) {
    if (!can_occur(*running.unit.subject, candidate))
      return false;
    running.begin(candidate);
    return fails(fresh, candidate);
  };
  if (!still_fails(found.original))
    return;
  MinimizeOptions options;
  options.order = order;
  const MinimizeResult result = minimize(found.original, still_fails, options);
  found.minimized = result.scenario;
  found.minimizer_runs = result.runs;
  found.is_minimized = true;
}

FoundScenario found(std::string_view clause, const StoredScenario &scenario) {
  FoundScenario result;
  result.present = true;
  result.clause = clause;
  result.original = result.minimized = scenario;
  return result;
}

// The same of a scenario that violates `found.clause` of the property.
void minimize_violation(PropertyIndex property, const RunningUnit &running, FoundScenario &found) {
  StoredObservation scratch;
  const std::string clause = found.clause;
  const auto fails = [&](const Observe &observe, const StoredScenario &scenario) {
    return violates(observe, property, clause, scenario, scratch);
  };
  minimize_found(fails, order_of(catalogue()[property].id), running, found);
}

AnnouncedRuns opened(const Subject &subject) {
  return subject.open_for_many ? subject.open_for_many() : AnnouncedRuns{{}, subject.open()};
}

// Judges the cases of one stream and notes what it says nothing of.
class Judge {
public:
  explicit Judge(const RunningUnit &running)
      : unit_(running.unit), running_(running), runs_(opened(*running.unit.subject)) {}

  // Null if the subject gains nothing by it.
  [[nodiscard]] const Announce &announce() const { return runs_.announce; }

  CaseOutcome operator()(const StoredScenario &scenario) {
    running_.begin(scenario);
    CaseOutcome outcome;
    Assessment assessment;
    if (unit_.subject->is_reference) {
      assessment = assess_model(unit_.property, scenario);
    } else {
      runs_.observe(scenario, observed_);
      if (observed_.completion == Completion::unmodelled ||
          observed_.completion == Completion::too_long) {
        outcome.kind = observed_.completion == Completion::too_long ? CaseOutcome::Kind::too_long
                                                                    : CaseOutcome::Kind::unmodelled;
        outcome.detail = observed_.detail;
        return outcome;
      }
      assessment = assess(unit_.property, scenario, observed_);
    }
    outcome.labels = assessment.labels;
    if (!assessment.in_contract) {
      outcome.kind = CaseOutcome::Kind::discarded;
    } else if (!assessment.judged) {
      outcome.kind = CaseOutcome::Kind::unjudged;
      note_stray(scenario);
      if (observed_.completion == Completion::hung && ++hung_ == kMaxHungCases) {
        outcome.kind = CaseOutcome::Kind::stop;
        outcome.detail = std::to_string(hung_) + " calls did not return";
      }
    } else if (!assessment.violated_clause.empty()) {
      outcome.kind = CaseOutcome::Kind::violated;
      outcome.clause = assessment.violated_clause;
    } else if (!unit_.subject->is_reference) {
      observe_model(scenario, expected_);
      if (!agrees(scenario.call, observed_, expected_)) {
        outcome.kind = CaseOutcome::Kind::differs;
      }
    }
    return outcome;
  }

  // The last case, as it was seen.
  const StoredObservation &observed() const { return observed_; }

private:
  void note_stray(const StoredScenario &scenario) {
    UnitReport &report = running_.report;
    if (report.stray.present)
      return;
    const PropertyIndex execution = execution_property(scenario.call);
    const Assessment assessment = assess(execution, scenario, observed_);
    if (!assessment.violated_clause.empty()) {
      report.stray = found(assessment.violated_clause, scenario);
      running_.send();
    }
  }

  // A call that does not return costs over half a second.
  static constexpr unsigned kMaxHungCases = 2;

  const WorkUnit &unit_;
  const RunningUnit &running_;
  unsigned hung_ = 0;
  AnnouncedRuns runs_;
  StoredObservation observed_;
  StoredObservation expected_;
};

} // namespace

PropertyIndex execution_property(HelperId call) {
  const std::string id = "execution." + std::string(to_string(call));
  return find_property(id).value();
}

bool judges(const WorkUnit &unit, const StoredScenario &scenario) {
  return scenario.call == catalogue()[unit.property].call &&
         scenario.architecture == unit.architecture;
}

bool violates(const Observe &observe, PropertyIndex property, std::string_view clause,
              const StoredScenario &scenario, StoredObservation &scratch) {
  return fails_likewise(observe, property, clause, {}, scenario, scratch);
}

bool fails_likewise(const Observe &observe, PropertyIndex property, std::string_view clause,
                    std::span<const Assumption> broken, const StoredScenario &scenario,
                    StoredObservation &scratch) {
  if (broken.empty() ? !keeps_contract(scenario)
                     : !std::ranges::equal(broken_assumptions(scenario), broken)) {
    return false;
  }
  observe(scenario, scratch);
  if (scratch.completion == Completion::unmodelled || scratch.completion == Completion::too_long)
    return false;
  const Assessment assessment = assess(property, scenario, scratch);
  return assessment.judged && assessment.violated_clause == clause;
}

void run_unit(const WorkUnit &unit, const random::StreamOptions &options, UnitReport &report,
              const UnitReporter &reporter) {
  const auto start = std::chrono::steady_clock::now();
  const PropertyText &property = catalogue()[unit.property];
  const Subject &subject = *unit.subject;
  random::StreamOptions stream = options;
  stream.environment = subject.environment;
  stream.can_occur = subject.can_occur;
  RunningUnit running{unit, report, reporter, options.first_round};
  Judge judge(running);
  stream.drawn_ahead = judge.announce();
  const random::StreamResult result = random::run_stream(
      property, unit.architecture, [&](const StoredScenario &s) { return judge(s); }, stream,
      [&](unsigned round) { running.round = round; });

  report.end = result.end;
  report.cases = result.cases;
  report.discards = result.discards;
  report.unjudged = result.unjudged;
  report.unmodelled = result.unmodelled;
  report.too_long = result.too_long;
  report.why_too_long = result.why_too_long;
  report.differing = result.differing;
  report.label_hits = result.label_hits;
  report.schedules_run = result.schedules_run;
  report.schedules = result.schedules;
  report.unmodelled_service = result.unmodelled_service;
  report.reason = result.reason;
  // Where not all can occur, some classes of cases are rare or impossible.
  if (result.end == random::StreamResult::End::budget && !subject.can_occur) {
    const std::string label =
        random::missing_label(property, unit.architecture, subject.environment, result);
    if (!label.empty())
      report.reason = "too few cases of the class \"" + label + "\"";
  }

  if (result.scenario) {
    report.violation = found(result.clause, *result.scenario);
    minimize_violation(unit.property, running, report.violation);
  }
  if (report.stray.present)
    minimize_violation(execution_property(property.call), running, report.stray);
  if (result.difference)
    report.difference = found("", *result.difference);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  report.seconds = elapsed.count();
  report.done = true;
  running.send();
}

void minimize_difference(const WorkUnit &unit, const StoredScenario &scenario, UnitReport &report,
                         const UnitReporter &reporter) {
  const RunningUnit running{unit, report, reporter};
  report.difference = found("", scenario);
  StoredObservation scratch;
  StoredObservation expected;
  const auto differs = [&](const Observe &observe, const StoredScenario &candidate) {
    if (!keeps_contract(candidate))
      return false;
    observe(candidate, scratch);
    observe_model(candidate, expected);
    return !agrees(candidate.call, scratch, expected);
  };
  minimize_found(differs, Order::usual, running, report.difference);
  report.done = true;
  running.send();
}

void run_unit_on(const WorkUnit &unit, std::span<const StoredScenario> scenarios,
                 UnitReport &report, const UnitReporter &reporter) {
  const RunningUnit running{unit, report, reporter};
  Judge judge(running);
  const auto violated = [&](const StoredScenario &scenario) {
    const CaseOutcome outcome = judge(scenario);
    const bool is_violated = outcome.kind == CaseOutcome::Kind::violated;
    if (is_violated || outcome.kind == CaseOutcome::Kind::holds ||
        outcome.kind == CaseOutcome::Kind::differs) {
      ++report.cases;
    }
    if (is_violated)
      report.violation = found(outcome.clause, scenario);
    return is_violated;
  };
  const auto violated_at_some_probe = [&](StoredScenario scenario) {
    if (violated(scenario))
      return true;
    const auto probes =
        statements_of(scenario.call.unit).probes_at_edges(scenario, judge.observed());
    return std::ranges::any_of(probes, [&](std::uint64_t probe) {
      scenario.probe = Bits<64>(probe);
      return violated(scenario);
    });
  };
  for (const StoredScenario &scenario : scenarios) {
    if (judges(unit, scenario) && violated_at_some_probe(scenario))
      break;
  }
  if (report.violation.present) {
    report.end = random::StreamResult::End::violated;
    minimize_violation(unit.property, running, report.violation);
  }
  report.done = true;
  running.send();
}

} // namespace dma_verify
