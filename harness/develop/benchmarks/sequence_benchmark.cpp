// SPDX-License-Identifier: GPL-2.0-only
// How many sequences of 20 steps the stateful engine runs per minute on one core: on the model, and
// on a C file if one is named.
#include "harness/cli/selection/subjects.h"
#include "harness/process/run_in_child.h"
#include "properties/random/sequences/sequences.h"

#include <fmt/format.h>

#include <chrono>

namespace {

using namespace dma_verify;

constexpr std::uint64_t kSequences = 2000;
constexpr double kSteps = 20; // of a sequence

struct Measured {
  std::uint64_t sequences = 0;
  std::uint64_t steps = 0;
  double seconds = 0;
};

Measured measure(const Subject &subject, std::uint64_t seed) {
  random::SequenceOptions options;
  options.seed = seed;
  options.sequences = kSequences;
  options.platform.iommu_devices = subject.environment.iommu_devices;
  const auto start = std::chrono::steady_clock::now();
  const auto result =
      random::run_sequences(make_architecture(64, 64, 64, 12), subject.open, options);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return {result.sequences, result.steps, elapsed.count()};
}

// In a child, as every run of a C file; false if not all sequences were played.
bool report(const Subject &subject) {
  process::PoolOptions options;
  options.stall_limit = options.wait_limit = std::chrono::seconds(600);
  const auto result =
      process::run_in_child<Measured>(options, [&](const auto &) { return measure(subject, 1); });
  const auto *measured = std::get_if<Measured>(&result);
  if (measured == nullptr)
    return false;
  const double steps = static_cast<double>(measured->steps);
  fmt::print("{:30} {:10} {:10.1f} {:10.2f} {:18.0f}\n", subject.name, measured->sequences,
             steps / static_cast<double>(measured->sequences), measured->seconds,
             steps / kSteps * 60 / measured->seconds);
  return measured->sequences == kSequences;
}

} // namespace

int main(int argc, char **argv) {
  fmt::print("{:30} {:>10} {:>10} {:>10} {:>18}\n", "subject (64-64-64-12)", "sequences",
             "steps each", "seconds", "of 20 steps/minute");
  bool complete = report(model_subject());
  for (int i = 1; i < argc; ++i) {
    auto resolved = cli::resolve_subjects(argv[i], 1);
    if (const auto *error = std::get_if<SubjectError>(&resolved)) {
      fmt::print(stderr, "{}\n", error->message);
      return 2;
    }
    complete = report(std::get<cli::ResolvedSubjects>(resolved).subjects.front()) && complete;
  }
  return complete ? 0 : 1;
}
