// SPDX-License-Identifier: GPL-2.0-only
#include "smt/obligations/used_assumptions.h"

#include <algorithm>

namespace dma_verify::smt {
namespace {

using Kept = std::vector<bool>; // of each assumption, whether it is asserted

// Begins with no assumption. As long as there is a violation, one of the assumptions that it breaks
// is added. When there is none any more, those that were one of several possible choices are
// removed again, if the claim holds without them.
class UsedAssumptions {
public:
  UsedAssumptions(const Obligation &obligation, const ReplayCase &replay, ProofOptions options)
      : obligation_(obligation), replay_(replay), options_(std::move(options)),
        deadline_(std::chrono::steady_clock::now() + options_.limits.time),
        kept_(obligation.assumption_ids.size(), false), needed_(kept_) {
    if (options_.solver == ProofSolver::all)
      options_.solver = ProofSolver::z3;
  }

  // Nothing if the solver gave no answer: then problem() says whether something is wrong.
  std::optional<std::vector<std::string>> used() {
    while (true) {
      const auto broken = broken_by_violation(kept_);
      if (!broken)
        return std::nullopt;
      if (broken->empty())
        break;
      kept_[broken->front()] = true;
      needed_[broken->front()] = broken->size() == 1;
    }
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (!kept_[i] || needed_[i])
        continue;
      Kept without = kept_;
      without[i] = false;
      const auto broken = broken_by_violation(without);
      if (!broken)
        return std::nullopt;
      kept_[i] = !broken->empty();
    }
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (kept_[i])
        ids.push_back(obligation_.assumption_ids[i]);
    }
    return ids;
  }

  [[nodiscard]] const std::string &problem() const { return problem_; }

private:
  using Broken = std::vector<std::size_t>;

  // The assumptions that a violation inside these breaks, of several violations the fewest; none if
  // there is no violation.
  std::optional<Broken> broken_by_violation(const Kept &kept) {
    const Result result =
        ask_for_model(query_of(obligation_, Question::violation, kept), options_, deadline_);
    if (std::holds_alternative<Unsat>(result))
      return Broken{};
    const auto *sat = std::get_if<Sat>(&result);
    if (sat == nullptr)
      return std::nullopt;
    const auto found = case_of_model(obligation_, Question::violation, sat->model, kept);
    if (!found)
      return wrong("the solver's model does not satisfy its query");
    const auto broken = broken_by(obligation_, *found, sat->model);
    if (broken.empty())
      return wrong("a violation inside all assumptions");
    if (!replay_(*found, sat->model).violates)
      return wrong("the violation outside an assumption holds the clause when replayed");
    return broken;
  }

  std::optional<Broken> wrong(std::string what) {
    problem_ = std::move(what);
    return std::nullopt;
  }

  const Obligation &obligation_;
  const ReplayCase &replay_;
  ProofOptions options_;
  std::chrono::steady_clock::time_point deadline_;
  Kept kept_;
  Kept needed_;
  std::string problem_;
};

} // namespace

void find_used_assumptions(ProofResult &result, const Obligation &obligation,
                           const ReplayCase &replay, const ProofOptions &options) {
  UsedAssumptions search(obligation, replay, options);
  result.used_assumptions = search.used();
  if (!search.problem().empty()) {
    result.verdict = ProofResult::Verdict::error;
    result.cause = "replay";
    result.reason = "used assumptions: " + search.problem();
  }
}

} // namespace dma_verify::smt
