// SPDX-License-Identifier: GPL-2.0-only
// Checks that a formula is unsatisfiable, by a proof whose every lemma follows by unit propagation
// (RUP) from the formula and the lemmas before it, up to the empty clause.
#pragma once

#include "smt/certificates/check/proof.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace rup_checker {

enum class Verdict : std::uint8_t {
  verified, // the formula has no model
  rejected, // the proof does not show it, or a file cannot be read: `reason`
  gave_up,  // asked to
};

struct Outcome {
  Verdict verdict = Verdict::rejected;
  std::string reason;      // empty if verified
  std::size_t clauses = 0; // of the formula
  std::size_t lemmas = 0;  // that were verified
  std::size_t deletions = 0;
};

// The last lemma of a proof must be the empty clause, also if the formula contradicts itself. Only
// clauses that are there can be deleted. `give_up` is called from time to time.
Outcome check(std::string_view formula, std::string_view proof, ProofForm form,
              const std::function<bool()> &give_up = {});

} // namespace rup_checker
