// SPDX-License-Identifier: GPL-2.0-only
// minimize.
#include "harness/cli/commands.h"
#include "harness/cli/counterexamples/export_files.h"
#include "harness/cli/run.h"
#include "harness/counterexamples/certification/certified_counterexample.h"
#include "harness/counterexamples/minimizer/minimizer.h"
#include "harness/counterexamples/minimizer/sequences/sequence_minimizer.h"
#include "harness/engines/test/work_unit.h"
#include "harness/process/process_pool.h"
#include "harness/report/report.h"
#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/ops_helpers/mutants/broken_models.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <numeric>

namespace dma_verify::cli {
namespace {

namespace fs = std::filesystem;

struct ChildReport {
  std::uint64_t progress = 0;
  bool done = false;
  StoredScenario minimized{};
};
static_assert(std::is_trivially_copyable_v<ChildReport>);

// Minimizes in a child: the subject's code runs there only. As it is if it does not fail.
std::optional<StoredScenario> minimize_in_child(const Subject &subject,
                                                const Counterexample &counterexample,
                                                std::string &problem) {
  std::optional<StoredScenario> minimized;
  ProcessPool pool;
  pool.run(
      1,
      [&](std::size_t, std::byte *slot) {
        auto &report = *new (slot) ChildReport{};
        const PropertyIndex property = find_property(counterexample.property).value();
        const Observe observe = subject.open();
        StoredObservation observed;
        const auto broken = broken_assumptions(counterexample.scenario);
        const auto supported = [&](const Architecture &row) {
          return subject.supports(row) && catalogue()[property].applies_to(row);
        };
        const StillFails fails = [&](const StoredScenario &candidate) {
          ++report.progress;
          return supported(candidate.architecture) &&
                 fails_likewise(observe, property, counterexample.clause, broken, candidate,
                                observed);
        };
        report.minimized = counterexample.scenario;
        dma_verify::MinimizeOptions options;
        options.order = order_of(counterexample.property);
        options.rows = architectures();
        if (fails(counterexample.scenario))
          report.minimized = minimize(counterexample.scenario, fails, options).scenario;
        report.done = true;
      },
      [&](std::size_t, const TaskEnd &end, std::byte *slot) {
        ChildReport report;
        std::memcpy(&report, slot, sizeof report);
        if (report.done) {
          minimized = report.minimized;
        } else {
          problem = "the process ended: " + end.what;
        }
        return false;
      });
  return minimized;
}

constexpr std::size_t kMostSteps = 256;

struct StepsReport {
  std::uint64_t progress = 0;
  bool done = false;
  bool failed = false; // the sequence as it is
  bool kept[kMostSteps] = {};
};
static_assert(std::is_trivially_copyable_v<StepsReport>);

// Drops steps in a child.
void minimize_steps_in_child(const Subject &subject, Counterexample &counterexample,
                             std::string &problem) {
  const std::vector<world::Event> sequence = counterexample.steps;
  if (sequence.size() > kMostSteps)
    return;
  ProcessPool pool;
  pool.run(
      1,
      [&](std::size_t, std::byte *slot) {
        auto &report = *new (slot) StepsReport{};
        const StepsFail fails = [&](const std::vector<std::size_t> &steps) {
          ++report.progress;
          return steps_violate(counterexample.scenario.architecture, sequence, steps,
                               subject.open(), {counterexample.property, counterexample.clause});
        };
        std::vector<std::size_t> all(sequence.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        report.failed = fails(all);
        MinimizedSteps minimized{all};
        if (report.failed)
          minimized = minimize_steps(sequence.size(), fails);
        for (const std::size_t step : minimized.steps)
          report.kept[step] = true;
        report.done = true;
      },
      [&](std::size_t, const TaskEnd &end, std::byte *slot) {
        StepsReport report;
        std::memcpy(&report, slot, sizeof report);
        if (!report.done) {
          problem = "the process ended: " + end.what;
          return false;
        }
        if (!report.failed)
          return false;
        counterexample.steps.clear();
        for (std::size_t i = 0; i < sequence.size(); ++i) {
          if (report.kept[i])
            counterexample.steps.push_back(sequence[i]);
        }
        const Architecture architecture = counterexample.scenario.architecture;
        counterexample.scenario = hardest_call_of(counterexample.steps);
        counterexample.scenario.architecture = architecture;
        return false;
      });
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
  auto resolved = resolve_subject(word, processors());
  if (const auto *error = std::get_if<SubjectError>(&resolved))
    return usage_error(error->message);
  const Subject &subject = std::get<ResolvedSubject>(resolved).subject;
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
