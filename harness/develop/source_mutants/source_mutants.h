// SPDX-License-Identifier: GPL-2.0-only
// Mutants of a source file, made by rule and not by choice: each differs in one operator, number,
// argument, condition or statement of one function. What the program says of all of them shows
// what its properties do not see.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::source_mutants {

// FUNCTION#N:RULE, N counting the function's tokens from 1: says where without quoting the text.
// Rules: relation (> for >=), logic, arithmetic, bits, shift, not, number (one more, one less),
// plus-one and minus-one (of an argument), swapped (with the next argument), other-argument (the
// next name of the same call), negated, always, never (a condition), deleted (a statement), and
// zero (what is returned or assigned).
struct SourceMutant {
  std::string id;
  unsigned line = 0;  // 1-based
  std::string change; // "'>=' to '>'"
  std::string text;   // of the whole file
};

// All mutants of all functions, in the order of the text. The text must be one that compiles; a
// mutant need not.
std::vector<SourceMutant> mutants_of(std::string_view text);

} // namespace dma_verify::source_mutants
