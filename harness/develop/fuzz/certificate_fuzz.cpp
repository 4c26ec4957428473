// SPDX-License-Identifier: GPL-2.0-only
// Formulas and proofs: a proof that is verified is one of a formula without a model. The formula
// and the proof are separated by the first byte 0; formulas of few variables are decided by trying
// all values.
#include "smt/certificates/check/formula.h"
#include "smt/certificates/check/rup_checker.h"

#include <algorithm>
#include <cstdlib>

using namespace rup_checker;

namespace {

bool has_model(const Formula &formula) {
  for (unsigned values = 0; values < 1U << static_cast<unsigned>(formula.variables); ++values) {
    const auto holds = [&](const auto &clause) {
      return std::ranges::any_of(clause, [&](Literal literal) {
        const bool value = ((values >> static_cast<unsigned>(std::abs(literal) - 1)) & 1U) != 0;
        return value == (literal > 0);
      });
    };
    if (std::ranges::all_of(formula.clauses, holds))
      return true;
  }
  return false;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size); // NOLINT: libFuzzer's
  const std::size_t end = std::min(text.find('\0'), text.size());
  const std::string_view formula = text.substr(0, end);
  const std::string_view proof = text.substr(std::min(end + 1, text.size()));
  for (const ProofForm form : {ProofForm::text, ProofForm::binary}) {
    if (check(formula, proof, form).verdict != Verdict::verified)
      continue;
    const auto read = read_formula(formula);
    constexpr int kFew = 12;
    const auto *parsed = std::get_if<Formula>(&read);
    if (parsed == nullptr || (parsed->variables <= kFew && has_model(*parsed)))
      std::abort();
  }
  return 0;
}
