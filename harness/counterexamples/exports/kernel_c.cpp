// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/exports/kernel_c.h"

#include "harness/counterexamples/files/field_text.h"
#include "harness/results/render/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace dma_verify::exports {
namespace {

constexpr std::array kGfpNames = std::to_array<FlagName>({
    {kGfpKernel, "GFP_KERNEL"},
    {kGfpDma, "__GFP_DMA"},
    {kGfpHighmem, "__GFP_HIGHMEM"},
    {kGfpDma32, "__GFP_DMA32"},
    {kGfpZero, "__GFP_ZERO"},
    {kGfpDirectReclaim, "__GFP_DIRECT_RECLAIM"},
    {kGfpNowarn, "__GFP_NOWARN"},
    {kGfpComp, "__GFP_COMP"},
});
constexpr std::array kAttributeNames = std::to_array<FlagName>({
    {kDmaAttrWriteCombine, "DMA_ATTR_WRITE_COMBINE"},
    {kDmaAttrNoKernelMapping, "DMA_ATTR_NO_KERNEL_MAPPING"},
    {kDmaAttrSkipCpuSync, "DMA_ATTR_SKIP_CPU_SYNC"},
});
constexpr std::array kVmFlagNames = std::to_array<FlagName>({
    {kVmShared, "VM_SHARED"},
    {kVmMayWrite, "VM_MAYWRITE"},
    {kVmPfnMap, "VM_PFNMAP"},
    {kVmIo, "VM_IO"},
    {kVmDontExpand, "VM_DONTEXPAND"},
    {kVmDontDump, "VM_DONTDUMP"},
});

std::string plain(std::uint64_t value, std::string_view suffix) {
  if (value < 1024)
    return std::to_string(value);
  return hex(value) + std::string(value >> 31U == 0 ? "" : suffix);
}

std::string at_the_top(std::uint64_t value, unsigned bits, const char *most) {
  const std::uint64_t below = ~value;
  if (bits != 64 || below >= 16)
    return plain(value, "UL");
  return below == 0 ? most : fmt::format("{} - {}", most, below);
}

// Text for a comment, line by line: nothing in it can end the comment or begin another one.
std::vector<std::string> comment_lines(const std::string &text, std::size_t columns) {
  std::vector<std::string> lines;
  std::string safe = ascii(text);
  for (const char *token : {"*/", "/*"}) {
    for (std::size_t at = safe.find(token); at != std::string::npos; at = safe.find(token))
      safe.insert(at + 1, " ");
  }
  if (safe.empty())
    return lines;
  const std::string broken = wrapped(safe, 0, columns);
  for (std::size_t begin = 0, end = 0; (end = broken.find('\n', begin)) != std::string::npos;
       begin = end + 1)
    lines.push_back(broken.substr(begin, end - begin));
  return lines;
}

} // namespace

std::string ascii(const std::string &text) {
  std::string result;
  for (const char c : printable(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result += c;
    } else if (byte >= 0xc0) { // the first byte of a character
      result += '?';
    }
  }
  return result;
}

std::size_t columns_with_tabs(const std::string &line) {
  std::size_t columns = 0;
  for (const char c : line)
    columns = c == '\t' ? (columns / kTab + 1) * kTab : columns + 1;
  return columns;
}

std::string comment(const std::vector<std::string> &paragraphs) {
  std::string text = "/*\n";
  for (const std::string &paragraph : paragraphs) {
    if (paragraph.empty())
      text += " *\n";
    for (const std::string &line : comment_lines(paragraph, kMailColumns - 3))
      text += " * " + line + "\n";
  }
  return text + " */\n";
}

std::string remark(const std::string &text) {
  if (text.empty())
    return "";
  const auto lines = comment_lines(text, kMailColumns - kTab - 6);
  std::string all = "\t/* ";
  for (const std::string &line : lines)
    all += (&line == &lines.front() ? "" : "\n\t * ") + line;
  return all + " */\n";
}

std::string lines_of_parts(const std::vector<std::string> &parts, const std::string &first,
                           const std::string &others) {
  std::string text;
  std::string line = first;
  bool fresh = true;
  const auto add = [&](const std::string &piece) {
    if (!fresh && columns_with_tabs(line + " " + piece) > kMailColumns) {
      text += line + "\n";
      line = others;
      fresh = true;
    }
    line += (fresh ? "" : " ") + piece;
    fresh = false;
  };
  for (const std::string &part : parts) {
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = part.find("| ", begin)) != std::string::npos; begin = end + 2)
      add(part.substr(begin, end + 1 - begin));
    add(part.substr(begin));
  }
  return text + line + "\n";
}

std::string call(const std::string &indent, const std::string &head,
                 const std::vector<std::string> &arguments) {
  std::vector<std::string> parts;
  parts.reserve(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i)
    parts.push_back((i == 0 ? head + "(" : "") + arguments[i] +
                    (i + 1 == arguments.size() ? ");" : ","));
  return lines_of_parts(parts, indent, indent + "\t\t");
}

std::string declared(const std::string &what, const std::string &value) {
  return "\t" + what + " = " + value + ";\n";
}

std::string pointer(std::uint64_t address, unsigned bits) {
  return address == 0 ? "NULL" : "(void *)" + word(address, bits);
}

std::string word(std::uint64_t value, unsigned bits) {
  return at_the_top(value, bits, "ULONG_MAX");
}
std::string size(std::uint64_t value, unsigned bits) { return at_the_top(value, bits, "SIZE_MAX"); }

std::string bus_address(std::uint64_t value, unsigned bits) {
  return value == ~std::uint64_t{0} >> (64 - bits) ? "DMA_MAPPING_ERROR" : plain(value, "ULL");
}

std::string flags(std::uint64_t value, std::span<const FlagName> names, std::string_view suffix) {
  std::string text;
  const auto add = [&](std::string_view part) {
    text += (text.empty() ? "" : " | ") + std::string(part);
  };
  for (const FlagName &name : names) {
    if ((value & name.bits) != name.bits)
      continue;
    add(name.name);
    value &= ~name.bits;
  }
  if (value != 0 || text.empty())
    add(plain(value, suffix));
  return text;
}

std::string gfp(std::uint32_t value) { return flags(value, kGfpNames, "U"); }
std::string attributes(std::uint64_t value) { return flags(value, kAttributeNames, "UL"); }
std::string vm_flags(std::uint64_t value) { return flags(value, kVmFlagNames, "UL"); }

std::string direction(Direction direction) { return std::string(to_string(direction)); }

std::string status(int status) { return status_text(status); }

} // namespace dma_verify::exports
