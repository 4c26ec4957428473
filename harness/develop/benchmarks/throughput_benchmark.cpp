// SPDX-License-Identifier: GPL-2.0-only
// What the suite's random tests cost compared with rc::check alone on the same property, generator
// and subject in the same process: cases per second of both, and their ratio.
#include "properties/model_subject.h"
#include "properties/random/draw.h"
#include "properties/random/stream.h"

#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace {

using namespace dma_verify;
using Clock = std::chrono::steady_clock;

constexpr int kCases = 20000;
constexpr int kRounds = 9; // of each, in turn

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double suite_seconds(PropertyIndex property, const Architecture &architecture, unsigned seed) {
  random::StreamOptions options;
  options.seed = seed;
  options.cases = kCases;
  const random::JudgeScenario judge = [&](const StoredScenario &scenario) {
    const Assessment assessment = assess_model(property, scenario);
    random::CaseOutcome outcome;
    outcome.labels = assessment.labels;
    outcome.clause = assessment.violated_clause;
    if (!assessment.violated_clause.empty())
      outcome.kind = random::CaseOutcome::Kind::violated;
    return outcome;
  };
  const auto start = Clock::now();
  const auto result = random::run_stream(catalogue()[property], architecture, judge, options);
  return result.cases == kCases ? seconds_since(start) : 0;
}

double bare_seconds(PropertyIndex property, const Architecture &architecture, unsigned seed) {
  const HelperId call = catalogue()[property].call;
  const auto schedules = random::fault_schedules(call, {});
  const rc::Gen<StoredScenario> generator = [&](const rc::Random &stream, int size) {
    rc::Random choice(stream);
    random::Draw draw(choice.split(), size);
    const auto &schedule = schedules[draw.below(schedules.size())];
    return rc::shrinkable::just(
        random::generate(choice.split(), size, architecture, call, schedule, random::Aim::mixed));
  };
  rc::detail::TestMetadata metadata;
  metadata.id = std::string(catalogue()[property].id);
  rc::detail::TestParams params;
  params.seed = seed;
  params.maxSuccess = kCases;
  rc::detail::TestListenerAdapter listener;
  const auto start = Clock::now();
  const auto result = rc::detail::checkTestable(
      [&] {
        const StoredScenario scenario = *generator;
        RC_ASSERT(assess_model(property, scenario).violated_clause.empty());
      },
      metadata, params, listener, std::unordered_map<std::string, rc::detail::Reproduce>{});
  rc::detail::SuccessResult success{};
  return result.match(success) ? seconds_since(start) : 0;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

} // namespace

int main() {
  fmt::print("{:34} {:>14} {:>14} {:>8}\n", "property (model, 64-64-64-12)", "suite/s",
             "rc::check/s", "ratio");
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  bool complete = true;
  for (const char *id :
       {"offset-bounds.accepted-in-bounds", "page-range.mmap", "page-range.scatter-list",
        "error-unwind.alloc_pages", "round-trip.free_pages"}) {
    const PropertyIndex property = find_property(id).value();
    std::vector<double> suite;
    std::vector<double> bare;
    std::vector<double> ratios;
    for (unsigned round = 1; round <= kRounds; ++round) {
      suite.push_back(suite_seconds(property, architecture, round));
      bare.push_back(bare_seconds(property, architecture, round));
      complete = complete && suite.back() > 0 && bare.back() > 0;
      ratios.push_back(bare.back() / suite.back());
    }
    fmt::print("{:34} {:14.0f} {:14.0f} {:8.2f}\n", id, kCases / median(suite),
               kCases / median(bare), median(ratios));
  }
  return complete ? 0 : 1;
}
