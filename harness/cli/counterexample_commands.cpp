// SPDX-License-Identifier: GPL-2.0-only
// replay and minimize.
#include "harness/cli/commands.h"
#include "harness/cli/store.h"
#include "harness/counterexamples/explain.h"
#include "harness/counterexamples/explain_sequence.h"
#include "harness/minimizer/minimizer.h"
#include "properties/model_subject.h"
#include "properties/sequences/player.h"

#include <fmt/format.h>

#include <cstring>

namespace dma_verify::cli {
namespace {

namespace fs = std::filesystem;

std::string verdict_line(const Record &record) {
  std::string line = fmt::format("{:14} {}:{} on {}", to_string(record.verdict), record.property,
                                 record.clause, record.architecture);
  if (record.expected)
    line += " (known finding)";
  if (!record.reason.empty())
    line += ": " + record.reason;
  return line + "\n  " + record.counterexample + "\n";
}

// What a child leaves of a minimization, as text.
struct Explained {
  bool failed_again = false;
  StoredScenario scenario{};
  std::string page;
};

struct ChildReport {
  std::uint64_t progress = 0;
  bool done = false;
  bool fails = false;
  StoredScenario minimized{};
  std::size_t page_bytes = 0;
};
static_assert(std::is_trivially_copyable_v<ChildReport>);

// Plays the sequence and explains it. It is the shortest already.
std::string explain_steps(const Subject &subject, const Counterexample &counterexample,
                          const std::string &file, ChildReport &report) {
  Player player(counterexample.scenario.architecture, subject.open());
  StepObservations observed;
  for (const world::Event &step : counterexample.steps) {
    ++report.progress;
    player.take(step);
    observed.push_back(player.observation());
    if (player.ended())
      break;
  }
  player.finish();
  report.fails =
      player.violation() == SequenceViolation{counterexample.property, counterexample.clause};
  report.minimized = counterexample.scenario;
  return explain_sequence(counterexample, subject.name, file, observed);
}

// Minimizes a call and explains it.
std::string minimize_call(const Subject &subject, const Counterexample &counterexample,
                          const std::string &file, ChildReport &report) {
  const PropertyIndex property = find_property(counterexample.property).value();
  const Observe observe = subject.open();
  StoredObservation observed;
  const StillFails fails = [&](const StoredScenario &candidate) {
    ++report.progress;
    return violates(observe, property, counterexample.clause, candidate, observed);
  };
  Counterexample smallest = counterexample;
  report.fails = fails(counterexample.scenario);
  if (report.fails)
    smallest.scenario = minimize(counterexample.scenario, fails).scenario;
  StoredObservation expected;
  subject.open()(smallest.scenario, observed);
  observe_model(smallest.scenario, expected);
  report.minimized = smallest.scenario;
  return explain(smallest, subject.name, file, observed, expected);
}

// Minimizes and explains in a child: the subject's code runs there only.
std::optional<Explained> minimize_in_child(const Subject &subject,
                                           const Counterexample &counterexample,
                                           const std::string &file, std::string &problem) {
  Explained explained;
  ProcessPool pool;
  pool.slot_bytes = 256 * 1024;
  pool.run(
      1,
      [&](std::size_t, std::byte *slot) {
        auto &report = *new (slot) ChildReport{};
        const auto explained_in = counterexample.steps.empty() ? &minimize_call : &explain_steps;
        const std::string page = explained_in(subject, counterexample, file, report);
        report.page_bytes = std::min(page.size(), pool.slot_bytes - sizeof report);
        std::memcpy(slot + sizeof report, page.data(), report.page_bytes);
        report.done = true;
      },
      [&](std::size_t, const TaskEnd &end, std::byte *slot) {
        ChildReport report;
        std::memcpy(&report, slot, sizeof report);
        if (!report.done) {
          problem = "the process ended: " + end.what;
          return false;
        }
        explained.failed_again = report.fails;
        explained.scenario = report.minimized;
        explained.page.assign(reinterpret_cast<const char *>(slot + sizeof report), // NOLINT
                              report.page_bytes);
        return false;
      });
  if (!problem.empty())
    return std::nullopt;
  return explained;
}

} // namespace

int execute(const ReplayOptions &options) {
  auto resolved = resolve_subject(options.subject, processors());
  if (const auto *error = std::get_if<SubjectError>(&resolved))
    return usage_error(error->message);
  const Subject &subject = std::get<ResolvedSubject>(resolved).subject;

  std::vector<fs::path> paths;
  for (const std::string &file : options.files)
    paths.emplace_back(file);
  if (paths.empty())
    paths = stored_files(store_folder());
  if (!options.accept.empty() && paths.size() != 1) {
    return usage_error("--accept: goes with exactly one FILE");
  }
  std::vector<std::pair<fs::path, Counterexample>> files;
  std::vector<Record> records;
  for (const fs::path &path : paths) {
    auto read = read_counterexample(path);
    if (const auto *unusable = std::get_if<UnusableFile>(&read)) {
      if (!unusable->stale)
        return usage_error(unusable->message);
      Record record;
      record.property = "store";
      record.subject = subject.name;
      record.engine = "store";
      record.verdict = Verdict::stale;
      record.reason = unusable->message;
      record.counterexample = path.string();
      records.push_back(record);
      continue;
    }
    files.emplace_back(path, std::move(std::get<Counterexample>(read)));
  }
  for (const Record &record : replay(subject, files, processors()))
    records.push_back(record);
  for (const Record &record : records)
    fmt::print("{}", verdict_line(record));
  if (records.empty())
    fmt::print("nothing to replay in {}\n", store_folder());

  if (!options.accept.empty() && !files.empty()) {
    Counterexample accepted = files.front().second;
    const Record &record = records.front();
    if (record.verdict != Verdict::passed && record.verdict != Verdict::falsified) {
      return usage_error("--accept: the file could not be judged");
    }
    accepted.expected = record.verdict == Verdict::falsified ? "falsified" : "passed";
    const fs::path to = fs::path(options.accept) / file_name_of(accepted);
    if (!write_whole(to, to_toml(accepted)))
      return usage_error("--accept " + to.string() + ": cannot be written");
    fmt::print("kept as {}, expected: {}\n", to.string(), accepted.expected);
    return 0;
  }
  return exit_status(records, false);
}

int execute(const MinimizeOptions &options) {
  auto read = read_counterexample(options.file);
  if (const auto *unusable = std::get_if<UnusableFile>(&read)) {
    fmt::print(stderr, "dma-verify: {}\n", unusable->message);
    return unusable->stale ? 3 : 2;
  }
  Counterexample &counterexample = std::get<Counterexample>(read);
  std::string word = options.subject;
  if (word.empty()) {
    if (counterexample.subject.kind != "model") {
      return usage_error(options.file + " was found on a C file: name it with --subject");
    }
    word = "model";
  }
  auto resolved = resolve_subject(word, processors());
  if (const auto *error = std::get_if<SubjectError>(&resolved))
    return usage_error(error->message);
  const Subject &subject = std::get<ResolvedSubject>(resolved).subject;
  if (!subject.supports(counterexample.scenario.architecture)) {
    return usage_error("--subject " + word + ": runs with 64-bit words only, the file is for " +
                       architecture_id(counterexample.scenario.architecture));
  }
  std::string problem;
  const auto explained = minimize_in_child(subject, counterexample, options.file, problem);
  if (!explained) {
    fmt::print(stderr, "dma-verify: {}\n", problem);
    return 1;
  }
  if (options.out.empty()) {
    fmt::print("{}", explained->page);
  } else {
    Counterexample minimized = counterexample;
    minimized.scenario = explained->scenario;
    const fs::path toml = fs::path(options.out) / file_name_of(minimized);
    fs::path page = toml;
    page.replace_extension(".md");
    if (!write_whole(toml, to_toml(minimized)) || !write_whole(page, explained->page)) {
      return usage_error("--out " + options.out + ": cannot be written");
    }
    fmt::print("{}\n{}\n", toml.string(), page.string());
  }
  if (!explained->failed_again) {
    fmt::print(stderr, "dma-verify: the scenario does not violate {} on {}\n",
               counterexample.clause, subject.name);
    return 0;
  }
  return 1;
}

} // namespace dma_verify::cli
