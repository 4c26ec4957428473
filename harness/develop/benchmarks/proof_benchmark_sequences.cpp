// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/benchmarks/proof_benchmark_sequences.h"

#include "model/run_model.h"
#include "smt/obligations/claims/sequence_claim.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

namespace dma_verify {
namespace {

using sequences::Shape;
using S = smt::SymbolicMachine<64, 64, 64, 32>;
using C = ConcreteMachine<64, 64, 64, 32>;

constexpr std::size_t kLongest = 4;

const Shape kOneBuffer = {{world::Action::acquire, 0},
                          {world::Action::map_to_user, 0},
                          {world::Action::describe, 0},
                          {world::Action::release, 0}};
const Shape kTwoBuffers = {{world::Action::acquire, 0},
                           {world::Action::acquire, 1},
                           {world::Action::release, 0},
                           {world::Action::release, 1}};

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

const sequences::ProvedProperty &property_of(std::string_view id) {
  return *std::ranges::find(sequences::proved_properties(), id, &sequences::ProvedProperty::id);
}

struct Cost {
  std::size_t choices = 0;
  unsigned paths = 0;
  double terms = 0;     // seconds, exploring
  double proofs = 0;    // seconds, settling every clause
  unsigned settled = 0; // clauses that are proved, or that no such sequence is about
  unsigned clauses = 0;
};

Cost cost_of(const sequences::ProvedProperty &property, const Shape &shape) {
  const Architecture row = make_architecture(64, 64, 64, 12);
  const auto devices = smt::devices_of(sequences::device_kinds(), property.two_devices ? 2 : 1);
  const auto choices = smt::choices_of(shape, devices, row);
  Cost cost;
  cost.choices = choices.size();
  const double start = processor_seconds();
  const auto obligations = smt::sequence_obligations<S>(
      property, choices, row,
      [](const Scenario<S> &scenario, Observation<S> &seen) { run_model(scenario, seen); });
  cost.terms = processor_seconds() - start;
  cost.paths = obligations.front().paths;
  ProofOptions options;
  options.solver_names = {"z3"};
  for (std::size_t i = 0; i < obligations.size(); ++i) {
    const ProofResult result = smt::settle_case(
        obligations[i],
        [&](std::size_t of_case, const smt::Assignment &words) {
          const auto played = smt::play_concretely<C>(
              choices[of_case], words,
              [](const Scenario<C> &scenario, Observation<C> &seen) { run_model(scenario, seen); });
          return smt::Replayed{smt::all_kept(played),
                               !played.rules.keeps(property.rules[i].proved)};
        },
        options);
    ++cost.clauses;
    if (result.verdict == ProofResult::Verdict::proved || result.cause == "vacuous")
      ++cost.settled;
  }
  cost.proofs = processor_seconds() - start - cost.terms;
  return cost;
}

void print_growth(const char *name, const sequences::ProvedProperty &property,
                  const Shape &longest) {
  std::vector<Cost> costs;
  costs.reserve(kLongest);
  for (std::size_t length = 1; length <= kLongest; ++length) {
    const auto end = longest.begin() + static_cast<std::ptrdiff_t>(length);
    costs.push_back(cost_of(property, Shape(longest.begin(), end)));
  }
  const Cost &one = costs.front();
  fmt::print("{}: {} ({:.0f} ms of processor for one call)\n", name, to_string(longest),
             1000 * (one.terms + one.proofs));
  const auto print_row = [&](const char *what, const auto &text_of) {
    fmt::print("  {:<24}", what);
    for (const Cost &cost : costs)
      fmt::print("{:>12}", text_of(cost));
    fmt::print("\n");
  };
  print_row("choices of answers", [](const Cost &cost) { return fmt::format("{}", cost.choices); });
  print_row("paths", [](const Cost &cost) { return fmt::format("{}", cost.paths); });
  print_row("clauses settled",
            [](const Cost &cost) { return fmt::format("{} of {}", cost.settled, cost.clauses); });
  print_row("exploring",
            [&](const Cost &cost) { return fmt::format("{:.1f}", cost.terms / one.terms); });
  print_row("proving all clauses",
            [&](const Cost &cost) { return fmt::format("{:.1f}", cost.proofs / one.proofs); });
  std::fflush(stdout);
}

} // namespace

void print_growth_of_sequences() {
  fmt::print("\nCost by length of a sequence, as a ratio to one call\n  {:<24}", "");
  for (std::size_t length = 1; length <= kLongest; ++length)
    fmt::print("{:>12}", fmt::format("{} call{}", length, length == 1 ? "" : "s"));
  fmt::print("\n");
  print_growth("one buffer", property_of("sequence.one-buffer"), kOneBuffer);
  print_growth("two buffers", property_of("sequence.two-buffers"), kTwoBuffers);
  print_growth("two devices", property_of("sequence.two-devices"), kTwoBuffers);
}

} // namespace dma_verify
