// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/reports.h"

#include "harness/results/render/tally.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace dma_verify {
namespace {

std::string xml(const std::string &text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
    case '&':
      escaped += "&amp;";
      break;
    case '<':
      escaped += "&lt;";
      break;
    case '>':
      escaped += "&gt;";
      break;
    case '"':
      escaped += "&quot;";
      break;
    case '\n':
      escaped += "&#10;";
      break;
    default:
      // Control characters do not exist in XML 1.0.
      escaped += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return escaped;
}

std::string test_name(const Record &record) {
  std::string name = record.property;
  if (!record.clause.empty() && record.engine == "smt")
    name += ":" + record.clause;
  if (!record.architecture.empty())
    name += "@" + record.architecture;
  return name;
}

std::string one_line(std::string text) {
  for (char &c : text)
    c = c == '\n' || c == '\r' ? ' ' : c;
  return text;
}

std::string details(const Record &record) {
  std::string text(to_string(record.verdict));
  if (!record.clause.empty())
    text += ", clause " + record.clause;
  if (!record.reason.empty())
    text += ": " + record.reason;
  if (!record.counterexample.empty())
    text += " (" + record.counterexample + ")";
  return one_line(text);
}

using Group = std::pair<std::string, std::string>; // subject, engine

std::map<Group, std::vector<const Record *>> by_group(std::span<const Record> records) {
  std::map<Group, std::vector<const Record *>> groups;
  for (const Record &record : records)
    groups[{record.subject, record.engine}].push_back(&record);
  return groups;
}

bool holds(const Record &record) {
  return record.expected || exit_status(record.verdict, false) == 0;
}

} // namespace

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3)
    digits.insert(at - 3, ",");
  return digits;
}

std::string render_junit(std::span<const Record> records) {
  std::string body;
  for (const auto &[group, members] : by_group(records)) {
    unsigned failed = 0;
    unsigned errors = 0;
    unsigned skipped = 0;
    double seconds = 0;
    std::string cases;
    for (const Record *record : members) {
      seconds += record->seconds;
      std::string inner;
      if (record->verdict == Verdict::not_applicable) {
        ++skipped;
        inner = "<skipped/>";
      } else if (!holds(*record)) {
        const bool failure = record->verdict == Verdict::falsified;
        ++(failure ? failed : errors);
        inner = fmt::format("<{0} type=\"{1}\" message=\"{2}\"/>", failure ? "failure" : "error",
                            to_string(record->verdict), xml(details(*record)));
      }
      cases += fmt::format(
          "    <testcase classname=\"{}\" name=\"{}\" time=\"{:.6f}\">{}</testcase>\n",
          xml(group.first + "." + group.second), xml(test_name(*record)), record->seconds, inner);
    }
    body += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
                        "skipped=\"{}\" time=\"{:.6f}\">\n{}  </testsuite>\n",
                        xml(group.first + " " + group.second), members.size(), failed, errors,
                        skipped, seconds, cases);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dma-verify\">\n" + body +
         "</testsuites>\n";
}

std::string render_ktap(std::span<const Record> records) {
  const auto groups = by_group(records);
  std::string text = fmt::format("KTAP version 1\n1..{}\n", groups.size());
  unsigned suite = 0;
  for (const auto &[group, members] : groups) {
    bool good = true;
    text += fmt::format("  KTAP version 1\n  # Subtest: {} {}\n  1..{}\n", one_line(group.first),
                        group.second, members.size());
    unsigned number = 0;
    for (const Record *record : members) {
      const bool ok = holds(*record);
      good = good && ok;
      if (!ok)
        text += "  # " + details(*record) + "\n";
      text +=
          fmt::format("  {} {} {}{}\n", ok ? "ok" : "not ok", ++number, test_name(*record),
                      record->verdict == Verdict::not_applicable ? " # SKIP not applicable" : "");
    }
    text += fmt::format("{} {} {} {}\n", good ? "ok" : "not ok", ++suite, one_line(group.first),
                        group.second);
  }
  return text;
}

std::string render_summary(std::span<const Record> records, const RunSummary &run) {
  std::string text = "# dma-verify\n\n" + run.title + "\n\n";
  text += "| property | subject | engine | verdict | cases | obligations |\n"
          "| --- | --- | --- | --- | --- | --- |\n";
  for (const Tally &cell : tally(records)) {
    text += fmt::format("| {} | {} | {} | {}{} | {} | {} |\n", cell.family, cell.subject,
                        cell.engine, to_string(cell.worst), cell.cached ? " (cached)" : "",
                        grouped(cell.cases), cell.obligations);
  }
  for (const auto &[status, heading] : {std::pair(1, "Falsified"), std::pair(3, "Not judged")}) {
    const auto found = failures(records, status);
    if (found.empty())
      continue;
    text += fmt::format("\n## {}\n\n", heading);
    for (const Failure &failure : found) {
      text += fmt::format("* `{}` on {} ({}, {} in all): {}\n", failure.first.property,
                          failure.first.subject, failure.first.architecture, failure.architectures,
                          details(failure.first));
    }
  }
  text += "\n## Labels\n\n| property | subject | label | share |\n| --- | --- | --- | --- |\n";
  std::map<std::pair<std::string, std::string>,
           std::pair<std::uint64_t, std::map<std::string, std::uint64_t>>>
      labels;
  for (const Record &record : records) {
    auto &[cases, hits] = labels[{record.property, record.subject}];
    cases += record.cases;
    for (const auto &[label, count] : record.labels)
      hits[label] += count;
  }
  for (const auto &[key, value] : labels) {
    for (const auto &[label, count] : value.second) {
      text += fmt::format("| {} | {} | {} | {:.1f} % |\n", key.first, key.second, label,
                          value.first == 0 ? 0.0
                                           : 100.0 * static_cast<double>(count) /
                                                 static_cast<double>(value.first));
    }
  }
  text += "\n## Not looked at\n\n";
  for (const std::string &phrase : run.not_seen)
    text += "* " + phrase + "\n";
  return text;
}

} // namespace dma_verify
