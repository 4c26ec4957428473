// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimality/minimum.h"

#include "properties/model_subject.h"
#include "properties/units.h"

#include <algorithm>
#include <set>

namespace dma_verify::smt {
namespace {

// First from one failing scenario to a smaller one, several times; then number by number.
constexpr unsigned kMostStarts = 6;

// A number of the order in words: where the order gives 0 to NULL, or to the value that callers
// usually pass, back to the value.
struct RankText {
  std::string name;
  std::string value;
};
std::vector<RankText> rank_texts(Order which, HelperId call, const Architecture &row,
                                 const Ranks &ranks) {
  StoredScenario any;
  any.call = call;
  std::vector<RankText> texts;
  order::for_each_number_of_call(
      which, any, [&](const Field &field, const auto &kind, const auto &member, const auto &) {
        const Uint128 rank = ranks[texts.size()];
        std::string value = number_text(rank, row.word_bits);
        if constexpr (requires { kind.value_of(order::Word{}, row); }) {
          value = number_text(kind.value_of(static_cast<order::Word>(rank), row), row.word_bits);
        } else if constexpr (requires { member.frame; }) {
          value = rank == 0 ? "NULL" : "frame " + number_text(rank - 1, row.word_bits);
        }
        texts.push_back({std::string(order::name_of(kind, field)), value});
      });
  return texts;
}

Query smaller_query(const Failing &failing, const FailingSet &set, const Ranks &ranks) {
  const Failure &failure = failing.failure;
  const Order order = failure.order();
  TermPool &pool = *set.pool;
  Query query;
  query.name = failure.id() + " smaller";
  query.comments = {"fails and is smaller than the minimum", "among " + space_text(failure),
                    "the minimum, in the order in which its numbers count:"};
  for (const RankText &text : rank_texts(order, failure.text().call, failure.architecture, ranks))
    query.comments.push_back("  " + text.name + " " + text.value);
  query.comments.emplace_back("unsat: nothing smaller fails; sat: something does");
  Term some = pool.truth(false);
  std::set<std::uint32_t> seen; // many cases are the same
  for (const FailingCase &one : set.cases) {
    const Term asked =
        pool.conjunction(one.inside, pool.conjunction(one.fails, one.smaller(ranks)));
    if (seen.insert(asked.id()).second)
      some = pool.disjunction(some, asked);
  }
  query.assertions.push_back({"fails-and-is-smaller", some});
  return query;
}

// The scenario of the model; nothing if the model does not satisfy the query.
std::optional<StoredScenario> scenario_of_model(const FailingSet &set, const Ranks &ranks,
                                                const Assignment &model) {
  Evaluator value_of(model);
  for (const FailingCase &one : set.cases) {
    if (value_of(one.inside) != 0 && value_of(one.fails) != 0 && value_of(one.smaller(ranks)) != 0)
      return scenario_of_case(set, one, model);
  }
  return std::nullopt;
}

} // namespace

bool has_answer_outside_proofs(const StoredScenario &scenario) {
  bool outside = false;
  for_each_field(
      [&](const Field &field, const auto &member, const auto &simplest) {
        if constexpr (FiniteMember<std::remove_cvref_t<decltype(member)>>)
          outside = outside || (field.fixed_inside_contract && member != simplest);
      },
      scenario, order::kSimplest);
  return outside;
}

bool Failing::fails(const StoredScenario &scenario) const {
  if (!is_inside(failure, scenario))
    return false;
  StoredObservation observation;
  subject.open()(scenario, observation);
  const Assessment assessment = assess(failure.property, scenario, observation);
  return assessment.judged && assessment.violated_clause == failure.clause;
}

std::string space_text(const Failure &failure) {
  const HelperId call = failure.text().call;
  std::string text =
      "calls of " + std::string(to_string(call)) + " on " + architecture_id(failure.architecture);
  if (failure.broken.empty()) {
    text += " that keep their callers' contract";
  } else {
    text += " that break of their callers' contract just";
    for (const Assumption assumption : failure.broken)
      text +=
          (assumption == failure.broken.front() ? " " : ", ") + std::string(text_of(assumption).id);
  }
  text += statements_of(call.unit).left_out_of_proofs(call);
  return text;
}

std::vector<std::string> differences(Order order, const StoredScenario &heuristic,
                                     const StoredScenario &smallest) {
  const Ranks one = ranks_of(heuristic, order);
  const Ranks other = ranks_of(smallest, order);
  const auto ours = rank_texts(order, heuristic.call, heuristic.architecture, one);
  const auto theirs = rank_texts(order, heuristic.call, heuristic.architecture, other);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (one[i] != other[i])
      texts.push_back(ours[i].name + " " + ours[i].value + " instead of " + theirs[i].value);
  }
  return texts;
}

Space space_of_smaller(const Failing &failing, const StoredScenario &scenario) {
  // These answers come first in the order: if the scenario has none of them, no smaller scenario
  // has one.
  Space space = whole_space(scenario.architecture, scenario.call);
  if (has_answer_outside_proofs(scenario)) {
    space.outside = true;
    space.below = ranks_of(scenario, failing.failure.order());
  }
  return space;
}

namespace {

// The search for the smallest: solvers find a smaller one, the minimizer makes it smaller still.
class Search {
public:
  Search(const Failing &failing, const StoredScenario &minimized, const Solvers &solvers)
      : failing_(failing), solvers_(solvers), order_(failing.failure.order()),
        set_(failing.failing_set(space_of_smaller(failing, minimized))), scenario_(minimized) {}

  FoundMinimum run(const StoredScenario &minimized) {
    ProvedMinimum proved;
    proved.space = space_text(failing_.failure);
    for (unsigned starts = 0;; ++starts) {
      const Step step = smaller_than(ranks_of(scenario_, order_), true, proved.query);
      if (step == Step::none || step == Step::ended)
        break;
      if (starts == kMostStarts && !go_down())
        break;
      if (starts > kMostStarts) {
        reason_ = "still a smaller one after a search by solvers";
        break;
      }
    }
    proved.reason = reason_;
    proved.proved = reason_.empty();
    if (proved.proved) {
      const auto texts = differences(order_, minimized, scenario_);
      proved.gap = static_cast<unsigned>(texts.size());
      for (const std::string &text : texts)
        proved.gap_text += (proved.gap_text.empty() ? "" : ", ") + text;
    }
    return {scenario_, std::move(proved)};
  }

private:
  enum class Step : std::uint8_t { smaller, none, ended };

  // Looks for one that is smaller than these ranks, which are not above the scenario's.
  Step smaller_than(const Ranks &ranks, bool by_both, SettledQuery &settled) {
    Solvers asked = solvers_;
    if (!by_both)
      asked.cvc5_program.clear();
    const Result result = ask_both(smaller_query(failing_, set_, ranks), asked, settled);
    if (std::holds_alternative<Unsat>(result))
      return Step::none;
    const auto *sat = std::get_if<Sat>(&result);
    if (sat == nullptr) {
      reason_ = reason_of(result);
      return Step::ended;
    }
    const auto smaller = scenario_of_model(set_, ranks, sat->model);
    if (!smaller) {
      reason_ = "a solver's model does not satisfy its query";
    } else if (!failing_.fails(*smaller)) {
      reason_ = "a solver's smaller scenario does not fail when it is run";
    } else {
      const StoredScenario found = failing_.minimize(*smaller);
      if (ranks_of(found, order_) < ranks) {
        scenario_ = found;
        return Step::smaller;
      }
      reason_ = "a solver's smaller scenario is not smaller";
    }
    return Step::ended;
  }

  // Makes one number after the other as small as possible, the most significant first, each by
  // halving; false if a solver gives no answer.
  bool go_down() {
    SettledQuery unused;
    for (std::size_t i = 0; i < ranks_of(scenario_, order_).size(); ++i) {
      Uint128 low = 0; // nothing fails below
      for (Uint128 half = 0;; half = low + (ranks_of(scenario_, order_)[i] - low) / 2) {
        Ranks bound = ranks_of(scenario_, order_);
        if (low == bound[i])
          break;
        const bool any = half == 0; // first, whether there is a smaller one at all
        if (!any)
          bound[i] = half + 1;
        std::fill(bound.begin() + static_cast<std::ptrdiff_t>(i) + 1, bound.end(), 0);
        const Step step = smaller_than(bound, false, unused);
        if (step == Step::ended)
          return false;
        if (step == Step::none && any)
          break;
        if (step == Step::none)
          low = half + 1;
      }
    }
    return true;
  }

  const Failing &failing_;
  const Solvers &solvers_;
  Order order_;
  FailingSet set_;
  StoredScenario scenario_;
  std::string reason_;
};

} // namespace

FoundMinimum prove_minimum(const Failing &failing, const StoredScenario &minimized,
                           const Solvers &solvers) {
  return Search(failing, minimized, solvers).run(minimized);
}

} // namespace dma_verify::smt
