// SPDX-License-Identifier: GPL-2.0-only
// The exports of a counterexample that was run again: as texts, and as files in one folder.
#pragma once

#include "harness/report/report.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify::cli {

// The page that explains it, in Markdown.
std::string markdown_page(const ShownCounterexample &shown);

// What else can be printed: "mail", "c", "kunit", "doctest", "json".
std::string export_text(const ShownCounterexample &shown, const std::string &format);

// Writes all exports into the folder, which is made if it must be; their paths. Nothing if one
// cannot be written.
std::optional<std::vector<std::string>> write_exports(const std::filesystem::path &folder,
                                                      const ShownCounterexample &shown);

} // namespace dma_verify::cli
