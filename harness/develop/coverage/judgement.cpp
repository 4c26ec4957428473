// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/coverage/judgement.h"

#include "harness/subjects/c_subject.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify::coverage {
namespace {

// One more miss; of the same place, the same miss once more.
void add(std::vector<Miss> &misses, const Miss &miss) {
  const auto same =
      std::ranges::find_if(misses, [&](const Miss &known) { return known.same_place(miss); });
  if (same == misses.end()) {
    misses.push_back(miss);
  } else {
    same->times += miss.times;
  }
}

void add_misses(const FileCounts &counts, const Source &source, std::vector<Miss> &misses) {
  Miss miss;
  miss.file = source.file.name;
  if (counts.lines.empty()) {
    miss.missed = Missed::file;
    misses.push_back(miss);
    return;
  }
  for (const auto &[number, line] : counts.lines) {
    const std::string text = number <= source.lines.size() ? source.lines[number - 1] : "";
    miss.line = number;
    miss.function = line.function;
    miss.text = source.ours ? trimmed(text) : hashed(text);
    miss.times = 1;
    if (line.executed == 0) {
      miss.missed = Missed::line;
      add(misses, miss);
      continue;
    }
    miss.missed = Missed::branch;
    for (const auto &[ways, counted] : line.branches) {
      miss.times = static_cast<unsigned>(std::ranges::count(counted, 0U));
      if (miss.times != 0)
        add(misses, miss);
    }
  }
}

std::string show(const Tally &tally) {
  if (tally.all == 0)
    return "-";
  return fmt::format("{} of {}", tally.covered, tally.all);
}

std::string show(const Miss &miss) {
  if (miss.missed == Missed::file)
    return miss.file + ": no line of it is in the program";
  if (miss.missed == Missed::function)
    return fmt::format("{} {}()", miss.file, miss.function);
  const std::string times = miss.times == 1 ? "" : fmt::format(" (x {})", miss.times);
  return fmt::format("{}:{} {}(): {} not reached{}: {}", miss.file, miss.line, miss.function,
                     to_string(miss.missed), times, miss.text);
}

} // namespace

std::string trimmed(const std::string &line) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = line.find_first_not_of(kBlank);
  return first == std::string::npos ? ""
                                    : line.substr(first, line.find_last_not_of(kBlank) - first + 1);
}

std::string hashed(const std::string &line) { return sha256_of(trimmed(line)).substr(0, 16); }

std::vector<Miss> misses(const Counts &counts, const std::vector<Source> &sources) {
  std::vector<Miss> all;
  for (const Source &source : sources)
    add_misses(counts.at(source.file.name), source, all);
  return all;
}

std::vector<FileTally> tallies(const Counts &counts) {
  std::vector<FileTally> all;
  for (const auto &[name, file] : counts) {
    if (file.lines.empty())
      continue;
    FileTally tally;
    tally.name = name;
    for (const auto &[number, line] : file.lines) {
      ++tally.lines.all;
      tally.lines.covered += line.executed != 0 ? 1 : 0;
      for (const auto &[ways, counted] : line.branches) {
        tally.branches.all += static_cast<unsigned>(ways);
        tally.branches.covered +=
            static_cast<unsigned>(ways) - static_cast<unsigned>(std::ranges::count(counted, 0U));
      }
    }
    all.push_back(std::move(tally));
  }
  return all;
}

Judgement judge(const std::vector<Miss> &misses, const std::vector<Explanation> &explanations) {
  Judgement judgement;
  const auto fits = [](const Miss &miss, const Explanation &explanation) {
    if (explanation.miss.missed == Missed::function)
      return miss.file == explanation.miss.file && miss.function == explanation.miss.function;
    return miss.same_place(explanation.miss) && miss.times == explanation.miss.times;
  };
  for (const Miss &miss : misses) {
    const auto found = std::ranges::find_if(
        explanations, [&](const Explanation &candidate) { return fits(miss, candidate); });
    if (found == explanations.end()) {
      judgement.unexplained.push_back(miss);
    } else {
      judgement.explained.push_back({miss, found->reason});
    }
  }
  for (const Explanation &explanation : explanations) {
    if (std::ranges::none_of(misses, [&](const Miss &miss) { return fits(miss, explanation); }))
      judgement.stale.push_back(explanation);
  }
  return judgement;
}

std::string show(const std::vector<FileTally> &tallies, const Judgement &judgement) {
  std::size_t width = 4;
  for (const FileTally &tally : tallies)
    width = std::max(width, tally.name.size());
  std::string text = fmt::format("{:<{}}  {:>12}  {:>12}\n", "file", width, "lines", "branches");
  FileTally sum;
  for (const FileTally &tally : tallies) {
    text += fmt::format("{:<{}}  {:>12}  {:>12}\n", tally.name, width, show(tally.lines),
                        show(tally.branches));
    sum.lines.covered += tally.lines.covered;
    sum.lines.all += tally.lines.all;
    sum.branches.covered += tally.branches.covered;
    sum.branches.all += tally.branches.all;
  }
  text +=
      fmt::format("{:<{}}  {:>12}  {:>12}\n", "all", width, show(sum.lines), show(sum.branches));
  if (!judgement.explained.empty())
    text += "\nNot reached, and explained:\n";
  for (const Explanation &explanation : judgement.explained)
    text += fmt::format("  {}\n    {}\n", show(explanation.miss), explanation.reason);
  if (!judgement.unexplained.empty())
    text += "\nNOT REACHED AND NOT EXPLAINED:\n";
  for (const Miss &miss : judgement.unexplained)
    text += fmt::format("  {}\n", show(miss));
  if (!judgement.stale.empty())
    text += "\nEXPLAINED, BUT REACHED, OR MISSED ANOTHER NUMBER OF TIMES:\n";
  for (const Explanation &explanation : judgement.stale)
    text += fmt::format("  {}\n", show(explanation.miss));
  return text;
}

} // namespace dma_verify::coverage
