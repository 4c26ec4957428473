// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/prove/files/export_set.h"

#include "harness/results/files.h"
#include "smt/process/input_file.h"
#include "smt/terms/query.h"

#include <nlohmann/json.hpp>

#include <array>
#include <fcntl.h>
#include <map>
#include <sstream>
#include <sys/file.h>
#include <unistd.h>

namespace dma_verify::proving {
namespace {

namespace fs = std::filesystem;

struct ExportedQuery {
  const char *question;
  const char *expected; // of a clause that holds, and of a class that cannot be reached
  const char *logic;
  const char *ending; // of the file's name
  std::string ProofText::*text;
};
constexpr std::array<ExportedQuery, 6> kQueries = {{
    {"violation", "unsat", "QF_BV", ".violation.smt2", &ProofText::violation},
    {"violation", "unsat", "QF_NIA", ".violation.integers.smt2", &ProofText::violation_in_integers},
    {"reachability", "sat", "QF_BV", ".reachability.smt2", &ProofText::reachability},
    {"reachability", "sat", "QF_NIA", ".reachability.integers.smt2",
     &ProofText::reachability_in_integers},
    {"unfollowed", "unsat", "QF_BV", ".unfollowed.smt2", &ProofText::unfollowed},
    {"unfollowed", "unsat", "QF_NIA", ".unfollowed.integers.smt2",
     &ProofText::unfollowed_in_integers},
}};

const char *expected_of(const ProofJob &job, const ExportedQuery &query) {
  return claims_reachable(job) ? "sat" : query.expected;
}

std::string index_line(const ProofJob &job, const ExportedQuery &query, const std::string &file,
                       const std::string &text) {
  const nlohmann::ordered_json line = {
      {"file", file},
      {"job", job.id},
      {"property", job.property_id},
      {"clause", job.clause},
      {"architecture", architecture_id(job.architecture)},
      {"question", query.question},
      {"logic", query.logic},
      {"expected", expected_of(job, query)},
      {"sha256", smt::sha256(text)},
  };
  return line.dump() + "\n";
}

// Writes the files of one job; the lines of the index, or nothing if one cannot be written.
std::string export_job(Prover &prover, const ProofJob &job, const fs::path &folder) {
  const ProofText texts = prover.export_smtlib(job);
  std::string lines;
  for (const ExportedQuery &query : kQueries) {
    const std::string file = file_stem(job) + query.ending;
    const std::string &text = texts.*query.text;
    if (text.empty()) // no such reading
      continue;
    if (!write_whole(folder / file, text))
      return "";
    lines += index_line(job, query, file, text);
  }
  return lines;
}

// The lines of an index, by file.
using Index = std::map<std::string, std::string>;

void add_lines(Index &index, std::istream &lines) {
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_object() && json.contains("file") && json["file"].is_string())
      index[json["file"].get<std::string>()] = line + "\n";
  }
}

// Adds lines to the folder's index, of which other runs may be adding theirs. False if it cannot be
// written.
bool add_to_index(const fs::path &folder, const Index &lines) {
  const int lock = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0)
    return false;
  flock(lock, LOCK_EX);
  const fs::path file = folder / "index.jsonl";
  Index index;
  std::istringstream earlier(process::input_text(file, kMostResultBytes));
  add_lines(index, earlier);
  std::string text;
  for (const auto &[name, line] : index) {
    if (!lines.contains(name))
      text += line;
  }
  for (const auto &[name, line] : lines)
    text += line;
  const bool good = write_whole(file, text);
  close(lock);
  return good;
}

} // namespace

std::string export_jobs(std::span<const ProofJob> jobs, const smt::SymbolicSubject &subject,
                        const JobProcesses &how, const fs::path &folder) {
  std::string unwritable = "--export " + folder.string() + ": cannot be written";
  std::error_code error;
  fs::create_directories(folder, error);
  // Checks before the work whether the folder can be written.
  if (!add_to_index(folder, {}))
    return unwritable;
  Index index;
  std::string problem;
  Prover prover(subject); // used in the children, of which each has its own
  run_jobs(
      jobs, how, "exporting",
      [&](const ProofJob &job) { return JobAnswer{export_job(prover, job, folder)}; },
      [&](std::size_t job, const std::variant<std::string, JobFailure> &answer) {
        if (const auto *failure = std::get_if<JobFailure>(&answer)) {
          problem = "--export: " + jobs[job].id + ": " + failure->reason;
          return;
        }
        std::istringstream lines(std::get<std::string>(answer));
        if (lines.str().empty())
          problem = unwritable;
        add_lines(index, lines);
      });
  if (!add_to_index(folder, index))
    return unwritable;
  return problem;
}

} // namespace dma_verify::proving
