// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/bug_text.h"

#include "harness/results/render/text.h"
#include "model/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace dma_verify {
namespace {

constexpr std::ptrdiff_t kTextLines = 7; // of the sentence and the first difference together
constexpr std::ptrdiff_t kDifferenceLines = 3;
constexpr std::size_t kTab = 8;
constexpr const char *kIfUnmodelled =
    "  The simulated kernel does not know these. If they change neither memory nor mappings, leave "
    "their calls out of a copy; otherwise the shim must say what they do (CONTRIBUTING.md, \"A "
    "kernel function that an edited file may call\").";

// Tabs as the kernel counts them.
std::string without_tabs(const std::string &text) {
  std::string spaced;
  for (const char c : text) {
    if (c == '\t')
      spaced.append(kTab - spaced.size() % kTab, ' ');
    else
      spaced += c;
  }
  return printable(spaced);
}

// Begins with the word "ops_helpers.c:54".
std::string place_of(const RecordedSource &source) {
  return fmt::format("{}:{}", std::filesystem::path(source.file).filename().string(), source.line);
}

// The lines around, the one itself marked; without their common indentation, and cut at the end.
std::string source_lines_text(const RecordedSource &source, std::size_t columns) {
  std::vector<std::string> lines;
  std::size_t indentation = std::string::npos;
  for (const std::string &line : source.text) {
    lines.push_back(without_tabs(line));
    indentation = std::min(indentation, lines.back().find_first_not_of(' '));
  }
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto number = source.first + static_cast<unsigned>(i);
    const std::string &code = lines[i];
    if (code.find_first_not_of(' ') == std::string::npos)
      continue; // says nothing
    const std::string line = fmt::format("  {} {:>4} | {}", number == source.line ? '>' : ' ',
                                         number, code.substr(indentation));
    std::string shown = cut(line, columns);
    shown.erase(shown.find_last_not_of(' ') + 1);
    text += shown + "\n";
  }
  return text;
}

// A text of at most so many lines.
std::string at_most(std::ptrdiff_t lines, const std::string &text, std::size_t columns) {
  return wrapped(elided(text, static_cast<std::size_t>(lines) * (columns - 8)), 2, columns);
}

// All on one line: as many as fit.
std::string clauses_line(const Bug &bug, std::size_t columns) {
  const auto clauses = clauses_of(bug);
  constexpr std::size_t kRest = 16; // ", and 12 more."
  std::string line = "  Violates";
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const std::string next = (i == 0 ? " " : ", ") + printable(clauses[i]);
    const bool is_last = i + 1 == clauses.size();
    if (i != 0 && columns_of(line) + columns_of(next) + (is_last ? 1 : kRest) > columns)
      return wrapped(fmt::format("{}, and {} more.", line, clauses.size() - i), 2, columns);
    line += next;
  }
  return wrapped(line + ".", 2, columns);
}

} // namespace

std::string helper_of(const Bug &bug) {
  const std::string &kind = bug.shown.first.difference.kind;
  const auto helper = find_helper(kind.substr(0, kind.find(':')));
  return helper ? std::string(text_of(*helper).symbol) : "";
}

std::string replay_command(const Record &record, std::size_t columns) {
  std::string text;
  std::string line = "  dma-verify replay --subject";
  for (const std::string &word : {record.subject, record.counterexample}) {
    const std::string quoted = shell_word(word);
    if (columns_of(line) + 1 + columns_of(quoted) + 2 > columns) {
      text += line + " \\\n";
      line = "    " + quoted;
    } else {
      line += " " + quoted;
    }
  }
  return text + line + "\n";
}

std::string bug_text(const Bug &bug, const std::string &name, const std::string &machines,
                     std::size_t columns) {
  const Record &record = bug.shown.first;
  const RecordedSource &source = record.difference.source;
  std::string head(to_string(record.verdict));
  const std::string helper = helper_of(bug);
  if (helper.empty()) {
    head += " " + printable(record.property);
    if (!record.clause.empty())
      head += ", clause " + printable(record.clause);
  } else {
    head += " in " + helper;
    if (source.line != 0)
      head += fmt::format(", {}{}", source.is_before ? "after " : "", printable(place_of(source)));
  }
  std::string text = wrapped(fmt::format("{} [{}; {}]", head, name, machines), 2, columns);
  std::string difference;
  if (!record.difference.sentence.empty())
    difference =
        at_most(kDifferenceLines,
                "  First difference: it " + printable(record.difference.sentence) + ".", columns);
  if (!record.reason.empty())
    text += at_most(kTextLines - std::ranges::count(difference, '\n'),
                    "  " + printable(record.reason), columns);
  if (record.verdict == Verdict::unmodelled)
    text += wrapped(kIfUnmodelled, 2, columns);
  text += source_lines_text(source, columns);
  text += difference;
  if (record.verdict == Verdict::differs)
    text += "  No clause is violated.\n";
  else if (record.verdict == Verdict::falsified && (!helper.empty() || !bug.others.empty()))
    text += clauses_line(bug, columns);
  if (!record.counterexample.empty())
    text += replay_command(record, columns);
  return text;
}

} // namespace dma_verify
