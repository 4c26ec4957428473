// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/reports.h"

#include "harness/results/render/tally.h"
#include "harness/results/render/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>

namespace dma_verify {
namespace {

constexpr std::size_t kShownFailures = 5;
constexpr std::size_t kGap = 2;
constexpr std::size_t kNameColumns = 30; // of a subject

std::string painted(const std::string &text, Verdict verdict, bool strict, bool colour) {
  if (!colour)
    return text;
  const int status = exit_status(verdict, strict);
  const char *code =
      status == 0 ? (verdict == Verdict::differs ? "33" : "32") : (status == 1 ? "31;1" : "33;1");
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

// The name of each subject in the table: the last part of its path, if no other subject has the
// same.
using Names = std::map<std::string, std::string>;

std::string last_part(std::string path) {
  while (path.size() > 1 && path.back() == '/')
    path.pop_back();
  return path.substr(path.find_last_of('/') + 1);
}

Names names_of(std::span<const Record> records) {
  std::set<std::string> subjects;
  for (const Record &record : records)
    subjects.insert(record.subject);
  Names names;
  for (const std::string &subject : subjects) {
    const auto alike = std::ranges::count_if(
        subjects, [&](const std::string &s) { return last_part(s) == last_part(subject); });
    const std::string part = alike == 1 ? last_part(subject) : subject;
    names[subject] = elided(printable(part.empty() ? subject : part), kNameColumns);
  }
  return names;
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
std::string one_line_each(const std::vector<Column> &columns, bool strict, bool colour) {
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
    const std::string plain = wrapped(column.heading + "  " + shown, kGap);
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

// "page-range.mmap:page-k, agreement.mmap".
std::string clauses_of(const std::vector<Failure> &failures) {
  std::string text;
  for (const Failure &failure : failures) {
    text += (text.empty() ? "" : ", ") + printable(failure.first.property);
    if (!failure.first.clause.empty())
      text += ":" + printable(failure.first.clause);
  }
  return text;
}

// `others` have the same cause.
std::string failure_text(const Failure &failure, const std::vector<Failure> &others,
                         const Names &names, bool strict, bool colour) {
  const Record &record = failure.first;
  const std::string verdict(to_string(record.verdict));
  std::string head = verdict + " " + printable(record.property);
  if (!record.clause.empty())
    head += ", clause " + printable(record.clause);
  head += fmt::format(" [{}; {}", names.at(record.subject),
                      record.architecture.empty() ? "all" : record.architecture);
  head += failure.architectures > 1 ? fmt::format(" and {} more]", failure.architectures - 1) : "]";
  std::string text =
      painted(verdict, record.verdict, strict, colour) + wrapped(head, 2).substr(verdict.size());
  if (!record.reason.empty())
    text += wrapped("  " + printable(record.reason), 2);
  if (!record.difference.sentence.empty())
    text += wrapped("  First difference: it " + printable(record.difference.sentence) + ".", 2);
  if (!others.empty())
    text += wrapped("  The same violates " + clauses_of(others) + ".", 2);
  if (record.counterexample.empty())
    return text;
  // To be copied as it is: nothing is elided.
  std::string line = "  dma-verify replay --subject";
  for (const std::string &word : {record.subject, record.counterexample}) {
    const std::string quoted = shell_word(word);
    if (columns_of(line) + 1 + columns_of(quoted) + 2 > kTerminalColumns) {
      text += line + " \\\n";
      line = "    " + quoted;
    } else {
      line += " " + quoted;
    }
  }
  return text + line + "\n";
}

std::string failure_lines(std::span<const Record> records, const Names &names, bool strict,
                          bool colour) {
  std::string text;
  const auto list_bugs = [&](const std::vector<Bug> &found) {
    for (std::size_t i = 0; i < found.size() && i < kShownFailures; ++i)
      text += failure_text(found[i].shown, found[i].others, names, strict, colour);
    if (found.size() > kShownFailures)
      text += fmt::format("and {} more, see summary.md\n", found.size() - kShownFailures);
  };
  const auto list_failures = [&](const std::vector<Failure> &found) {
    std::vector<Bug> each;
    each.reserve(found.size());
    for (const Failure &failure : found)
      each.push_back({failure, {}});
    list_bugs(each);
  };
  list_bugs(bugs(records, strict));
  list_failures(failures(records, 3, strict));
  list_failures(harmless_differences(records, strict));
  return text;
}

std::string count_of(std::size_t count, const std::string &noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

// "a.c: 1 bug (6 violated clauses)", or what holds.
std::string verdict_text(std::span<const Record> records, const Names &names, bool strict) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> by_subject; // bugs, clauses
  for (const Bug &bug : bugs(records, strict)) {
    auto &[count, clauses] = by_subject[bug.shown.first.subject];
    ++count;
    clauses += 1 + bug.others.size();
  }
  std::string text;
  for (const auto &[subject, counts] : by_subject) {
    text += fmt::format("{}{}: {} ({})", text.empty() ? "" : "; ", names.at(subject),
                        count_of(counts.first, "bug"), count_of(counts.second, "violated clause"));
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
  if (const std::size_t known = known_findings(records); known != 0)
    text += "; " + count_of(known, "known finding");
  return text;
}

// The last line: what the run says, and where the rest is.
std::string verdict_lines(std::span<const Record> records, const RunSummary &run,
                          const Names &names, bool colour) {
  std::string text = verdict_text(records, names, run.strict);
  if (!run.out.empty())
    text += fmt::format("; report: {}/report.html", printable(run.out));
  text = wrapped(fmt::format("{} ({:.1f} s)", text, run.seconds), 2);
  if (!colour)
    return text;
  const int status = exit_status(records, run.strict);
  const std::size_t first_line = text.find('\n');
  return fmt::format("\033[{}m{}\033[0m{}",
                     status == 0   ? "32"
                     : status == 1 ? "31;1"
                                   : "33;1",
                     text.substr(0, first_line), text.substr(first_line));
}

std::string closing_lines(std::span<const Record> records, const RunSummary &run) {
  std::string text;
  std::set<std::string> repaired;
  for (const Record &record : records) {
    if (record.verdict == Verdict::repaired)
      repaired.insert(std::filesystem::path(record.counterexample).stem().string());
  }
  if (!repaired.empty())
    text += wrapped(printable(fmt::format("Repaired: {}", fmt::join(repaired, " "))), 2);
  std::string unseen = "Not looked at:";
  for (const std::string &phrase : run.not_seen)
    unseen += " " + printable(phrase) + (&phrase == &run.not_seen.back() ? "" : ";");
  return text + wrapped(unseen, 2);
}

} // namespace

std::string render_table(std::span<const Record> records, const RunSummary &run, bool colour) {
  const auto cells = tally(records);
  const Names names = names_of(records);
  const auto columns = columns_from(cells, names);
  const auto families = families_of(cells);
  std::size_t width = width_of(families);
  for (const Column &column : columns)
    width += column.width() + (&column == &columns.back() ? 0 : kGap);

  std::string text = wrapped(printable(run.title), 2);
  if (columns.empty()) {
    text += "nothing was run\n";
  } else if (width <= kTerminalColumns) {
    text += families_by_columns(columns, families, run.strict, colour);
  } else {
    text += one_line_each(columns, run.strict, colour);
  }
  text += failure_lines(records, names, run.strict, colour);
  return text + closing_lines(records, run) + verdict_lines(records, run, names, colour);
}

} // namespace dma_verify
