// SPDX-License-Identifier: GPL-2.0-only
// A query as a formula in conjunctive normal form, by our own bit-blaster, and its DIMACS text.
#pragma once

#include "smt/certificates/circuits/cnf_gates.h"
#include "smt/terms/evaluate.h"
#include "smt/terms/query.h"

#include <functional>
#include <string>
#include <vector>

namespace dma_verify::smt {

struct CnfQuery {
  Cnf cnf; // has a model exactly if the query has; its last clauses demand the assertions
  struct TermBits {
    Term term;
    std::vector<Literal> bits; // the lowest first; one for a truth value
  };
  std::vector<TermBits> variables; // of the query, in the order of variables_of
  std::vector<TermBits> terms;     // all that the query consists of
  std::vector<Literal> assertions; // in the order of the query's
};

CnfQuery to_cnf(const Query &query);

// The formula in DIMACS. Comments at its head give the name of the query, the SHA-256 of its
// SMT-LIB text, and the literals of each variable and assertion, so that others can see what the
// formula means.
std::string to_dimacs(const Query &query, const CnfQuery &formula);

// The query's variables, from the values of the formula's.
Assignment assignment_of(const CnfQuery &formula, const std::function<bool(Literal)> &is_true);

} // namespace dma_verify::smt
