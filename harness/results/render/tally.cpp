// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/tally.h"

#include "harness/results/render/machines.h"
#include "harness/results/render/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace dma_verify {
namespace {

// Record::witnesses, in words.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kWitnessWords = {{
    {"folding", "folded"},
    {"z3-integers", "by Z3 in integers"},
    {"z3-bit-vectors", "by Z3 in bit-vectors"},
    {"cvc5", "by cvc5"},
    {"certificate", "by certificate"},
    {"run", "by a call that was run"},
}};

bool is_lower(const std::string &one, const std::string &other) {
  return std::pair(machine_rank(one), one) < std::pair(machine_rank(other), other);
}

// The one to show of two that have one cause: of the lowest machine, and with a line of the file.
bool is_better(const Record &one, const Record &other) {
  if (one.architecture != other.architecture)
    return is_lower(one.architecture, other.architecture);
  return one.difference.source.line != 0 && other.difference.source.line == 0;
}

template <class Wanted>
std::vector<Failure> grouped_by_cause(std::span<const Record> records, const Wanted &wanted) {
  std::vector<Failure> found;
  for (const Record &record : records) {
    if (record.expected || record.verdict == Verdict::not_applicable || !wanted(record))
      continue;
    const bool undecided = exit_status(record.verdict, false) == 3;
    const auto known = std::ranges::find_if(found, [&](const Failure &f) {
      if (f.first.subject != record.subject || f.first.verdict != record.verdict)
        return false;
      if (undecided)
        return f.first.reason == record.reason;
      return f.first.property == record.property && f.first.clause == record.clause;
    });
    if (known == found.end()) {
      found.push_back({record, 1, {record.architecture}});
    } else {
      ++known->architectures;
      known->on.push_back(record.architecture);
      // In whatever order results come, the same is shown.
      if (is_better(record, known->first))
        known->first = record;
    }
  }
  for (Failure &failure : found) {
    std::ranges::sort(failure.on, is_lower);
    failure.on.erase(std::unique(failure.on.begin(), failure.on.end()), failure.on.end());
  }
  return found;
}

} // namespace

std::string family_of(const Record &record) {
  return record.property.substr(0, record.property.find('.'));
}

std::string row_of(const Record &record) {
  if (record.engine == "store")
    return "store";
  return record.engine == "exhaustive" ? "8-bit words" : family_of(record);
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
    const std::string family = row_of(record);
    auto cell = std::ranges::find_if(cells, [&](const Tally &c) {
      return c.family == family && c.subject == record.subject && c.engine == record.engine;
    });
    if (cell == cells.end()) {
      Tally fresh;
      fresh.family = family;
      fresh.subject = record.subject;
      fresh.engine = record.engine;
      fresh.property = record.property;
      cell = cells.insert(cells.end(), fresh);
    }
    if (record.verdict == Verdict::not_applicable)
      continue;
    ++cell->obligations;
    // A sequence is judged for all its properties at once.
    if (record.engine != "stateful" || record.property == cell->property)
      cell->cases += record.cases;
    if (record.cached)
      ++cell->cached;
    if (record.verdict == Verdict::proved && record.certificate &&
        record.certificate->verdict == "certified")
      ++cell->certified;
    if (is_single_witness(record))
      ++cell->single_witness;
    if (record.expected)
      continue;
    if (severity(record.verdict) > severity(cell->worst))
      cell->worst = record.verdict;
    if (record.verdict == Verdict::falsified)
      ++cell->falsified;
    if (record.verdict == Verdict::differs)
      ++cell->differing;
    if (record.verdict == Verdict::repaired)
      ++cell->repaired;
    if (exit_status(record.verdict, false) == 3)
      ++cell->undecided;
  }
  return cells;
}

std::vector<Failure> failures(std::span<const Record> records, int status, bool strict) {
  return grouped_by_cause(
      records, [&](const Record &r) { return exit_status(r.verdict, strict) == status; });
}

std::vector<Failure> differences(std::span<const Record> records) {
  return grouped_by_cause(records, [](const Record &r) { return r.verdict == Verdict::differs; });
}

namespace {

bool have_one_cause(const Failure &one, const Failure &other) {
  return one.first.subject == other.first.subject && !one.first.difference.kind.empty() &&
         one.first.difference.kind == other.first.difference.kind;
}

} // namespace

std::vector<Bug> bugs(std::span<const Record> records, bool strict) {
  std::vector<Bug> found;
  for (const Failure &failure : failures(records, 1, strict)) {
    const auto known = std::ranges::find_if(
        found, [&](const Bug &bug) { return have_one_cause(bug.shown, failure); });
    if (known == found.end())
      found.push_back({failure, {}});
    else
      known->others.push_back(failure);
  }
  return found;
}

std::vector<std::string> clauses_of(const Bug &bug) {
  std::vector<std::string> clauses;
  const auto add = [&](const Record &record) {
    const std::string clause = record.property + (record.clause.empty() ? "" : ":" + record.clause);
    if (std::ranges::find(clauses, clause) == clauses.end())
      clauses.push_back(clause);
  };
  add(bug.shown.first);
  for (const Failure &other : bug.others)
    add(other.first);
  return clauses;
}

std::string id_of(const Bug &bug) {
  const std::string &kind = bug.shown.first.difference.kind;
  const std::string text = kind.empty() ? clauses_of(bug).front() : kind;
  std::string id;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    if (plain)
      id += c;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  return id;
}

std::vector<std::string> judged_on(std::span<const Record> records, const Record &record) {
  std::vector<std::string> ids;
  for (const Record &other : records) {
    if (other.property == record.property && other.subject == record.subject &&
        other.engine == record.engine && other.verdict != Verdict::not_applicable)
      ids.push_back(other.architecture);
  }
  std::ranges::sort(ids, is_lower);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<RecordedFinding> findings_of(std::span<const Record> records) {
  std::map<std::pair<std::size_t, std::string>, RecordedFinding> by_number; // W2 before W10
  for (const Record &record : records) {
    if (record.expected && record.finding)
      by_number.try_emplace({record.finding->id.size(), record.finding->id}, *record.finding);
  }
  std::vector<RecordedFinding> findings;
  findings.reserve(by_number.size());
  for (const auto &[number, finding] : by_number)
    findings.push_back(finding);
  return findings;
}

std::vector<std::string> reachable_findings(std::span<const Record> records) {
  std::vector<std::string> ids;
  for (const RecordedFinding &finding : findings_of(records)) {
    if (finding.judgement == "reachable")
      ids.push_back(finding.id);
  }
  return ids;
}

std::vector<Failure> harmless_differences(std::span<const Record> records, bool strict) {
  std::vector<Failure> harmless;
  if (strict)
    return harmless; // each is a failure
  const auto found = bugs(records, strict);
  std::ranges::copy_if(differences(records), std::back_inserter(harmless),
                       [&](const Failure &difference) {
                         return std::ranges::none_of(found, [&](const Bug &bug) {
                           return have_one_cause(bug.shown, difference);
                         });
                       });
  return harmless;
}

std::string witnesses_of(std::span<const Record> records) {
  std::map<std::string_view, std::size_t> counts;
  std::size_t single = 0;
  for (const Record &record : records) {
    if (record.verdict != Verdict::proved)
      continue;
    for (const std::string &witness : record.witnesses)
      ++counts[witness];
    single += is_single_witness(record) ? 1U : 0U;
  }
  std::string text;
  for (const auto &[id, words] : kWitnessWords) {
    if (counts[id] != 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(counts[id]), words);
  }
  if (single != 0)
    text += fmt::format("; {} with a single witness", grouped(single));
  return text;
}

std::size_t known_findings(std::span<const Record> records) {
  std::set<std::string> files;
  for (const Record &record : records) {
    if (record.expected)
      files.insert(record.counterexample);
  }
  return files.size();
}

} // namespace dma_verify
