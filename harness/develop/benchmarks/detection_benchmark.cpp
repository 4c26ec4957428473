// SPDX-License-Identifier: GPL-2.0-only
// How many cases are needed to find each known bug: with plain draws (each field arbitrary inside
// the contract) and with the suite's own draws. Medians over seeds, for each property that finds
// the bug on 64-bit words with pages of 4 KiB. A ratio above 1 means that aiming at boundaries
// costs cases there.
#include "harness/cli/selection/subjects.h"
#include "harness/develop/acceptance/edits.h"
#include "harness/engines/test/work_unit.h"
#include "harness/process/run_in_child.h"
#include "properties/model_subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <vector>

namespace {

using namespace dma_verify;
using random::CaseOutcome;

constexpr unsigned kSeeds = 20;
constexpr std::uint64_t kCases = 20'000;

// Cases until the property fails; 0 if it does not within the budget.
std::uint64_t cases_to_failure(const Subject &subject, PropertyIndex property, unsigned seed,
                               random::Aim aim) {
  const Observe observe = subject.open();
  StoredObservation observed;
  random::StreamOptions options;
  options.seed = std::uint64_t{seed} * 7919;
  options.cases = kCases;
  options.aim = aim;
  options.environment = subject.environment;
  const auto result = random::run_stream(
      catalogue()[property], make_architecture(64, 64, 64, 12),
      [&](const StoredScenario &scenario) {
        observe(scenario, observed);
        CaseOutcome outcome;
        const Assessment assessment = assess(property, scenario, observed);
        if (assessment.judged && !assessment.violated_clause.empty()) {
          outcome.kind = CaseOutcome::Kind::violated;
          outcome.clause = assessment.violated_clause;
        } else if (!assessment.judged) {
          outcome.kind = observed.completion == Completion::hung ? CaseOutcome::Kind::stop
                                                                 : CaseOutcome::Kind::unjudged;
        }
        return outcome;
      },
      options);
  return result.end == random::StreamResult::End::violated ? result.cases : 0;
}

struct Medians {
  std::uint64_t plain = 0; // 0: not found by half of the seeds
  std::uint64_t mixed = 0;
  unsigned plain_found = 0;
  unsigned mixed_found = 0;
};

std::uint64_t median(std::vector<std::uint64_t> cases, unsigned &found) {
  found = static_cast<unsigned>(std::ranges::count_if(cases, [](auto c) { return c != 0; }));
  for (std::uint64_t &c : cases)
    c = c == 0 ? ~std::uint64_t{0} : c;
  std::ranges::sort(cases);
  const std::uint64_t middle = cases[cases.size() / 2];
  return middle == ~std::uint64_t{0} ? 0 : middle;
}

// In children, since the file may do anything.
Medians measure(const Subject &subject, PropertyIndex property) {
  std::vector<std::uint64_t> plain(kSeeds);
  std::vector<std::uint64_t> mixed(kSeeds);
  process::PoolOptions pool;
  pool.jobs = 2;
  process::Tasks<std::array<std::uint64_t, 2>> tasks;
  tasks.work = [&](std::size_t task, const auto &reporter) {
    const auto seed = static_cast<unsigned>(task) + 1;
    reporter.send({cases_to_failure(subject, property, seed, random::Aim::plain),
                   cases_to_failure(subject, property, seed, random::Aim::mixed)});
  };
  tasks.received = [&](std::size_t task, const std::array<std::uint64_t, 2> &cases) {
    plain[task] = cases[0];
    mixed[task] = cases[1];
  };
  process::run_tasks(kSeeds, pool, tasks);
  Medians medians;
  medians.plain = median(plain, medians.plain_found);
  medians.mixed = median(mixed, medians.mixed_found);
  return medians;
}

// Whether the suite's own draws find the bug with this property, with one seed.
bool finds(const Subject &subject, PropertyIndex property) {
  const auto found = process::run_in_child<bool>({}, [&](const auto &) {
    return cases_to_failure(subject, property, 1, random::Aim::mixed) != 0;
  });
  const auto *answer = std::get_if<bool>(&found);
  return answer != nullptr && *answer;
}

std::string shown(std::uint64_t cases) { return cases == 0 ? "-" : std::to_string(cases); }

} // namespace

int main(int argc, char **argv) {
  if (argc < 2 || argc > 3) {
    fmt::print(stderr, "usage: detection_benchmark FILE [EDIT]   (of a unit, in Linux 6.12)\n");
    return 2;
  }
  std::ifstream file(argv[1]);
  std::ostringstream text;
  text << file.rdbuf();
  const std::filesystem::path edited =
      std::filesystem::temp_directory_path() / fmt::format("dma-verify-detection-{}.c", getpid());
  const auto original = load_c_subject(argv[1]);
  if (const auto *error = std::get_if<SubjectError>(&original)) {
    fmt::print(stderr, "{}\n", error->message);
    return 2;
  }
  const UnitId unit = std::get<CSubject>(original).unit;
  double worst = 0;
  unsigned measured = 0;
  unsigned above = 0;
  fmt::print("{:36} {:34} {:>9} {:>9} {:>6}\n", "edit", "property", "plain", "suite", "ratio");
  for (const acceptance::Edit &edit : acceptance::edits()) {
    if (edit.unit != unit || edit.kind != acceptance::EditKind::bug ||
        (argc == 3 && edit.id != std::string_view(argv[2])))
      continue;
    const auto source = acceptance::apply(edit, text.str());
    if (!source) {
      fmt::print(stderr, "{}: the edit does not fit the file\n", edit.id);
      return 2;
    }
    std::ofstream(edited) << *source;
    const auto resolved = cli::resolve_subjects(edited.string(), 2);
    if (std::holds_alternative<SubjectError>(resolved))
      continue;
    const Subject &subject = std::get<cli::ResolvedSubjects>(resolved).subjects.front();
    for (PropertyIndex property = 0; property < catalogue().size(); ++property) {
      if (catalogue()[property].call.unit != unit || !catalogue()[property].with_mmu ||
          !finds(subject, property))
        continue;
      const Medians medians = measure(subject, property);
      std::string ratio = "-";
      if (medians.plain != 0 && medians.mixed != 0) {
        const double value =
            static_cast<double>(medians.mixed) / static_cast<double>(medians.plain);
        ratio = fmt::format("{:.2f}", value);
        worst = std::max(worst, value);
        ++measured;
        above += value > 1.5 ? 1U : 0U;
      }
      fmt::print("{:36} {:34} {:>9} {:>9} {:>6}\n", edit.id, catalogue()[property].id,
                 shown(medians.plain), shown(medians.mixed), ratio);
    }
  }
  std::filesystem::remove(edited);
  fmt::print("{} pairs that plain draws find; worst ratio {:.2f}; {} above 1.5\n", measured, worst,
             above);
  return 0;
}
