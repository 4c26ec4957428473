// SPDX-License-Identifier: GPL-2.0-only
// Finds the form in which a remap.c is written, by the names that it uses.
#pragma once

#include "harness/subjects/source_text.h"

#include <filesystem>

namespace dma_verify::remap {

// An id of kForms, or "unknown".
SourceForm form_of(const SourceText &source, const std::filesystem::path &tree = {});

} // namespace dma_verify::remap
