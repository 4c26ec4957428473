// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/reports.h"
#include "harness/results/render/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace dma_verify {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kShownFailures = 5;

// A text column of the table: one subject, tested or proved.
struct Column {
  std::string subject;
  std::string engine;
};

std::string base_name(const std::string &path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos || slash + 1 == path.size() ? path : path.substr(slash + 1);
}

std::string painted(const std::string &text, Verdict verdict, bool colour) {
  if (!colour)
    return text;
  const int status = exit_status(verdict, false);
  const char *code =
      status == 0 ? (verdict == Verdict::differs ? "33" : "32") : (status == 1 ? "31;1" : "33;1");
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

std::string cell_text(const Tally &cell) {
  if (cell.worst == Verdict::not_applicable) {
    return cell.obligations == 0 ? "not applicable" : "known findings only";
  }
  if (cell.falsified != 0)
    return fmt::format("FALSIFIED on {} of {}", cell.falsified, cell.obligations);
  if (cell.undecided != 0) {
    return fmt::format("{} on {} of {}", to_string(cell.worst), cell.undecided, cell.obligations);
  }
  if (cell.engine == "smt") {
    return fmt::format("proved {}{}", grouped(cell.obligations), cell.cached ? " (cached)" : "");
  }
  if (cell.engine == "store")
    return fmt::format("{} replayed", cell.obligations);
  if (cell.worst == Verdict::differs) {
    return fmt::format("differs on {} of {} rows", cell.differing, cell.obligations);
  }
  if (cell.family == "agreement")
    return fmt::format("{} cases agree", grouped(cell.cases));
  return fmt::format("passed {} cases", grouped(cell.cases));
}

std::string heading(const Column &column) {
  const char *what = column.engine == "smt" ? "clauses on rows" : "tests";
  return fmt::format("{}: {}", base_name(column.subject), what);
}

// Words, broken into lines of the width, the later ones indented.
std::string wrapped(const std::string &text, std::size_t indent) {
  std::string lines;
  std::string line;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!line.empty() && line.size() + 1 + word.size() > kWidth) {
      lines += line + "\n";
      line = std::string(indent, ' ') + word;
    } else {
      line += (line.empty() || line.back() == ' ' ? "" : " ") + word;
    }
    at = end + 1;
  }
  return lines + line + "\n";
}

std::string failure_lines(std::span<const Record> records, bool colour) {
  std::string text;
  for (const int status : {1, 3}) {
    const auto found = failures(records, status);
    for (std::size_t i = 0; i < found.size() && i < kShownFailures; ++i) {
      const Record &record = found[i].first;
      std::string line = painted(std::string(to_string(record.verdict)), record.verdict, colour) +
                         " " + record.property;
      if (!record.clause.empty())
        line += ", clause " + record.clause;
      line += fmt::format(" [{}; {}", base_name(record.subject), record.architecture);
      line += found[i].architectures > 1 ? fmt::format(" and {} more]", found[i].architectures - 1)
                                         : "]";
      if (!record.reason.empty())
        line += "\n  " + record.reason;
      text += line + "\n";
      if (!record.counterexample.empty()) {
        text +=
            "  dma-verify replay --subject " + record.subject + " " + record.counterexample + "\n";
      }
    }
    if (found.size() > kShownFailures) {
      text += fmt::format("and {} more, see summary.md\n", found.size() - kShownFailures);
    }
  }
  return text;
}

} // namespace

std::string render_table(std::span<const Record> records, const RunSummary &run, bool colour) {
  const auto cells = tally(records);
  std::vector<Column> columns;
  std::vector<std::string> families;
  for (const Tally &cell : cells) {
    if (std::ranges::find(families, cell.family) == families.end())
      families.push_back(cell.family);
    if (cell.engine == "store")
      continue;
    const bool known = std::ranges::any_of(columns, [&](const Column &c) {
      return c.subject == cell.subject && c.engine == cell.engine;
    });
    if (!known)
      columns.push_back({cell.subject, cell.engine});
  }
  if (columns.empty() && !cells.empty())
    columns.push_back({cells[0].subject, "store"});
  constexpr std::array kOrder = {"store",        "facts",          "offset-bounds", "page-range",
                                 "error-unwind", "initialisation", "dispatch",      "attributes",
                                 "pool",         "round-trip",     "completeness",  "execution",
                                 "agreement"};
  std::ranges::stable_sort(families, {}, [&](const std::string &family) {
    return std::ranges::find(kOrder, family) - kOrder.begin();
  });
  // Files before the model; tests before proofs.
  std::ranges::stable_sort(columns, {}, [](const Column &c) {
    return (c.subject == "model" ? 2 : 0) + (c.engine == "smt" ? 1 : 0);
  });

  std::string text = wrapped(run.title, 2);
  constexpr std::size_t kFamily = 15;
  const std::size_t shown = std::max<std::size_t>(1, columns.size());
  const std::size_t room = std::max<std::size_t>(10, (kWidth - kFamily) / shown);
  std::string head = std::string(kFamily, ' ');
  for (const Column &column : columns) {
    head += fmt::format("{:<{}}", heading(column).substr(0, room - 1), room);
  }
  head.erase(head.find_last_not_of(' ') + 1);
  text += head + "\n";
  for (const std::string &family : families) {
    std::string row = fmt::format("{:<{}}", family, kFamily);
    for (const Column &column : columns) {
      const auto cell = std::ranges::find_if(cells, [&](const Tally &c) {
        return c.family == family && c.subject == column.subject &&
               (c.engine == column.engine || (c.engine == "store" && column.engine != "smt"));
      });
      std::string shown_cell = cell == cells.end() ? "-" : cell_text(*cell).substr(0, room - 1);
      const std::string padding(room - std::min(room, shown_cell.size()), ' ');
      if (cell != cells.end())
        shown_cell = painted(shown_cell, cell->worst, colour);
      row += shown_cell + padding;
    }
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  text += failure_lines(records, colour);

  std::set<std::string> assumed;
  std::size_t findings = 0;
  for (const Record &record : records) {
    assumed.insert(record.assumptions.begin(), record.assumptions.end());
    if (record.expected)
      ++findings;
  }
  if (findings != 0)
    text += fmt::format("{} known findings\n", findings);
  std::string assumptions = "Assumed:";
  for (const std::string &id : assumed)
    assumptions += " " + id;
  if (assumed.empty())
    assumptions += " nothing";
  text += wrapped(assumptions + " (dma-verify list properties --markdown)", 2);
  std::string unseen = "Not looked at:";
  for (const std::string &phrase : run.not_seen) {
    unseen += " " + phrase + (&phrase == &run.not_seen.back() ? "" : ";");
  }
  text += wrapped(unseen, 2);
  if (!run.out.empty()) {
    text += fmt::format("Results: {}/summary.md ({:.1f} s)\n", run.out, run.seconds);
  }
  return text;
}

} // namespace dma_verify
