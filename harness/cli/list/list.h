// SPDX-License-Identifier: GPL-2.0-only
// dma-verify list: the catalogue of properties, the architectures, the subjects, the fault
// schedules.
#pragma once

#include "harness/cli/options.h"

#include <string>

namespace dma_verify::cli {

// Everything that `list` shows except the proof jobs, in the given format.
std::string list_text(const ListOptions &options);

} // namespace dma_verify::cli
