// SPDX-License-Identifier: GPL-2.0-only
// The known findings of a store.
#pragma once

#include <string>

namespace dma_verify::cli {

// Each finding of the folder with its id, its judgement, its title and its page, in the order of
// units and numbers: as "text", "json" or "markdown".
std::string findings_text(const std::string &store, const std::string &format);

} // namespace dma_verify::cli
