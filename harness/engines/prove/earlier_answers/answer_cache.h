// SPDX-License-Identifier: GPL-2.0-only
// Answers of earlier runs: one file for each query and set of solvers; and for each build of this
// program the records that it proved, so that a run on a C file need not even make the queries.
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
  // Stores the record if it is `proved`.
  void keep(const Record &record) const;

  // The records that exactly this program has proved, from its last run that proved some.
  [[nodiscard]] std::vector<Record> rows_of_this_program() const;
  void add_rows_of_this_program(const std::vector<Record> &proved) const;

private:
  std::filesystem::path folder_;
};

} // namespace dma_verify::proving
