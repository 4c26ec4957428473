// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/check/rup_checker.h"

#include "smt/certificates/check/clause_set.h"
#include "smt/certificates/check/formula.h"

namespace rup_checker {
namespace {

constexpr std::size_t kStepsBetweenQuestions = 64;

Outcome &reject(Outcome &outcome, std::string reason) {
  outcome.verdict = Verdict::rejected;
  outcome.reason = std::move(reason);
  return outcome;
}

} // namespace

Outcome check(std::string_view formula_text, std::string_view proof, ProofForm form,
              const std::function<bool()> &give_up) {
  Outcome outcome;
  const auto read = read_formula(formula_text);
  if (const auto *malformed = std::get_if<Malformed>(&read))
    return reject(outcome, malformed->message);
  const auto &formula = std::get<Formula>(read);
  outcome.clauses = formula.clauses.size();

  ClauseSet clauses(formula.variables);
  for (const Clause &clause : formula.clauses)
    clauses.add(clause);

  ProofReader steps(proof, form, formula.variables);
  bool empty_clause_derived = false;
  for (;;) {
    const auto next = steps.next();
    if (const auto *malformed = std::get_if<Malformed>(&next))
      return reject(outcome, malformed->message);
    if (std::holds_alternative<ProofReader::End>(next))
      break;
    const auto &step = std::get<ProofStep>(next);
    const std::string place = "proof, step " + std::to_string(steps.steps()) + ": ";
    if (step.deletion) {
      if (!clauses.remove(step.clause))
        return reject(outcome, place + "deletes a clause that is not there");
      ++outcome.deletions;
      continue;
    }
    if (empty_clause_derived)
      return reject(outcome, place + "a lemma after the empty clause");
    if (!clauses.implies(step.clause))
      return reject(outcome, place + "the lemma does not follow by unit propagation");
    ++outcome.lemmas;
    clauses.add(step.clause);
    empty_clause_derived = step.clause.empty();
    if (give_up && steps.steps() % kStepsBetweenQuestions == 0 && give_up()) {
      outcome.verdict = Verdict::gave_up;
      outcome.reason = place + "stopped here";
      return outcome;
    }
  }
  if (!empty_clause_derived)
    return reject(outcome, "proof: ends without the empty clause");
  outcome.verdict = Verdict::verified;
  return outcome;
}

} // namespace rup_checker
