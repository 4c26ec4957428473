// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/pipeline/minimize_again.h"

#include "harness/counterexamples/minimizer/minimizer.h"
#include "harness/counterexamples/minimizer/sequences/sequence_minimizer.h"
#include "harness/engines/test/work_unit.h"
#include "harness/process/run_in_child.h"
#include "properties/broken_assumptions.h"

#include <numeric>
#include <optional>
#include <variant>

namespace dma_verify {
namespace {

// What a child came to, or nothing and why.
template <class Report>
std::optional<Report> report_of(std::variant<Report, process::ChildFailure> result,
                                std::string &problem) {
  if (const auto *failure = std::get_if<process::ChildFailure>(&result)) {
    problem = "the process ended: " + failure->what;
    return std::nullopt;
  }
  return std::get<Report>(std::move(result));
}

// The scenario as it is if it does not fail.
std::optional<StoredScenario> minimize_in_child(const Subject &subject,
                                                const Counterexample &counterexample,
                                                std::string &problem) {
  return report_of(process::run_in_child<StoredScenario>(
                       {},
                       [&](const auto &reporter) {
                         const PropertyIndex property =
                             find_property(counterexample.property).value();
                         const Observe observe = subject.open();
                         StoredObservation observed;
                         const auto broken = broken_assumptions(counterexample.scenario);
                         const auto supported = [&](const Architecture &row) {
                           return subject.supports(row) && catalogue()[property].applies_to(row);
                         };
                         const StillFails fails = [&](const StoredScenario &candidate) {
                           reporter.make_progress();
                           return supported(candidate.architecture) &&
                                  fails_likewise(observe, property, counterexample.clause, broken,
                                                 candidate, observed);
                         };
                         MinimizeOptions options;
                         options.order = order_of(counterexample.property);
                         options.rows = architectures();
                         return fails(counterexample.scenario)
                                    ? minimize(counterexample.scenario, fails, options).scenario
                                    : counterexample.scenario;
                       }),
                   problem);
}

// Drops steps in a child; none if the sequence does not fail.
void minimize_steps_in_child(const Subject &subject, Counterexample &counterexample,
                             std::string &problem) {
  const std::vector<world::Event> sequence = counterexample.steps;
  using Kept = std::vector<std::size_t>; // positions in the sequence
  const auto kept =
      report_of(process::run_in_child<Kept>(
                    {},
                    [&](const auto &reporter) {
                      const StepsFail fails = [&](const Kept &steps) {
                        reporter.make_progress();
                        return steps_violate(counterexample.scenario.architecture, sequence, steps,
                                             subject.open(),
                                             {counterexample.property, counterexample.clause});
                      };
                      Kept all(sequence.size());
                      std::iota(all.begin(), all.end(), std::size_t{0});
                      return fails(all) ? minimize_steps(sequence.size(), fails).steps : Kept{};
                    }),
                problem);
  if (!kept || kept->empty())
    return;
  counterexample.steps.clear();
  for (const std::size_t step : *kept) {
    if (step < sequence.size()) // whatever the child says
      counterexample.steps.push_back(sequence[step]);
  }
  const Architecture architecture = counterexample.scenario.architecture;
  counterexample.scenario = hardest_call_of(counterexample.steps);
  counterexample.scenario.architecture = architecture;
}

} // namespace

std::string minimize_again(const Subject &subject, Counterexample &counterexample) {
  std::string problem;
  if (!counterexample.steps.empty()) {
    minimize_steps_in_child(subject, counterexample, problem);
  } else if (const auto minimized = minimize_in_child(subject, counterexample, problem)) {
    counterexample.scenario = *minimized;
  }
  return problem;
}

} // namespace dma_verify
