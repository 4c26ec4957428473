// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/prove/earlier_answers/answer_cache.h"

#include "harness/engines/prove/proof_records.h"
#include "harness/results/files.h"
#include "smt/process/input_file.h"
#include "smt/terms/query.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace dma_verify::proving {
namespace {

namespace fs = std::filesystem;

fs::path usual_folder() {
  const char *given = std::getenv("XDG_CACHE_HOME");
  if (given != nullptr && *given != '\0')
    return fs::path(given) / "dma-verify";
  const char *home = std::getenv("HOME");
  return home != nullptr && *home != '\0' ? fs::path(home) / ".cache/dma-verify" : fs::path();
}

fs::path file_of(const std::string &query_sha256, const std::vector<std::string> &solvers) {
  std::string key = query_sha256 + "\n";
  for (const std::string &solver : solvers)
    key += solver + "\n";
  return fs::path("proofs") / smt::sha256(key);
}

// The program is read and hashed once.
const std::string &sha256_of_this_program() {
  static const std::string kHash = [] {
    std::ifstream program("/proc/self/exe", std::ios::binary);
    std::ostringstream bytes;
    bytes << program.rdbuf();
    return smt::sha256(bytes.str());
  }();
  return kHash;
}

fs::path file_of_this_program() {
  return fs::path("programs") / (sha256_of_this_program() + ".jsonl");
}

// What is proved of code rests on this program too, which makes the queries of it.
fs::path file_of_code(const std::string &job, const std::string &code_sha256,
                      const std::vector<std::string> &solvers) {
  return file_of("code " + sha256_of_this_program() + " " + job + " " + code_sha256, solvers);
}

// The text of a file of the cache, which begins with a line of its checksum. Empty if there is no
// such file, or if it is damaged.
std::string checked_text(const fs::path &file) {
  const std::string text = process::input_text(file, kMostResultBytes);
  const std::size_t end = text.find('\n');
  if (end == std::string::npos)
    return {};
  std::string rest = text.substr(end + 1);
  return smt::sha256(rest) == std::string_view(text).substr(0, end) ? rest : std::string();
}

void write_checked(const fs::path &file, const std::string &text) {
  write_whole(file, smt::sha256(text) + "\n" + text);
}

// Removes all but the newest files of the folder.
void keep_newest(const fs::path &folder, std::size_t kept) {
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  std::error_code error;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder, error))
    files.emplace_back(entry.last_write_time(error), entry.path());
  if (files.size() <= kept)
    return;
  std::ranges::sort(files, std::greater{});
  for (std::size_t i = kept; i < files.size(); ++i)
    fs::remove(files[i].second, error);
}

// Of the last few builds of the program, and the answers of about three of them.
constexpr std::size_t kKeptPrograms = 4;
constexpr std::size_t kKeptAnswers = 60'000;

} // namespace

AnswerCache::AnswerCache() : folder_(usual_folder()) {}

namespace {

bool is_proved_by(const Record &record, const std::vector<std::string> &solvers) {
  return record.verdict == Verdict::proved && record.solvers == solvers &&
         !record.witnesses.empty() && !record.query_sha256.empty();
}

} // namespace

std::optional<Record> AnswerCache::answer(const std::string &query_sha256,
                                          const std::vector<std::string> &solvers) const {
  if (folder_.empty())
    return std::nullopt;
  auto record = record_from_json(checked_text(folder_ / file_of(query_sha256, solvers)));
  // The query's text names its job: another job's answer cannot stand here.
  if (!record || !is_proved_by(*record, solvers) || record->query_sha256 != query_sha256)
    return std::nullopt;
  record->cached = true;
  return record;
}

std::optional<Record> AnswerCache::answer_for_code(const std::string &job,
                                                   const std::string &code_sha256,
                                                   const std::vector<std::string> &solvers) const {
  if (folder_.empty() || code_sha256.empty())
    return std::nullopt;
  auto record = record_from_json(checked_text(folder_ / file_of_code(job, code_sha256, solvers)));
  if (!record || !is_proved_by(*record, solvers) || record->code_sha256 != code_sha256 ||
      job_of(*record) != job)
    return std::nullopt;
  record->cached = true;
  return record;
}

void AnswerCache::keep(const Record &record) const {
  if (record.verdict != Verdict::proved || folder_.empty())
    return;
  const std::string line = to_json_line(record) + "\n";
  write_checked(folder_ / file_of(record.query_sha256, record.solvers), line);
  if (!record.code_sha256.empty())
    write_checked(folder_ / file_of_code(job_of(record), record.code_sha256, record.solvers), line);
}

std::vector<Record> AnswerCache::rows_of_this_program() const {
  return folder_.empty() ? std::vector<Record>()
                         : results_in(checked_text(folder_ / file_of_this_program()));
}

void AnswerCache::add_rows_of_this_program(const std::vector<Record> &proved) const {
  if (proved.empty() || folder_.empty())
    return;
  const fs::path file = folder_ / file_of_this_program();
  std::map<std::string, std::string> lines; // by job; the newest wins
  for (const std::vector<Record> &rows : {rows_of_this_program(), proved}) {
    for (Record row : rows) {
      row.cached = true;
      lines[job_of(row)] = to_json_line(row) + "\n";
    }
  }
  std::string text;
  for (const auto &[job, line] : lines)
    text += line;
  write_checked(file, text);
}

void AnswerCache::prune() const {
  if (folder_.empty())
    return;
  keep_newest(folder_ / "programs", kKeptPrograms);
  keep_newest(folder_ / "proofs", kKeptAnswers);
}

} // namespace dma_verify::proving
