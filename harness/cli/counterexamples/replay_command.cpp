// SPDX-License-Identifier: GPL-2.0-only
// replay.
#include "harness/cli/commands.h"
#include "harness/cli/counterexamples/store.h"

#include <fmt/format.h>

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

} // namespace dma_verify::cli
