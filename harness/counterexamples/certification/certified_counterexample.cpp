// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/certification/certified_counterexample.h"

#include "harness/counterexamples/files/certification_file.h"
#include "harness/results/files.h"
#include "properties/catalogue.h"

#ifdef DMA_VERIFY_SMT
#include "harness/counterexamples/certification/certify.h"
#include "harness/counterexamples/minimizer/minimizer.h"
#include "harness/counterexamples/minimizer/sequences/shorter_sequences.h"
#include "harness/process/run_in_child.h"
#include "harness/subjects/reported.h"
#include "properties/broken_assumptions.h"
#include "smt/jobs/symbolic_subject.h"
#include "smt/minimality/sequence_minimum.h"

#include <fmt/format.h>

#include <algorithm>
#endif

namespace dma_verify {

Certification not_certified(const std::string &reason) {
  Certification certification;
  certification.minimum.reason = reason;
  return certification;
}

bool write_queries(const Counterexample &counterexample, const std::filesystem::path &folder) {
  if (!counterexample.certification)
    return true;
  const Certification &certification = *counterexample.certification;
  bool written = true;
  for (const SettledQuery *query :
       {&certification.minimum.query, &certification.region.query, &certification.fields_query}) {
    if (!query->file.empty() && !query->text.empty())
      written = write_whole(folder / query->file, query->text) && written;
  }
  return written;
}

#ifndef DMA_VERIFY_SMT

void certify(const Subject &, Counterexample &counterexample, CertifyPart) {
  counterexample.certification = not_certified("built without solvers");
}

#else

namespace {

constexpr const char *kOnlyRun = "without its LLVM IR a C file can only be run";
constexpr std::chrono::seconds kTime{60};
constexpr std::chrono::milliseconds kRunTime{4000}; // of every shorter sequence

// What a child reports: the counterexample as it is certified, or why there is no certification.
struct Certified {
  StoredScenario scenario;
  std::vector<world::Event> steps;
  Certification certification;
};
struct NotCertified {
  std::string why;
};
using Answer = std::variant<Certified, NotCertified>;

smt::Failing failing_of(const Subject &subject, const Counterexample &counterexample) {
  smt::Failure failure;
  failure.property = find_property(counterexample.property).value();
  failure.clause = counterexample.clause;
  failure.architecture = counterexample.scenario.architecture;
  failure.broken = broken_assumptions(counterexample.scenario);
  smt::Failing failing{*subject.on_terms, failure};
  failing.minimize = [failing](const StoredScenario &start) {
    MinimizeOptions options;
    options.order = failing.failure.order();
    return minimize(
               start, [&](const StoredScenario &candidate) { return failing.fails(candidate); },
               options)
        .scenario;
  };
  return failing;
}

// What solvers say; `shorter` if they found a shorter one, which is then in `events`.
CertifiedMinimum shortest_by_solvers(const Subject &subject, const Architecture &architecture,
                                     const SequenceViolation &violation,
                                     std::vector<world::Event> &events, bool &shorter) {
  CertifiedMinimum minimum;
  if (!subject.on_terms) {
    minimum.reason = kOnlyRun;
    return minimum;
  }
  const auto solvers = smt::find_solvers();
  if (const auto *error = std::get_if<smt::SolverError>(&solvers)) {
    minimum.reason = error->message;
    return minimum;
  }
  try {
    smt::FoundSequence found = smt::certify_shortest(*subject.on_terms, architecture, violation,
                                                     events, std::get<smt::Solvers>(solvers));
    shorter = found.events.size() < events.size();
    events = std::move(found.events);
    return found.certified;
  } catch (const smt::ExplorationError &error) {
    minimum.reason = error.what();
    return minimum;
  }
}

Answer certified(Counterexample &counterexample, Certification certification) {
  name_queries(certification, file_name_of(counterexample));
  return Certified{counterexample.scenario, counterexample.steps, std::move(certification)};
}

Answer certify_call(const Subject &subject, Counterexample counterexample, CertifyPart part) {
  const auto solvers = smt::find_solvers();
  if (const auto *error = std::get_if<smt::SolverError>(&solvers))
    return NotCertified{error->message};
  const smt::Failing failing = failing_of(subject, counterexample);
  if (!failing.fails(counterexample.scenario))
    return NotCertified{"it does not fail on " + subject.name};
  CertifyOptions options;
  options.region = options.fields = part == CertifyPart::everything;
  CertifiedScenario result =
      certify(failing, counterexample.scenario, std::get<smt::Solvers>(solvers), options);
  counterexample.scenario = result.scenario;
  return certified(counterexample, std::move(result.certification));
}

// Of a sequence: every shorter one of a small space is run, and of the model solvers are asked
// about the others. What fails takes its place.
Answer certify_sequence(const Subject &subject, Counterexample counterexample,
                        const process::Reporter<Answer> &reporter) {
  const auto start = std::chrono::steady_clock::now();
  const Architecture architecture = counterexample.scenario.architecture;
  const SequenceViolation violation{counterexample.property, counterexample.clause};
  world::PlatformOptions options;
  options.iommu_devices = subject.environment.iommu_devices;
  const world::Platform platform = world::make_platform(architecture, options);
  const std::function<ObserveCall()> open = [&]() -> ObserveCall {
    return [&reporter, observe = subject.open()](const StoredScenario &scenario,
                                                 StoredObservation &observation) {
      reporter.make_progress();
      observe(scenario, observation);
    };
  };
  const std::size_t given = counterexample.steps.size();
  std::vector<world::Event> &events = counterexample.steps;
  Certification certification;
  for (bool shorter = true; shorter;) {
    shorter = false;
    certification = {};
    if (events.size() > 1) {
      ShorterRuns runs = run_every_sequence(platform, events.size() - 1, open, violation, kRunTime);
      certification.shorter_run = {
          runs.complete, static_cast<unsigned>(std::min(events.size() - 1, kLongestRunInFull)),
          runs.sequences, std::move(runs.space)};
      if (shorter = !runs.found.empty(); shorter) {
        events = std::move(runs.found);
        continue;
      }
    }
    certification.minimum = shortest_by_solvers(subject, architecture, violation, events, shorter);
  }
  CertifiedMinimum &minimum = certification.minimum;
  minimum.gap = static_cast<unsigned>(given - events.size());
  if (minimum.gap != 0)
    minimum.gap_text = fmt::format("{} steps instead of {}", given, events.size());
  counterexample.scenario = hardest_call_of(events);
  counterexample.scenario.architecture = architecture;
  certification.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return certified(counterexample, std::move(certification));
}

} // namespace

void certify(const Subject &subject, Counterexample &counterexample, CertifyPart part) {
  const bool is_sequence = !counterexample.steps.empty();
  if (!subject.on_terms && !is_sequence) {
    counterexample.certification = not_certified(kOnlyRun);
    return;
  }
  if (is_sequence ? find_sequence_property(counterexample.property) == nullptr
                  : !find_property(counterexample.property)) {
    counterexample.certification = not_certified("its property is none of the catalogue's");
    return;
  }
  process::PoolOptions options;
  options.stall_limit = kTime;
  auto result =
      process::run_in_child<Answer>(options, [&](const process::Reporter<Answer> &reporter) {
        return is_sequence ? certify_sequence(subject, counterexample, reporter)
                           : certify_call(subject, counterexample, part);
      });
  if (const auto *failure = std::get_if<process::ChildFailure>(&result)) {
    counterexample.certification = not_certified("the process ended: " + failure->what);
    return;
  }
  auto &answer = std::get<Answer>(result);
  if (const auto *none = std::get_if<NotCertified>(&answer)) {
    counterexample.certification = not_certified(none->why);
    return;
  }
  auto &certified = std::get<Certified>(answer);
  counterexample.scenario = certified.scenario;
  counterexample.steps = std::move(certified.steps);
  counterexample.certification = std::move(certified.certification);
}

#endif

} // namespace dma_verify
