// SPDX-License-Identifier: GPL-2.0-only
// Chooses from the records of a run the counterexamples that its report shows.
#include "harness/report/report.h"

#include "harness/results/render/machines.h"
#include "properties/order/coordinates.h"

#include <algorithm>
#include <tuple>

namespace dma_verify {
namespace {

// The report shows one example for each.
auto property_clause_and_subject(const Record &record) {
  return std::tie(record.property, record.clause, record.subject);
}

bool is_shown(const Record &record) {
  return record.verdict == Verdict::falsified && !record.expected && !record.counterexample.empty();
}

// All records of one property, clause and subject, the one to show first.
struct Group {
  std::vector<const Record *> records;

  [[nodiscard]] bool has_place_for(const Record &record) const {
    return property_clause_and_subject(*records.front()) == property_clause_and_subject(record);
  }
};

std::vector<Group> groups_of(std::span<const Record> records) {
  std::vector<Group> groups;
  for (const Record &record : records) {
    if (!is_shown(record))
      continue;
    auto group = std::ranges::find_if(
        groups, [&](const Group &known) { return known.has_place_for(record); });
    if (group == groups.end())
      group = groups.insert(group, Group{});
    group->records.push_back(&record);
  }
  for (Group &group : groups) {
    std::ranges::stable_sort(
        group.records, {}, [](const Record *record) { return machine_rank(record->architecture); });
  }
  return groups;
}

std::vector<std::string> others_of(const Group &group) {
  std::vector<std::string> names;
  for (const Record *record : group.records) {
    const std::string &name = record->architecture;
    if (name != group.records.front()->architecture && (names.empty() || names.back() != name))
      names.push_back(name);
  }
  return names;
}

bool same_run(const Counterexample &a, const Counterexample &b) {
  return a.steps.empty() && b.steps.empty() && a.scenario.call == b.scenario.call &&
         a.scenario.architecture == b.scenario.architecture &&
         compare_scenarios(a.scenario, b.scenario) == 0;
}

// The number of the first earlier one that is the same call of the same subject; 0 if there is
// none.
std::size_t same_as(std::span<const ShownCounterexample> shown, const ShownCounterexample &one) {
  const auto same = std::ranges::find_if(shown, [&](const ShownCounterexample &other) {
    return other.subject == one.subject && same_run(other.counterexample, one.counterexample);
  });
  return same == shown.end() ? 0 : static_cast<std::size_t>(same - shown.begin()) + 1;
}

} // namespace

std::vector<ShownCounterexample> gather(std::span<const Record> records,
                                        std::span<const Subject> subjects, const InFile &in_file,
                                        std::size_t &left_out) {
  std::vector<ShownCounterexample> shown;
  left_out = 0;
  for (const Group &group : groups_of(records)) {
    const Record &record = *group.records.front();
    const auto subject = std::ranges::find(subjects, record.subject, &Subject::name);
    const Counterexample *counterexample = in_file(record.counterexample);
    if (subject == subjects.end() || counterexample == nullptr)
      continue;
    if (shown.size() == kMostShown) {
      ++left_out;
      continue;
    }
    ShownCounterexample one;
    one.examination = examine(*subject, *counterexample);
    one.counterexample = *counterexample;
    one.subject = record.subject;
    one.file = record.counterexample;
    one.elsewhere = others_of(group);
    one.same_as = same_as(shown, one);
    shown.push_back(std::move(one));
  }
  return shown;
}

} // namespace dma_verify
