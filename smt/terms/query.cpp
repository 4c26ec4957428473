// SPDX-License-Identifier: GPL-2.0-only
#include "smt/terms/query.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>
#include <unordered_map>

namespace dma_verify::smt {
namespace {

// All terms that some roots consist of, arguments before their users, each with the number of
// places in which it is used. The order follows from the query alone, not from the pool.
class Cone {
public:
  explicit Cone(const Query &query) {
    for (const Assertion &assertion : query.assertions)
      visit(assertion.term);
  }
  [[nodiscard]] const std::vector<Term> &terms() const { return terms_; }
  [[nodiscard]] unsigned uses(Term term) const { return uses_.at(term.id()); }

private:
  void visit(Term term) {
    if (++uses_[term.id()] > 1)
      return;
    for (unsigned i = 0; i < term.arity(); ++i)
      visit(term.argument(i));
    terms_.push_back(term);
  }
  std::vector<Term> terms_;
  std::unordered_map<std::uint32_t, unsigned> uses_;
};

std::string sort_text(unsigned width) {
  return width == 0 ? "Bool" : "(_ BitVec " + std::to_string(width) + ")";
}

std::string constant_text(Term term) {
  const unsigned width = term.width();
  if (width == 0)
    return term.value() != 0 ? "true" : "false";
  const bool hexadecimal = width % 4 == 0;
  const unsigned step = hexadecimal ? 4 : 1;
  std::string text = hexadecimal ? "#x" : "#b";
  for (unsigned low = width; low != 0; low -= step) {
    const auto digit = static_cast<unsigned>((term.value() >> (low - step)) & low_bits(step));
    text += "0123456789abcdef"[digit];
  }
  return text;
}

std::string_view operation_name(Term term) {
  switch (term.op()) {
  case Op::add:
    return "bvadd";
  case Op::subtract:
    return "bvsub";
  case Op::bit_and:
    return "bvand";
  case Op::bit_or:
    return "bvor";
  case Op::bit_not:
    return "bvnot";
  case Op::shift_left:
    return "bvshl";
  case Op::shift_right:
    return "bvlshr";
  case Op::equal:
    return "=";
  case Op::less:
    return "bvult";
  case Op::negation:
    return "not";
  case Op::conjunction:
    return "and";
  case Op::disjunction:
    return "or";
  case Op::choice:
    return "ite";
  default:
    throw std::logic_error("an operation without a plain name");
  }
}

class Printer {
public:
  explicit Printer(const Cone &cone) {
    for (const Term term : cone.terms()) {
      if (term.arity() != 0 && cone.uses(term) > 1)
        names_.emplace(term.id(), "t" + std::to_string(names_.size() + 1));
    }
  }

  // The name of a term that is used more than once; empty for other terms.
  [[nodiscard]] std::string name_of(Term term) const {
    const auto name = names_.find(term.id());
    return name == names_.end() ? std::string() : name->second;
  }

  // The term where it is used: its name if it has one.
  void use(std::string &text, Term term) const {
    const std::string name = name_of(term);
    if (name.empty()) {
      spell(text, term);
    } else {
      text += name;
    }
  }

  // The text of the term without using its name.
  void spell(std::string &text, Term term) const {
    if (term.is_constant()) {
      text += constant_text(term);
      return;
    }
    if (term.op() == Op::variable) {
      text += term.name();
      return;
    }
    text += '(';
    if (term.op() == Op::extract) {
      const auto low = static_cast<unsigned>(term.value());
      text +=
          "(_ extract " + std::to_string(low + term.width() - 1) + " " + std::to_string(low) + ")";
    } else if (term.op() == Op::zero_extend) {
      text += "(_ zero_extend " + std::to_string(term.width() - term.argument(0).width()) + ")";
    } else {
      text += operation_name(term);
    }
    for (unsigned i = 0; i < term.arity(); ++i) {
      text += ' ';
      use(text, term.argument(i));
    }
    text += ')';
  }

private:
  std::unordered_map<std::uint32_t, std::string> names_;
};

} // namespace

std::vector<Term> variables_of(const Query &query) {
  std::vector<Term> variables;
  const Cone cone(query);
  for (const Term term : cone.terms()) {
    if (term.op() == Op::variable)
      variables.push_back(term);
  }
  return variables;
}

std::string to_smtlib(const Query &query) {
  const Cone cone(query);
  const Printer printer(cone);
  std::string text = "; " + query.name + "\n";
  for (const std::string &line : query.comments)
    text += "; " + line + "\n";
  text += "(set-logic QF_BV)\n";
  for (const Term variable : variables_of(query)) {
    text += "(declare-const " + std::string(variable.name()) + " " + sort_text(variable.width()) +
            ")\n";
  }
  for (const Term term : cone.terms()) {
    const std::string name = printer.name_of(term);
    if (name.empty())
      continue;
    text += "(define-fun " + name + " () " + sort_text(term.width()) + " ";
    printer.spell(text, term);
    text += ")\n";
  }
  for (const Assertion &assertion : query.assertions) {
    text += "(assert (! ";
    printer.use(text, assertion.term);
    text += " :named " + assertion.name + "))\n";
  }
  text += "(check-sat)\n";
  return text;
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available in OpenSSL");
  std::string hexadecimal;
  for (unsigned i = 0; i < size; ++i) {
    hexadecimal += "0123456789abcdef"[digest[i] >> 4U];
    hexadecimal += "0123456789abcdef"[digest[i] & 15U];
  }
  return hexadecimal;
}

} // namespace dma_verify::smt
