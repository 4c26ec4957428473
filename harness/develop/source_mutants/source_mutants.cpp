// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/source_mutants/source_mutants.h"

#include "harness/develop/source_mutants/tokens.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <span>

namespace dma_verify::source_mutants {
namespace {

struct Replacement {
  std::string_view rule;
  std::string_view from;
  std::string_view to;
};
constexpr std::array<Replacement, 25> kReplacements = {{
    {"relation", "<", "<="},    {"relation", "<", ">="},  {"relation", "<=", "<"},
    {"relation", "<=", ">"},    {"relation", ">", ">="},  {"relation", ">", "<="},
    {"relation", ">=", ">"},    {"relation", ">=", "<"},  {"relation", "==", "!="},
    {"relation", "!=", "=="},   {"logic", "&&", "||"},    {"logic", "||", "&&"},
    {"arithmetic", "+", "-"},   {"arithmetic", "-", "+"}, {"arithmetic", "*", "+"},
    {"bits", "&", "|"},         {"bits", "|", "&"},       {"bits", "|", "^"},
    {"shift", "<<", ">>"},      {"shift", ">>", "<<"},    {"arithmetic", "+=", "-="},
    {"arithmetic", "-=", "+="}, {"bits", "|=", "&="},     {"bits", "&=", "|="},
    {"arithmetic", "++", "--"},
}};

bool is_binary_only(std::string_view spelling) {
  return spelling != "+" && spelling != "-" && spelling != "*" && spelling != "&";
}

bool ends_operand(const Token &token) {
  return token.kind != TokenKind::punctuation || token.spelling == ")" || token.spelling == "]";
}

// A body of a function: its name, and its tokens between the braces.
struct Function {
  std::string name;
  std::span<const Token> body;
};

// The position of the bracket that closes the one at `open`.
std::size_t closing(std::span<const Token> tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    const std::string_view s = tokens[i].spelling;
    if (s == "(" || s == "[" || s == "{")
      ++depth;
    else if ((s == ")" || s == "]" || s == "}") && --depth == 0)
      return i;
  }
  return tokens.size();
}

// NAME ( ... ) words { ... }
std::vector<Function> functions_of(std::span<const Token> tokens) {
  constexpr std::array<std::string_view, 5> kNoNames = {"if", "while", "for", "switch", "return"};
  std::vector<Function> functions;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (tokens[i].spelling != "(" || tokens[i - 1].kind != TokenKind::identifier ||
        std::ranges::find(kNoNames, tokens[i - 1].spelling) != kNoNames.end())
      continue;
    std::size_t open = closing(tokens, i) + 1;
    while (open < tokens.size() && tokens[open].kind == TokenKind::identifier)
      ++open;
    if (open >= tokens.size() || tokens[open].spelling != "{")
      continue;
    const std::size_t end = closing(tokens, open);
    functions.push_back(
        {std::string(tokens[i - 1].spelling), tokens.subspan(open + 1, end - open - 1)});
    i = end;
  }
  return functions;
}

class Maker {
public:
  Maker(std::string_view text, const Function &function, std::vector<SourceMutant> &made)
      : text_(text), name_(function.name), body_(function.body), made_(made) {}

  void make() {
    for (std::size_t i = 0; i < body_.size(); ++i) {
      replace_operator(i);
      change_number(i);
      if (body_[i].spelling == "!")
        add(i, "not", i, i, "");
      if (body_[i].spelling == "(" && i > 0) {
        const std::string_view before = body_[i - 1].spelling;
        if (before == "if" || before == "while")
          change_condition(i);
        else if (body_[i - 1].kind == TokenKind::identifier && before != "for" &&
                 before != "switch" && before != "sizeof")
          change_arguments(i);
      }
      if (starts_statement(i))
        change_statement(i);
    }
  }

private:
  [[nodiscard]] bool is(std::size_t at, std::string_view spelling) const {
    return at < body_.size() && body_[at].spelling == spelling;
  }
  [[nodiscard]] std::string_view between(std::size_t first, std::size_t last) const {
    const Token &end = body_[last];
    return text_.substr(body_[first].offset,
                        end.offset + end.spelling.size() - body_[first].offset);
  }

  // A mutant in which the tokens from `first` to `last` are replaced.
  void add(std::size_t at, std::string_view rule, std::size_t first, std::size_t last,
           const std::string &to) {
    const std::string_view from = between(first, last);
    if (from == to)
      return;
    SourceMutant mutant;
    mutant.id = name_ + "#" + std::to_string(at + 1) + ":" + std::string(rule);
    const int number = ++used_[mutant.id];
    if (number > 1)
      mutant.id += "-" + std::to_string(number);
    const std::string_view head = text_.substr(0, body_[first].offset);
    mutant.line = static_cast<unsigned>(std::ranges::count(head, '\n')) + 1;
    mutant.change = "'" + std::string(from) + "' to '" + to + "'";
    mutant.text = std::string(head) + to + std::string(text_.substr(head.size() + from.size()));
    made_.push_back(std::move(mutant));
  }

  void replace_operator(std::size_t i) {
    const Token &token = body_[i];
    if (token.kind != TokenKind::punctuation)
      return;
    if (!is_binary_only(token.spelling) && (i == 0 || !ends_operand(body_[i - 1])))
      return;
    for (const Replacement &each : kReplacements) {
      if (each.from == token.spelling)
        add(i, each.rule, i, i, std::string(each.to));
    }
  }

  void change_number(std::size_t i) {
    const Token &token = body_[i];
    if (token.kind != TokenKind::number)
      return;
    long value = 0;
    const char *const end = token.spelling.data() + token.spelling.size();
    if (std::from_chars(token.spelling.data(), end, value).ptr != end)
      return;
    add(i, "number", i, i, std::to_string(value + 1));
    if (value != 0)
      add(i, "number", i, i, std::to_string(value - 1));
  }

  void change_condition(std::size_t open) {
    const std::size_t close = closing(body_, open);
    if (close >= body_.size())
      return;
    add(open, "negated", open, close, "(!" + std::string(between(open, close)) + ")");
    add(open, "always", open, close, "(1)");
    add(open, "never", open, close, "(0)");
  }

  void change_arguments(std::size_t open) {
    const std::size_t close = closing(body_, open);
    struct Range {
      std::size_t first;
      std::size_t last;
    };
    std::vector<Range> arguments;
    std::size_t first = open + 1;
    for (std::size_t i = open + 1; i <= close && close < body_.size();) {
      const std::string_view s = body_[i].spelling;
      if (i == close || s == ",") {
        if (i > first)
          arguments.push_back({first, i - 1});
        first = ++i;
      } else if (s == "(" || s == "[" || s == "{") {
        i = closing(body_, i) + 1;
      } else {
        ++i;
      }
    }
    for (std::size_t k = 0; k < arguments.size(); ++k) {
      const auto [from, to] = arguments[k];
      const std::string argument(between(from, to));
      add(from, "plus-one", from, to, "(" + argument + ") + 1");
      add(from, "minus-one", from, to, "(" + argument + ") - 1");
      add(from, "zero", from, to, "0");
      if (arguments.size() < 2)
        continue;
      const auto next = arguments[(k + 1) % arguments.size()];
      add(from, "other-argument", from, to, std::string(between(next.first, next.last)));
      if (k + 1 < arguments.size())
        add(from, "swapped", from, next.last,
            std::string(between(next.first, next.last)) + ", " + argument);
    }
  }

  [[nodiscard]] bool starts_statement(std::size_t i) const {
    if (body_[i].kind != TokenKind::identifier && body_[i].spelling != "*")
      return false;
    if (i == 0)
      return true;
    const std::string_view before = body_[i - 1].spelling;
    if (before == ")") // of the condition of an if
      return is_condition_end(i - 1);
    return before == ";" || before == "{" || before == "}" || before == "else";
  }

  [[nodiscard]] bool is_condition_end(std::size_t close) const {
    int depth = 0;
    for (std::size_t i = close + 1; i-- > 0;) {
      depth += is(i, ")") ? 1 : is(i, "(") ? -1 : 0;
      if (depth == 0)
        return i > 0 && (is(i - 1, "if") || is(i - 1, "while") || is(i - 1, "for"));
    }
    return false;
  }

  // The end of the statement at `i`, if it is one that ends with a semicolon.
  [[nodiscard]] std::optional<std::size_t> semicolon(std::size_t i) const {
    for (; i < body_.size(); ++i) {
      if (is(i, ";"))
        return i;
      if (is(i, "{") || is(i, "}"))
        return std::nullopt;
      if (is(i, "("))
        i = closing(body_, i);
    }
    return std::nullopt;
  }

  void change_statement(std::size_t i) {
    const std::string_view word = body_[i].spelling;
    if (word == "if" || word == "for" || word == "while" || word == "else" || word == "switch")
      return;
    const auto end = semicolon(i);
    if (!end)
      return;
    // A declaration begins with two names, or a name and stars and a name.
    std::size_t after = i + 1;
    while (is(after, "*"))
      ++after;
    const bool declares = word != "return" && word != "goto" && word != "*" && after < *end &&
                          body_[after].kind == TokenKind::identifier;
    if (!declares)
      add(i, "deleted", i, *end, ";");
    if (word == "return" && *end > i + 1)
      add(i, "zero", i + 1, *end - 1, "0");
    for (std::size_t k = i; k < *end; ++k) {
      if (is(k, "=")) {
        add(i, "zero", k + 1, *end - 1, "0");
        break;
      }
    }
  }

  std::string_view text_;
  const std::string &name_;
  std::span<const Token> body_;
  std::vector<SourceMutant> &made_;
  std::map<std::string, int> used_;
};

} // namespace

std::vector<SourceMutant> mutants_of(std::string_view text) {
  const std::vector<Token> tokens = tokens_of(text);
  std::vector<SourceMutant> made;
  for (const Function &function : functions_of(tokens))
    Maker(text, function, made).make();
  return made;
}

} // namespace dma_verify::source_mutants
