// SPDX-License-Identifier: GPL-2.0-only
// Whether there are the headers that a file includes: in its kernel's tree or, of a file without
// one, as far as is known here.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify {

// Whether the folder is a kernel's whole source, not a part of it.
bool is_whole_tree(const std::filesystem::path &tree);

// The first of these names, as in #include <NAME>, that a whole tree has no header of. Headers that
// a build generates count as there.
std::optional<std::string> header_not_in(const std::filesystem::path &tree,
                                         const std::vector<std::string> &names);

// Those of these names of which it is not known here that kernels have such a header.
std::vector<std::string> unknown_headers(const std::vector<std::string> &names);

} // namespace dma_verify
