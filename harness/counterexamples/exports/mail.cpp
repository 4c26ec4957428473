// SPDX-License-Identifier: GPL-2.0-only
// A counterexample as a mail to a list of kernel developers.
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

constexpr std::size_t kMostSteps = 40; // of a sequence, each with a line of its own

std::string paragraph(const std::string &text) {
  return wrapped(ascii(text), 0, kMailColumns) + "\n";
}

// One line of a trace, with its number; `mark` is ">" at the first difference.
std::string trace_line(char mark, std::size_t number, const std::string &text) {
  // A trace is broken after its commas, where there are blanks.
  const std::string lines = wrapped(ascii(text), 2, kMailColumns - 7);
  std::string numbered = fmt::format("{} {:>3}  ", mark, number);
  for (const char c : lines.substr(0, lines.size() - 1))
    numbered += c == '\n' ? std::string("\n       ") : std::string(1, c);
  return numbered + "\n";
}

// Each line behind its place in the code.
std::vector<std::string> behind(const std::vector<std::string> &places,
                                std::vector<std::string> lines) {
  for (std::size_t i = 0; i < std::min(places.size(), lines.size()); ++i)
    lines[i] = places[i] + lines[i];
  return lines;
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

std::string traces(const ExportInput &input, const std::string &name, HelperId call,
                   std::size_t step) {
  const auto ours = observation_lines(call, input.observed[step]);
  const auto theirs = observation_lines(call, input.expected[step]);
  const auto at = std::ranges::mismatch(ours, theirs);
  const auto told =
      behind(place_texts(input.observed[step], lines_of_call(input.lines, step)), ours);
  const bool same = at.in1 == ours.end() && at.in2 == theirs.end();
  if (same)
    return side(input.subject == "model" ? "The model does:"
                : input.fails            ? name + " and the model both do:"
                                         : name + " does, as the model:",
                told, ours.size() + 1);
  const auto first = static_cast<std::size_t>(at.in1 - ours.begin());
  return side(name + " does (> marks the first difference):", told, first) + "\n" +
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

std::string known_for_certain(const ProvedFacts &known) {
  std::string text;
  if (known.region.proved)
    text += paragraph(fmt::format("It fails exactly if {} (proved).",
                                  fmt::join(known.region.conditions, " and ")));
  if (known.minimum.proved)
    text += paragraph("Nothing smaller fails (proved).");
  return text;
}

std::string about(const ExportInput &input) {
  const Counterexample &counterexample = input.counterexample;
  const Architecture &architecture = counterexample.scenario.architecture;
  const auto names = architecture_aliases(architecture);
  const Reachability reach = reachability_of(counterexample.scenario);
  return wrapped(ascii(fmt::format("{}: {}, clause {}", input.fails ? "Violated" : "Held",
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

// The command. A word that is longer than a line is continued on the next, so that the shell joins
// the parts.
std::string command(const ExportInput &input) {
  std::string text = "To see it again:\n\n";
  std::string line = "  dma-verify replay --subject";
  for (const std::string &word : {input.subject, input.file}) {
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

std::string to_paste(const ExportInput &input) {
  if (!input.counterexample.steps.empty())
    return "";
  return "As a KUnit parameter, " + kunit_struct(input) + ":\n\n" + kunit_line(input) + "\n";
}

} // namespace

std::string mail_text(const ExportInput &input) {
  const Counterexample &counterexample = input.counterexample;
  const std::string name = input.subject == "model"
                               ? "The model"
                               : std::filesystem::path(input.subject).filename().string();
  std::string text;
  text += paragraph(cause_text(input));
  if (input.proved != nullptr)
    text += known_for_certain(*input.proved);
  text += about(input);
  if (!counterexample.steps.empty()) {
    text += steps_text(counterexample.steps);
    if (const auto step = step_to_show(counterexample, input.observed, input.expected))
      text += fmt::format("In step {}:\n", step->number + 1) +
              traces(input, name, counterexample.steps[step->number].scenario.call, step->number) +
              "\n";
  } else if (!input.observed.empty() && !input.expected.empty()) {
    text += traces(input, name, counterexample.scenario.call, 0) + "\n";
  }
  return text + to_paste(input) + command(input);
}

} // namespace dma_verify
