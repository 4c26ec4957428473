// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/check/rup_checker.h"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rup_checker {
namespace {

// An unsatisfiable formula, and a proof of it in which each step is needed.
constexpr std::string_view kFormula = "c an example\np cnf 4 8\n"
                                      "1 2 -3 0\n-1 -2 3 0\n2 3 -4 0\n-2 -3 4 0\n"
                                      "-1 -3 -4 0\n1 3 4 0\n-1 2 4 0\n1 -2 -4 0\n";
const std::vector<std::string> kProof = {"1 2 0\n",     "d 1 2 -3 0\n", "1 0\n",
                                         "d 1 3 4 0\n", "2 0\n",        "0\n"};

std::string joined(const std::vector<std::string> &steps) {
  std::string text;
  for (const std::string &step : steps)
    text += step;
  return text;
}

Outcome check_text(std::string_view formula, std::string_view proof) {
  return check(formula, proof, ProofForm::text);
}

void check_rejected(const Outcome &outcome, std::string_view because) {
  CHECK(outcome.verdict == Verdict::rejected);
  CHECK_MESSAGE(outcome.reason.find(because) != std::string::npos, outcome.reason);
}

TEST_CASE("a proof is verified") {
  const Outcome outcome = check_text(kFormula, joined(kProof));
  CHECK_MESSAGE(outcome.verdict == Verdict::verified, outcome.reason);
  CHECK(outcome.clauses == 8);
  CHECK(outcome.lemmas == 4);
  CHECK(outcome.deletions == 2);
}

TEST_CASE("a proof in binary is verified") {
  // Variable v is 2v, negated 2v + 1.
  const std::string proof("a\x02\x04\0d\x02\x04\x07\0a\x02\0d\x02\x06\x08\0a\x04\0a\0", 22);
  CHECK(check(kFormula, proof, ProofForm::binary).verdict == Verdict::verified);
  for (std::size_t length = 0; length < proof.size(); ++length) {
    check_rejected(check(kFormula, proof.substr(0, length), ProofForm::binary), "proof");
  }
}

TEST_CASE("binary literals of more than one byte are read, and too long ones are not") {
  const std::string formula = "p cnf 300 2\n300 0\n-300 0\n";
  // 2 * 300 = 0x258: 0xd8 0x04.
  CHECK(check(formula, std::string("a\xd8\x04\0a\0", 6), ProofForm::binary).verdict ==
        Verdict::verified);
  check_rejected(check(formula, std::string("a\xda\x04\0a\0", 6), ProofForm::binary),
                 "no literal"); // 301
  check_rejected(check(formula, "a\xff\xff\xff\xff\xff\xff\xff", ProofForm::binary), "no literal");
  check_rejected(check(formula, std::string("a\x01\0a\0", 5), ProofForm::binary),
                 "no literal"); // a negated 0
}

TEST_CASE("a proof without one of its lemmas is rejected") {
  for (std::size_t i = 0; i < kProof.size(); ++i) {
    if (kProof[i].front() == 'd')
      continue;
    std::vector<std::string> steps = kProof;
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i));
    CAPTURE(kProof[i]);
    check_rejected(check_text(kFormula, joined(steps)), "proof");
  }
}

TEST_CASE("a proof with a flipped literal is rejected") {
  // Changes after which it is still a proof are left out: "1 -2" for "1 2", and "-2" for "2".
  const std::vector<std::pair<std::size_t, std::string>> flips = {
      {0, "-1 2 0\n"}, {1, "d -1 2 -3 0\n"}, {2, "-1 0\n"}, {3, "d 1 3 -4 0\n"}};
  for (const auto &flip : flips) {
    std::vector<std::string> steps = kProof;
    steps[flip.first] = flip.second;
    CAPTURE(flip.second);
    check_rejected(check_text(kFormula, joined(steps)), "proof, step");
  }
}

TEST_CASE("a proof that is cut anywhere is rejected") {
  const std::string proof = joined(kProof);
  for (std::size_t length = 0; length < proof.size() - 1; ++length) {
    CAPTURE(length);
    check_rejected(check_text(kFormula, proof.substr(0, length)), "proof");
  }
}

TEST_CASE("an empty proof is rejected, even of a formula that needs none") {
  check_rejected(check_text(kFormula, ""), "ends without the empty clause");
  check_rejected(check_text("p cnf 1 2\n1 0\n-1 0\n", ""), "ends without the empty clause");
  check_rejected(check_text("p cnf 1 1\n0\n", ""), "ends without the empty clause");
  CHECK(check_text("p cnf 1 2\n1 0\n-1 0\n", "0\n").verdict == Verdict::verified);
  CHECK(check_text("p cnf 1 1\n0\n", "0\n").verdict == Verdict::verified);
}

TEST_CASE("the proof of another formula is rejected") {
  std::string other(kFormula);
  other.replace(other.find("-1 2 4"), 6, "-1 2 3");
  check_rejected(check_text(other, joined(kProof)), "does not follow");
  check_rejected(check_text("p cnf 4 1\n1 2 3 0\n", joined(kProof)), "does not follow");
}

TEST_CASE("formula and proof swapped are rejected") {
  check_rejected(check_text(joined(kProof), kFormula), "formula, line 1");
}

TEST_CASE("no proof makes a satisfiable formula unsatisfiable") {
  // Satisfied by 2 and not 4, among others.
  std::string formula(kFormula);
  formula.replace(formula.find("-2 -3 4 0"), 9, " 2 -3 4 0");
  check_rejected(check_text(formula, joined(kProof)), "does not follow");
  check_rejected(check_text(formula, "0\n"), "does not follow");
  check_rejected(check_text("p cnf 1 0\n", "0\n"), "does not follow");
}

TEST_CASE("a lemma that keeps satisfiability but does not follow (RAT) is rejected") {
  check_rejected(check_text("p cnf 2 1\n1 2 0\n", "-1 0\n0\n"), "step 1");
}

TEST_CASE("what follows the empty clause may delete but not claim") {
  const std::string proof = joined(kProof);
  CHECK(check_text(kFormula, proof + "d 1 0\n").verdict == Verdict::verified);
  check_rejected(check_text(kFormula, proof + "3 0\n"), "after the empty clause");
  check_rejected(check_text(kFormula, proof + "d 1"), "no 0");
}

TEST_CASE("deleting a clause that is not there, or twice, is rejected") {
  check_rejected(check_text(kFormula, "d 1 2 3 0\n" + joined(kProof)), "not there");
  check_rejected(check_text(kFormula, "d 1 2 -3 0\nd 1 2 -3 0\n"), "not there");
  check_rejected(check_text(kFormula, "d 1 2 -3 0\n1 2 0\n"), "does not follow");
  // One of two equal clauses remains; the order of literals does not matter.
  CHECK(check_text("p cnf 2 5\n1 2 0\n2 1 0\n-1 2 0\n1 -2 0\n-1 -2 0\n", "d 2 1 0\n1 0\n0\n")
            .verdict == Verdict::verified);
}

TEST_CASE("a fact survives the deletion of the clause that it came from") {
  CHECK(check_text("p cnf 1 2\n1 0\n-1 0\n", "d 1 0\nd -1 0\n0\n").verdict == Verdict::verified);
}

TEST_CASE("files that are not what they should be are rejected") {
  for (const std::string formula :
       {"", "p cnf 1\n", "p cnf x 1\n1 0\n", "p dnf 1 1\n1 0\n", "p cnf 1 2\n1 0\n",
        "p cnf 1 1\n1 0\n-1 0\n", "p cnf 1 1\n2 0\n", "p cnf 1 1\n1\n", "p cnf 1 1\n1x 0\n",
        "1 0\n-1 0\n", "p cnf 99999999999 1\n1 0\n", "p cnf -1 0\n", "p cnf 99999999 0\n",
        "p cnf 67108864 1\n1 0\n", "p cnf 1 2\n1 0\nc a comment\n-1 0\n"}) {
    CAPTURE(formula);
    check_rejected(check_text(formula, "0\n"), "formula, line");
  }
  for (const std::string proof : {"1 2", "1 5 0\n0\n", "c\n0\n", "x\n", "d\n0\n",
                                  "1 99999999999 0\n0\n", "1 2 0\n0", "-0 1\n"}) {
    CAPTURE(proof);
    check_rejected(check_text(kFormula, proof), "proof");
  }
  check_rejected(check(kFormula, joined(kProof), ProofForm::binary), "neither");
}

TEST_CASE("a check that is asked to give up has no verdict") {
  std::string proof;
  for (unsigned i = 0; i < 100; ++i)
    proof += "1 2 0\n";
  const Outcome outcome =
      check(kFormula, proof + joined(kProof), ProofForm::text, [] { return true; });
  CHECK(outcome.verdict == Verdict::gave_up);
}

} // namespace
} // namespace rup_checker
