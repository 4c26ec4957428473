// SPDX-License-Identifier: GPL-2.0-only
// A counterexample as a mail to a list of kernel developers reads best.
#include "harness/counterexamples/exports/exports.h"
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/counterexamples/prose/story.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "harness/results/render/text.h"
#include "properties/reachability.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace dma_verify {
namespace {

using namespace exports;

constexpr std::size_t kMostSteps = 40; // of a sequence, told one by one

std::string paragraph(const std::string &text) {
  return wrapped(ascii(text), 0, kMailColumns) + "\n";
}

// One line of a trace, with its number; `mark` is ">" at the first difference.
std::string trace_line(char mark, std::size_t number, const std::string &text) {
  // A trace is broken after its commas, where there are blanks.
  const std::string lines = wrapped(ascii(text), 0, kMailColumns - 7);
  std::string told = fmt::format("{} {:>3}  ", mark, number);
  for (const char c : lines.substr(0, lines.size() - 1))
    told += c == '\n' ? std::string("\n         ") : std::string(1, c);
  return told + "\n";
}

std::string side(const std::string &title, const std::vector<std::string> &lines,
                 std::size_t first) {
  std::string text = wrapped(ascii(title), 0, kMailColumns);
  for (std::size_t i = 0; i < lines.size(); ++i)
    text += trace_line(i == first ? '>' : ' ', i + 1, lines[i]);
  if (first == lines.size())
    text += trace_line('>', first + 1, "(nothing more)");
  return text;
}

std::string traces(const ToExport &it, const std::string &name, HelperId call, std::size_t step) {
  const auto ours = observation_lines(call, it.observed[step]);
  const auto theirs = observation_lines(call, it.expected[step]);
  const auto at = std::ranges::mismatch(ours, theirs);
  const bool same = at.in1 == ours.end() && at.in2 == theirs.end();
  if (same)
    return side(it.subject == "model" ? "The model does:"
                : it.fails            ? name + " and the model both do:"
                                      : name + " does, as the model:",
                ours, ours.size() + 1);
  const auto first = static_cast<std::size_t>(at.in1 - ours.begin());
  return side(name + " does (> marks the first difference):", ours, first) + "\n" +
         side("The model does:", theirs, first);
}

std::string steps_text(const std::vector<world::Event> &steps) {
  std::string text = "The calls, on a freshly loaded file:\n";
  for (std::size_t i = 0; i < std::min(steps.size(), kMostSteps); ++i)
    text += trace_line(' ', i + 1, step_text(steps[i]));
  if (steps.size() > kMostSteps)
    text += fmt::format("       and {} more\n", steps.size() - kMostSteps);
  return text + "\n";
}

std::string known_for_certain(const Certification &known) {
  std::string text;
  if (known.region.certified)
    text += paragraph(fmt::format("It fails exactly if {} (proved).",
                                  fmt::join(known.region.conditions, " and ")));
  if (known.minimum.certified)
    text += paragraph("Nothing smaller fails (proved).");
  return text;
}

std::string about(const ToExport &it) {
  const Counterexample &counterexample = it.counterexample;
  const Architecture &architecture = counterexample.scenario.architecture;
  const auto names = architecture_aliases(architecture);
  const Reachability reach = reachability_of(counterexample.scenario);
  return wrapped(ascii(fmt::format("{}: {}, clause {}", it.fails ? "Violated" : "Held",
                                   counterexample.property, counterexample.clause)),
                 2, kMailColumns) +
         wrapped(fmt::format("Machine: {}{}, pages of {} bytes", architecture_id(architecture),
                             names.empty() ? "" : fmt::format(" ({})", fmt::join(names, ", ")),
                             std::uint64_t{1} << architecture.page_shift),
                 2, kMailColumns) +
         wrapped(ascii(fmt::format("Reachable: {}: {}", to_string(reach.from), reach.rule)), 2,
                 kMailColumns) +
         "\n";
}

// A word of a shell command in units that may stand on different lines.
std::vector<std::string> units_of(const std::string &word) {
  std::vector<std::string> units;
  units.reserve(word.size());
  for (const char c : ascii(word)) {
    const std::string one(1, c);
    units.push_back(shell_word(one) == one ? one : "\\" + one);
  }
  return units;
}

// The command; a word that is longer than a line goes on in the next, which the shell joins.
std::string command(const ToExport &it) {
  std::string text = "To see it again:\n\n";
  std::string line = "  dma-verify replay --subject";
  for (const std::string &word : {it.subject, it.file}) {
    const auto units = units_of(word);
    std::size_t columns = 0;
    for (const std::string &unit : units)
      columns += unit.size();
    if (line.size() + 1 + columns + 2 > kMailColumns) {
      text += line + " \\\n";
      line = "   ";
    }
    line += " ";
    for (const std::string &unit : units) {
      if (line.size() + unit.size() + 1 > kMailColumns) {
        text += line + "\\\n";
        line.clear();
      }
      line += unit;
    }
  }
  return text + line + "\n";
}

std::string to_paste(const ToExport &it) {
  if (!it.counterexample.steps.empty())
    return "";
  return "As a KUnit parameter, " + kunit_struct(it) + ":\n\n" + kunit_line(it) + "\n";
}

} // namespace

std::string mail_text(const ToExport &it) {
  const Counterexample &counterexample = it.counterexample;
  const std::string name =
      it.subject == "model" ? "The model" : std::filesystem::path(it.subject).filename().string();
  std::string text;
  text += paragraph(cause_of(it));
  if (it.certification != nullptr)
    text += known_for_certain(*it.certification);
  text += about(it);
  if (!counterexample.steps.empty()) {
    text += steps_text(counterexample.steps);
    if (const auto step = telling_step(counterexample, it.observed, it.expected))
      text += fmt::format("In step {}:\n", step->number + 1) +
              traces(it, name, counterexample.steps[step->number].scenario.call, step->number) +
              "\n";
  } else if (!it.observed.empty() && !it.expected.empty()) {
    text += traces(it, name, counterexample.scenario.call, 0) + "\n";
  }
  return text + to_paste(it) + command(it);
}

} // namespace dma_verify
