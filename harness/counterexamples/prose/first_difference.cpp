// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/first_difference.h"

#include "harness/counterexamples/prose/trace_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace dma_verify {
namespace {

const std::string kNothing = "nothing more";

// What a line of an observation is about: a service, "return", an object of the caller's, or how
// the call ended.
std::string subject_of(const std::string &line) {
  return line.substr(0, line.find_first_of("( :"));
}

// "addr=0x1000" and others of "service(addr=0x1000, pfn=0x2) = 0"; of other lines all as one.
std::vector<std::string> arguments_of(const std::string &line) {
  const std::size_t begin = line.find('(');
  const std::size_t end = line.rfind(')');
  if (begin == std::string::npos || end == std::string::npos)
    return {};
  std::vector<std::string> arguments;
  std::istringstream text(line.substr(begin + 1, end - begin - 1));
  for (std::string argument; std::getline(text >> std::ws, argument, ',');)
    arguments.push_back(argument);
  return arguments;
}

// The names of the arguments of a service that differ.
std::string other_arguments(const std::string &ours, const std::string &theirs) {
  const auto mine = arguments_of(ours);
  const auto wanted = arguments_of(theirs);
  std::string names;
  for (std::size_t i = 0; i < std::min(mine.size(), wanted.size()); ++i) {
    if (mine[i] != wanted[i])
      names += (names.empty() ? "" : " and ") + mine[i].substr(0, mine[i].find('='));
  }
  return names;
}

// "called A, where the model calls B", of two observations whose lines differ first from line `at`
// on.
std::string sentence_at(std::size_t at, const std::vector<std::string> &ours, std::size_t calls,
                        const std::vector<std::string> &theirs, std::size_t model_calls) {
  const bool called = at < std::min(calls, ours.size());
  const bool should = at < std::min(model_calls, theirs.size());
  const auto follows = [](const auto &lines, std::size_t after, const std::string &line) {
    return after + 1 < lines.size() && lines[after + 1] == line;
  };
  if (called && (!should || follows(ours, at, theirs[at])))
    return "called " + ours[at] + ", which the model does not call";
  if (should && (!called || follows(theirs, at, ours[at])))
    return "did not call " + theirs[at] + ", as the model does";
  if (called)
    return fmt::format("called {}, where the model calls {}", ours[at], theirs[at]);
  return fmt::format("ended with {}, the model with {}", at < ours.size() ? ours[at] : kNothing,
                     at < theirs.size() ? theirs[at] : kNothing);
}

// The line of the call that should not be, or should be another; otherwise the last one that is
// known before the difference, or the first after it.
RecordedSource source_at(std::size_t at, const std::string &sentence,
                         const StoredObservation &observed, const SourceLines &lines) {
  const std::size_t effects = std::min(observed.trace.size(), lines.effects.size());
  const bool called = sentence.starts_with("called ");
  const bool ended = observed.completion != Completion::returned && at >= observed.trace.size();
  SourceLine line;
  if (called && at < effects)
    line = lines.effects[at];
  else if (!called && at < effects)
    line = lines.effects[at > 0 ? at - 1 : at];
  else if (at >= observed.trace.size())
    line = lines.last;
  if (line.line == 0)
    return {};
  RecordedSource source{line.file, line.line, !called && !ended && (at > 0 || effects == 0), {}, 0};
  source.text = text_around(line, source.first);
  return source;
}

} // namespace

RecordedDifference first_difference(HelperId call, const StoredObservation &observed,
                                    const StoredObservation &expected, const SourceLines &lines) {
  const auto ours = observation_lines(call, observed);
  const auto theirs = observation_lines(call, expected);
  const auto [mine, wanted] = std::ranges::mismatch(ours, theirs);
  if (mine == ours.end() && wanted == theirs.end())
    return {};
  const std::string did = mine == ours.end() ? kNothing : *mine;
  const std::string should = wanted == theirs.end() ? kNothing : *wanted;
  std::string kind = subject_of(did) + " instead of " + subject_of(should);
  if (subject_of(did) == subject_of(should)) {
    const std::string names = other_arguments(did, should);
    kind = subject_of(did) + (names.empty() ? "" : " with other " + names);
  }
  const auto at = static_cast<std::size_t>(mine - ours.begin());
  const std::string sentence =
      sentence_at(at, ours, observed.trace.size(), theirs, expected.trace.size());
  return {std::string(to_string(call)) + ": " + kind, sentence,
          source_at(at, sentence, observed, lines)};
}

} // namespace dma_verify
