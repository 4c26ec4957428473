// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/check/proof.h"

#include <charconv>

namespace rup_checker {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n'; }

} // namespace

Malformed ProofReader::malformed(const std::string &what) const {
  return {"proof, step " + std::to_string(steps_ + 1) + ", before byte " + std::to_string(place_) +
          ": " + what};
}

bool ProofReader::at_end() {
  if (form_ == ProofForm::text) {
    while (place_ < proof_.size() && is_space(proof_[place_]))
      ++place_;
  }
  return place_ == proof_.size();
}

// Binary: 'a' or 'd'. Text: 'd' and a space, or nothing.
bool ProofReader::read_kind(ProofStep &step) {
  const char kind = proof_[place_];
  step.deletion = kind == 'd';
  if (form_ == ProofForm::binary) {
    ++place_;
    return kind == 'a' || kind == 'd';
  }
  if (!step.deletion)
    return true;
  ++place_;
  return place_ < proof_.size() && proof_[place_] == ' ';
}

ProofReader::Read ProofReader::read_text_literal(Literal &literal) {
  while (place_ < proof_.size() && is_space(proof_[place_]))
    ++place_;
  const char *const begin = proof_.data() + place_;
  const char *const end = proof_.data() + proof_.size();
  const auto [stop, error] = std::from_chars(begin, end, literal);
  // A number at the very end of the file may be cut off, so it is an error.
  if (error != std::errc() || stop == end || !is_space(*stop))
    return Read::nothing;
  place_ += static_cast<std::size_t>(stop - begin);
  return literal == 0 ? Read::zero : Read::literal;
}

// 2 * variable + (1 if negated), seven bits a byte, lowest first, the top bit set on all but the
// last.
ProofReader::Read ProofReader::read_binary_literal(Literal &literal) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    if (place_ == proof_.size())
      return Read::nothing;
    const auto byte = static_cast<unsigned char>(proof_[place_++]);
    number |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if ((byte & 0x80U) != 0)
      continue;
    if (number == 0)
      return Read::zero;
    if (number / 2 == 0 || number / 2 > static_cast<std::uint64_t>(kMaxVariable))
      return Read::nothing;
    const auto variable = static_cast<Literal>(number / 2);
    literal = number % 2 != 0 ? -variable : variable;
    return Read::literal;
  }
  return Read::nothing;
}

ProofReader::Read ProofReader::read_literal(Literal &literal) {
  const Read read =
      form_ == ProofForm::text ? read_text_literal(literal) : read_binary_literal(literal);
  if (read == Read::literal && (literal < -variables_ || literal > variables_))
    return Read::nothing;
  return read;
}

std::variant<ProofStep, ProofReader::End, Malformed> ProofReader::next() {
  if (at_end())
    return End{};
  ProofStep step;
  if (!read_kind(step))
    return malformed("neither a lemma nor a deletion");
  Literal literal = 0;
  for (;;) {
    switch (read_literal(literal)) {
    case Read::literal:
      step.clause.push_back(literal);
      break;
    case Read::zero:
      ++steps_;
      return step;
    case Read::nothing:
      return malformed("no literal of the formula's variables, and no 0");
    }
  }
}

} // namespace rup_checker
