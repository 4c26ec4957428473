// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/tally.h"

#include <algorithm>

namespace dma_verify {

std::string family_of(const Record &record) {
  return record.property.substr(0, record.property.find('.'));
}

int severity(Verdict verdict) {
  switch (verdict) {
  case Verdict::falsified:
    return 5;
  case Verdict::error:
    return 4;
  case Verdict::unknown:
  case Verdict::gave_up:
  case Verdict::unmodelled:
  case Verdict::stale:
    return 3;
  case Verdict::differs:
    return 2;
  case Verdict::proved:
  case Verdict::passed:
  case Verdict::repaired:
    return 1;
  case Verdict::not_applicable:
    return 0;
  }
  return 5;
}

std::vector<Tally> tally(std::span<const Record> records) {
  std::vector<Tally> cells;
  for (const Record &record : records) {
    const std::string family = record.engine == "store" ? "store" : family_of(record);
    auto cell = std::ranges::find_if(cells, [&](const Tally &c) {
      return c.family == family && c.subject == record.subject && c.engine == record.engine;
    });
    if (cell == cells.end()) {
      Tally fresh;
      fresh.family = family;
      fresh.subject = record.subject;
      fresh.engine = record.engine;
      cell = cells.insert(cells.end(), fresh);
    }
    if (record.verdict == Verdict::not_applicable)
      continue;
    ++cell->obligations;
    cell->cases += record.cases;
    cell->cached = cell->cached || record.cached;
    if (record.expected)
      continue;
    if (severity(record.verdict) > severity(cell->worst))
      cell->worst = record.verdict;
    if (record.verdict == Verdict::falsified)
      ++cell->falsified;
    if (record.verdict == Verdict::differs)
      ++cell->differing;
    if (exit_status(record.verdict, false) == 3)
      ++cell->undecided;
  }
  return cells;
}

std::vector<Failure> failures(std::span<const Record> records, int status) {
  std::vector<Failure> found;
  for (const Record &record : records) {
    if (record.expected || record.verdict == Verdict::not_applicable)
      continue;
    if (exit_status(record.verdict, false) != status)
      continue;
    const auto known = std::ranges::find_if(found, [&](const Failure &f) {
      // What could not be judged is told once per reason.
      if (status != 1) {
        return f.first.reason == record.reason && f.first.verdict == record.verdict &&
               f.first.subject == record.subject;
      }
      return f.first.property == record.property && f.first.clause == record.clause &&
             f.first.subject == record.subject;
    });
    if (known == found.end()) {
      found.push_back({record, 1});
    } else {
      ++known->architectures;
    }
  }
  return found;
}

} // namespace dma_verify
