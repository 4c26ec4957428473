// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/cnf_query.h"

#include "smt/certificates/circuits/bit_blaster.h"

namespace dma_verify::smt {
namespace {

std::string text_of(const std::vector<Literal> &literals) {
  std::string text;
  for (const Literal literal : literals)
    text += std::to_string(literal) + " ";
  return text;
}

} // namespace

CnfQuery to_cnf(const Query &query) {
  CnfQuery formula;
  CnfGates gates;
  BitBlaster<CnfGates> bits_of(gates, [&](Term variable) {
    std::vector<Literal> bits(variable.width() == 0 ? 1 : variable.width());
    for (Literal &bit : bits)
      bit = gates.input();
    return bits;
  });
  for (const Term variable : variables_of(query))
    formula.variables.push_back({variable, bits_of(variable)});
  for (const Assertion &assertion : query.assertions)
    formula.assertions.push_back(bits_of(assertion.term).front());
  for (const Literal holds : formula.assertions)
    gates.require(holds);
  bits_of.for_each([&](Term term, const std::vector<Literal> &bits) {
    formula.terms.push_back({term, bits});
  });
  formula.cnf = gates.cnf();
  return formula;
}

std::string to_dimacs(const Query &query, const CnfQuery &formula) {
  std::string text = "c " + query.name + "\n";
  text += "c sha256 of its SMT-LIB text: " + sha256(to_smtlib(query)) + "\n";
  text += "c literal 1 is true\n";
  for (const CnfQuery::TermBits &variable : formula.variables) {
    text += "c variable " + std::string(variable.term.name()) +
            ", lowest bit first: " + text_of(variable.bits) + "\n";
  }
  for (std::size_t i = 0; i < formula.assertions.size(); ++i) {
    text += "c assertion " + query.assertions[i].name + ": " +
            std::to_string(formula.assertions[i]) + "\n";
  }
  text += "p cnf " + std::to_string(formula.cnf.variables) + " " +
          std::to_string(formula.cnf.clauses.size()) + "\n";
  for (const std::vector<Literal> &clause : formula.cnf.clauses)
    text += text_of(clause) + "0\n";
  return text;
}

Assignment assignment_of(const CnfQuery &formula, const std::function<bool(Literal)> &is_true) {
  Assignment assignment;
  for (const CnfQuery::TermBits &variable : formula.variables) {
    Uint128 value = 0;
    for (std::size_t i = 0; i < variable.bits.size(); ++i)
      value |= Uint128{is_true(variable.bits[i]) ? 1U : 0U} << i;
    assignment[std::string(variable.term.name())] = value;
  }
  return assignment;
}

} // namespace dma_verify::smt
