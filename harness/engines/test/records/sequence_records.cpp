// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/test/records/sequence_records.h"

#include "harness/engines/record_about.h"
#include "harness/engines/test/work_unit.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {
namespace {

using End = random::SequenceResult::End;

Record record_of(const SequenceUnit &unit, const SequenceProperty &property) {
  Record record = record_about(*unit.subject, property.id, unit.architecture, "stateful");
  for (const Assumption assumption : sequence_assumptions())
    record.assumptions.emplace_back(text_of(assumption).id);
  return record;
}

Counterexample counterexample_of(const SequenceUnit &unit, std::uint64_t seed) {
  Counterexample counterexample;
  counterexample.subject.kind = unit.subject->kind;
  counterexample.subject.form = unit.subject->form;
  counterexample.subject.sha256 = unit.subject->sha256;
  counterexample.provenance.engine = "stateful";
  counterexample.provenance.found_on = unit.subject->origin;
  counterexample.provenance.seed = fmt::format("{:#x}", seed);
  return counterexample;
}

Counterexample failed_sequence(const SequenceOutcome &outcome, std::uint64_t seed) {
  const random::FailedSequence &failed = *outcome.result.shortest;
  Counterexample counterexample = counterexample_of(outcome.unit, seed);
  counterexample.property = std::string(failed.violation.property);
  counterexample.clause = std::string(failed.violation.clause);
  counterexample.steps = failed.events;
  counterexample.scenario = hardest_call_of(failed.events);
  counterexample.scenario.architecture = outcome.unit.architecture;
  return counterexample;
}

// Of a sequence whose process ended only the last call is known.
Counterexample lost_call(const SequenceOutcome &outcome, std::uint64_t seed) {
  Counterexample counterexample = counterexample_of(outcome.unit, seed);
  const PropertyText &execution = catalogue()[execution_property(outcome.last_call->call)];
  counterexample.property = std::string(execution.id);
  counterexample.clause = outcome.stalled ? "no-hang" : "no-crash";
  counterexample.scenario = *outcome.last_call;
  return counterexample;
}

// The verdict on a property that was not violated.
void set_unviolated(const SequenceOutcome &outcome, Record &record) {
  const random::SequenceResult &result = outcome.result;
  record.verdict = Verdict::gave_up;
  if (outcome.interrupted) {
    record.reason = "interrupted";
  } else if (!outcome.fault.empty()) {
    record.verdict = Verdict::error;
    record.reason = outcome.fault;
  } else if (!outcome.lost.empty()) {
    record.reason = "the process of the sequences was lost: " + outcome.lost;
  } else if (result.unmodelled != 0) {
    record.verdict = Verdict::unmodelled;
    record.reason = outcome.unit.subject->lacks(result.unmodelled_service);
  } else if (result.end == End::gave_up) {
    record.reason = result.reason;
  } else if (result.sequences == 0) {
    record.reason = "no sequence was run";
  } else {
    record.verdict = Verdict::passed;
  }
}

EngineResult result_of(const SequenceOutcome &outcome, const SequenceProperty &property,
                       std::uint64_t seed) {
  const random::SequenceResult &result = outcome.result;
  EngineResult made;
  Record &record = made.record;
  record = record_of(outcome.unit, property);
  record.seed = fmt::format("{:#x}", seed);
  record.cases = result.sequences;
  record.seconds = outcome.seconds / static_cast<double>(sequence_properties().size());
  for (std::size_t i = 0; i < result.actions.size(); ++i) {
    record.labels[std::string(world::to_string(static_cast<world::Action>(i)))] = result.actions[i];
  }
  if (result.shortest && result.shortest->violation.property == property.id) {
    record.verdict = Verdict::falsified;
    record.clause = std::string(result.shortest->violation.clause);
    made.counterexample = failed_sequence(outcome, seed);
    made.original_steps = outcome.original_steps;
  } else if (outcome.last_call && property.id == "sequence.execution") {
    record.verdict = Verdict::falsified;
    record.clause = "returns";
    made.counterexample = lost_call(outcome, seed);
    made.remark = fmt::format("The process of a sequence ended in it: {}.", outcome.lost);
  } else {
    set_unviolated(outcome, record);
  }
  return made;
}

} // namespace

std::vector<EngineResult> results_of(const SequenceOutcome &outcome, SequenceProperties properties,
                                     std::uint64_t seed) {
  std::vector<EngineResult> results;
  for (const SequenceProperty &property : sequence_properties()) {
    EngineResult result = result_of(outcome, property, seed);
    const bool selected = std::ranges::find(properties, &property) != properties.end();
    if (selected || result.counterexample)
      results.push_back(std::move(result));
  }
  return results;
}

std::vector<Record> not_applicable(const SequenceUnit &unit, SequenceProperties properties) {
  std::vector<Record> records;
  for (const SequenceProperty *property : properties) {
    records.push_back(record_of(unit, *property));
    records.back().verdict = Verdict::not_applicable;
  }
  return records;
}

} // namespace dma_verify
