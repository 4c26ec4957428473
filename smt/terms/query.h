// SPDX-License-Identifier: GPL-2.0-only
// A named question to a solver, and its text in SMT-LIB 2. Every solver, linked or a program, gets
// exactly this text, and its hash is the key under which an answer is stored.
#pragma once

#include "smt/terms/term.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::smt {

struct Assertion {
  std::string name; // letters, digits and - _ . only
  Term term;
};

// Is there an assignment under which all assertions hold?
struct Query {
  std::string name;
  std::vector<std::string> comments; // lines for the head of the text
  std::vector<Assertion> assertions;
};

// The variables that the assertions mention, in the order in which they occur.
std::vector<Term> variables_of(const Query &query);

// A whole SMT-LIB 2 script of logic QF_BV that ends with (check-sat). Subterms used more than once
// are defined by name, every operation has two operands.
std::string to_smtlib(const Query &query);

// Lower-case hexadecimal SHA-256.
std::string sha256(std::string_view text);

} // namespace dma_verify::smt
