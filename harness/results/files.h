// SPDX-License-Identifier: GPL-2.0-only
// The folder of results: results.jsonl, written as results arrive, and the reports made from it.
#pragma once

#include "harness/results/record.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify {

// Appends records to DIR/results.jsonl. Each line is written in one go, so that a killed run leaves
// only complete lines.
class ResultsFile {
public:
  ResultsFile(const ResultsFile &) = delete;
  ResultsFile &operator=(const ResultsFile &) = delete;
  ResultsFile(ResultsFile &&other) noexcept;
  ResultsFile &operator=(ResultsFile &&) = delete;
  ~ResultsFile();

  // Makes the folder and an empty file, which no other run can write until this one has ended.
  // Nothing if that fails: `error` then says why, in one line.
  static std::optional<ResultsFile> create(const std::filesystem::path &folder, std::string &error);

  // The same with a file of these records. The file is written completely, or stays as it was.
  static std::optional<ResultsFile> create_with(const std::filesystem::path &folder,
                                                const std::vector<Record> &records,
                                                std::string &error);

  // False if the line could not be written (disk full); the file is then as before.
  bool append(const Record &record);

private:
  static std::optional<ResultsFile> open_in(const std::filesystem::path &folder, bool empty,
                                            std::string &error);
  explicit ResultsFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Of a file of results or of an index of jobs.
inline constexpr std::size_t kMostResultBytes = std::size_t{1} << 30U;

// The records of whole lines.
std::vector<Record> results_in(const std::string &text);

// The same of a results file.
std::vector<Record> read_results(const std::filesystem::path &path);

// Writes a text to a file so that it is there whole or not at all. False on failure.
bool write_whole(const std::filesystem::path &path, const std::string &text);

} // namespace dma_verify
