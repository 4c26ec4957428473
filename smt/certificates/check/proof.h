// SPDX-License-Identifier: GPL-2.0-only
// Reads a proof step by step, in DRAT's text form or its binary form, as the caller says.
#pragma once

#include "smt/certificates/check/clause.h"

#include <cstdint>
#include <string_view>

namespace rup_checker {

enum class ProofForm : std::uint8_t { text, binary };

struct ProofStep {
  bool deletion = false; // else a lemma
  Clause clause;
};

class ProofReader {
public:
  ProofReader(std::string_view proof, ProofForm form, Literal variables)
      : proof_(proof), form_(form), variables_(variables) {}

  struct End {};
  // The next step; End only if the file ends after a whole step.
  std::variant<ProofStep, End, Malformed> next();

  // Steps read so far.
  [[nodiscard]] std::size_t steps() const { return steps_; }

private:
  enum class Read : std::uint8_t { literal, zero, nothing };
  Read read_literal(Literal &literal);
  Read read_text_literal(Literal &literal);
  Read read_binary_literal(Literal &literal);
  bool at_end();
  bool read_kind(ProofStep &step);
  [[nodiscard]] Malformed malformed(const std::string &what) const;

  std::string_view proof_;
  ProofForm form_;
  Literal variables_;
  std::size_t place_ = 0; // of the next byte
  std::size_t steps_ = 0;
};

} // namespace rup_checker
