// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/tests.h"

#include "harness/counterexamples/examination/examine.h"
#include "harness/counterexamples/prose/first_difference.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "harness/engines/record_about.h"
#include "harness/engines/test/records/outcome_records.h"
#include "harness/engines/test/records/sequence_records.h"
#include "model/units.h"
#include "properties/agreement.h"
#include "properties/exhaustive/sweeps.h"
#include "properties/model_subject.h"
#include "properties/order/order.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <span>

namespace dma_verify::cli {
namespace {

bool contains(const auto &list, const auto &value) {
  return std::ranges::find(list, value) != list.end();
}

// The properties to run: the selected ones, and one for each call whose agreement is selected but
// which none of them runs.
std::vector<PropertyIndex> properties_to_run(const Selection &selection) {
  std::vector<PropertyIndex> properties = selection.properties;
  for (const HelperId call : selection.agreements) {
    const bool runs = std::ranges::any_of(selection.properties, [&](PropertyIndex property) {
      const PropertyText &text = catalogue()[property];
      return text.call == call && text.by_test && !text.of_model;
    });
    if (!runs)
      properties.push_back(execution_property(call));
  }
  return properties;
}

// Of a unit that was not run.
Record not_run(const Subject &subject, const PropertyText &property,
               const Architecture &architecture, Verdict verdict) {
  Record record = record_about(subject, property.id, architecture, "random");
  record.verdict = verdict;
  return record;
}

// Numbers helpers on architectures of subjects, as they come. All that is asked of one is asked in
// the same run: whether it agrees with the model is known of all together.
class Places {
public:
  std::size_t of(const Subject &subject, HelperId call, const Architecture &architecture) {
    return places_
        .try_emplace({subject.name, std::string(to_string(call)), architecture_id(architecture)},
                     places_.size())
        .first->second;
  }

private:
  std::map<std::array<std::string, 3>, std::size_t> places_;
};

// The units to run. A property that does not apply gets its record here.
std::vector<WorkUnit> units_of(Run &run, const std::vector<Subject> &subjects,
                               const Selection &selection) {
  std::vector<WorkUnit> units;
  Places places;
  const auto properties = properties_to_run(selection);
  for (const bool execution : {true, false}) { // first the properties that judge how calls end
    for (const Subject &subject : subjects) {
      for (const PropertyIndex property : properties) {
        const PropertyText &text = catalogue()[property];
        const bool speaks_of_it =
            text.by_test && subject.has(text.call) && (!text.of_model || subject.kind == "model");
        if ((text.family() == "execution") != execution || !speaks_of_it ||
            contains(subject.silent, text.family()))
          continue;
        for (const Architecture &architecture : selection.architectures) {
          if (text.applies_to(architecture) && subject.supports(architecture)) {
            if (selection.shard.takes(places.of(subject, text.call, architecture)))
              units.push_back({&subject, property, architecture});
          } else if (contains(selection.properties, property) && selection.shard.is_first()) {
            run.add(not_run(subject, text, architecture, Verdict::not_applicable));
          }
        }
      }
    }
  }
  return units;
}

// Shows it in a file of its own; what was done first that the model does not do.
RecordedDifference write_difference(const std::string &out,
                                    const AgreementSum::Difference &difference) {
  RecordedDifference first;
  std::string text = "(the process ended)\n";
  if (const auto observed = observe_with_lines(*difference.subject, difference.scenario)) {
    StoredObservation expected;
    observe_model(difference.scenario, expected);
    text = side_by_side(difference.call, observed->observation, difference.subject->name, expected,
                        "model", observed->lines);
    first = first_difference(difference.call, observed->observation, expected, observed->lines);
  }
  Counterexample named;
  named.scenario = difference.scenario;
  named.property = std::string(agreement_of(difference.call).id);
  named.clause = "difference";
  write_whole(out + "/differences/" + file_name_of(named) + ".txt", to_toml(named) + "\n" + text);
  return first;
}

using DifferingCases = std::map<const Subject *, std::vector<StoredScenario>>;

// As it was drawn, and as it was minimized.
void remember(const FoundScenario &found, std::vector<StoredScenario> &cases) {
  cases.push_back(found.original);
  if (compare_scenarios(found.original, found.minimized) != 0)
    cases.push_back(found.minimized);
}

// Of each call on each architecture one difference, for what is shown and for what follows.
void minimize_differences(AgreementSum &agreement, DifferingCases &cases,
                          const CampaignOptions &options) {
  std::vector<WorkUnit> units;
  std::vector<StoredScenario> scenarios;
  for (const auto &[unit, scenario] : agreement.found()) {
    units.push_back(unit);
    scenarios.push_back(scenario);
  }
  CampaignOptions campaign = options;
  campaign.differences = scenarios;
  campaign.tick = {};
  run_campaign(units, campaign, [&](const UnitOutcome &outcome) {
    agreement.minimized(outcome);
    if (outcome.report.difference.present)
      remember(outcome.report.difference, cases[outcome.unit.subject]);
  });
}

// Each property draws its own cases. If a file is nearly right, cases in which it differs from the
// model, or violates a property, are rare. So units that found nothing also judge such cases of
// other properties.
void judge_differing(Run &run, const DifferingCases &cases, std::span<const WorkUnit> units,
                     const CampaignOptions &options) {
  for (const auto &each : cases) {
    std::vector<WorkUnit> again;
    std::ranges::copy_if(units, std::back_inserter(again), [&](const WorkUnit &unit) {
      return unit.subject == each.first &&
             std::ranges::any_of(each.second, [&](const auto &one) { return judges(unit, one); });
    });
    CampaignOptions campaign = options;
    campaign.scenarios = each.second;
    campaign.tick = {};
    run_campaign(again, campaign, [&](const UnitOutcome &outcome) {
      if (!outcome.report.violation.present)
        return;
      EngineResult result = results_of(outcome, options.seed).front();
      result.remark += result.remark.empty() ? "" : " ";
      result.remark += "Found in a case of another property.";
      run.add(std::move(result));
    });
  }
}

} // namespace

void run_tests(Run &run, const std::vector<Subject> &subjects, const Selection &selection,
               const CampaignOptions &options) {
  const auto units = units_of(run, subjects, selection);
  AgreementSum agreement(selection.agreements);
  run.progress().stage("testing", units.size());
  CampaignOptions campaign = options;
  campaign.interrupted = &was_interrupted;
  campaign.tick = [&](std::size_t done) { run.progress().done(done); };
  std::vector<WorkUnit> left = units;
  std::vector<WorkUnit> not_falsified; // of those that are selected
  DifferingCases differing;
  run_campaign(units, campaign, [&](const UnitOutcome &outcome) {
    std::erase(left, outcome.unit);
    agreement.add(outcome);
    const bool selected = contains(selection.properties, outcome.unit.property);
    const UnitReport &report = outcome.report;
    for (const FoundScenario *found : {&report.difference, &report.violation, &report.stray}) {
      if (found->present)
        remember(*found, differing[outcome.unit.subject]);
    }
    if (selected && !outcome.report.violation.present)
      not_falsified.push_back(outcome.unit);
    for (EngineResult &result : results_of(outcome, options.seed)) {
      // A failure of a unit that is run for agreement alone is shown too.
      if (selected || result.record.verdict != Verdict::passed)
        run.add(std::move(result));
    }
  });
  if (!was_interrupted()) {
    minimize_differences(agreement, differing, campaign);
    judge_differing(run, differing, not_falsified, campaign);
  }
  for (const WorkUnit &unit : left) {
    if (!contains(selection.properties, unit.property))
      continue;
    Record record =
        not_run(*unit.subject, catalogue()[unit.property], unit.architecture, Verdict::gave_up);
    record.reason = "interrupted";
    run.add(record);
  }
  std::vector<Record> records = agreement.records(options.seed, run.out() + "/differences");
  for (const AgreementSum::Difference &difference : agreement.differences()) {
    const RecordedDifference first = write_difference(run.out(), difference);
    for (Record &record : records) {
      if (record.verdict == Verdict::differs && record.subject == difference.subject->name &&
          record.property == agreement_of(difference.call).id)
        record.difference = first;
    }
  }
  for (const Record &record : records)
    run.add(record);
}

// Whether some helper of the subject is called in sequences.
static bool has_sequences(const Subject &subject) {
  return std::ranges::any_of(units(), [&](const UnitText &unit) {
    const auto in_sequences = [](const HelperText &helper) {
      return helper.use != BufferUse::none;
    };
    return subject.has(unit.id) && std::ranges::any_of(unit.helpers, in_sequences);
  });
}

void run_sequences(Run &run, const std::vector<Subject> &subjects, const Selection &selection,
                   const SequenceCampaign &campaign) {
  if (selection.sequence_properties.empty())
    return;
  std::vector<SequenceUnit> units;
  std::size_t place = 0;
  for (const Subject &subject : subjects) {
    if (!has_sequences(subject) || subject.can_occur)
      continue;
    for (const Architecture &architecture : selection.architectures) {
      const SequenceUnit unit{&subject, architecture};
      if (subject.supports(architecture)) {
        if (selection.shard.takes(place++))
          units.push_back(unit);
      } else if (selection.shard.is_first()) {
        for (const Record &record : not_applicable(unit, selection.sequence_properties))
          run.add(record);
      }
    }
  }
  run.progress().stage("sequences", units.size());
  SequenceCampaign watched = campaign;
  watched.interrupted = &was_interrupted;
  watched.tick = [&](std::size_t done) { run.progress().done(done); };
  run_sequence_campaign(units, watched, [&](const SequenceOutcome &outcome) {
    for (EngineResult &result : results_of(outcome, selection.sequence_properties, campaign.seed))
      run.add(std::move(result));
  });
}

void run_exhaustively(Run &run, const Selection &selection, unsigned jobs) {
  std::vector<SweepUnit> units;
  std::size_t place = 0;
  for (const PropertyIndex property : selection.properties) {
    if (!exhaustive::sweep_of(property))
      continue;
    for (const Architecture &architecture : selection.small_architectures) {
      if (selection.shard.takes(place++))
        units.push_back({property, architecture});
    }
  }
  run.progress().stage("all inputs of 8-bit words", units.size());
  SweepOptions options;
  options.jobs = jobs;
  options.interrupted = &was_interrupted;
  options.tick = [&](std::size_t done) { run.progress().done(done); };
  run_sweeps(units, options, [&](const SweepOutcome &outcome) { run.add(result_of(outcome)); });
}

} // namespace dma_verify::cli
