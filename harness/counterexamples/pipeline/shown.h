// SPDX-License-Identifier: GPL-2.0-only
// A counterexample that was run again, for its readers: as texts, and as files in one folder.
#pragma once

#include "harness/counterexamples/examination/examine.h"
#include "harness/counterexamples/exports/exports.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify {

// A counterexample with what was seen when it was run again.
struct ShownCounterexample {
  Counterexample counterexample;
  std::string subject; // as it is named in commands
  std::string file;
  Examination examination;
  // Architectures on which the same property and clause failed on the same subject.
  std::vector<std::string> elsewhere;
  // The number, from 1, of an earlier one that is the same call and violates another clause; or 0.
  std::size_t same_as = 0;
};

// What exports are made of; refers to `shown`.
ExportInput export_input(const ShownCounterexample &shown);

// The page that explains it, in Markdown.
std::string markdown_page(const ShownCounterexample &shown);

// What else can be printed: "mail", "c", "kunit", "doctest", "json".
std::string export_text(const ShownCounterexample &shown, const std::string &format);

// Writes all exports into the folder, which is made if it must be; their paths. Nothing if one
// cannot be written.
std::optional<std::vector<std::string>> write_exports(const std::filesystem::path &folder,
                                                      const ShownCounterexample &shown);

} // namespace dma_verify
