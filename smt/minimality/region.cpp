// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimality/region.h"

#include "properties/units.h"
#include <algorithm>
#include <optional>
#include <set>

namespace dma_verify::smt {
namespace {

// After so many guesses that a solver refuted, no region is given.
constexpr unsigned kMostGuesses = 60;
// A region with more conditions would not help a reader.
constexpr std::size_t kMostParts = 8;

// One part of a region: a condition, or one of two.
struct Part {
  std::size_t one = 0;
  std::size_t other = 0; // the same: the condition alone
};
using Chosen = std::vector<Part>; // all of them hold

using Truths = std::vector<bool>; // for each condition

bool holds(const Part &part, const Truths &truths) {
  return truths[part.one] || truths[part.other];
}

// What is known of scenarios.
struct Samples {
  std::vector<Truths> failing;
  std::vector<Truths> holding;
};

// Parts that hold in all failing samples: single conditions, or pairs of two.
std::vector<Part> necessary_parts(const Samples &samples, bool pairs) {
  const std::size_t conditions = samples.failing.front().size();
  const auto is_necessary = [&](const Part &part) {
    return std::ranges::all_of(samples.failing,
                               [&](const Truths &truths) { return holds(part, truths); });
  };
  std::vector<Part> parts;
  for (std::size_t i = 0; i < conditions; ++i) {
    for (std::size_t j = pairs ? i + 1 : i; j < (pairs ? conditions : i + 1); ++j) {
      if (is_necessary({i, j}))
        parts.push_back({i, j});
    }
  }
  return parts;
}

using Left = std::vector<const Truths *>; // samples that hold and are not excluded yet

// Chooses parts until no further part excludes another sample: first the part that excludes most,
// among equal ones the first.
void add_parts(const std::vector<Part> &parts, Left &left, Chosen &chosen) {
  while (!left.empty()) {
    const Part *best = nullptr;
    std::ptrdiff_t most = 0;
    for (const Part &part : parts) {
      const auto excluded =
          std::ranges::count_if(left, [&](const Truths *truths) { return !holds(part, *truths); });
      if (excluded > most) {
        most = excluded;
        best = &part;
      }
    }
    if (best == nullptr)
      return;
    chosen.push_back(*best);
    std::erase_if(left, [&](const Truths *truths) { return !holds(*best, *truths); });
  }
}

// Removes parts without which the others still exclude the same samples.
void drop_superfluous(const Samples &samples, Chosen &chosen) {
  for (std::size_t at = 0; at < chosen.size();) {
    const bool needed = std::ranges::any_of(samples.holding, [&](const Truths &truths) {
      return std::ranges::all_of(
          chosen, [&](const Part &part) { return &part == &chosen[at] || holds(part, truths); });
    });
    if (needed) {
      ++at;
    } else {
      chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
}

// A conjunction of conditions that fits all samples, with pairs of conditions if single ones are
// not enough; nothing if there is none.
std::optional<Chosen> guess(const Samples &samples) {
  Left left;
  left.reserve(samples.holding.size());
  for (const Truths &truths : samples.holding)
    left.push_back(&truths);
  Chosen chosen;
  add_parts(necessary_parts(samples, false), left, chosen);
  if (!left.empty())
    add_parts(necessary_parts(samples, true), left, chosen);
  if (!left.empty())
    return std::nullopt;
  drop_superfluous(samples, chosen);
  std::ranges::sort(chosen, {}, [](const Part &part) { return std::pair(part.one, part.other); });
  return chosen;
}

// The region's question over a failing set, and what its models mean.
class Region {
public:
  Region(const Failing &failing, const FailingSet &set, const StoredScenario &here)
      : failing_(failing), set_(set), texts_(condition_texts(here)) {
    conditions_.reserve(set.cases.size());
    for (const FailingCase &one : set.cases)
      conditions_.push_back(one.conditions(here));
  }

  [[nodiscard]] std::string text(const Part &part) const {
    return part.one == part.other ? texts_[part.one]
                                  : "(" + texts_[part.one] + " or " + texts_[part.other] + ")";
  }

  // Inside, and in just one of the two sets.
  [[nodiscard]] Query query(const Chosen &chosen) const {
    TermPool &pool = *set_.pool;
    Query query;
    query.name = failing_.failure.id() + " region";
    query.comments = {"fails and is not in the region, or the other way round",
                      "among " + space_text(failing_.failure), "the region:"};
    for (const Part &part : chosen)
      query.comments.push_back("  " + text(part));
    query.comments.emplace_back("unsat: the region is the set of all that fail");
    Term some = pool.truth(false);
    std::set<std::uint32_t> seen;
    for (std::size_t c = 0; c < set_.cases.size(); ++c) {
      const Term asked = differs(c, chosen);
      if (seen.insert(asked.id()).second)
        some = pool.disjunction(some, asked);
    }
    query.assertions.push_back({"region-differs", some});
    return query;
  }

  [[nodiscard]] std::optional<StoredScenario> scenario_of_model(const Chosen &chosen,
                                                                const Assignment &model) const {
    Evaluator value_of(model);
    for (std::size_t c = 0; c < set_.cases.size(); ++c) {
      if (value_of(differs(c, chosen)) != 0)
        return scenario_of_case(set_, set_.cases[c], model);
    }
    return std::nullopt;
  }

private:
  [[nodiscard]] Term differs(std::size_t c, const Chosen &chosen) const {
    TermPool &pool = *set_.pool;
    Term region = pool.truth(true);
    for (const Part &part : chosen) {
      const std::vector<Term> &terms = conditions_[c];
      region = pool.conjunction(region, pool.disjunction(terms[part.one], terms[part.other]));
    }
    const FailingCase &one = set_.cases[c];
    return pool.conjunction(one.inside, pool.negation(pool.equal(one.fails, region)));
  }

  const Failing &failing_;
  const FailingSet &set_;
  std::vector<std::string> texts_;
  std::vector<std::vector<Term>> conditions_; // of each case
};

} // namespace

ProvedRegion prove_region(const Failing &failing, const StoredScenario &minimum,
                          std::span<const StoredScenario> given, const Solvers &solvers,
                          std::chrono::milliseconds budget) {
  const auto start = std::chrono::steady_clock::now();
  ProvedRegion proved;
  proved.space = space_text(failing.failure);
  const HelperId call = failing.failure.text().call;
  proved.space += statements_of(call.unit).left_out_of_regions(call);
  if (has_answer_outside_proofs(minimum)) {
    proved.reason = "the minimum lies outside what proofs look at";
    return proved;
  }
  const FailingSet set = failing.failing_set(whole_space(minimum.architecture, minimum.call));
  const Region region(failing, set, minimum);
  Samples samples;
  const auto add = [&](const StoredScenario &scenario) {
    const bool fails = failing.fails(scenario);
    (fails ? samples.failing : samples.holding).push_back(conditions_that_hold(scenario, minimum));
  };
  add(minimum);
  for (const StoredScenario &sample : given) {
    if (!has_answer_outside_proofs(sample))
      add(sample);
  }
  for (unsigned guesses = 0; guesses < kMostGuesses; ++guesses) {
    const auto chosen = guess(samples);
    if (!chosen) {
      proved.reason = "the known conditions do not tell what fails from what holds";
      return proved;
    }
    if (chosen->size() > kMostParts) {
      proved.reason = "it takes more than " + std::to_string(kMostParts) + " conditions";
      return proved;
    }
    const Result result = ask_both(region.query(*chosen), solvers, proved.query);
    if (std::holds_alternative<Unsat>(result)) {
      proved.proved = true;
      for (const Part &part : *chosen)
        proved.conditions.push_back(region.text(part));
      if (proved.conditions.empty())
        proved.conditions.emplace_back("the call keeps its callers' contract");
      return proved;
    }
    const auto *sat = std::get_if<Sat>(&result);
    const auto scenario =
        sat == nullptr ? std::nullopt : region.scenario_of_model(*chosen, sat->model);
    if (!scenario || !is_inside(failing.failure, *scenario)) {
      proved.reason =
          sat == nullptr ? reason_of(result) : "a solver's model does not satisfy its query";
      return proved;
    }
    add(*scenario);
    if (std::chrono::steady_clock::now() - start > budget) {
      proved.reason = "not found in time";
      return proved;
    }
  }
  proved.reason = "no conjunction found in " + std::to_string(kMostGuesses) + " guesses";
  return proved;
}

} // namespace dma_verify::smt
