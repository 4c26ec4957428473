// SPDX-License-Identifier: GPL-2.0-only
#include "smt/solvers/cvc5_solver.h"

#include "smt/process/program.h"
#include "smt/terms/integer_query.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <optional>
#include <vector>

namespace dma_verify::smt {
namespace {

// The first line, shortened to what fits in a message.
std::string first_line(std::string_view text) {
  std::string line(text.substr(0, text.find('\n')));
  for (char &letter : line) {
    if (std::isprint(static_cast<unsigned char>(letter)) == 0)
      letter = '?';
  }
  return line.size() > 100 ? line.substr(0, 100) + "..." : line;
}

// The words of an S-expression, parentheses included.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  for (const char letter : text) {
    const bool space = std::isspace(static_cast<unsigned char>(letter)) != 0;
    const bool parenthesis = letter == '(' || letter == ')';
    if (parenthesis) {
      words.emplace_back(1, letter);
    } else if (!space) {
      if (!in_word)
        words.emplace_back();
      words.back() += letter;
    }
    in_word = !space && !parenthesis;
  }
  return words;
}

// true, false, #b0101 or #x00ff.
std::optional<Uint128> number_of(std::string_view word) {
  if (word == "true" || word == "false")
    return word == "true" ? 1 : 0;
  if (word.size() < 3 || word[0] != '#' || (word[1] != 'b' && word[1] != 'x'))
    return std::nullopt;
  const unsigned bits = word[1] == 'b' ? 1 : 4;
  if ((word.size() - 2) * bits > 128)
    return std::nullopt;
  Uint128 number = 0;
  for (const char digit : word.substr(2)) {
    const std::size_t value = std::string_view("0123456789abcdef").find(digit);
    if (value >= std::size_t{1} << bits)
      return std::nullopt;
    number = (number << bits) | value;
  }
  return number;
}

// The model in the lines after "sat": ( (define-fun size () (_ BitVec 64) #b...) ... ). Nothing if
// a variable of the query has no value there, or one that it cannot have.
std::optional<Assignment> model_of(std::string_view text, const Query &query) {
  Assignment model;
  const std::vector<std::string> words = words_of(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] != "define-fun")
      continue;
    std::size_t end = i + 1; // the value is the last word before the definition is closed
    for (int open = 1; end < words.size() && open > 0; ++end)
      open += words[end] == "(" ? 1 : words[end] == ")" ? -1 : 0;
    if (const auto number = number_of(words[end - 2]))
      model[words[i + 1]] = *number;
  }
  for (const Term variable : variables_of(query)) {
    const auto value = model.find(variable.name());
    const Uint128 mask = low_bits(std::max(1U, variable.width())); // 0 bits: a truth value
    if (value == model.end() || (value->second & ~mask) != 0)
      return std::nullopt;
  }
  return model;
}

} // namespace

Result answer_in(std::string_view output, const Query &query, const std::string &program) {
  if (output == "unsat\n")
    return Unsat{{Witness::cvc5}};
  if (output == "unknown\n")
    return Unknown{Unknown::Reason::gave_up, program + ": gave up"};
  if (!output.starts_with("sat\n"))
    return SolverError{program + ": no answer: " + first_line(output)};
  if (auto model = model_of(output.substr(4), query))
    return Sat{*std::move(model)};
  return SolverError{program + ": says sat without a whole model"};
}

Result solve_with_cvc5(const std::string &program, const Query &query, const Limits &limits) {
  std::vector<std::string> words = {program, "--lang=smt2", "--dump-models"};
  if (to_integer_smtlib(query)) // cvc5's translation of other queries is slow
    words.emplace_back("--solve-bv-as-int=iand");
  process::ProgramOptions how;
  how.input = to_smtlib(query);
  how.time = limits.time;
  how.memory_megabytes = limits.memory_megabytes;
  const process::ProgramEnd end = process::run_program(words, how);
  if (end.timed_out)
    return Unknown{Unknown::Reason::time, program + ": time limit reached"};
  if (!end.not_started.empty())
    return SolverError{end.not_started};
  // What programs print when they have no memory: C++, other programs, the loader of libraries.
  const auto out_of_memory = [](std::string_view text) {
    return std::ranges::any_of(
        std::array<std::string_view, 3>{"bad_alloc", "emory", "failed to map segment"},
        [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
  };
  if (end.signal != 0) {
    if (out_of_memory(end.errors))
      return Unknown{Unknown::Reason::memory, program + ": memory limit reached"};
    if (end.signal == SIGKILL) // this program has not sent it
      return Unknown{Unknown::Reason::killed, program + ": was killed"};
    if (end.signal == SIGXFSZ)
      return SolverError{program + ": prints more than an answer"};
    return SolverError{program + ": died by signal " + std::to_string(end.signal) + ": " +
                       first_line(end.errors)};
  }
  if (end.exit_status != 0 && (out_of_memory(end.output) || out_of_memory(end.errors)))
    return Unknown{Unknown::Reason::memory, program + ": memory limit reached"};
  if (end.exit_status != 0) {
    return SolverError{program + ": exit status " + std::to_string(end.exit_status) + ": " +
                       first_line(end.output + end.errors)};
  }
  if (end.output.empty())
    return SolverError{program + ": no answer: " + first_line(end.errors)};
  return answer_in(end.output, query, program);
}

std::variant<std::string, SolverError> cvc5_version(const std::string &program) {
  process::ProgramOptions how;
  how.time = std::chrono::seconds(10);
  const process::ProgramEnd end = process::run_program({program, "--version"}, how);
  if (!end.not_started.empty())
    return SolverError{end.not_started};
  constexpr std::string_view kVersion = "cvc5 version ";
  const std::size_t place = end.exit_status < 0 ? std::string::npos : end.output.find(kVersion);
  if (place == std::string::npos)
    return SolverError{program + ": does not say which version of cvc5 it is"};
  const std::string rest = end.output.substr(place + kVersion.size());
  return "cvc5 " + rest.substr(0, rest.find_first_of(" \n"));
}

} // namespace dma_verify::smt
