// SPDX-License-Identifier: GPL-2.0-only
#include "smt/terms/folding_steps.h"

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace dma_verify::smt {

// Copies terms into the plain pool. A term that is not open becomes a variable, the same one
// wherever it occurs.
class FoldingSteps::Copy {
public:
  using IsOpen = std::function<bool(Term)>;
  Copy(TermPool &plain, IsOpen is_open) : plain_(plain), is_open_(std::move(is_open)) {}

  Term operator()(Term term) {
    const auto known = copies_.find(term.id());
    if (known != copies_.end())
      return known->second;
    const Term copy = made(term);
    copies_.emplace(term.id(), copy);
    return copy;
  }

private:
  Term made(Term term) {
    if (term.is_constant())
      return term.width() == 0 ? plain_.truth(term.value() != 0)
                               : plain_.constant(term.width(), term.value());
    if (term.op() == Op::variable || !is_open_(term)) {
      return plain_.variable("part-" + std::to_string(term.width()) + "-" +
                                 std::to_string(variables_++),
                             term.width());
    }
    std::array<Term, 3> arguments;
    for (unsigned i = 0; i < term.arity(); ++i)
      arguments[i] = (*this)(term.argument(i));
    return plain_.build(term.op(), term.width(), term.value(), arguments[0], arguments[1],
                        arguments[2]);
  }

  TermPool &plain_;
  IsOpen is_open_;
  std::unordered_map<std::uint32_t, Term> copies_;
  unsigned variables_ = 0;
};

namespace {

// How deep a claim looks into the arguments of a step and into its result.
struct Depth {
  unsigned arguments;
  unsigned result;
};
constexpr unsigned kAnyDepth = ~0U;
constexpr std::array kLevels = {Depth{0, 0},
                                Depth{1, 0},
                                Depth{1, 1},
                                Depth{2, 2},
                                Depth{4, 4},
                                Depth{8, 8},
                                Depth{kAnyDepth, kAnyDepth}};
constexpr std::size_t kExact = kLevels.size() - 1; // a claim that says no more than its step

// Marks the terms that are less than so far below the roots.
void open_terms(std::vector<Term> level, unsigned depth, std::unordered_set<std::uint32_t> &open) {
  std::unordered_set<std::uint32_t> seen;
  for (unsigned at = 0; at < depth && !level.empty(); ++at) {
    std::vector<Term> next;
    for (const Term term : level) {
      if (!seen.insert(term.id()).second)
        continue;
      for (unsigned i = 0; i < term.arity(); ++i)
        next.push_back(term.argument(i));
    }
    level = std::move(next);
  }
  open.merge(seen);
}

// Whether the claim holds for a few values of its variables, corners and others.
bool holds_for_examples(Term claim) {
  const std::vector<Term> variables = variables_of({"", {}, {{"claim", claim}}});
  constexpr unsigned kExamples = 64;
  std::uint64_t state = 0x9e3779b97f4a7c15U;
  for (unsigned example = 0; example < kExamples; ++example) {
    Assignment values;
    for (const Term variable : variables) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      const Uint128 any = (static_cast<Uint128>(state) << 61U) ^ (state >> 3U);
      const Uint128 all = low_bits(std::max(1U, variable.width()));
      const Uint128 number = example % 3 == 0          ? any
                             : (state >> 40U) % 3 == 0 ? Uint128{0}
                             : (state >> 40U) % 3 == 1 ? all
                                                       : any;
      values[std::string(variable.name())] = number & all;
    }
    if (Evaluator(values)(claim) == 0)
      return false;
  }
  return true;
}

std::uint64_t id_of(Term term) { return term.exists() ? term.id() + std::uint64_t{1} : 0; }

} // namespace

Term FoldingSteps::claim(TermPool &plain, const Step &step, std::size_t level) {
  std::unordered_set<std::uint32_t> open;
  if (level != kExact) {
    std::vector<Term> arguments;
    std::ranges::copy_if(step.arguments, std::back_inserter(arguments), &Term::exists);
    open_terms(std::move(arguments), kLevels.at(level).arguments, open);
    open_terms({step.result}, kLevels.at(level).result, open);
  }
  Copy copy(plain, [&](Term term) { return level == kExact || open.contains(term.id()); });
  std::array<Term, 3> copied;
  for (std::size_t i = 0; i < copied.size(); ++i) {
    if (step.arguments[i].exists())
      copied[i] = copy(step.arguments[i]);
  }
  const Term written =
      plain.build(step.op, step.width, step.value, copied[0], copied[1], copied[2]);
  const Term made = copy(step.result);
  return written == made ? plain.truth(true) : plain.equal(written, made);
}

FoldingSteps::Claim &FoldingSteps::keep(Term term, std::size_t level) {
  const auto [place, is_new] = known_claims_.try_emplace(term.id(), claims_.size());
  if (is_new)
    claims_.push_back({term, level});
  return claims_[place->second];
}

void FoldingSteps::claim_from(std::size_t level, std::size_t step) {
  for (; level != kExact; ++level) {
    TermPool trial(Folding::off); // what is given up leaves nothing behind
    if (holds_for_examples(claim(trial, steps_[step], level)))
      break;
  }
  const Term term = claim(plain_, steps_[step], level);
  if (!term.is_constant()) // not made as it is written
    keep(term, level).steps.push_back(step);
}

void FoldingSteps::add(Op op, unsigned width, Uint128 value, const std::array<Term, 3> &arguments,
                       Term result) {
  const Key key = {static_cast<std::uint64_t>(op) * 256 + width,
                   static_cast<std::uint64_t>(value),
                   id_of(arguments[0]),
                   id_of(arguments[1]),
                   id_of(arguments[2]),
                   id_of(result)};
  if (!known_steps_.insert(key).second)
    return;
  steps_.push_back({op, width, value, arguments, result});
  claim_from(0, steps_.size() - 1);
}

void FoldingSteps::add(std::span<const std::pair<Term, bool>> others,
                       const std::vector<Term> &looked_into, Term condition, bool value) {
  std::set<std::uint32_t> open;
  for (const Term term : looked_into)
    open.insert(term.id());
  Copy copy(plain_, [&](Term term) { return open.contains(term.id()); });
  const auto is_so = [&](Term term, bool truth) {
    return truth ? copy(term) : plain_.negation(copy(term));
  };
  Term claim = is_so(condition, value);
  for (const auto &[other, truth] : others)
    claim = plain_.disjunction(claim, plain_.negation(is_so(other, truth)));
  keep(claim, kExact);
}

Query FoldingSteps::query(std::size_t first) {
  Query query{"steps", {"a step of folding or of an exploration is wrong"}, {}};
  Term wrong = plain_.truth(false);
  for (std::size_t i = first; i < claims_.size(); ++i)
    wrong = plain_.disjunction(wrong, plain_.negation(claims_[i].term));
  query.assertions.push_back({"wrong", wrong});
  return query;
}

bool FoldingSteps::refine(const Assignment &model) {
  Evaluator value_of(model);
  std::vector<Claim> refuted;
  for (Claim &claim : claims_) {
    if (value_of(claim.term) != 0)
      continue;
    if (claim.level == kExact)
      return false;
    refuted.push_back(claim);
    known_claims_.erase(claim.term.id());
    claim = {plain_.truth(true), kExact};
  }
  for (const Claim &claim : refuted) {
    for (const std::size_t step : claim.steps)
      claim_from(claim.level + 1, step);
  }
  return true;
}

} // namespace dma_verify::smt
