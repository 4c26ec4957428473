// SPDX-License-Identifier: GPL-2.0-only
// The results of a work unit: records, and counterexamples.
#pragma once

#include "harness/counterexamples/pipeline/engine_result.h"
#include "harness/engines/test/campaigns/campaign.h"
#include "harness/engines/test/campaigns/sweep_campaign.h"

#include <utility>
#include <vector>

namespace dma_verify {

// The property's own record, and one for an execution clause if the tests violated it too.
std::vector<EngineResult> results_of(const UnitOutcome &outcome, std::uint64_t seed);

// The record of a sweep of the model.
EngineResult result_of(const SweepOutcome &outcome);

// With how many fault schedules each helper was tested: "mmap 9", or "mmap 4 of 9" if some test did
// not run all of them. If the numbers differ between subjects, a helper has two phrases.
std::vector<std::string> fault_schedules_run(const std::vector<Record> &records);

// Whether a subject agrees with the model, summed over the units of one call and architecture.
class AgreementSum {
public:
  // The records are those of these calls.
  explicit AgreementSum(std::vector<HelperId> calls) : calls_(std::move(calls)) {}

  void add(const UnitOutcome &outcome);
  // For each subject, any call and architecture the smallest differing scenario, as it was found,
  // and the unit that found it; and what became of it.
  [[nodiscard]] std::vector<std::pair<WorkUnit, StoredScenario>> found() const;
  void minimized(const UnitOutcome &outcome);
  // One record per subject, call and architecture. `folder` is where differences are shown.
  std::vector<Record> records(std::uint64_t seed, const std::string &folder) const;
  // The smallest differing scenario that was found for each subject and call.
  struct Difference {
    const Subject *subject = nullptr;
    HelperId call{};
    StoredScenario scenario{};
  };
  std::vector<Difference> differences() const;

private:
  struct Sum {
    const Subject *subject = nullptr;
    HelperId call{};
    Architecture architecture{};
    PropertyIndex found_by = 0;
    std::uint64_t cases = 0;
    std::uint64_t differing = 0;
    double seconds = 0;
    std::optional<StoredScenario> difference{};
  };
  Sum &sum_of(const WorkUnit &unit);
  [[nodiscard]] bool is_selected(const Sum &sum) const;

  std::vector<HelperId> calls_;
  std::vector<Sum> sums_;
};

} // namespace dma_verify
