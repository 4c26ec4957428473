// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/proved_facts/prove_facts.h"

#include "harness/counterexamples/files/certification_file.h"
#include "harness/results/files.h"
#include "properties/catalogue.h"

#ifdef DMA_VERIFY_SMT
#include "harness/counterexamples/minimizer/minimizer.h"
#include "harness/counterexamples/minimizer/sequences/shorter_sequences.h"
#include "harness/counterexamples/proved_facts/smallest.h"
#include "harness/process/run_in_child.h"
#include "harness/subjects/reported.h"
#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "smt/minimality/sequence_minimum.h"
#include "smt/subjects/symbolic_subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>
#endif

namespace dma_verify {

ProvedFacts not_proved(const std::string &reason) {
  ProvedFacts proved;
  proved.minimum.reason = reason;
  return proved;
}

bool write_queries(const Counterexample &counterexample, const std::filesystem::path &folder) {
  if (!counterexample.proved)
    return true;
  const ProvedFacts &proved = *counterexample.proved;
  bool written = true;
  for (const SettledQuery *query :
       {&proved.minimum.query, &proved.region.query, &proved.fields_query}) {
    if (!query->file.empty() && !query->text.empty())
      written = write_whole(folder / query->file, query->text) && written;
  }
  return written;
}

#ifndef DMA_VERIFY_SMT

void prove_facts(const Subject &, Counterexample &counterexample, ProvePart, const std::string &) {
  counterexample.proved = not_proved("built without solvers");
}

#else

namespace {

constexpr const char *kOnlyRun = "a C file that is not compiled by clang can only be run";
constexpr std::chrono::seconds kTime{60};
constexpr std::chrono::milliseconds kRunTime{4000}; // of every shorter sequence

// What a child reports: the counterexample as it is then and what is proved of it, or why nothing
// is.
struct Proved {
  StoredScenario scenario;
  std::vector<world::Event> steps;
  ProvedFacts proved;
};
struct NotProved {
  std::string why;
};
using Answer = std::variant<Proved, NotProved>;

// What solvers are asked about, and what it is beside the subject.
struct Asked {
  smt::SymbolicSubject subject;
  std::string what{};
};

// Of a file each way in which it was compiled for the counterexample's architecture, as the kernel
// is built first, in any call and in the first one; or in the way `build` alone.
std::vector<Asked> asked_about(const smt::SymbolicSubject &subject,
                               const Counterexample &counterexample, const std::string &build) {
  if (!subject.builds)
    return {{subject}};
  ProofJob job;
  job.property = find_property(counterexample.property).value();
  job.property_id = counterexample.property;
  job.clause = counterexample.clause;
  job.call = counterexample.scenario.call;
  job.architecture = counterexample.scenario.architecture;
  std::vector<std::string> builds = subject.builds(job);
  std::ranges::reverse(builds);
  if (!build.empty())
    builds = {build};
  std::vector<Asked> all;
  for (const std::string &one : builds) {
    const std::string what = ", of the file as clang compiles it (" + one + ")";
    all.push_back({subject.of_build(one), what});
    all.push_back({subject.first_call(one), what + ", in its first call"});
  }
  return all;
}

smt::Failing failing_of(const smt::SymbolicSubject &subject, const Counterexample &counterexample) {
  smt::Failure failure;
  failure.property = find_property(counterexample.property).value();
  failure.clause = counterexample.clause;
  failure.architecture = counterexample.scenario.architecture;
  failure.broken = broken_assumptions(counterexample.scenario);
  smt::Failing failing{subject, failure};
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
ProvedMinimum shortest_by_solvers(const Subject &subject, const Architecture &architecture,
                                  const SequenceViolation &violation,
                                  std::vector<world::Event> &events, bool &shorter) {
  ProvedMinimum minimum;
  if (!subject.on_terms || subject.on_terms->builds) {
    minimum.reason = "sequences of calls of a C file can only be run";
    return minimum;
  }
  const auto solvers = smt::find_solvers();
  if (const auto *error = std::get_if<smt::SolverError>(&solvers)) {
    minimum.reason = error->message;
    return minimum;
  }
  try {
    smt::FoundSequence found = smt::prove_shortest(*subject.on_terms, architecture, violation,
                                                   events, std::get<smt::Solvers>(solvers));
    shorter = found.events.size() < events.size();
    events = std::move(found.events);
    return found.proved;
  } catch (const smt::ExplorationError &error) {
    minimum.reason = error.what();
    return minimum;
  }
}

Answer answer_with(Counterexample &counterexample, ProvedFacts proved) {
  name_queries(proved, file_name_of(counterexample));
  return Proved{counterexample.scenario, counterexample.steps, std::move(proved)};
}

Answer prove_call(const Subject &subject, Counterexample counterexample, ProvePart part,
                  const std::string &build) {
  const auto solvers = smt::find_solvers();
  if (const auto *error = std::get_if<smt::SolverError>(&solvers))
    return NotProved{error->message};
  for (const auto &[asked, what] : asked_about(*subject.on_terms, counterexample, build)) {
    const smt::Failing failing = failing_of(asked, counterexample);
    if (!failing.fails(counterexample.scenario)) {
      StoredObservation seen;
      asked.open()(counterexample.scenario, seen);
      if (violates(failing.failure.property, counterexample.clause, counterexample.scenario, seen))
        return NotProved{"the call violates another clause of the property too, one that comes "
                         "before it"};
      continue;
    }
    SmallestOptions options;
    options.region = options.fields = part == ProvePart::everything;
    ProvedScenario result =
        prove_smallest(failing, counterexample.scenario, std::get<smt::Solvers>(solvers), options);
    for (std::string *space : {&result.proved.minimum.space, &result.proved.region.space}) {
      if (!space->empty())
        *space += what;
    }
    counterexample.scenario = result.scenario;
    return answer_with(counterexample, std::move(result.proved));
  }
  return NotProved{"it does not fail on " + subject.name +
                   (subject.is_of_file() ? " as clang compiles it" : "")};
}

// Of a sequence: every shorter one of a small space is run, and of the model solvers are asked
// about the others. What fails takes its place.
Answer prove_sequence(const Subject &subject, Counterexample counterexample,
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
  ProvedFacts proved;
  for (bool shorter = true; shorter;) {
    shorter = false;
    proved = {};
    if (events.size() > 1) {
      ShorterRuns runs = run_every_sequence(platform, events.size() - 1, open, violation, kRunTime);
      proved.shorter_run = {runs.complete,
                            static_cast<unsigned>(std::min(events.size() - 1, kLongestRunInFull)),
                            runs.sequences, std::move(runs.space)};
      if (shorter = !runs.found.empty(); shorter) {
        events = std::move(runs.found);
        continue;
      }
    }
    proved.minimum = shortest_by_solvers(subject, architecture, violation, events, shorter);
  }
  ProvedMinimum &minimum = proved.minimum;
  minimum.gap = static_cast<unsigned>(given - events.size());
  if (minimum.gap != 0)
    minimum.gap_text = fmt::format("{} steps instead of {}", given, events.size());
  counterexample.scenario = hardest_call_of(events);
  counterexample.scenario.architecture = architecture;
  proved.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return answer_with(counterexample, std::move(proved));
}

} // namespace

void prove_facts(const Subject &subject, Counterexample &counterexample, ProvePart part,
                 const std::string &build) {
  const bool is_sequence = !counterexample.steps.empty();
  if (!subject.on_terms && !is_sequence) {
    counterexample.proved = not_proved(kOnlyRun);
    return;
  }
  if (is_sequence ? find_sequence_property(counterexample.property) == nullptr
                  : !find_property(counterexample.property)) {
    counterexample.proved = not_proved("its property is none of the catalogue's");
    return;
  }
  process::PoolOptions options;
  options.stall_limit = options.wait_limit = kTime;
  auto result =
      process::run_in_child<Answer>(options, [&](const process::Reporter<Answer> &reporter) {
        return is_sequence ? prove_sequence(subject, counterexample, reporter)
                           : prove_call(subject, counterexample, part, build);
      });
  if (const auto *failure = std::get_if<process::ChildFailure>(&result)) {
    counterexample.proved = not_proved("the process ended: " + failure->what);
    return;
  }
  auto &answer = std::get<Answer>(result);
  if (const auto *none = std::get_if<NotProved>(&answer)) {
    counterexample.proved = not_proved(none->why);
    return;
  }
  auto &proved = std::get<Proved>(answer);
  counterexample.scenario = proved.scenario;
  counterexample.steps = std::move(proved.steps);
  counterexample.proved = std::move(proved.proved);
}

#endif

} // namespace dma_verify
