// SPDX-License-Identifier: GPL-2.0-only
#include "smt/terms/integer_query.h"

#include <map>
#include <vector>

namespace dma_verify::smt {
namespace {

std::string decimal(Uint128 value) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  return text;
}

std::string list(std::string_view head, std::initializer_list<std::string_view> parts) {
  std::string text = "(" + std::string(head);
  for (const std::string_view part : parts)
    text += " " + std::string(part);
  return text + ")";
}

// 2^exponent in decimal; exponent up to 128.
std::string power(unsigned exponent) {
  if (exponent < 128)
    return decimal(Uint128{1} << exponent);
  return "340282366920938463463374607431768211456";
}

// Writes terms as integers; words as numbers from 0 to 2^width - 1.
class Translation {
public:
  explicit Translation(const Query &query) {
    for (const Assertion &assertion : query.assertions)
      translate(assertion.term);
  }

  bool supported = true;
  std::string definitions;
  std::string text(Term term) const { return spelled_.at(term.id()); }

private:
  struct Written {
    std::string text;
    Uint128 largest; // an upper bound of the word's value
  };

  static Uint128 all(unsigned width) { return width == 0 ? 1 : low_bits(width); }

  // The bits of the word that the mask selects: its runs of ones, each cut out by div and mod.
  static std::string masked(const std::string &word, Uint128 mask, unsigned width) {
    std::string sum = "0";
    unsigned low = 0;
    while (low < width) {
      if (((mask >> low) & 1) == 0) {
        ++low;
        continue;
      }
      unsigned high = low;
      while (high < width && ((mask >> high) & 1) != 0)
        ++high;
      std::string run = low == 0 ? word : list("div", {word, power(low)});
      if (high < width)
        run = list("mod", {run, power(high - low)});
      if (low != 0)
        run = list("*", {power(low), run});
      sum = sum == "0" ? run : list("+", {sum, run});
      low = high;
    }
    return sum;
  }

  void translate(Term term) {
    if (spelled_.count(term.id()) != 0)
      return;
    for (unsigned i = 0; i < term.arity(); ++i)
      translate(term.argument(i));
    Written written = write(term);
    if (term.arity() != 0) {
      const std::string name = "t" + std::to_string(++defined_);
      definitions += "(define-fun " + name + " () " + (term.width() == 0 ? "Bool " : "Int ") +
                     written.text + ")\n";
      written.text = name;
    }
    spelled_[term.id()] = written.text;
    largest_[term.id()] = written.largest;
  }

  Written write(Term term) {
    const unsigned width = term.width();
    const Uint128 top = all(width);
    const auto argument = [&](unsigned i) { return text(term.argument(i)); };
    const auto largest = [&](unsigned i) { return largest_.at(term.argument(i).id()); };
    const auto is_constant = [&](unsigned i) { return term.argument(i).is_constant(); };
    const auto number = [&](unsigned i) { return term.argument(i).value(); };
    switch (term.op()) {
    case Op::constant:
      if (width == 0)
        return {term.value() != 0 ? "true" : "false", 1};
      return {decimal(term.value()), term.value()};
    case Op::variable:
      return {std::string(term.name()), top};
    case Op::add: {
      const std::string sum = list("+", {argument(0), argument(1)});
      if (largest(0) <= top - largest(1))
        return {sum, largest(0) + largest(1)};
      return {list("ite", {list("<", {sum, power(width)}), sum, list("-", {sum, power(width)})}),
              top};
    }
    case Op::subtract: {
      const std::string difference = list("-", {argument(0), argument(1)});
      return {list("ite", {list("<=", {argument(1), argument(0)}), difference,
                           list("+", {difference, power(width)})}),
              top};
    }
    case Op::bit_and:
      if (!is_constant(1))
        break;
      return {masked(argument(0), number(1), width), number(1)};
    case Op::bit_or:
      if (!is_constant(1))
        break;
      return {list("+", {masked(argument(0), ~number(1) & top, width), argument(1)}), top};
    case Op::bit_not:
      return {list("-", {decimal(top), argument(0)}), top};
    case Op::shift_left: {
      if (!is_constant(1) || number(1) >= width)
        break;
      const auto count = static_cast<unsigned>(number(1));
      const bool fits = largest(0) <= (top >> count);
      const std::string kept =
          fits ? argument(0) : list("mod", {argument(0), power(width - count)});
      return {list("*", {power(count), kept}), fits ? largest(0) << count : top};
    }
    case Op::shift_right:
      if (!is_constant(1) || number(1) >= width)
        break;
      return {list("div", {argument(0), power(static_cast<unsigned>(number(1)))}),
              largest(0) >> static_cast<unsigned>(number(1))};
    case Op::extract: {
      const auto low = static_cast<unsigned>(term.value());
      const std::string shifted = low == 0 ? argument(0) : list("div", {argument(0), power(low)});
      if ((largest(0) >> low) <= top)
        return {shifted, largest(0) >> low};
      return {list("mod", {shifted, power(width)}), top};
    }
    case Op::zero_extend:
      return {argument(0), largest(0)};
    case Op::equal:
      return {list("=", {argument(0), argument(1)}), 1};
    case Op::less:
      return {list("<", {argument(0), argument(1)}), 1};
    case Op::negation:
      return {list("not", {argument(0)}), 1};
    case Op::conjunction:
      return {list("and", {argument(0), argument(1)}), 1};
    case Op::disjunction:
      return {list("or", {argument(0), argument(1)}), 1};
    case Op::choice:
      return {list("ite", {argument(0), argument(1), argument(2)}),
              largest(1) < largest(2) ? largest(2) : largest(1)};
    }
    supported = false;
    return {"0", top};
  }

  unsigned defined_ = 0;
  std::map<std::uint32_t, std::string> spelled_;
  std::map<std::uint32_t, Uint128> largest_;
};

} // namespace

std::optional<std::string> to_integer_smtlib(const Query &query) {
  const Translation translation(query);
  if (!translation.supported)
    return std::nullopt;
  std::string text = "; " + query.name + ", words as integers\n";
  for (const std::string &line : query.comments)
    text += "; " + line + "\n";
  // Everything is linear, but QF_LIA has no div and mod, and strict solvers refuse them there.
  text += "(set-logic QF_NIA)\n";
  for (const Term variable : variables_of(query)) {
    const std::string name(variable.name());
    if (variable.width() == 0) {
      text += "(declare-const " + name + " Bool)\n";
      continue;
    }
    text += "(declare-const " + name + " Int)\n(assert " +
            list("and", {list("<=", {"0", name}), list("<", {name, power(variable.width())})}) +
            ")\n";
  }
  text += translation.definitions;
  for (const Assertion &assertion : query.assertions)
    text += "(assert (! " + translation.text(assertion.term) + " :named " + assertion.name + "))\n";
  text += "(check-sat)\n";
  return text;
}

} // namespace dma_verify::smt
