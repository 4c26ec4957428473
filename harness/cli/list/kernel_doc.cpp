// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/list/kernel_doc.h"

#include "harness/cli/list/function_text.h"
#include "properties/catalogue.h"
#include "properties/sequences/sequence_properties.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace dma_verify::cli {
namespace {

// The kernel's limit of a line.
constexpr std::size_t kColumns = 80;

// A word that begins with an asterisk would begin emphasis in reStructuredText.
std::string literal(const std::string &word) {
  const std::size_t end = word.find_last_not_of(",.;:");
  if (word.front() != '*' || end == 0)
    return word;
  return "``" + word.substr(0, end + 1) + "``" + word.substr(end + 1);
}

// Lines of a comment: the first begins with `first`, the others with `rest`.
std::string paragraph(const std::string &first, const std::string &rest, std::string_view text) {
  std::string lines;
  std::string line = " * " + first;
  bool empty = true;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    word = literal(word);
    if (!empty && line.size() + 1 + word.size() > kColumns) {
      lines += line + "\n";
      line = " * " + rest;
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
  }
  return lines + line + "\n";
}

std::string item(std::string_view text) { return paragraph("* ", "  ", text); }
std::string part(std::string_view text) { return paragraph("  * ", "    ", text); }

std::string needs(std::span<const Assumption> assumptions) {
  std::vector<std::string_view> ids;
  for (const Assumption assumption : assumptions)
    ids.push_back(text_of(assumption).id);
  return ids.empty() ? "" : fmt::format(" (needs {})", fmt::join(ids, ", "));
}

std::string expectation(std::string_view id, std::string_view statement,
                        std::span<const ClauseText> clauses, const std::string &needed) {
  std::string text = " *\n" + item(fmt::format("[{}] {}{}:", id, statement, needed)) + " *\n";
  for (const ClauseText &clause : clauses)
    text += part(fmt::format("[{}] {}", clause.id, clause.statement));
  return text;
}

std::string constraints(const std::vector<Assumption> &assumptions) {
  std::string text = " *\n * Constraints of use:\n *\n";
  for (const Assumption assumption : assumptions)
    text += item(fmt::format("[{}] {}", text_of(assumption).id, text_of(assumption).statement));
  return text;
}

// Whether the property is about the function and not only about the model.
bool is_expectation(const PropertyText &property, HelperId call) {
  return property.call == call && !property.of_model;
}

// The callers' contract and what the properties need besides, each once, in the order of the ids.
std::vector<Assumption> constraints_of(HelperId call) {
  std::vector<Assumption> all;
  for (const AssumptionText &text : assumption_texts()) {
    const auto names = [&](std::span<const Assumption> list) {
      return std::ranges::find(list, text.assumption) != list.end();
    };
    const bool needed = std::ranges::any_of(catalogue(), [&](const PropertyText &property) {
      return is_expectation(property, call) && names(property.assumptions);
    });
    if (needed || names(contract_of(call)))
      all.push_back(text.assumption);
  }
  return all;
}

std::string comment_of(const FunctionText &function) {
  std::string text =
      fmt::format("/**\n * {} - {}\n", text_of(function.call).symbol, function.purpose);
  for (const ParameterText &parameter : function.parameters)
    text += paragraph("", "  ", fmt::format("@{}: {}", parameter.name, parameter.meaning));
  text += " *\n * Function's expectations:\n";
  for (const PropertyText &property : catalogue()) {
    if (is_expectation(property, function.call))
      text += expectation(property.id, property.statement, property.clauses,
                          needs(property.assumptions));
  }
  text += constraints(constraints_of(function.call));
  if (!function.returned.empty())
    text += " *\n" + paragraph("", "  ", fmt::format("Return: {}", function.returned));
  return text + " */\n";
}

std::string comment_of_sequences() {
  std::string text = "/**\n * DOC: sequences of calls of the DMA helpers\n *\n"
                     " * Expectations on several calls, on several devices and buffers:\n";
  for (const SequenceProperty &property : sequence_properties())
    text += expectation(property.id, property.statement, property.clauses, "");
  const auto assumptions = sequence_assumptions();
  return text + constraints({assumptions.begin(), assumptions.end()}) + " */\n";
}

} // namespace

std::string kernel_doc() {
  std::string text;
  for (const FunctionText &function : function_texts())
    text += comment_of(function) + "\n";
  return text + comment_of_sequences();
}

} // namespace dma_verify::cli
