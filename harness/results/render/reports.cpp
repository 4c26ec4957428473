// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/reports.h"

#include "harness/results/render/machines.h"
#include "harness/results/render/names.h"
#include "harness/results/render/tally.h"
#include "harness/results/render/text.h"
#include "harness/results/render/used_assumptions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace dma_verify {
namespace {

// '#' begins a directive in KTAP.
std::string ktap(const std::string &text) {
  std::string line = printable(text);
  std::ranges::replace(line, '#', '?');
  return line;
}

// In a cell of a Markdown table.
std::string markdown(const std::string &text) {
  std::string cell;
  for (const char c : printable(text))
    cell += c == '|' ? std::string("\\|") : std::string(1, c);
  return cell;
}

// What KTAP says of a test that is not run, or fails as it should.
std::string directive_of(const Record &record) {
  if (record.verdict == Verdict::not_applicable)
    return " # SKIP " + (record.reason.empty() ? "not applicable" : ktap(record.reason));
  return record.expected ? " # XFAIL " + ktap(known_text(record)) : "";
}

using Group = std::pair<std::string, std::string>; // subject, engine

std::map<Group, std::vector<const Record *>> by_group(std::span<const Record> records) {
  std::map<Group, std::vector<const Record *>> groups;
  for (const Record &record : records)
    groups[{record.subject, record.engine}].push_back(&record);
  return groups;
}

bool holds(const Record &record, bool strict) {
  return record.expected || exit_status(record.verdict, strict) == 0;
}

std::string_view verdict_of(const Tally &cell) {
  if (cell.worst == Verdict::not_applicable && cell.obligations != 0)
    return "known findings";
  return to_string(cell.worst);
}

std::string failure_text(const Failure &failure) {
  const Record &record = failure.first;
  return fmt::format("* `{}` on {} ({}, {} in all): {}\n", record.property,
                     printable(record.subject), machine_text(record.architecture),
                     failure.architectures, details_text(record));
}

// The assumptions under which verdicts hold; `list properties --markdown` has their texts.
std::string assumed_text(std::span<const Record> records) {
  std::set<std::string> assumed;
  for (const Record &record : records)
    assumed.insert(record.assumptions.begin(), record.assumptions.end());
  std::string text = assumed.empty() ? "nothing"
                                     : fmt::format("{} (dma-verify list properties --markdown)",
                                                   fmt::join(assumed, " "));
  if (const auto unused = never_used(assumption_use_of(records)); !unused.empty())
    text += fmt::format("; used by no proof of this run: {}", fmt::join(unused, " "));
  text += "\n";
  if (const PathClassSum ways = path_classes_of(records); ways.proofs != 0) {
    text += fmt::format("\nPath classes: {} of {} possible in {} proofs\n",
                        grouped(ways.classes.reached), grouped(ways.classes.declared),
                        grouped(ways.proofs));
  }
  return text;
}

// Which of the listed assumptions proofs need; empty if that is known of no proof.
std::string assumption_use_table(std::span<const Record> records) {
  const auto uses = assumption_use_of(records);
  if (uses.empty())
    return {};
  std::string text = "\n## Used by proofs\n\n"
                     "| property | proofs | used | listed, and used by none of them | path classes "
                     "possible |\n"
                     "| --- | --- | --- | --- | --- |\n";
  for (const AssumptionUse &entry : uses) {
    text += fmt::format("| {} | {} | {} | {} | {} of {} |\n", markdown(entry.property),
                        entry.proofs, markdown(fmt::format("{}", fmt::join(entry.used, " "))),
                        markdown(fmt::format("{}", fmt::join(entry.unused, " "))),
                        grouped(entry.path_classes.reached), grouped(entry.path_classes.declared));
  }
  return text;
}

} // namespace

std::string render_ktap(std::span<const Record> records, bool strict) {
  const auto groups = by_group(records);
  std::string text = fmt::format("KTAP version 1\n1..{}\n", groups.size());
  unsigned suite = 0;
  for (const auto &[group, members] : groups) {
    bool good = true;
    text += fmt::format("  KTAP version 1\n  # Subtest: {} {}\n  1..{}\n", ktap(group.first),
                        group.second, members.size());
    unsigned number = 0;
    for (const Record *record : members) {
      const bool ok = holds(*record, strict);
      good = good && ok;
      if (!ok)
        text += "  # " + details_text(*record) + "\n"; // a diagnostic line
      text += fmt::format("  {} {} {}{}\n", ok ? "ok" : "not ok", ++number,
                          ktap(test_name(*record)), directive_of(*record));
    }
    text += fmt::format("{} {} {} {}\n", good ? "ok" : "not ok", ++suite, ktap(group.first),
                        group.second);
  }
  return text;
}

std::string render_summary(std::span<const Record> records, const RunSummary &run) {
  std::string text = "# dma-verify\n\n" + printable(run.title) + "\n\n";
  if (!run.containment.empty())
    text += printable(run.containment) + "\n\n";
  text += "| property | subject | engine | verdict | cases | obligations |\n"
          "| --- | --- | --- | --- | --- | --- |\n";
  for (const Tally &cell : tally(records)) {
    std::string verdict(verdict_of(cell));
    if (cell.cached != 0)
      verdict += " (cached)";
    if (cell.certified != 0)
      verdict += fmt::format(" ({} certified)", grouped(cell.certified));
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", markdown(cell.family),
                        markdown(cell.subject), cell.engine, verdict, grouped(cell.cases),
                        cell.obligations);
  }
  for (const auto &[status, heading] : {std::pair(1, "Falsified"), std::pair(3, "Not judged")}) {
    const auto found = failures(records, status, run.strict);
    if (found.empty())
      continue;
    text += fmt::format("\n## {}\n\n", heading);
    for (const Failure &failure : found) {
      text += failure_text(failure);
    }
  }
  if (!run.strict) {
    const auto found = differences(records);
    if (!found.empty())
      text += "\n## Differs from the model, every clause holds\n\n";
    for (const Failure &difference : found)
      text += failure_text(difference);
  }
  if (const auto findings = findings_of(records); !findings.empty()) {
    text +=
        "\n## Known findings\n\nWrong outside the contract, as the kernel's own file is; each has "
        "a "
        "page (dma-verify list findings).\n\n| id | judgement | finding |\n| --- | --- | --- |\n";
    for (const RecordedFinding &finding : findings)
      text += fmt::format("| {} | {} | {} |\n", markdown(finding.id), markdown(finding.judgement),
                          markdown(finding.title));
  }
  text += "\n## Labels\n\n| property | subject | label | share |\n| --- | --- | --- | --- |\n";
  std::map<std::pair<std::string, std::string>,
           std::pair<std::uint64_t, std::map<std::string, std::uint64_t>>>
      labels;
  for (const Record &record : records) {
    if (record.engine != "random")
      continue; // only drawn cases are classed
    auto &[cases, hits] = labels[{record.property, record.subject}];
    cases += record.cases;
    for (const auto &[label, count] : record.labels)
      hits[label] += count;
  }
  for (const auto &[key, value] : labels) {
    for (const auto &[label, count] : value.second) {
      text += fmt::format("| {} | {} | {} | {:.1f} % |\n", markdown(key.first),
                          markdown(key.second), markdown(label),
                          value.first == 0 ? 0.0
                                           : 100.0 * static_cast<double>(count) /
                                                 static_cast<double>(value.first));
    }
  }
  if (!run.fault_schedules.empty())
    text += "\n## Fault schedules\n\n";
  for (const std::string &phrase : run.fault_schedules)
    text += "* " + markdown(phrase) + "\n";
  text += "\n## Assumed\n\n" + assumed_text(records);
  if (const std::string witnesses = witnesses_of(records); !witnesses.empty())
    text += "\n## Proofs\n\n" + witnesses + "\n";
  text += assumption_use_table(records);
  text += "\n## Not looked at\n\n";
  for (const std::string &phrase : run.not_seen)
    text += "* " + printable(phrase) + "\n";
  return text;
}

} // namespace dma_verify
