// SPDX-License-Identifier: GPL-2.0-only
// minimize.
#include "harness/cli/commands.h"
#include "harness/cli/counterexamples/export_files.h"
#include "harness/cli/run.h"
#include "harness/counterexamples/certification/certified_counterexample.h"
#include "harness/counterexamples/minimizer/minimizer.h"
#include "harness/counterexamples/minimizer/sequences/sequence_minimizer.h"
#include "harness/engines/test/work_unit.h"
#include "harness/process/run_in_child.h"
#include "harness/report/report.h"
#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/ops_helpers/mutants/broken_models.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <numeric>

namespace dma_verify::cli {
namespace {

namespace fs = std::filesystem;

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

// Minimizes in a child: the subject's code runs there only. As it is if it does not fail.
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
                         dma_verify::MinimizeOptions options;
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

// Writes the counterexample, what explains it and its exports; the paths, or nothing if one cannot
// be written.
std::optional<std::vector<std::string>> write_explained(const std::string &out,
                                                        ShownCounterexample shown) {
  const fs::path toml = fs::path(out) / file_name_of(shown.counterexample);
  shown.file = toml.string();
  RunSummary summary;
  summary.title = fmt::format("{}, clause {}, on {}", shown.counterexample.property,
                              shown.counterexample.clause, shown.subject);
  std::vector<std::string> written;
  summary.not_seen = {"all but this counterexample (dma-verify verify)"};
  for (const auto &[path, text] :
       {std::pair(toml, to_toml(shown.counterexample)),
        std::pair(fs::path(out) / "summary.md", markdown_page(shown)),
        std::pair(fs::path(out) / "report.html", render_html({}, summary, {&shown, 1}))}) {
    if (!write_whole(path, text))
      return std::nullopt;
    written.push_back(path.string());
  }
  if (!write_queries(shown.counterexample, out))
    return std::nullopt;
  const auto exported = write_exports(out, shown);
  if (!exported)
    return std::nullopt;
  written.insert(written.end(), exported->begin(), exported->end());
  return written;
}

} // namespace

int execute(const MinimizeOptions &options) {
  auto read = read_counterexample(options.file);
  if (const auto *unusable = std::get_if<UnusableFile>(&read)) {
    usage_error(unusable->message);
    return unusable->stale ? 3 : 2;
  }
  Counterexample &counterexample = std::get<Counterexample>(read);
  std::string word = options.subject;
  if (word.empty()) {
    if (counterexample.subject.kind != "model") {
      return usage_error(options.file + " was found on a C file: name it with --subject");
    }
    word = "model";
    // Found on a broken model, it fails on that.
    const std::string &found_on = counterexample.provenance.found_on;
    if (is_of_mutant(counterexample) &&
        broken_models::find_seeded_bug(found_on.substr(kMutant.size())) != nullptr)
      word = std::string(kBrokenModel) + found_on.substr(kMutant.size());
  }
  auto resolved = resolve_subject(word, counterexample.scenario.call.unit, processors());
  if (const auto *error = std::get_if<SubjectError>(&resolved))
    return usage_error(error->message);
  const Subject &subject = std::get<Subject>(resolved);
  if (options.format == "kunit" && !counterexample.steps.empty())
    return usage_error("--format kunit: " + options.file + " is a sequence, a parameter one call");
  if (!subject.supports(counterexample.scenario.architecture)) {
    return usage_error("--subject " + word + ": runs with 64-bit words only, the file is for " +
                       architecture_id(counterexample.scenario.architecture));
  }
  ShownCounterexample shown;
  shown.counterexample = counterexample;
  shown.subject = subject.name;
  shown.file = options.file;
  std::string problem;
  if (!counterexample.steps.empty()) {
    minimize_steps_in_child(subject, shown.counterexample, problem);
  } else {
    const auto minimized = minimize_in_child(subject, counterexample, problem);
    if (minimized)
      shown.counterexample.scenario = *minimized;
  }
  if (problem.empty())
    certify(subject, shown.counterexample);
  shown.certification = shown.counterexample.certification;
  if (problem.empty()) {
    shown.examination = examine(subject, shown.counterexample);
    problem = shown.examination.problem;
  }
  if (!problem.empty()) {
    usage_error(problem);
    return 1;
  }
  if (options.out.empty()) {
    fmt::print("{}", options.format == "markdown" ? markdown_page(shown)
                                                  : export_text(shown, options.format));
  } else {
    const auto written = write_explained(options.out, shown);
    if (!written)
      return usage_error("--out " + options.out + ": cannot be written");
    fmt::print("{}\n", fmt::join(*written, "\n"));
  }
  if (!shown.examination.fails) {
    usage_error(
        fmt::format("the scenario does not violate {} on {}", counterexample.clause, subject.name));
    return 0;
  }
  return 1;
}

} // namespace dma_verify::cli
