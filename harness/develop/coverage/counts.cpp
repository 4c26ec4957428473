// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/coverage/counts.h"

#include <nlohmann/json.hpp>

#include <istream>

namespace dma_verify::coverage {
namespace {

using nlohmann::json;

// Without what stands between these brackets, at any depth.
std::string without(const std::string &text, char open, char close) {
  std::string left;
  unsigned depth = 0;
  for (const char c : text) {
    if (c == open)
      ++depth;
    if (depth == 0)
      left += c;
    if (c == close && depth != 0)
      --depth;
  }
  return left;
}

struct Function {
  std::string name{};
  bool executed = false;
};

void add_line(const json &line, const std::map<std::string, Function> &functions,
              LineCounts &counts) {
  const auto found = functions.find(line.value("function_name", ""));
  const Function function = found == functions.end() ? Function{} : found->second;
  if (counts.function.empty())
    counts.function = function.name;
  counts.executed += line.at("count").get<std::uint64_t>();
  if (!function.executed && !function.name.empty())
    return;
  std::vector<std::uint64_t> ways;
  for (const json &branch : line.at("branches")) {
    if (!branch.at("throw").get<bool>())
      ways.push_back(branch.at("count").get<std::uint64_t>());
  }
  // A lone way is what is left of a call that may throw.
  if (ways.size() < 2)
    return;
  std::vector<std::uint64_t> &sums = counts.branches[ways.size()];
  sums.resize(ways.size());
  for (std::size_t i = 0; i < ways.size(); ++i)
    sums[i] += ways[i];
}

void add_file(const json &file, FileCounts &counts) {
  std::map<std::string, Function> functions;
  for (const json &function : file.at("functions")) {
    functions[function.at("name").get<std::string>()] = {
        short_name(function.at("demangled_name").get<std::string>()),
        function.at("execution_count").get<std::uint64_t>() != 0};
  }
  for (const json &line : file.at("lines"))
    add_line(line, functions, counts.lines[line.at("line_number").get<unsigned>()]);
}

} // namespace

std::string short_name(std::string demangled) {
  for (const auto &[open, close] : {std::pair{'<', '>'}, std::pair{'(', ')'}, std::pair{'[', ']'}})
    demangled = without(demangled, open, close);
  for (const std::string_view suffix : {" const", "::operator"}) {
    if (demangled.ends_with(suffix))
      demangled.resize(demangled.size() - suffix.size());
  }
  while (!demangled.empty() && demangled.back() == ' ')
    demangled.pop_back();
  const std::size_t colons = demangled.rfind("::");
  if (colons != std::string::npos)
    demangled.erase(0, colons + 2);
  const std::size_t blank = demangled.rfind(' '); // a template's name begins with its result
  if (blank != std::string::npos)
    demangled.erase(0, blank + 1);
  return demangled;
}

std::variant<Counts, UnreadableCounts> read_counts(std::istream &documents,
                                                   const std::vector<CountedFile> &files) {
  Counts counts;
  std::map<std::string, FileCounts *> by_path;
  for (const CountedFile &file : files)
    by_path[file.path] = &counts[file.name];
  unsigned number = 0;
  for (std::string text; std::getline(documents, text);) {
    ++number;
    if (text.empty())
      continue;
    try {
      const json document = json::parse(text);
      for (const json &file : document.at("files")) {
        const auto found = by_path.find(file.at("file").get<std::string>());
        if (found != by_path.end())
          add_file(file, *found->second);
      }
    } catch (const json::exception &error) {
      return UnreadableCounts{"line " + std::to_string(number) +
                              " of gcov's output is not what gcov 12 writes: " + error.what()};
    }
  }
  return counts;
}

} // namespace dma_verify::coverage
