// SPDX-License-Identifier: GPL-2.0-only
#include "smt/obligations/settle.h"

#include "smt/solvers/cvc5_solver.h"

#include <algorithm>
#include <iterator>

namespace dma_verify::smt {
namespace {

using Verdict = ProofResult::Verdict;
using Clock = std::chrono::steady_clock;

// The terms of an assertion were simplified to the constant false.
bool is_folded(const Query &query) {
  return std::ranges::any_of(query.assertions,
                             [](const Assertion &assertion) { return assertion.term.is(0); });
}

// The answer of both solvers together. A model counts after it was checked; unsat needs both.
Result agreed(const Result &one, const Result &other) {
  if (std::holds_alternative<SolverError>(one))
    return one;
  if (std::holds_alternative<SolverError>(other))
    return other;
  if (std::holds_alternative<Unknown>(one))
    return std::holds_alternative<Sat>(other) ? other : one;
  if (std::holds_alternative<Unknown>(other))
    return std::holds_alternative<Sat>(one) ? one : other;
  if (one.index() != other.index()) {
    const bool first_sat = std::holds_alternative<Sat>(one);
    return SolverError{first_sat ? "the solvers disagree: z3 says sat, cvc5 unsat"
                                 : "the solvers disagree: z3 says unsat, cvc5 sat",
                       true};
  }
  if (const auto *unsat = std::get_if<Unsat>(&one)) {
    Unsat both = *unsat;
    std::ranges::copy(std::get<Unsat>(other).by, std::back_inserter(both.by));
    return both;
  }
  return one;
}

} // namespace

Result ask(const Query &query, const ProofOptions &options, Clock::time_point deadline) {
  if (is_folded(query))
    return Unsat{{Witness::folding}};
  const auto limits = [&] {
    Limits left = options.limits;
    left.time = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    return left;
  };
  if (limits().time.count() <= 0)
    return Unknown{Unknown::Reason::time, "no time is left of the job's limit"};
  if (options.solver == ProofSolver::z3)
    return solve_with_z3(query, limits(), options.encoding);
  if (options.solver == ProofSolver::cvc5)
    return solve_with_cvc5(options.cvc5_program, query, limits());
  const Result first = solve_with_z3(query, limits(), options.encoding);
  return agreed(first, solve_with_cvc5(options.cvc5_program, query, limits()));
}

Result ask_for_model(const Query &query, const ProofOptions &options, Clock::time_point deadline) {
  if (options.solver == ProofSolver::z3) {
    ProofOptions few = options;
    few.limits.conflicts = 2000;
    few.limits.resources = 60'000;
    for (const Encoding encoding : {Encoding::integers, Encoding::bit_vectors}) {
      few.encoding = encoding;
      Result result = ask(query, few, deadline);
      if (!std::holds_alternative<Unknown>(result))
        return result;
    }
  }
  return ask(query, options, deadline);
}

namespace {

// The result of the search for a scenario: a scenario, the proof that there is none, or neither;
// or, if that was asked, why nothing is known of a call.
struct NoScenario {
  std::vector<Witness> by;
};
struct Failure {
  Verdict verdict;
  std::string cause; // as in ProofResult
  std::string reason;
};
struct Unfollowed {
  std::string why;
};
struct Found {
  StoredScenario scenario;
  Assignment words;
};
using Search = std::variant<Found, NoScenario, Unfollowed, Failure>;

using Ask = Result (*)(const Query &, const ProofOptions &, Clock::time_point);

// What of an answer is neither a model nor the proof that there is none.
std::optional<Failure> failure_in(const Result &result) {
  if (const auto *unknown = std::get_if<Unknown>(&result))
    return Failure{Verdict::unknown, std::string(to_string(unknown->reason)), unknown->message};
  if (const auto *error = std::get_if<SolverError>(&result))
    return Failure{Verdict::error, error->disagreement ? "disagreement" : "solver", error->message};
  return std::nullopt;
}

Search search(const Obligation &obligation, Question question, const ReplayCase &replay,
              const ProofOptions &options, Clock::time_point deadline, Ask put = &ask) {
  const Result result = put(query_of(obligation, question), options, deadline);
  if (const auto *unsat = std::get_if<Unsat>(&result))
    return NoScenario{unsat->by};
  if (auto failure = failure_in(result))
    return std::move(*failure);
  const Assignment &model = std::get<Sat>(result).model;
  const std::vector<bool> all(obligation.assumption_ids.size(), true);
  const auto found = case_of_model(obligation, question, model, all);
  if (!found)
    return Failure{Verdict::error, "solver", "the solver's model does not satisfy its query"};
  const Replayed replayed = replay(*found, model);
  if (!replayed.in_assumptions)
    return Failure{Verdict::error, "replay",
                   "the solver's scenario breaks an assumption when replayed"};
  if (question == Question::unfollowed) {
    if (!replayed.unfollowed.empty())
      return Unfollowed{replayed.unfollowed};
    // Machine words follow more rounds of a loop than terms.
    return Failure{Verdict::unknown, "unsupported", "loop of more rounds than a proof follows"};
  }
  if (question != Question::reachability && !replayed.violates)
    return Failure{Verdict::error, "replay",
                   "the solver's counterexample holds the clause when replayed"};
  return Found{scenario_of(obligation.cases[*found].answers, model), model};
}

// One of the known cases of which the claim speaks.
std::optional<Found> known_case(const Obligation &obligation, const ReplayCase &replay,
                                const KnownCases &known) {
  const std::vector<bool> all(obligation.assumption_ids.size(), true);
  for (const Assignment &words : known) {
    const auto found = case_of_model(obligation, Question::reachability, words, all);
    if (found && replay(*found, words).in_assumptions)
      return Found{scenario_of(obligation.cases[*found].answers, words), words};
  }
  return std::nullopt;
}

void end(ProofResult &result, const Failure &failure, const std::string &during) {
  result.verdict = failure.verdict;
  result.cause = failure.cause;
  result.reason = during + ": " + failure.reason;
}

// The solvers say that there is no violation. With --certify that counts only with a proof that was
// checked.
void add_certificate(ProofResult &result, const Obligation &obligation,
                     const CertificateFiles &files, const ProofOptions &options,
                     Clock::time_point deadline) {
  Limits left = options.limits;
  left.time =
      std::max(std::chrono::milliseconds(1),
               std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()));
  const Certificate certificate = certify(query_of(obligation, Question::violation), files, left);
  result.certificate = certificate;
  result.solvers.push_back(certificate.solver);
  switch (certificate.verdict) {
  case Certificate::Verdict::certified:
    // Of a query that is false already, it shows nothing.
    if (result.witnesses != std::vector{Witness::folding})
      result.witnesses.push_back(Witness::certificate);
    return;
  case Certificate::Verdict::satisfiable:
    return end(result,
               {Verdict::error, "disagreement", "the solvers disagree: it finds a violation"},
               "certificate by " + certificate.solver);
  case Certificate::Verdict::unknown:
    return end(result, {Verdict::unknown, "time", certificate.reason}, "certificate");
  case Certificate::Verdict::error:
    return end(result, {Verdict::error, "certificate", certificate.reason}, "certificate");
  }
}

// The part of a result that follows from its obligation; without solvers if one that was asked for
// is missing.
ProofResult result_for(const Obligation &obligation, const ProofOptions &options) {
  ProofResult result;
  result.assumptions = obligation.assumption_ids;
  result.paths = obligation.paths;
  result.answer_choices = static_cast<unsigned>(obligation.cases.size());
  result.solvers = options.solver_names;
  if (!result.solvers.empty())
    return result;
  const auto names = solver_names_of(options);
  if (const auto *error = std::get_if<SolverError>(&names)) {
    result.cause = "solver";
    result.reason = error->message;
  } else {
    result.solvers = std::get<std::vector<std::string>>(names);
  }
  return result;
}

} // namespace

ReplayCase replay_of_scenario(const Obligation &obligation, const Replay &replay) {
  return [&obligation, &replay](std::size_t of_case, const Assignment &words) {
    return replay(scenario_of(obligation.cases[of_case].answers, words));
  };
}

ProofResult settle(const Obligation &obligation, const Replay &replay,
                   const ProofOptions &options) {
  return settle_case(obligation, replay_of_scenario(obligation, replay), options);
}

ProofResult settle_case(const Obligation &obligation, const ReplayCase &replay,
                        const ProofOptions &options, KnownCases *known) {
  const Clock::time_point deadline = Clock::now() + options.limits.time;
  ProofResult result = result_for(obligation, options);
  if (result.solvers.empty())
    return result;

  const auto earlier = known == nullptr ? std::nullopt : known_case(obligation, replay, *known);
  const Search witness =
      earlier ? Search(*earlier)
              : search(obligation, Question::reachability, replay, options, deadline);
  if (const auto *failure = std::get_if<Failure>(&witness)) {
    end(result, *failure, "search for a case to speak of");
    return result;
  }
  // Of calls of which nothing is known, why; nothing if there are none, or that is not known.
  const auto cannot_be_followed = [&] {
    const Search unknown = search(obligation, Question::unfollowed, replay, options, deadline);
    if (const auto *failure = std::get_if<Failure>(&unknown))
      end(result, *failure, "search for a call that cannot be followed");
    if (const auto *call = std::get_if<Unfollowed>(&unknown)) {
      result.verdict = Verdict::unknown;
      result.cause = "unsupported";
      result.reason = call->why;
    }
    return !std::holds_alternative<NoScenario>(unknown);
  };
  if (std::holds_alternative<NoScenario>(witness)) {
    if (cannot_be_followed())
      return result;
    result.cause = "vacuous";
    result.reason = "vacuous: there is no case of which the clause speaks";
    return result;
  }
  result.witness = std::get<Found>(witness).scenario;
  if (known != nullptr && !earlier)
    known->push_back(std::get<Found>(witness).words);

  const Search violation = search(obligation, Question::violation, replay, options, deadline);
  if (const auto *failure = std::get_if<Failure>(&violation)) {
    // Neighbouring effects of a loop's rounds are one effect on words, and on terms several.
    if (failure->cause == "replay" && cannot_be_followed())
      return result;
    end(result, *failure, "search for a violation");
    return result;
  }
  if (const auto *none = std::get_if<NoScenario>(&violation)) {
    // Only what is known of all calls is proved.
    if (cannot_be_followed())
      return result;
    result.verdict = Verdict::proved;
    result.witnesses = none->by;
    if (options.certificate && !is_folded(query_of(obligation, Question::unfollowed))) {
      end(result,
          {Verdict::unknown, "certificate",
           "a solver alone says that each call can be followed to its end"},
          "certificate");
    } else if (options.certificate) {
      add_certificate(result, obligation, *options.certificate, options, deadline);
    }
    return result;
  }
  const Search in_contract =
      search(obligation, Question::violation_in_contract, replay, options, deadline);
  result.in_contract = std::holds_alternative<Found>(in_contract);
  result.counterexample = std::get<Found>(result.in_contract ? in_contract : violation).scenario;
  result.verdict = Verdict::falsified;
  result.reason = result.in_contract ? "a caller that keeps the contract violates the clause"
                                     : "violated, by a caller that breaks the contract";
  return result;
}

void add_witnesses(ProofResult &result, FoldingSteps &steps, ProvedSteps &proved,
                   const ProofOptions &options) {
  const Clock::time_point deadline = Clock::now() + options.limits.time;
  while (proved.count != steps.size()) {
    const Result asked = ask(steps.query(proved.count), options, deadline);
    std::optional<Failure> failure = failure_in(asked);
    if (const auto *sat = std::get_if<Sat>(&asked); sat != nullptr && !steps.refine(sat->model))
      failure = {Verdict::error, "disagreement", "one of them is wrong"};
    if (failure) {
      result.witnesses.clear();
      return end(result, *failure, "steps of folding");
    }
    if (const auto *unsat = std::get_if<Unsat>(&asked))
      proved = {steps.size(), unsat->by};
  }
  std::ranges::copy(proved.by, std::back_inserter(result.witnesses));
}

ProofResult settle_reachability(const Obligation &obligation, bool declared_reachable,
                                const Replay &replay, const ProofOptions &options) {
  const Clock::time_point deadline = Clock::now() + options.limits.time;
  ProofResult result = result_for(obligation, options);
  if (result.solvers.empty())
    return result;
  const Search found =
      search(obligation, Question::violation, replay_of_scenario(obligation, replay), options,
             deadline, declared_reachable ? &ask_for_model : &ask);
  if (const auto *failure = std::get_if<Failure>(&found)) {
    end(result, *failure, "search for a witness");
    return result;
  }
  if (const auto *witness = std::get_if<Found>(&found)) {
    result.witness = witness->scenario;
    result.witnesses = {Witness::run};
    result.verdict = declared_reachable ? Verdict::proved : Verdict::falsified;
    result.reason = declared_reachable ? "witnessed by a call that was replayed"
                                       : "declared unreachable, and reached by a call";
    return result;
  }
  result.witnesses = std::get<NoScenario>(found).by;
  result.verdict = declared_reachable ? Verdict::falsified : Verdict::proved;
  result.reason = declared_reachable ? "declared reachable, and no call reaches it" : "unreachable";
  if (options.certificate && result.verdict == Verdict::proved)
    add_certificate(result, obligation, *options.certificate, options, deadline);
  return result;
}

} // namespace dma_verify::smt
