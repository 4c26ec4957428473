// SPDX-License-Identifier: GPL-2.0-only
// junit.xml: one failure for each bug, under names that stay when the subject's path changes.
#include "harness/results/render/bug_text.h"
#include "harness/results/render/machines.h"
#include "harness/results/render/names.h"
#include "harness/results/render/reports.h"
#include "harness/results/render/text.h"
#include "harness/results/render/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace dma_verify {
namespace {

struct Counts {
  unsigned tests = 0;
  unsigned failures = 0;
  unsigned errors = 0;
  unsigned skipped = 0;
  double seconds = 0;

  void add(const Counts &other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    seconds += other.seconds;
  }
};

void set_counts(pugi::xml_node element, const Counts &counts, const std::string &timestamp) {
  set_attribute(element, "tests", std::to_string(counts.tests));
  set_attribute(element, "failures", std::to_string(counts.failures));
  set_attribute(element, "errors", std::to_string(counts.errors));
  set_attribute(element, "skipped", std::to_string(counts.skipped));
  set_attribute(element, "time", fmt::format("{:.6f}", counts.seconds));
  if (!timestamp.empty())
    set_attribute(element, "timestamp", timestamp);
}

// The bugs of a run, and which record stands for each.
class Bugs {
public:
  Bugs(std::span<const Record> records, const RunSummary &run)
      : records_(records), bugs_(bugs(records, run.strict)) {}

  // The bug that makes the record fail.
  [[nodiscard]] const Bug &bug_of(const Record &record) const {
    const auto is_of = [&](const Failure &failure) {
      const Record &first = failure.first;
      return first.property == record.property && first.clause == record.clause &&
             first.subject == record.subject && first.verdict == record.verdict;
    };
    return *std::ranges::find_if(bugs_, [&](const Bug &bug) {
      return is_of(bug.shown) || std::ranges::any_of(bug.others, is_of);
    });
  }
  // Whether this is the record under which the bug is told: the first of those that are alike.
  [[nodiscard]] bool tells(const Bug &bug, const Record &record) const {
    const Record &shown = bug.shown.first;
    const auto first = std::ranges::find_if(records_, [&](const Record &other) {
      return other.property == shown.property && other.clause == shown.clause &&
             other.subject == shown.subject && other.architecture == shown.architecture &&
             other.engine == shown.engine && other.verdict == shown.verdict;
    });
    return &*first == &record;
  }
  [[nodiscard]] std::string text(const Bug &bug, const std::string &name) const {
    return bug_text(bug, name, machines_text(bug.shown.on, judged_on(records_, bug.shown.first)),
                    kTerminalColumns);
  }

private:
  std::span<const Record> records_;
  std::vector<Bug> bugs_;
};

std::string skipped_because(const Record &record) {
  return record.reason.empty() ? "does not apply to this architecture, form or helper"
                               : printable(record.reason);
}

// Adds the test of one record.
void add_test(pugi::xml_node test, const Record &record, const std::string &name,
              const RunSummary &run, const Bugs &bugs, Counts &counts) {
  ++counts.tests;
  counts.seconds += record.seconds;
  const auto skip = [&](const std::string &why, const char *type) {
    ++counts.skipped;
    pugi::xml_node skipped = test.append_child("skipped");
    if (type != nullptr)
      set_attribute(skipped, "type", type);
    set_attribute(skipped, "message", why);
  };
  if (record.expected) {
    skip(known_text(record), "xfail");
  } else if (record.verdict == Verdict::not_applicable) {
    skip(skipped_because(record), nullptr);
  } else if (exit_status(record.verdict, run.strict) == 1) {
    const Bug &bug = bugs.bug_of(record);
    const std::string id = id_of(bug);
    if (!bugs.tells(bug, record)) {
      skip(fmt::format("the bug {}, told under {}", id, test_name(bug.shown.first)), "same-bug");
      return;
    }
    ++counts.failures;
    pugi::xml_node failure = test.append_child("failure");
    set_attribute(failure, "type", std::string(to_string(record.verdict)));
    set_attribute(failure, "message", id + ": " + details_text(record));
    failure.text() = xml_text("bug " + id + "\n" + bugs.text(bug, name)).c_str();
  } else if (exit_status(record.verdict, run.strict) != 0) {
    ++counts.errors;
    pugi::xml_node error = test.append_child("error");
    set_attribute(error, "type", std::string(to_string(record.verdict)));
    set_attribute(error, "message", details_text(record));
    error.text() = xml_text(details_text(record) + "\n").c_str();
  }
}

} // namespace

std::string render_junit(std::span<const Record> records, const RunSummary &run) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set_attribute(declaration, "version", "1.0");
  set_attribute(declaration, "encoding", "UTF-8");
  pugi::xml_node suites = document.append_child("testsuites");
  set_attribute(suites, "name", "dma-verify");
  const Names names = lasting_names_of(records, run.name);
  const Bugs bugs(records, run);
  std::map<std::pair<std::string, std::string>, std::vector<const Record *>> groups;
  for (const Record &record : records)
    groups[{names.at(record.subject), record.engine}].push_back(&record);
  Counts all;
  for (const auto &[group, members] : groups) {
    const auto &[name, engine] = group;
    pugi::xml_node suite = suites.append_child("testsuite");
    set_attribute(suite, "name", fmt::format("{} {}", name, engine));
    Counts counts;
    for (const Record *record : members) {
      pugi::xml_node test = suite.append_child("testcase");
      set_attribute(test, "classname", fmt::format("{}.{}", name, engine));
      set_attribute(test, "name", test_name(*record));
      set_attribute(test, "time", fmt::format("{:.6f}", record->seconds));
      add_test(test, *record, name, run, bugs, counts);
    }
    set_counts(suite, counts, run.timestamp);
    all.add(counts);
  }
  set_counts(suites, all, run.timestamp);
  return to_string(document, "  ");
}

bool is_proof_of_model(const Record &record) {
  return record.engine == "smt" && record.subject == "model";
}

} // namespace dma_verify
