// SPDX-License-Identifier: GPL-2.0-only
// What an output of the program is connected to: a person's terminal, a file or a pipe.
#pragma once

#include <optional>

namespace dma_verify {

// Whether this descriptor is a terminal that can move its cursor and show colours: TERM=dumb says
// that it cannot.
bool is_able_terminal(int descriptor);

// The width of the terminal in columns, more than 0; nothing of files and pipes, and of terminals
// that do not tell it.
std::optional<unsigned> terminal_columns(int descriptor);

} // namespace dma_verify
