// SPDX-License-Identifier: GPL-2.0-only
// Answers of earlier runs: one file for each query and set of solvers; and for each build of this
// program the records that it proved, of the model all in one file, of compiled files one file for
// each job and code, so that what was proved before need not even be made a query.
// Several runs may use it at the same time: files are replaced as a whole, and incomplete files are
// ignored.
#pragma once

#include "harness/results/record.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify::proving {

class AnswerCache {
public:
  // In $XDG_CACHE_HOME, or ~/.cache.
  AnswerCache();
  explicit AnswerCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // The record, marked as cached, if these solvers proved this very query.
  [[nodiscard]] std::optional<Record> answer(const std::string &query_sha256,
                                             const std::vector<std::string> &solvers) const;
  // The record of a job of a compiled file, marked as cached, if exactly this program proved it of
  // this very code (Record::code_sha256) by these solvers.
  [[nodiscard]] std::optional<Record>
  answer_for_code(const std::string &job, const std::string &code_sha256,
                  const std::vector<std::string> &solvers) const;
  // Stores the record if it is `proved`, for its query and, if it has one, for its code.
  void keep(const Record &record) const;

  // The records that exactly this program has proved, from its last run that proved some.
  [[nodiscard]] std::vector<Record> rows_of_this_program() const;
  void add_rows_of_this_program(const std::vector<Record> &proved) const;
  // Removes all but the newest answers.
  void prune() const;

private:
  std::filesystem::path folder_;
};

} // namespace dma_verify::proving
