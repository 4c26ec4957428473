// SPDX-License-Identifier: GPL-2.0-only
// minimize.
#include "harness/cli/commands.h"
#include "harness/cli/run.h"
#include "harness/counterexamples/pipeline/minimize_again.h"
#include "harness/counterexamples/pipeline/shown.h"
#include "harness/counterexamples/proved_facts/prove_facts.h"
#include "harness/report/report.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace dma_verify::cli {
namespace {

namespace fs = std::filesystem;

// Writes the counterexample, what explains it and its exports; the paths, or nothing if one cannot
// be written.
std::optional<std::vector<std::string>> write_explained(const std::string &out,
                                                        ShownCounterexample shown) {
  const auto toml = write_counterexample(out, shown.counterexample);
  if (!toml)
    return std::nullopt;
  shown.file = *toml;
  RunSummary summary;
  summary.title = fmt::format("{}, clause {}, on {}", shown.counterexample.property,
                              shown.counterexample.clause, shown.subject);
  std::vector<std::string> written = {*toml};
  summary.not_seen = {"all but this counterexample (dma-verify verify)"};
  for (const auto &[path, text] :
       {std::pair(fs::path(out) / "summary.md", markdown_page(shown)),
        std::pair(fs::path(out) / "report.html", render_html({}, summary, {&shown, 1}))}) {
    if (!write_whole(path, text))
      return std::nullopt;
    written.push_back(path.string());
  }
  const auto exported = write_exports(out, shown);
  if (!exported)
    return std::nullopt;
  written.insert(written.end(), exported->begin(), exported->end());
  return written;
}

} // namespace

int execute(const MinimizeOptions &options) {
  watch_for_interrupts();
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
    // Found on a mutant, it fails on that.
    const std::string &found_on = counterexample.provenance.found_on;
    if (is_of_mutant(counterexample) && find_mutant(found_on.substr(kMutant.size())) != nullptr)
      word = std::string(kMutantPrefix) + found_on.substr(kMutant.size());
  }
  auto resolved = resolve_subject(word, counterexample.scenario.call.unit, processors(),
                                  containment_for(options.unsandboxed));
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
  std::string problem = minimize_again(subject, shown.counterexample);
  if (problem.empty()) {
    Subject provable = subject;
    const std::string unprovable =
        provable.make_provable && shown.counterexample.steps.empty()
            ? provable.make_provable(
                  provable, std::array{shown.counterexample.scenario.architecture}, processors())
            : "";
    if (unprovable.empty())
      prove_facts(provable, shown.counterexample);
    else
      shown.counterexample.proved = not_proved(unprovable);
    shown.examination = examine(subject, shown.counterexample);
    problem = shown.examination.problem;
  }
  if (was_interrupted())
    return usage_error("");
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
