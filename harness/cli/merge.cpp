// SPDX-License-Identifier: GPL-2.0-only
// merge: the results of shards as those of one run.
#include "harness/cli/commands.h"
#include "harness/cli/run.h"
#include "smt/process/input_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <set>

namespace dma_verify::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostShardBytes = 100;

// The results of a folder, and which part of the work they are of.
struct Part {
  std::vector<Record> records;
  std::optional<Shard> shard; // none: the folder does not say
};

// A counterexample that is not where its run has put it is where the folder has been put.
void find_counterexample(Record &record, const fs::path &folder) {
  std::error_code error;
  if (record.counterexample.empty() || fs::exists(record.counterexample, error))
    return;
  const fs::path moved = folder / "counterexamples" / fs::path(record.counterexample).filename();
  if (fs::exists(moved, error))
    record.counterexample = moved.string();
}

std::variant<Part, std::string> read_part(const std::string &folder) {
  const fs::path file = fs::path(folder) / "results.jsonl";
  const auto text = process::read_input_file(file, kMostResultBytes);
  if (const auto *unreadable = std::get_if<process::UnreadableFile>(&text))
    return file.string() + ": " + unreadable->why;
  Part part;
  part.records = results_in(std::get<std::string>(text));
  for (Record &record : part.records)
    find_counterexample(record, folder);
  std::string shard = process::input_text(fs::path(folder) / kShardFile, kMostShardBytes);
  if (!shard.empty()) {
    shard.erase(shard.find_last_not_of("\r\n") + 1);
    part.shard = parse_shard(shard);
    if (!part.shard)
      return (fs::path(folder) / kShardFile).string() + ": '" + shard + "' is no shard";
  }
  return part;
}

// Which shards are not there, or why these are not the shards of one run.
std::variant<std::vector<std::string>, std::string>
missing_shards(const std::vector<Part> &parts, const std::vector<std::string> &folders) {
  std::set<unsigned> there;
  std::optional<unsigned> count;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto &shard = parts[i].shard;
    if (!shard)
      continue;
    if (count && *count != shard->count)
      return fmt::format("{}: shard {} of other shards than those before", folders[i],
                         to_string(*shard));
    count = shard->count;
    if (!there.insert(shard->number).second)
      return fmt::format("{}: shard {} is given twice", folders[i], to_string(*shard));
  }
  std::vector<std::string> missing;
  for (unsigned number = 1; number <= count.value_or(0); ++number) {
    if (!there.contains(number))
      missing.push_back(to_string(Shard{number, *count}));
  }
  return missing;
}

} // namespace

int execute(const MergeOptions &options) {
  watch_for_interrupts();
  std::vector<Part> parts;
  std::vector<Record> records;
  for (const std::string &folder : options.folders) {
    auto part = read_part(folder);
    if (const auto *wrong = std::get_if<std::string>(&part))
      return usage_error("merge: " + *wrong);
    parts.push_back(std::get<Part>(std::move(part)));
  }
  auto checked = missing_shards(parts, options.folders);
  if (const auto *wrong = std::get_if<std::string>(&checked))
    return usage_error("merge: " + *wrong);
  const auto &missing = std::get<std::vector<std::string>>(checked);
  std::set<std::string> told; // what every shard says of itself: what is left out
  for (const Part &part : parts) {
    for (const Record &record : part.records) {
      const bool once = record.verdict == Verdict::not_applicable;
      if (!once || told.insert(to_json_line(record)).second)
        records.push_back(record);
    }
  }

  std::string error;
  auto file = ResultsFile::create_with(options.out, records, error);
  if (!file)
    return usage_error(error);
  Run run(std::move(*file), options.out, {});
  if (options.quiet)
    run.be_quiet();
  run.call_subject(options.name);
  run.is_shard({});
  for (const Record &record : records)
    run.take_over(record);
  if (!missing.empty()) {
    Record record;
    record.property = "facts.shards";
    record.engine = "merge";
    record.subject = records.empty() ? "model" : records.front().subject;
    record.verdict = Verdict::error;
    record.reason =
        fmt::format("the results of these shards are missing: {}", fmt::join(missing, " "));
    run.add(record);
  }
  run.not_seen("what each run did not look at: its own summary.md says it");
  run.not_seen("traces and pictures of failures (dma-verify replay --mail)");
  return run.finish(fmt::format("merged: {}", fmt::join(options.folders, ", ")), options.strict);
}

} // namespace dma_verify::cli
