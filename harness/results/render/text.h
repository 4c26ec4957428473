// SPDX-License-Identifier: GPL-2.0-only
// Makes text from outside (paths, names, compilers' messages) safe for a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace dma_verify {

inline constexpr std::size_t kTerminalColumns = 80;

// Each byte that is no part of valid UTF-8 is replaced by U+FFFD.
std::string valid_utf8(const std::string &text);

// On one line, with a blank for each control character and each mark of direction, since these
// could change the terminal or show text backwards.
std::string printable(const std::string &text);

// Columns that a valid UTF-8 text takes, one for each character.
std::size_t columns_of(const std::string &text);

// The text, at most so many columns of it (4 or more): the middle is replaced by "...".
std::string elided(const std::string &text, std::size_t columns);

// The text, at most so many columns of it (4 or more): the end is replaced by "...".
std::string cut(const std::string &text, std::size_t columns);

// Lines of at most so many columns, broken at blanks; all but the first begin with `indent`
// blanks, the first with the text's own (at most so many). A word that is longer than a line is
// elided.
std::string wrapped(const std::string &text, std::size_t indent,
                    std::size_t columns = kTerminalColumns);

// "105,000".
std::string grouped(std::uint64_t number);

// One word of a shell command, quoted if it must be.
std::string shell_word(const std::string &word);

} // namespace dma_verify
