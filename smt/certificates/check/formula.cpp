// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/check/formula.h"

#include <charconv>

namespace rup_checker {
namespace {

// Words between white space, and the lines they stand on.
class Words {
public:
  explicit Words(std::string_view text) : rest_(text) {}

  // Empty at the end of the text.
  std::string_view next() {
    skip_space();
    std::size_t length = 0;
    while (length < rest_.size() && !is_space(rest_[length]))
      ++length;
    const std::string_view word = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return word;
  }

  void skip_line() {
    const std::size_t end = rest_.find('\n');
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end);
  }

  [[nodiscard]] Malformed malformed(const std::string &what) const {
    return {"formula, line " + std::to_string(line_) + ": " + what};
  }

private:
  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
  void skip_space() {
    while (!rest_.empty() && is_space(rest_.front())) {
      line_ += rest_.front() == '\n' ? 1U : 0U;
      rest_.remove_prefix(1);
    }
  }
  std::string_view rest_;
  std::size_t line_ = 1;
};

// A formula may name this many variables that no clause uses.
constexpr std::size_t kFreeVariables = 100'000;

template <class Number> bool read_number(std::string_view word, Number &number) {
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && stop == word.data() + word.size();
}

} // namespace

std::variant<Formula, Malformed> read_formula(std::string_view text) {
  Words words(text);
  std::string_view word = words.next();
  while (!word.empty() && word.front() == 'c') {
    words.skip_line();
    word = words.next();
  }
  Formula formula;
  std::size_t clauses = 0;
  if (word != "p" || words.next() != "cnf" || !read_number(words.next(), formula.variables) ||
      !read_number(words.next(), clauses))
    return words.malformed("expected 'p cnf VARIABLES CLAUSES'");
  if (formula.variables < 0 || formula.variables > kMaxVariable)
    return words.malformed("a number of variables out of range");
  // Memory follows the size of the input: no clause of so short a text can use them all.
  if (static_cast<std::size_t>(formula.variables) > kFreeVariables + text.size())
    return words.malformed("more variables than a text of this length can use");

  Clause clause;
  bool open = false; // a clause was begun and not closed by 0
  for (word = words.next(); !word.empty(); word = words.next()) {
    Literal literal = 0;
    if (!read_number(word, literal) || literal < -formula.variables || literal > formula.variables)
      return words.malformed("'" + std::string(word) + "' is no literal of the header's variables");
    open = literal != 0;
    if (open) {
      clause.push_back(literal);
      continue;
    }
    formula.clauses.push_back(clause);
    clause.clear();
  }
  if (open)
    return words.malformed("the last clause does not end with 0");
  if (formula.clauses.size() != clauses)
    return words.malformed("the header says " + std::to_string(clauses) + " clauses, there are " +
                           std::to_string(formula.clauses.size()));
  return formula;
}

} // namespace rup_checker
