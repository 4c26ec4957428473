// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/verdict.h"

#include <array>
#include <utility>

namespace dma_verify {
namespace {

using enum Verdict;
constexpr std::array<std::pair<Verdict, std::string_view>, 11> kNames = {{
    {proved, "proved"},
    {passed, "passed"},
    {differs, "differs"},
    {repaired, "repaired"},
    {not_applicable, "not-applicable"},
    {falsified, "falsified"},
    {unknown, "unknown"},
    {gave_up, "gave-up"},
    {error, "error"},
    {unmodelled, "unmodelled"},
    {stale, "stale"},
}};

} // namespace

std::string_view to_string(Verdict verdict) {
  for (const auto &[value, name] : kNames) {
    if (value == verdict)
      return name;
  }
  return "?";
}

std::optional<Verdict> verdict_from(std::string_view text) {
  for (const auto &[value, name] : kNames) {
    if (name == text)
      return value;
  }
  return std::nullopt;
}

int exit_status(Verdict verdict, bool strict) {
  switch (verdict) {
  case proved:
  case passed:
  case repaired:
  case not_applicable:
    return 0;
  case differs:
    return strict ? 1 : 0;
  case falsified:
    return 1;
  case unknown:
  case gave_up:
  case error:
  case unmodelled:
  case stale:
    return 3;
  }
  return 3;
}

} // namespace dma_verify
