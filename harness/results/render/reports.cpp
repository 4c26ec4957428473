// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/reports.h"

#include "harness/results/render/tally.h"
#include "harness/results/render/text.h"
#include "harness/results/render/used_assumptions.h"
#include "harness/results/render/xml.h"

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

std::string test_name(const Record &record) {
  if (record.engine == "store" && !record.counterexample.empty())
    return std::filesystem::path(record.counterexample).stem().string();
  std::string name = record.property;
  if (!record.clause.empty() && record.engine == "smt")
    name += ":" + record.clause;
  if (!record.architecture.empty())
    name += "@" + record.architecture;
  return name;
}

std::string details(const Record &record) {
  std::string text(to_string(record.verdict));
  if (!record.clause.empty())
    text += ", clause " + record.clause;
  if (!record.reason.empty())
    text += ": " + record.reason;
  if (!record.counterexample.empty())
    text += " (" + record.counterexample + ")";
  return printable(text);
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

void add_suite(pugi::xml_node suites, const Group &group,
               const std::vector<const Record *> &members, bool strict) {
  pugi::xml_node suite = suites.append_child("testsuite");
  unsigned failures = 0;
  unsigned errors = 0;
  unsigned skipped = 0;
  double seconds = 0;
  for (const Record *record : members) {
    seconds += record->seconds;
    pugi::xml_node test = suite.append_child("testcase");
    set_attribute(test, "classname", group.first + "." + group.second);
    set_attribute(test, "name", test_name(*record));
    set_attribute(test, "time", fmt::format("{:.6f}", record->seconds));
    if (record->verdict == Verdict::not_applicable) {
      ++skipped;
      test.append_child("skipped");
    } else if (!holds(*record, strict)) {
      const bool failed = exit_status(record->verdict, strict) == 1;
      ++(failed ? failures : errors);
      pugi::xml_node problem = test.append_child(failed ? "failure" : "error");
      set_attribute(problem, "type", std::string(to_string(record->verdict)));
      set_attribute(problem, "message", details(*record));
    }
  }
  set_attribute(suite, "name", group.first + " " + group.second);
  set_attribute(suite, "tests", std::to_string(members.size()));
  set_attribute(suite, "failures", std::to_string(failures));
  set_attribute(suite, "errors", std::to_string(errors));
  set_attribute(suite, "skipped", std::to_string(skipped));
  set_attribute(suite, "time", fmt::format("{:.6f}", seconds));
}

std::string_view verdict_of(const Tally &cell) {
  if (cell.worst == Verdict::not_applicable && cell.obligations != 0)
    return "known findings";
  return to_string(cell.worst);
}

std::string failure_text(const Failure &failure) {
  const Record &record = failure.first;
  return fmt::format("* `{}` on {} ({}, {} in all): {}\n", record.property,
                     printable(record.subject), record.architecture, failure.architectures,
                     details(record));
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

std::string render_junit(std::span<const Record> records, bool strict) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set_attribute(declaration, "version", "1.0");
  set_attribute(declaration, "encoding", "UTF-8");
  pugi::xml_node suites = document.append_child("testsuites");
  set_attribute(suites, "name", "dma-verify");
  for (const auto &[group, members] : by_group(records))
    add_suite(suites, group, members, strict);
  return to_string(document, "  ");
}

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
        text += "  # " + details(*record) + "\n"; // a diagnostic line
      text +=
          fmt::format("  {} {} {}{}\n", ok ? "ok" : "not ok", ++number, ktap(test_name(*record)),
                      record->verdict == Verdict::not_applicable ? " # SKIP not applicable" : "");
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
