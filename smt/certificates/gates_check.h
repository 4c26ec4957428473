// SPDX-License-Identifier: GPL-2.0-only
// Compares a formula with the query that it was made of: a formula that has no model at all, or
// says something else, has a proof too.
#pragma once

#include "smt/certificates/cnf_query.h"

#include <string>

namespace dma_verify::smt {

// Gives the formula's inputs some values of the query's variables, corner cases and random ones,
// always the same for a query. Without its last clauses, which demand the assertions, the formula
// must then have a model, and in it each term has its value, whatever is chosen for what the gates
// leave open. Empty, or what is wrong, in one line.
std::string compare_with_terms(const CnfQuery &formula, const Query &query);

} // namespace dma_verify::smt
