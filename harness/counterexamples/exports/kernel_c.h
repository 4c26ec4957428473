// SPDX-License-Identifier: GPL-2.0-only
// Values and comments in the kernel's C, for the exports.
#pragma once

#include "model/kernel/scenario.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::exports {

inline constexpr std::size_t kMailColumns = 72;
inline constexpr std::size_t kTab = 8;

// On one line, printable ASCII; what is not is a question mark.
std::string ascii(const std::string &text);

// Columns that a line of ASCII takes, a tab going on to the next multiple of 8.
std::size_t columns_with_tabs(const std::string &line);

// A block comment of these paragraphs, each broken at blanks; an empty one is an empty line.
std::string comment(const std::vector<std::string> &paragraphs);
// A comment inside a function; nothing of no text.
std::string remark(const std::string &text);

// Parts after each other, a blank between them, on lines of at most kMailColumns: the first begins
// with `first`, the others with `others`. A part is broken only
// after the bars between flags.
std::string lines_of_parts(const std::vector<std::string> &parts, const std::string &first,
                           const std::string &others);

// "head(a, b);" with the arguments broken onto further lines where they must be.
std::string call(const std::string &indent, const std::string &head,
                 const std::vector<std::string> &arguments);

// A line of a function: "what = value;".
std::string declared(const std::string &what, const std::string &value);

// "NULL", "(void *)0x1000".
std::string pointer(std::uint64_t address, unsigned bits);

// An unsigned long: "5", "0x1000", "ULONG_MAX - 1" (of 64 bits), "0xffff800000000000UL".
std::string word(std::uint64_t value, unsigned bits);
// A size_t, the same.
std::string size(std::uint64_t value, unsigned bits);
std::string bus_address(std::uint64_t value, unsigned bits); // or DMA_MAPPING_ERROR

// Flags by their names, others as one number with this suffix. Names of several bits, such as
// GFP_KERNEL, come before names of one bit.
struct FlagName {
  std::uint64_t bits;
  std::string_view name;
};
std::string flags(std::uint64_t value, std::span<const FlagName> names, std::string_view suffix);
std::string gfp(std::uint32_t value);
std::string attributes(std::uint64_t value);
std::string vm_flags(std::uint64_t value);
std::string direction(Direction direction);

// "0", "-ENXIO"; a number without a name in decimal.
std::string status(int status);

} // namespace dma_verify::exports
