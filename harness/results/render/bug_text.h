// SPDX-License-Identifier: GPL-2.0-only
// One bug, as the terminal shows it.
#pragma once

#include "harness/results/render/tally.h"

#include <string>

namespace dma_verify {

// Where and on which machines, what happens, the lines of the file around the first difference,
// this difference, all violated clauses, and the command that shows it again, which is not broken
// but by backslashes. `name` is the subject's, `machines` those on which it fails. The verdict
// stands first.
std::string bug_text(const Bug &bug, const std::string &name, const std::string &machines,
                     std::size_t columns);

// "dma_common_mmap", the helper in which the bug's first difference is; empty if it is not known.
std::string helper_of(const Bug &bug);

// "  dma-verify replay --subject a.c x.toml", in lines that end in backslashes where it is longer.
std::string replay_command(const Record &record, std::size_t columns);

} // namespace dma_verify
