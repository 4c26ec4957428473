// SPDX-License-Identifier: GPL-2.0-only
// What is needed for `proved`, and each way in which it is refused.
#include "smt/obligations/settle.h"

#include "model/run_model.h"
#include "smt/certificates/temporary_certificate.h"
#include "smt/solvers/fake_solver.h"

#include <doctest/doctest.h>

namespace dma_verify::smt {
namespace {

using M = SymbolicMachine<32, 32, 32, 32>;
using Verdict = ProofResult::Verdict;

// A true claim: get_sgtable answers what sg_alloc_table answers, for a size that is not 0.
Claim<M> true_claim() {
  Claim<M> claim;
  claim.id = "example:status@32-32-32-12";
  claim.statement = "the status is sg_alloc_table's";
  claim.architecture = make_architecture(32, 32, 32, 12);
  claim.call = ops_helpers::Helper::get_sgtable;
  claim.assumptions = {{"not-empty", "size is not 0", [](const Scenario<M> &scenario) {
                          return scenario.size.word != M::Word(0);
                        }}};
  claim.run = [](const Scenario<M> &scenario, Observation<M> &observation) {
    run_model(scenario, observation);
  };
  claim.clause = [](const Scenario<M> &scenario, const Observation<M> &observation) {
    return std::optional<Bool>(observation.status == scenario.sg_alloc_status);
  };
  return claim;
}

// A false one: the entry's length is the caller's size.
Claim<M> false_claim() {
  Claim<M> claim = true_claim();
  claim.clause = [](const Scenario<M> &scenario, const Observation<M> &observation) {
    return std::optional<Bool>(
        implies(observation.status == 0, observation.sg_table.length == scenario.size.word));
  };
  return claim;
}

// A true one that simplifying alone does not prove: the length is the size rounded up.
Claim<M> deep_claim() {
  Claim<M> claim = true_claim();
  claim.assumptions.push_back(
      {"no-wrap", "PAGE_ALIGN does not wrap",
       [](const Scenario<M> &scenario) { return scenario.size.word <= M::Word(0xfffff000); }});
  claim.clause = [](const Scenario<M> &scenario, const Observation<M> &observation) {
    return std::optional<Bool>(
        implies(observation.status == 0, scenario.size.word <= observation.sg_table.length));
  };
  return claim;
}

Replayed keeps(const StoredScenario &) { return {true, false}; }
Replayed violates(const StoredScenario &) { return {true, true}; }

TEST_CASE("a true claim is proved, with a case of which it speaks") {
  for (const auto &claim : {true_claim(), deep_claim()}) {
    const ProofResult result = settle(make_obligation(claim), keeps, {});
    CHECK(result.verdict == Verdict::proved);
    CHECK(result.reason.empty());
    REQUIRE(result.witness);
    CHECK(result.witness->size.word.value() != 0);
    CHECK(result.solvers.size() == 1);
    CHECK(result.assumptions.front() == "not-empty");
    CHECK(result.answer_choices == 10); // kinds of buffer, and the status
  }
}

using Witnesses = std::vector<Witness>;

TEST_CASE("a proof names its witnesses: what is folded is asked of no solver") {
  CHECK(settle(make_obligation(true_claim()), keeps, {}).witnesses == Witnesses{Witness::folding});
  CHECK(settle(make_obligation(deep_claim()), keeps, {}).witnesses ==
        Witnesses{Witness::z3_integers});
  ProofOptions bits;
  bits.encoding = Encoding::bit_vectors;
  CHECK(settle(make_obligation(deep_claim()), keeps, bits).witnesses ==
        Witnesses{Witness::z3_bit_vectors});
}

TEST_CASE("what is not folded is asked of solvers, also where folding would decide it") {
  Claims<M> claims;
  const Claim<M> claim = true_claim();
  claims.architecture = claim.architecture;
  claims.call = claim.call;
  claims.assumptions = claim.assumptions;
  claims.run = claim.run;
  claims.clauses = {{claim.id, claim.statement}};
  // 0 if and only if 0: the same term on both sides.
  claims.judge = [](const Scenario<M> &scenario, const Observation<M> &) {
    const auto size = scenario.size.word;
    return std::vector<std::optional<Bool>>{scenario.size.word - size == M::Word(0)};
  };
  CHECK(settle(make_obligations(claims).front(), keeps, {}).witnesses ==
        Witnesses{Witness::folding});
  claims.folding = Folding::off;
  const Obligation unfolded = make_obligations(claims).front();
  ProofResult result = settle(unfolded, keeps, {});
  CHECK(result.verdict == Verdict::proved);
  CHECK(result.witnesses.size() == 1);
  CHECK(result.witnesses.front() != Witness::folding);
}

TEST_CASE("a claim is certified only if terms alone say that each call can be followed") {
  // A call ends unfollowed if the size rounded up is below the size: never, without a wrap.
  const auto claim_with = [](bool unfollowed) {
    Claim<M> claim = deep_claim();
    claim.run = [unfollowed](const Scenario<M> &scenario, Observation<M> &observation) {
      run_model(scenario, observation);
      const auto size = scenario.size.word;
      const auto up = (size + M::Word(0xfff)) & M::Word(0xfffff000);
      if (unfollowed && static_cast<bool>(up < size))
        observation.completion = Completion::unmodelled;
    };
    return claim;
  };
  const TemporaryCertificate files;
  ProofOptions options;
  CHECK(settle(make_obligation(claim_with(true)), keeps, options).verdict == Verdict::proved);
  options.certificate = files.paths();
  CHECK(settle(make_obligation(claim_with(false)), keeps, options).verdict == Verdict::proved);
  const ProofResult result = settle(make_obligation(claim_with(true)), keeps, options);
  CHECK(result.verdict == Verdict::unknown);
  CHECK(result.cause == "certificate");
}

// 0 if and only if 0, with the same term on both sides; explored with its steps.
Obligation folded_claim() {
  Claims<M> claims;
  claims.architecture = deep_claim().architecture;
  claims.call = deep_claim().call;
  claims.run = deep_claim().run;
  claims.clauses = {{"folded", ""}};
  claims.judge = [](const Scenario<M> &scenario, const Observation<M> &) {
    const auto size = scenario.size.word;
    return std::vector<std::optional<Bool>>{scenario.size.word - size == M::Word(0)};
  };
  claims.folding = Folding::recorded;
  return std::move(make_obligations(claims).front());
}

TEST_CASE("the steps of a claim that is folded are its further witness") {
  const Obligation claim = folded_claim();
  ProvedSteps proved;
  ProofResult result = settle(claim, keeps, {});
  add_witnesses(result, *claim.pool->steps(), proved, {});
  CHECK(result.verdict == Verdict::proved);
  CHECK(result.witnesses == Witnesses{Witness::folding, Witness::z3_integers});
  CHECK(proved.count > 0);
  result = settle(claim, keeps, {}); // the next claim asks nothing again
  add_witnesses(result, *claim.pool->steps(), proved, {});
  CHECK(result.witnesses == Witnesses{Witness::folding, Witness::z3_integers});
}

TEST_CASE("a claim with a wrong step of folding is not proved") {
  const Obligation claim = folded_claim();
  TermPool &pool = *claim.pool;
  const Term x = pool.variable("x", 64);
  pool.steps()->add(Op::add, 64, 0, {x, pool.constant(64, 1), Term()}, x); // x + 1 is not x
  ProvedSteps proved;
  ProofResult result = settle(claim, keeps, {});
  add_witnesses(result, *pool.steps(), proved, {});
  CHECK(result.verdict == Verdict::error);
  CHECK(result.cause == "disagreement");
  CHECK(result.witnesses.empty());
}

TEST_CASE("a false claim is falsified by a scenario that violates it when replayed") {
  const ProofResult result =
      settle(make_obligation(false_claim()),
             [](const StoredScenario &scenario) {
               const auto size = scenario.size.word.value();
               return Replayed{size != 0, scenario.sg_alloc_status == 0 && size % 4096 != 0};
             },
             {});
  CHECK(result.verdict == Verdict::falsified);
  REQUIRE(result.counterexample);
  CHECK(result.counterexample->size.word.value() % 4096 != 0);
  CHECK(result.in_contract);
}

TEST_CASE("a counterexample that keeps the contract is preferred") {
  Claim<M> claim = false_claim();
  claim.contract = [](const Scenario<M> &scenario) {
    return scenario.size.word == M::Word(0x1234567);
  };
  const ProofResult kept = settle(make_obligation(claim), violates, {});
  CHECK(kept.in_contract);
  REQUIRE(kept.counterexample);
  CHECK(kept.counterexample->size.word.value() == 0x1234567);
  claim.contract = [](const Scenario<M> &scenario) { return scenario.size.word == M::Word(0); };
  const ProofResult broken = settle(make_obligation(claim), violates, {});
  CHECK(broken.verdict == Verdict::falsified);
  CHECK_FALSE(broken.in_contract);
}

TEST_CASE("a counterexample that does not violate when replayed is an error") {
  const ProofResult result = settle(make_obligation(false_claim()), keeps, {});
  CHECK(result.verdict == Verdict::error);
  CHECK(result.reason.find("holds the clause when replayed") != std::string::npos);
}

TEST_CASE("a scenario that breaks an assumption when replayed is an error") {
  const ProofResult result =
      settle(make_obligation(true_claim()), [](const StoredScenario &) { return Replayed{}; }, {});
  CHECK(result.verdict == Verdict::error);
  CHECK(result.reason.find("breaks an assumption") != std::string::npos);
}

TEST_CASE("assumptions that contradict each other are an error, also of a false claim") {
  for (Claim<M> claim : {true_claim(), false_claim()}) {
    claim.assumptions.push_back({"empty", "size is 0", [](const Scenario<M> &scenario) {
                                   return scenario.size.word < M::Word(1);
                                 }});
    const ProofResult result = settle(make_obligation(claim), keeps, {});
    CHECK(result.verdict == Verdict::error);
    CHECK(result.reason.find("vacuous") != std::string::npos);
  }
}

TEST_CASE("a guard that never holds is an error") {
  Claim<M> claim = false_claim();
  SUBCASE("known without a solver") {
    claim.clause = [](const Scenario<M> &scenario, const Observation<M> &) {
      return std::optional<Bool>(implies(false, scenario.size.word < M::Word(5)));
    };
  }
  SUBCASE("by the assumptions") {
    claim.clause = [](const Scenario<M> &scenario, const Observation<M> &) {
      return std::optional<Bool>(
          implies(scenario.size.word == M::Word(0), scenario.attrs == M::Word(5)));
    };
  }
  SUBCASE("on every path that is judged") {
    claim.clause = [](const Scenario<M> &, const Observation<M> &) {
      return std::optional<Bool>();
    };
  }
  const ProofResult result = settle(make_obligation(claim), keeps, {});
  CHECK(result.verdict == Verdict::error);
  CHECK(result.reason.find("vacuous") != std::string::npos);
}

TEST_CASE("a class that is declared reachable is proved so by a call that is of it") {
  const ProofResult result =
      settle_reachability(make_obligation(false_claim()), true, violates, {});
  CHECK(result.verdict == Verdict::proved);
  CHECK(result.reason.find("witnessed") != std::string::npos);
  CHECK(result.witnesses == Witnesses{Witness::run});
  CHECK(result.witness);
}

TEST_CASE("a class that is declared unreachable is proved so if there is no call of it") {
  const ProofResult result = settle_reachability(make_obligation(deep_claim()), false, keeps, {});
  CHECK(result.verdict == Verdict::proved);
  CHECK(result.reason == "unreachable");
  CHECK_FALSE(result.witness);
}

TEST_CASE("a class of which the opposite is true is falsified") {
  const ProofResult reached =
      settle_reachability(make_obligation(false_claim()), false, violates, {});
  CHECK(reached.verdict == Verdict::falsified);
  CHECK(reached.reason == "declared unreachable, and reached by a call");
  const ProofResult missed = settle_reachability(make_obligation(deep_claim()), true, keeps, {});
  CHECK(missed.verdict == Verdict::falsified);
  CHECK(missed.reason == "declared reachable, and no call reaches it");
}

TEST_CASE("a witness that is not of the class when replayed is an error") {
  const ProofResult result = settle_reachability(make_obligation(false_claim()), true, keeps, {});
  CHECK(result.verdict == Verdict::error);
  CHECK(result.cause == "replay");
}

TEST_CASE("a solver that is stopped by its time limit leaves the claim unknown") {
  const FakeSolver fake;
  fake.write("case \"$1\" in --version) echo 'This is cvc5 version 0';; *) sleep 600;; esac");
  ProofOptions options;
  options.solver = ProofSolver::cvc5;
  options.cvc5_program = fake.program();
  options.solver_names = {"cvc5 0"};             // not asked for in that time
  options.limits.time = std::chrono::seconds(1); // which the solver takes, and no other step
  const ProofResult result = settle(make_obligation(deep_claim()), keeps, options);
  CHECK(result.verdict == Verdict::unknown);
  CHECK(result.reason.find("time limit") != std::string::npos);
}

TEST_CASE("solvers that disagree are an error") {
  const FakeSolver fake;
  fake.write("case \"$1\" in --version) echo 'This is cvc5 version 0';; *) echo unsat;; esac");
  ProofOptions options;
  options.solver = ProofSolver::all;
  options.cvc5_program = fake.program();
  const ProofResult result = settle(make_obligation(false_claim()), violates, options);
  CHECK(result.verdict == Verdict::error);
  CHECK(result.reason.find("disagree") != std::string::npos);
}

TEST_CASE("a model that does not satisfy its query is an error") {
  const FakeSolver fake;
  fake.write("case \"$1\" in --version) echo 'This is cvc5 version 0';;\n"
             "*) echo sat; sed -n 's/(declare-const \\(.*\\) (_ BitVec \\(.*\\)))/"
             "(define-fun \\1 () (_ BitVec \\2) #x00)/p';; esac");
  ProofOptions options;
  options.solver = ProofSolver::cvc5;
  options.cvc5_program = fake.program();
  const ProofResult result = settle(make_obligation(true_claim()), keeps, options);
  CHECK(result.verdict == Verdict::error);
  CHECK(result.reason.find("does not satisfy its query") != std::string::npos);
}

TEST_CASE("a certificate is made of what is proved, and of nothing else") {
  const TemporaryCertificate files;
  ProofOptions options;
  options.certificate = files.paths();
  const ProofResult proved = settle(make_obligation(deep_claim()), keeps, options);
  CHECK(proved.verdict == Verdict::proved);
  REQUIRE(proved.certificate);
  CHECK(proved.certificate->verdict == Certificate::Verdict::certified);
  CHECK(proved.witnesses == Witnesses{Witness::z3_integers, Witness::certificate});
  const ProofResult falsified = settle(make_obligation(false_claim()), violates, options);
  CHECK(falsified.verdict == Verdict::falsified);
  CHECK_FALSE(falsified.certificate);
}

TEST_CASE("a solver's unsat without a certificate is an error") {
  // A solver that finds a case for the claim, and says of the false claim that it is true.
  const FakeSolver fake;
  fake.write("case \"$1\" in --version) echo 'This is cvc5 version 0';; *) input=$(cat)\n"
             "case \"$input\" in *'named violation'*) echo unsat;;\n"
             "*) echo sat; echo \"$input\" | sed -n 's/(declare-const \\(.*\\) (_ BitVec "
             "\\(.*\\)))/(define-fun \\1 () (_ BitVec \\2) #x00000001)/p';; esac;; esac");
  const TemporaryCertificate files;
  ProofOptions options;
  options.solver = ProofSolver::cvc5;
  options.cvc5_program = fake.program();
  CHECK(settle(make_obligation(false_claim()), keeps, options).verdict == Verdict::proved);
  options.certificate = files.paths();
  const ProofResult result = settle(make_obligation(false_claim()), keeps, options);
  CHECK(result.verdict == Verdict::error);
  CHECK(result.reason.find("disagree") != std::string::npos);
  REQUIRE(result.certificate);
  CHECK(result.certificate->verdict == Certificate::Verdict::satisfiable);
}

TEST_CASE("a solver that is missing is never replaced") {
  for (const ProofSolver solver : {ProofSolver::cvc5, ProofSolver::all}) {
    ProofOptions options;
    options.solver = solver;
    options.cvc5_program = "no-such-solver";
    const ProofResult result = settle(make_obligation(true_claim()), keeps, options);
    CHECK(result.verdict == Verdict::error);
    CHECK(result.reason.find("no-such-solver") != std::string::npos);
  }
}

} // namespace
} // namespace dma_verify::smt
