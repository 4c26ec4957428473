// SPDX-License-Identifier: GPL-2.0-only
// How many cases a second the exhaustive engine judges on one core, compared with the plain way:
// the same requests one by one on the simulated kernel. Both in one run, in seconds of processor
// time.
#include "model/run_model.h"
#include "properties/exhaustive/sweeps.h"
#include "properties/ops_helpers/sweeps/space.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <vector>

namespace {

using namespace dma_verify;
using exhaustive::Small;

constexpr unsigned kPageShift = 2;
constexpr unsigned kRounds = 5; // of each, in turn
// The plain path is tried on every so many sizes of the sweep.
constexpr unsigned kPlainShare = 32;

struct Measured {
  std::uint64_t cases = 0;
  double seconds = 0;
  [[nodiscard]] double millions_a_second() const {
    return static_cast<double>(cases) / seconds / 1e6;
  }
};

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

Measured swept(PropertyIndex property, const Architecture &architecture, unsigned round) {
  const double start = cpu_seconds();
  const auto result = exhaustive::sweep(property, architecture, {round, kRounds}, [] {});
  return {result.scenario ? 0 : result.cases, cpu_seconds() - start};
}

Measured plain(PropertyIndex property, const Architecture &architecture, unsigned round) {
  const double start = cpu_seconds();
  const auto requests = exhaustive::vmas(architecture);
  const PropertyText &text = catalogue()[property];
  Observation<Small> observation;
  std::uint64_t cases = 0;
  const auto judge_row = [&](Scenario<Small> scenario) {
    for (unsigned offset = 0; offset < exhaustive::kValues; ++offset, ++cases) {
      scenario.vma.vm_pgoff = Small::PageCount(Small::Word(offset));
      run_model(scenario, observation);
      if (!judge<Small>(property, scenario, observation).first_violated().empty())
        return false;
    }
    return true;
  };
  for (unsigned size = round; size < exhaustive::kValues; size += kPlainShare) {
    const auto callers = exhaustive::buffers(
        text.call, architecture, Small::Bytes(Small::Word(size)), exhaustive::Buffers::one);
    if (!exhaustive::for_each_row(text, callers, requests, judge_row))
      return {};
  }
  return {cases, cpu_seconds() - start};
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + kRounds / 2);
  return values[kRounds / 2];
}

} // namespace

int main() {
  const Architecture architecture = make_architecture(8, 8, 8, kPageShift);
  fmt::print("millions of cases a second and core, page shift {}\n{:34} {:>10} {:>10} {:>8}\n",
             kPageShift, "property (model)", "exhaustive", "plain", "ratio");
  bool complete = true;
  for (const exhaustive::SweepText &text : exhaustive::sweep_texts()) {
    const PropertyIndex property = find_property(text.property).value();
    if (catalogue()[property].call != ops_helpers::Helper::mmap)
      continue;
    std::vector<double> fast;
    std::vector<double> slow;
    std::vector<double> ratios;
    for (unsigned round = 0; round < kRounds; ++round) {
      const Measured sweep = swept(property, architecture, round);
      const Measured one_by_one = plain(property, architecture, round);
      complete = complete && sweep.cases > 0 && one_by_one.cases > 0;
      fast.push_back(sweep.millions_a_second());
      slow.push_back(one_by_one.millions_a_second());
      ratios.push_back(fast.back() / slow.back());
    }
    fmt::print("{:34} {:10.0f} {:10.1f} {:8.1f}\n", text.property, median(fast), median(slow),
               median(ratios));
  }
  return complete ? 0 : 1;
}
