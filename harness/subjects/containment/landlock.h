// SPDX-License-Identifier: GPL-2.0-only
// Landlock, where the kernel has it: which files a process can reach from now on, until its end.
#pragma once

#include <filesystem>
#include <string>

namespace dma_verify::containment {

// The version of the kernel's Landlock; 0: it has none.
int landlock_version();

// Of all files only those below this folder can be read, and none written; no port can be bound or
// connected to, and no signal sent to others, if the version knows that. Empty, or why not.
std::string restrict_files_to(const std::filesystem::path &folder);

} // namespace dma_verify::containment
