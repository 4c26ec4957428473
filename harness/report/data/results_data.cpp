// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/property_statement.h"
#include "harness/report/data/data.h"
#include "harness/results/render/machines.h"
#include "harness/results/render/tally.h"
#include "harness/results/render/text.h"
#include "properties/assumptions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace dma_verify::report {
namespace {

using Type = Data::type;

// All results of one property and engine on one architecture.
struct Cell {
  Verdict worst = Verdict::not_applicable;
  unsigned count = 0; // judged
  unsigned known = 0; // findings that failed as they should
  bool cached = false;
  bool certified = false;

  friend bool operator==(const Cell &, const Cell &) = default;
};

using RowKey = std::pair<std::string, std::string>; // property, engine

struct Row {
  std::map<std::string, Cell> cells; // by architecture
  std::uint64_t cases = 0;
  double seconds = 0;
};

struct SubjectTable {
  std::vector<RowKey> order;
  std::map<RowKey, Row> rows;
  std::vector<std::string> architectures;
};

void add_record(SubjectTable &table, const Record &record) {
  const RowKey key{record.property, record.engine};
  if (!table.rows.contains(key))
    table.order.push_back(key);
  Row &row = table.rows[key];
  row.cases += record.cases;
  row.seconds += record.seconds;
  const std::string architecture = record.architecture.empty() ? "all" : record.architecture;
  if (std::ranges::find(table.architectures, architecture) == table.architectures.end())
    table.architectures.push_back(architecture);
  Cell &cell = row.cells[architecture];
  if (record.verdict == Verdict::not_applicable)
    return;
  if (record.expected) {
    ++cell.known;
    return;
  }
  if (cell.count == 0 || severity(record.verdict) > severity(cell.worst))
    cell.worst = record.verdict;
  cell.cached = (cell.count == 0 || cell.cached) && record.cached;
  cell.certified = (cell.count == 0 || cell.certified) && record.certificate &&
                   record.certificate->verdict == "certified";
  ++cell.count;
}

std::string cell_text(const Cell &cell) {
  std::string text;
  if (cell.count != 0) {
    text = to_string(cell.worst);
    if (cell.count > 1)
      text += fmt::format(" ({})", cell.count);
    if (cell.certified)
      text += ", certified";
    if (cell.cached)
      text += ", cached";
  }
  if (cell.known != 0)
    text += fmt::format("{}{} known", text.empty() ? "" : ", ", cell.known);
  return text.empty() ? "not applicable" : text;
}

std::string cell_tone(const Cell &cell, bool strict) {
  return cell.count == 0 ? "soft" : tone_of(cell.worst, strict);
}

// Groups of architectures that have the same result in every row, in the order of their first
// members.
std::vector<std::vector<std::string>> like_columns(const SubjectTable &table) {
  std::vector<std::vector<std::string>> groups;
  const auto alike = [&](const std::string &a, const std::string &b) {
    return std::ranges::all_of(table.rows, [&](const auto &entry) {
      const auto &cells = entry.second.cells;
      const auto left = cells.find(a);
      const auto right = cells.find(b);
      if (left == cells.end() || right == cells.end())
        return left == right;
      return left->second == right->second;
    });
  };
  for (const std::string &architecture : table.architectures) {
    const auto group = std::ranges::find_if(
        groups, [&](const auto &members) { return alike(members.front(), architecture); });
    if (group == groups.end()) {
      groups.push_back({architecture});
    } else {
      group->push_back(architecture);
    }
  }
  return groups;
}

std::string column_name(const std::vector<std::string> &group) {
  return group.size() == 1 ? group.front()
                           : fmt::format("{} and {} more", group.front(), group.size() - 1);
}

Data subject_data(const std::string &name, const SubjectTable &table, bool strict) {
  const auto groups = like_columns(table);
  Data columns(Type::list);
  Data legend(Type::list);
  for (const auto &group : groups) {
    columns.push_back(text_data(column_name(group)));
    if (group.size() > 1)
      legend.push_back(text_data(fmt::format("{}: {}", column_name(group), fmt::join(group, " "))));
  }
  Data rows(Type::list);
  for (const RowKey &key : table.order) {
    const Row &row = table.rows.at(key);
    Data cells(Type::list);
    for (const auto &group : groups) {
      const auto cell = row.cells.find(group.front());
      Data data;
      data.set("text", cell == row.cells.end() ? "-" : cell_text(cell->second));
      data.set("tone", cell == row.cells.end() ? "soft" : cell_tone(cell->second, strict));
      cells.push_back(data);
    }
    Data data;
    data.set("property", text_data(key.first));
    data.set("engine", text_data(key.second));
    data.set("cells", cells);
    data.set("cases", row.cases == 0 ? "-" : grouped(row.cases));
    data.set("seconds", fmt::format("{:.2f}", row.seconds));
    rows.push_back(data);
  }
  Data data;
  data.set("name", text_data(name));
  data.set("columns", columns);
  data.set("rows", rows);
  data.set("groups", legend);
  return data;
}

Data failures_data(const std::vector<Failure> &found, bool strict) {
  Data list(Type::list);
  for (const Failure &failure : found) {
    const Record &record = failure.first;
    std::string what = record.property;
    if (!record.clause.empty())
      what += ", clause " + record.clause;
    what += fmt::format(" on {}, {}", record.subject,
                        record.architecture.empty() ? "all architectures"
                                                    : machine_text(record.architecture));
    if (failure.architectures > 1)
      what += fmt::format(" and {} more", failure.architectures - 1);
    Data data;
    data.set("verdict", text_data(std::string(to_string(record.verdict))));
    data.set("tone", tone_of(record.verdict, strict));
    data.set("what", text_data(what));
    data.set("reason", text_data(record.reason.empty() ? "no reason was given" : record.reason));
    list.push_back(data);
  }
  return list;
}

Data findings_data(std::span<const Record> records) {
  Data list(Type::list);
  for (const RecordedFinding &finding : findings_of(records)) {
    Data data;
    data.set("id", text_data(finding.id));
    data.set("judgement", text_data(finding.judgement));
    data.set("title", text_data(finding.title));
    list.push_back(data);
  }
  return list;
}

Data labels_data(std::span<const Record> records) {
  struct Share {
    std::uint64_t cases = 0;
    std::map<std::string, std::uint64_t> hits;
  };
  std::map<std::pair<std::string, std::string>, Share> shares;
  for (const Record &record : records) {
    if (record.engine != "random" || record.labels.empty())
      continue;
    Share &share = shares[{record.property, record.subject}];
    share.cases += record.cases;
    for (const auto &[label, count] : record.labels)
      share.hits[label] += count;
  }
  Data list(Type::list);
  for (const auto &[key, share] : shares) {
    for (const auto &[label, count] : share.hits) {
      Data data;
      data.set("property", text_data(key.first));
      data.set("subject", text_data(key.second));
      data.set("label", text_data(label));
      data.set("share", share.cases == 0
                            ? std::string("-")
                            : fmt::format("{:.1f}", 100.0 * static_cast<double>(count) /
                                                        static_cast<double>(share.cases)));
      list.push_back(data);
    }
  }
  return list;
}

Data assumed_data(std::span<const Record> records, std::span<const ShownCounterexample> shown) {
  std::set<std::string> ids;
  for (const Record &record : records)
    ids.insert(record.assumptions.begin(), record.assumptions.end());
  for (const ShownCounterexample &one : shown) {
    for (const Assumption assumption : property_statement_of(one.counterexample).contract)
      ids.emplace(text_of(assumption).id);
  }
  const std::vector<AssumptionText> &texts = assumption_texts();
  Data list(Type::list);
  for (const std::string &id : ids) {
    const auto known = std::ranges::find(texts, id, &AssumptionText::id);
    Data data;
    data.set("id", text_data(id));
    data.set("statement",
             known == texts.end() ? Data("") : text_data(std::string(known->statement)));
    list.push_back(data);
  }
  return list;
}

Data phrases(const std::vector<std::string> &texts) {
  Data list(Type::list);
  for (const std::string &text : texts)
    list.push_back(text_data(text));
  return list;
}

} // namespace

std::string tone_of(Verdict verdict, bool strict) {
  if (verdict == Verdict::not_applicable)
    return "soft";
  switch (exit_status(verdict, strict)) {
  case 0:
    return verdict == Verdict::differs ? "doubt" : "good";
  case 1:
    return "bad";
  default:
    return "doubt";
  }
}

void add_results(Data &page, std::span<const Record> records, const RunSummary &run,
                 std::span<const ShownCounterexample> shown) {
  std::vector<std::string> order;
  std::map<std::string, SubjectTable> tables;
  for (const Record &record : records) {
    if (!tables.contains(record.subject))
      order.push_back(record.subject);
    add_record(tables[record.subject], record);
  }
  Data subjects(Type::list);
  for (const std::string &name : order)
    subjects.push_back(subject_data(name, tables.at(name), run.strict));
  page.set("has_results", !records.empty());
  page.set("subjects", subjects);
  page.set("timing",
           fmt::format("{:.1f} s in all; the table's seconds are those of all processes.{}{}",
                       run.seconds, run.containment.empty() ? "" : " ", run.containment));
  page.set("has_schedules", !run.fault_schedules.empty());
  page.set("schedules", phrases(run.fault_schedules));
  const Data labels = labels_data(records);
  page.set("has_labels", !labels.is_empty_list());
  page.set("labels", labels);

  const auto unjudged = failures(records, 3, run.strict);
  page.set("has_unjudged", !unjudged.empty());
  page.set("unjudged", failures_data(unjudged, run.strict));
  const auto differing = differences(records);
  page.set("has_differences", !differing.empty());
  page.set("differences", failures_data(differing, run.strict));
  page.set("has_findings", !findings_of(records).empty());
  page.set("findings", findings_data(records));
  page.set("assumed", assumed_data(records, shown));
  page.set("unseen", phrases(run.not_seen));
}

} // namespace dma_verify::report
