// SPDX-License-Identifier: GPL-2.0-only
// replay: runs every file again that can be read; other files in the folders do not matter.
#include "harness/engines/replay/replay.h"
#include "harness/cli/commands.h"
#include "harness/cli/run.h"
#include "harness/counterexamples/pipeline/shown.h"
#include "harness/results/render/text.h"

#include <fmt/format.h>

namespace dma_verify::cli {
namespace {

constexpr std::size_t kMailColumns = 72;

std::string verdict_line(const Record &record) {
  std::string line = fmt::format("{:14} {}", to_string(record.verdict), record.property);
  if (!record.clause.empty())
    line += fmt::format(":{} on {}", record.clause, record.architecture);
  if (record.expected)
    line += " (known finding)";
  if (!record.reason.empty())
    line += ": " + record.reason;
  return printable(line) + "\n  " + printable(record.counterexample) + "\n";
}

ShownCounterexample shown_again(const Subject &subject, const StoredFile &file) {
  ShownCounterexample shown;
  shown.counterexample = file.counterexample;
  shown.subject = subject.name;
  shown.file = file.path.string();
  shown.examination = examine(subject, file.counterexample, Trials::none);
  return shown;
}

// Prints a mail for each file, or writes its exports; 0, or the exit status of the first failure.
int show_again(const ReplayOptions &options, const Subject &subject,
               const std::vector<StoredFile> &files, const std::vector<Record> &records) {
  bool first = true;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (records[i].verdict == Verdict::not_applicable) {
      if (options.mail)
        fmt::print("{}", wrapped(printable("not applicable here: " + files[i].path.string()), 2,
                                 kMailColumns));
      continue;
    }
    const ShownCounterexample shown = shown_again(subject, files[i]);
    if (options.mail) {
      fmt::print("{}{}", first ? "" : "\n" + std::string(kMailColumns, '=') + "\n\n",
                 export_text(shown, "mail"));
      first = false;
    }
    if (!options.export_folder.empty() && !write_exports(options.export_folder, shown))
      return usage_error("--export " + options.export_folder + ": cannot be written");
  }
  return 0;
}

int accept(const std::string &folder, const StoredFile &file, const Record &record) {
  if (record.verdict != Verdict::passed && record.verdict != Verdict::falsified)
    return usage_error("--accept: the file could not be judged");
  const std::string expected = record.verdict == Verdict::falsified ? "falsified" : "passed";
  const auto done = keep(folder, file.counterexample, expected);
  if (const auto *not_kept = std::get_if<NotKept>(&done))
    return usage_error("--accept " + file.path.string() + ": " + not_kept->why);
  if (const auto *same = std::get_if<ShownAlready>(&done)) {
    fmt::print("not kept: {} shows the same: its property, clause and region are these\n",
               printable(same->by.string()));
  } else {
    fmt::print("kept as {}, expected: {}\n", printable(std::get<Kept>(done).path.string()),
               expected);
  }
  return 0;
}

} // namespace

int execute(const ReplayOptions &options) {
  watch_for_interrupts();
  auto resolved =
      resolve_subjects(options.subject, processors(), {}, containment_for(options.unsandboxed));
  if (const auto *error = std::get_if<SubjectError>(&resolved))
    return usage_error(error->message);
  const auto &subjects = std::get<ResolvedSubjects>(resolved).subjects;

  const StoredFiles read = options.files.empty()
                               ? read_store(store_folder())
                               : read_files({options.files.begin(), options.files.end()});
  if (!options.accept.empty() && read.files.size() + read.unread.size() != 1)
    return usage_error("--accept: goes with exactly one FILE");
  bool unusable = false;
  std::vector<Record> records;
  for (const UnreadFile &file : read.unread) {
    if (file.why.stale) {
      records.push_back(unread_record(file, subjects.front()));
    } else {
      usage_error(file.why.message);
      unusable = true;
    }
  }
  for (const Record &record : records)
    fmt::print("{}", verdict_line(record));
  // Each on the subject that has its helper; on the first, if there is none.
  std::vector<std::vector<StoredFile>> groups(subjects.size());
  for (const StoredFile &file : read.files) {
    const auto owner = std::ranges::find_if(subjects, [&](const Subject &subject) {
      return subject.has(file.counterexample.scenario.call.unit);
    });
    const auto place = static_cast<std::size_t>(owner - subjects.begin());
    groups[place == subjects.size() ? 0 : place].push_back(file);
  }
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto replayed = replay(subjects[i], groups[i], processors(), &was_interrupted);
    if (!options.mail) {
      for (const Record &record : replayed)
        fmt::print("{}", verdict_line(record));
    }
    if (options.mail || !options.export_folder.empty()) {
      if (const int status = show_again(options, subjects[i], groups[i], replayed); status != 0)
        return status;
    }
    records.insert(records.end(), replayed.begin(), replayed.end());
  }
  if (read.files.empty() && read.unread.empty())
    fmt::print("nothing to replay in {}\n", printable(store_folder()));
  if (!options.accept.empty() && !read.files.empty())
    return accept(options.accept, read.files.front(), records.back());
  const int status = exit_status(records, false);
  return unusable && status != 1 ? 2 : status;
}

} // namespace dma_verify::cli
