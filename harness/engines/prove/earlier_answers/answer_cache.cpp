// SPDX-License-Identifier: GPL-2.0-only
#include "harness/engines/prove/earlier_answers/answer_cache.h"

#include "harness/engines/prove/proof_records.h"
#include "harness/results/files.h"
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
  return fs::path(home != nullptr ? home : "/nonexistent") / ".cache/dma-verify";
}

fs::path file_of(const std::string &query_sha256, const std::vector<std::string> &solvers) {
  std::string key = query_sha256 + "\n";
  for (const std::string &solver : solvers)
    key += solver + "\n";
  return fs::path("proofs") / smt::sha256(key);
}

fs::path file_of_this_program() {
  std::ifstream program("/proc/self/exe", std::ios::binary);
  std::ostringstream bytes;
  bytes << program.rdbuf();
  return fs::path("programs") / (smt::sha256(bytes.str()) + ".jsonl");
}

} // namespace

AnswerCache::AnswerCache() : folder_(usual_folder()) {}

std::optional<Record> AnswerCache::answer(const std::string &query_sha256,
                                          const std::vector<std::string> &solvers) const {
  std::ifstream file(folder_ / file_of(query_sha256, solvers));
  std::string line;
  if (!std::getline(file, line))
    return std::nullopt;
  auto record = record_from_json(line);
  // The query's text names its job: another job's answer cannot stand here.
  if (!record || record->verdict != Verdict::proved || record->query_sha256 != query_sha256 ||
      record->solvers != solvers)
    return std::nullopt;
  record->cached = true;
  return record;
}

void AnswerCache::keep(const Record &record) const {
  if (record.verdict == Verdict::proved)
    write_whole(folder_ / file_of(record.query_sha256, record.solvers),
                to_json_line(record) + "\n");
}

std::vector<Record> AnswerCache::rows_of_this_program() const {
  return read_results(folder_ / file_of_this_program());
}

void AnswerCache::add_rows_of_this_program(const std::vector<Record> &proved) const {
  if (proved.empty())
    return;
  const fs::path file = folder_ / file_of_this_program();
  std::map<std::string, std::string> lines; // by job; the newest wins
  for (const std::vector<Record> &rows : {read_results(file), proved}) {
    for (Record row : rows) {
      row.cached = true;
      lines[job_of(row)] = to_json_line(row) + "\n";
    }
  }
  std::string text;
  for (const auto &[job, line] : lines)
    text += line;
  write_whole(file, text);
}

} // namespace dma_verify::proving
