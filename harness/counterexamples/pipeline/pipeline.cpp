// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/pipeline/pipeline.h"

#include "harness/counterexamples/examination/examine.h"
#include "harness/counterexamples/prose/explain_sequence.h"
#include "harness/counterexamples/prose/first_difference.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/counterexamples/prose/story.h"
#include "harness/counterexamples/proved_facts/prove_facts.h"
#include "harness/results/files.h"
#include "properties/broken_assumptions.h"
#include "properties/reachability.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {
namespace {

// The time that solvers have in a run for all its counterexamples.
constexpr std::chrono::seconds kProvingTime{45};

// What happened in the counterexample as it is now, and how it can be reached. `seen` is empty if
// it was not run.
std::string sentence_about(const Counterexample &counterexample, const Examination &seen,
                           ReachableFrom from, std::size_t original_steps) {
  if (!counterexample.steps.empty())
    return fmt::format("{} ({} of {} steps)", actions_text(counterexample.steps),
                       counterexample.steps.size(), original_steps);
  std::string text = request_of(counterexample.scenario) + ".";
  if (!seen.observed.empty())
    text = sentence_of(counterexample, seen.observed.front());
  return fmt::format("{} Reachable {}.", text, to_string(from));
}

// Of a sequence in the step that shows the failure best.
RecordedDifference difference_in(const Counterexample &counterexample, const Examination &seen) {
  if (seen.observed.empty() || seen.expected.size() != seen.observed.size())
    return {};
  std::size_t number = 0;
  HelperId call = counterexample.scenario.call;
  if (!counterexample.steps.empty()) {
    const auto step = step_to_show(counterexample, seen.observed, seen.expected);
    if (!step || !step->differs)
      return {};
    number = step->number;
    call = counterexample.steps[number].scenario.call;
  }
  return first_difference(call, seen.observed[number], seen.expected[number],
                          lines_of_call(seen.lines, number));
}

// The tested code: the kind of subject, and the file if it is one.
std::string origin_of(const Counterexample &counterexample) {
  return counterexample.provenance.found_on + " " + counterexample.subject.sha256;
}

} // namespace

std::optional<std::string> write_counterexample(const std::filesystem::path &folder,
                                                const Counterexample &counterexample) {
  const std::filesystem::path path = folder / file_name_of(counterexample);
  if (!write_whole(path, to_toml(counterexample)) || !write_queries(counterexample, folder))
    return std::nullopt;
  return path.string();
}

void Pipeline::know(const Counterexample &counterexample, const std::string &path) {
  stored_.push_back({kinds_of(counterexample), path, origin_of(counterexample)});
  take_over(counterexample, path);
}

void Pipeline::take_over(const Counterexample &counterexample, const std::string &path) {
  in_files_[path] = counterexample;
}

const Counterexample *Pipeline::in_file(const std::string &path) const {
  const auto found = in_files_.find(path);
  return found == in_files_.end() ? nullptr : &found->second;
}

// Of each clause all is asked once, on the architecture on which it is found first; on others only
// the minimum, as long as there is time.
void Pipeline::prove_in_time(const Subject &subject, const std::string &build,
                             Counterexample &counterexample) {
  std::string what = fmt::format("{} {}", counterexample.property, counterexample.clause);
  const bool proves = subject.on_terms != nullptr || !counterexample.steps.empty();
  const bool first = proves && proved_clauses_.insert(what).second;
  what += fmt::format(" {} {} {}", subject.name,
                      architecture_id(counterexample.scenario.architecture), build);
  for (const Assumption assumption : broken_assumptions(counterexample.scenario))
    what += " " + std::string(text_of(assumption).id);
  if (const auto known = proved_.find(what); proves && known != proved_.end()) {
    counterexample.scenario = known->second.scenario;
    counterexample.steps = known->second.steps;
    counterexample.proved = known->second.proved;
    return;
  }
  if (proves && proving_ >= kProvingTime) {
    counterexample.proved =
        not_proved("no time was left in this run; dma-verify minimize FILE asks the solvers");
    return;
  }
  const auto start = std::chrono::steady_clock::now();
  prove_facts(subject, counterexample, first ? ProvePart::everything : ProvePart::minimum, build);
  proving_ += std::chrono::steady_clock::now() - start;
  if (proves && counterexample.proved->minimum.proved)
    proved_[what] = counterexample;
}

void Pipeline::prove_and_run(const Subject &subject, const std::string &build,
                             Counterexample &counterexample) {
  const Counterexample before = counterexample;
  prove_in_time(subject, build, counterexample);
  if (!subject.is_of_file() || subject.on_terms == nullptr || !counterexample.steps.empty())
    return;
  const auto fails = [&](const Counterexample &tried) {
    return examine(subject, tried, Trials::none).fails;
  };
  if (fails(counterexample) || !fails(before))
    return;
  counterexample = before;
  counterexample.proved = not_proved("a smaller scenario fails as clang compiles the file, and not "
                                     "as it is compiled for this machine");
}

void Pipeline::now_provable(const Subject &subject) {
  const auto found = std::ranges::find(subjects_, subject.name, &Subject::name);
  if (found != subjects_.end())
    *found = subject;
}

bool Pipeline::complete(EngineResult &result) {
  Counterexample &counterexample = *result.counterexample;
  const auto found = std::ranges::find(subjects_, result.record.subject, &Subject::name);
  const Subject *subject = found == subjects_.end() ? nullptr : &*found;
  counterexample.provenance.version = version_;
  if (!mutant_.empty() && counterexample.provenance.found_on != "model")
    counterexample.provenance.found_on = std::string(kMutant) + mutant_;
  if (!counterexample.earlier.empty())
    counterexample.proved = not_proved("it fails only after other calls");
  else if (subject != nullptr)
    prove_and_run(*subject, result.record.build, counterexample);
  const Reachability reach = reachability_of(counterexample.scenario);
  counterexample.reachable = std::string(to_string(reach.from)) + ": " + reach.rule;
  if (!counterexample.earlier.empty())
    counterexample.reachable += "; " + counterexample.earlier.text;

  const Kind kind = kinds_of(counterexample);
  const auto same = [&](const auto &other) { return show_the_same(other.kind, kind); };
  const std::string where = fmt::format("{} {}", result.record.subject,
                                        architecture_id(counterexample.scenario.architecture));
  const auto written = std::ranges::find_if(
      written_, [&](const Written &other) { return other.where == where && same(other); });
  const auto is_smallest = [](const Counterexample &one) {
    return one.proved && one.proved->minimum.proved;
  };
  const bool is_better = written != written_.end() && is_smallest(counterexample) &&
                         !is_smallest(in_files_.at(written->path));
  bool good = true;
  if (written != written_.end() && !is_better) {
    counterexample = in_files_.at(written->path);
    result.record.counterexample = written->path;
    result.record.reason = written->sentence;
    result.record.difference = written->difference;
  } else {
    // Made of what is written: a solver may have found a smaller scenario.
    Examination seen;
    if (subject != nullptr)
      seen = examine(*subject, counterexample, Trials::none);
    result.record.reason = sentence_about(counterexample, seen, reach.from, result.original_steps);
    result.record.difference = difference_in(counterexample, seen);
    const auto path = write_counterexample(folder_, counterexample);
    if (good = path.has_value(); good) {
      result.record.counterexample = *path;
      in_files_[*path] = counterexample;
      Written now = {kind, where, *path, result.record.reason, result.record.difference};
      if (is_better)
        *written = std::move(now);
      else
        written_.push_back(std::move(now));
    }
  }
  if (!result.remark.empty())
    result.record.reason += " " + result.remark;
  const std::string origin = origin_of(counterexample);
  const auto stored = std::ranges::find_if(stored_, [&](const Stored &other) {
    const bool regions = !kind.with_region.empty() && !other.kind.with_region.empty();
    return same(other) && (regions || other.found_on == origin);
  });
  if (stored != stored_.end())
    result.record.reason += fmt::format(" Known: {} shows the same.", stored->path);
  return good;
}

} // namespace dma_verify
