// SPDX-License-Identifier: GPL-2.0-only
// Answers of earlier runs: one file per query and solvers; and, per build of this program, the rows
// that it proved, so that a run on a C file need not even make the queries. Runs at the same time
// may share it: files are replaced as a whole, and what is not whole is not believed.
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
  // Keeps a record that is proved; others are not kept.
  void keep(const Record &record) const;

  // What this very program has proved, by the last of its runs that did.
  [[nodiscard]] std::vector<Record> rows_of_this_program() const;
  void add_rows_of_this_program(const std::vector<Record> &proved) const;

private:
  std::filesystem::path folder_;
};

} // namespace dma_verify::proving
