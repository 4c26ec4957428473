// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/reports.h"

#include "harness/results/render/bug_text.h"
#include "harness/results/render/machines.h"
#include "harness/results/render/names.h"
#include "harness/results/render/tally.h"
#include "harness/results/render/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace dma_verify {
namespace {

constexpr std::size_t kShownFailures = 5;
constexpr std::size_t kGap = 2;

const char *colour_of(int exit_status) {
  return exit_status == 0 ? "32" : exit_status == 1 ? "31;1" : "33;1";
}

std::string in_colour(const std::string &text, const char *code) {
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

std::string painted(const std::string &text, Verdict verdict, bool strict, bool colour) {
  const int status = exit_status(verdict, strict);
  const bool is_difference = verdict == Verdict::differs && status == 0;
  return colour ? in_colour(text, is_difference ? "33" : colour_of(status)) : text;
}

std::string store_text(const Tally &cell) {
  std::string text = fmt::format("{} replayed", grouped(cell.obligations));
  if (cell.repaired != 0)
    text += fmt::format(", {} repaired", grouped(cell.repaired));
  return text;
}

std::string cell_text(const Tally &cell) {
  if (cell.obligations == 0)
    return cell.family == kLeftOutProofs ? "left out" : "not applicable";
  if (cell.falsified != 0)
    return fmt::format("FALSIFIED on {} of {}", cell.falsified, cell.obligations);
  if (cell.undecided != 0)
    return fmt::format("{} on {} of {}", to_string(cell.worst), cell.undecided, cell.obligations);
  if (cell.engine == "store")
    return store_text(cell);
  if (cell.engine == "exhaustive")
    return fmt::format("{} inputs", grouped(cell.cases));
  if (cell.engine == "stateful")
    return fmt::format("passed {} sequences", grouped(cell.cases));
  if (cell.worst == Verdict::differs)
    return fmt::format("differs on {} of {}", cell.differing, cell.obligations);
  if (cell.engine == "smt") {
    const bool partly = cell.cached != 0 && cell.cached != cell.obligations;
    const bool all_certified = cell.certified == cell.obligations;
    std::string text = "proved " + grouped(cell.obligations);
    if (partly)
      text += fmt::format(", {} cached", grouped(cell.cached));
    if (cell.certified != 0)
      text += all_certified ? ", all certified"
                            : fmt::format(", {} certified", grouped(cell.certified));
    if (cell.single_witness == cell.obligations)
      text += ", single-witness";
    else if (cell.single_witness != 0)
      text += fmt::format(", {} single-witness", grouped(cell.single_witness));
    return text;
  }
  if (cell.family == "agreement")
    return fmt::format("{} cases agree", grouped(cell.cases));
  return fmt::format("passed {} cases", grouped(cell.cases));
}

// A column of the table: one subject, tested or proved. Results of stored counterexamples and of
// the exhaustive engine stand in the column of its tests.
struct Column {
  std::string subject;
  std::string engine;
  std::string heading;
  std::vector<Tally> cells;

  [[nodiscard]] const Tally *cell(const std::string &family) const {
    const auto found = std::ranges::find(cells, family, &Tally::family);
    return found == cells.end() ? nullptr : &*found;
  }
  [[nodiscard]] std::size_t width() const {
    std::size_t widest = columns_of(heading);
    for (const Tally &each : cells)
      widest = std::max(widest, cell_text(each).size());
    return widest;
  }
};

std::string heading_of(const Column &column, const Names &names) {
  const std::string &name = names.at(column.subject);
  if (column.engine != "smt")
    return name + ": tests";
  const bool cached = std::ranges::all_of(column.cells, [](const Tally &cell) {
    return cell.cached == cell.obligations && cell.family != kLeftOutProofs;
  });
  return name + (cached ? ": cached proofs" : ": proofs");
}

// Files before the model; tests before proofs.
std::vector<Column> columns_from(const std::vector<Tally> &cells, const Names &names) {
  std::vector<Column> columns;
  for (const Tally &cell : cells) {
    const std::string engine = cell.engine == "smt" ? "smt" : "random";
    auto column = std::ranges::find_if(
        columns, [&](const Column &c) { return c.subject == cell.subject && c.engine == engine; });
    if (column == columns.end())
      column = columns.insert(column, Column{cell.subject, engine, "", {}});
    column->cells.push_back(cell);
  }
  for (Column &column : columns)
    column.heading = heading_of(column, names);
  std::ranges::stable_sort(columns, {}, [](const Column &c) {
    return (c.subject == "model" ? 2 : 0) + (c.engine == "smt" ? 1 : 0);
  });
  return columns;
}

std::vector<std::string> families_of(const std::vector<Tally> &cells) {
  constexpr std::array kOrder = {"store",        "facts",          "offset-bounds", "page-range",
                                 "error-unwind", "initialisation", "dispatch",      "attributes",
                                 "pool",         "round-trip",     "completeness",  "execution",
                                 "refinement",   "sequence",       "agreement",     "8-bit words"};
  std::vector<std::string> families;
  for (const Tally &cell : cells) {
    if (std::ranges::find(families, cell.family) == families.end())
      families.push_back(cell.family);
  }
  std::ranges::stable_sort(families, {}, [&](const std::string &family) {
    return std::ranges::find(kOrder, family) - kOrder.begin();
  });
  return families;
}

std::size_t width_of(const std::vector<std::string> &families) {
  std::size_t widest = 14;
  for (const std::string &family : families)
    widest = std::max(widest, family.size());
  return widest + 1;
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string padding(std::size_t shown, std::size_t width) {
  return std::string(width > shown ? width - shown : 0, ' ');
}

// One row per family and one column per subject and engine.
std::string families_by_columns(const std::vector<Column> &columns,
                                const std::vector<std::string> &families, bool strict,
                                bool colour) {
  const std::size_t family_columns = width_of(families);
  std::string head(family_columns, ' ');
  for (const Column &column : columns)
    head += column.heading + padding(columns_of(column.heading), column.width() + kGap);
  std::string text = without_trailing_blanks(head);
  for (const std::string &family : families) {
    std::string row = fmt::format("{:<{}}", family, family_columns);
    for (const Column &column : columns) {
      const Tally *cell = column.cell(family);
      const std::string shown = cell == nullptr ? "-" : cell_text(*cell);
      row += cell == nullptr ? shown : painted(shown, cell->worst, strict, colour);
      row += padding(shown.size(), column.width() + kGap);
    }
    text += without_trailing_blanks(row);
  }
  return text;
}

// For more columns than fit: one line for each, with its worst families.
std::string one_line_each(const std::vector<Column> &columns, bool strict, std::size_t width,
                          bool colour) {
  std::string text;
  for (const Column &column : columns) {
    int worst = 0;
    for (const Tally &cell : column.cells)
      worst = std::max(worst, severity(cell.worst));
    Tally sum;
    sum.engine = column.engine;
    if (column.cells.front().family == kLeftOutProofs)
      sum.family = kLeftOutProofs;
    std::string families;
    for (const Tally &cell : column.cells) {
      if (cell.engine != "store" && cell.family != "agreement") {
        sum.cases += cell.cases;
        sum.obligations += cell.obligations;
        sum.cached += cell.cached;
        sum.certified += cell.certified;
        sum.single_witness += cell.single_witness;
      }
      if (severity(cell.worst) == worst) {
        sum.worst = cell.worst;
        families += (families.empty() ? "" : ", ") + cell.family;
      }
    }
    const bool good = exit_status(sum.worst, strict) == 0 && sum.worst != Verdict::differs;
    const std::string shown =
        good ? cell_text(sum) : fmt::format("{}: {}", to_string(sum.worst), families);
    const std::string plain = wrapped(column.heading + "  " + shown, kGap, width);
    // Only the verdict's first word is coloured: the rest may be on another line.
    const std::string word = shown.substr(0, shown.find(' '));
    const std::size_t at = plain.find(word, std::min(plain.size(), column.heading.size()));
    text += at == std::string::npos
                ? plain
                : plain.substr(0, at) + painted(word, sum.worst, strict, colour) +
                      plain.substr(at + word.size());
  }
  return text;
}

std::string failure_lines(std::span<const Record> records, const std::vector<Bug> &found_bugs,
                          const Names &names, const RunSummary &run, bool colour) {
  std::string text;
  const auto list = [&](const std::vector<Bug> &found) {
    for (std::size_t i = 0; i < found.size() && i < kShownFailures; ++i) {
      const Record &record = found[i].shown.first;
      const std::string machines = machines_text(found[i].shown.on, judged_on(records, record));
      const std::string verdict(to_string(record.verdict));
      text += painted(verdict, record.verdict, run.strict, colour) +
              bug_text(found[i], names.at(record.subject), machines, run.columns)
                  .substr(verdict.size());
    }
    if (found.size() > kShownFailures)
      text += fmt::format("and {} more, see summary.md\n", found.size() - kShownFailures);
  };
  const auto each = [](const std::vector<Failure> &found) {
    std::vector<Bug> alone;
    alone.reserve(found.size());
    for (const Failure &failure : found)
      alone.push_back({failure, {}});
    return alone;
  };
  list(found_bugs);
  list(each(failures(records, 3, run.strict)));
  list(each(harmless_differences(records, run.strict)));
  return text;
}

std::string count_of(std::size_t count, const std::string &noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

// "; 12 known findings, 5 of them reachable (W1 W2 W4 W5 W6)"; nothing if there are none.
std::string findings_text(std::span<const Record> records) {
  const std::size_t known = known_findings(records);
  if (known == 0)
    return "";
  std::string text = "; " + count_of(known, "known finding");
  const auto reachable = reachable_findings(records);
  if (!reachable.empty())
    text += fmt::format(", {} of them reachable ({})", reachable.size(),
                        printable(fmt::format("{}", fmt::join(reachable, " "))));
  return text;
}

// "a.c: 1 bug in dma_common_mmap (6 clauses)", or what holds.
std::string verdict_text(std::span<const Record> records, const std::vector<Bug> &found,
                         const Names &names, bool strict) {
  struct Sum {
    std::size_t bugs = 0;
    std::size_t clauses = 0;
    std::set<std::string> helpers;
  };
  std::map<std::string, Sum> by_subject;
  for (const Bug &bug : found) {
    Sum &sum = by_subject[bug.shown.first.subject];
    ++sum.bugs;
    sum.clauses += clauses_of(bug).size();
    sum.helpers.insert(helper_of(bug));
  }
  std::string text;
  for (auto &[subject, sum] : by_subject) {
    const bool known = !sum.helpers.contains("");
    text += fmt::format("{}{}: {}{} ({})", text.empty() ? "" : "; ", names.at(subject),
                        count_of(sum.bugs, "bug"),
                        known ? fmt::format(" in {}", fmt::join(sum.helpers, ", ")) : "",
                        count_of(sum.clauses, "clause"));
  }
  const std::size_t unjudged = failures(records, 3, strict).size();
  if (text.empty() && unjudged == 0) {
    std::uint64_t cases = 0;
    std::uint64_t proofs = 0;
    for (const Tally &cell : tally(records)) {
      if (cell.engine == "smt")
        proofs += cell.obligations - cell.differing;
      else if (cell.family != "agreement" && cell.engine != "store")
        cases += cell.cases;
    }
    text = "no property falsified";
    if (cases != 0)
      text += fmt::format(" in {} cases", grouped(cases));
    if (proofs != 0)
      text += fmt::format(", {} proved", count_of(proofs, "claim"));
  }
  if (unjudged != 0)
    text += fmt::format("{}{} not judged", text.empty() ? "" : "; ", count_of(unjudged, "result"));
  return text + findings_text(records);
}

// The last line: what the run says, and where the rest is.
std::string verdict_lines(std::span<const Record> records, const std::vector<Bug> &found,
                          const RunSummary &run, const Names &names, bool colour) {
  std::string text = verdict_text(records, found, names, run.strict);
  if (!run.out.empty())
    text += fmt::format("; report: {}/report.html", printable(run.out));
  text = wrapped(fmt::format("{} ({:.1f} s)", text, run.seconds), 2, run.columns);
  if (!colour)
    return text;
  const std::size_t first_line = text.find('\n');
  return in_colour(text.substr(0, first_line), colour_of(exit_status(records, run.strict))) +
         text.substr(first_line);
}

// `few`: as little as can be said of what was not looked at.
std::string closing_lines(std::span<const Record> records, const RunSummary &run, bool few) {
  std::string text;
  std::set<std::string> repaired;
  std::set<std::string> otherwise;
  for (const Record &record : records) {
    if (record.verdict == Verdict::repaired)
      repaired.insert(std::filesystem::path(record.counterexample).stem().string());
    if (record.expected && record.cause == kOtherwiseWrong)
      otherwise.insert(record.reason);
  }
  if (!repaired.empty())
    text +=
        wrapped(printable(fmt::format("Repaired: {}", fmt::join(repaired, " "))), 2, run.columns);
  for (const std::string &finding : otherwise)
    text += wrapped(printable(finding), 2, run.columns);
  std::string unseen = "Not looked at:";
  for (const std::string &phrase : run.not_seen)
    unseen += " " + printable(phrase) + (&phrase == &run.not_seen.back() ? "" : ";");
  std::string told = wrapped(unseen, 2, run.columns);
  if (few && std::ranges::count(told, '\n') > 1)
    told = wrapped(
        fmt::format("Not looked at: {} (see summary.md)", count_of(run.not_seen.size(), "thing")),
        2, run.columns);
  return text + told;
}

// Lines on the screen for what holds, and for what is wrong.
constexpr std::ptrdiff_t kCleanLines = 15;
constexpr std::ptrdiff_t kBugLines = 20;

} // namespace

std::string render_verdict(std::span<const Record> records, RunSummary run, bool colour) {
  run.columns = ~std::size_t{0} >> 1U; // one line
  return verdict_lines(records, bugs(records, run.strict), run, names_of(records), colour);
}

std::string render_table(std::span<const Record> records, const RunSummary &run, bool colour) {
  const auto cells = tally(records);
  const Names names = names_of(records);
  const auto columns = columns_from(cells, names);
  const auto families = families_of(cells);
  std::size_t width = width_of(families);
  for (const Column &column : columns)
    width += column.width() + (&column == &columns.back() ? 0 : kGap);

  const std::string title = wrapped(printable(run.title), 2, run.columns);
  const std::vector<Bug> found = bugs(records, run.strict);
  const std::string wrong = failure_lines(records, found, names, run, colour);
  const std::string verdict = verdict_lines(records, found, run, names, colour);
  if (columns.empty())
    return title + "nothing was run\n" + wrong + closing_lines(records, run, false) + verdict;
  const std::string brief = one_line_each(columns, run.strict, run.columns, colour);
  const std::string table =
      width <= run.columns ? families_by_columns(columns, families, run.strict, colour) : brief;
  // The longest that fits.
  const std::ptrdiff_t most = wrong.empty() ? kCleanLines : kBugLines;
  const auto told = [&](const std::string &middle, bool few) {
    return title + middle + wrong + closing_lines(records, run, few) + verdict;
  };
  for (const auto &[middle, few] : {std::pair(&table, false), std::pair(&brief, false)}) {
    std::string text = told(*middle, few);
    if (std::ranges::count(text, '\n') <= most)
      return text;
  }
  return told(brief, true);
}

} // namespace dma_verify
