// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/list/kernel_doc.h"

#include "properties/catalogue.h"
#include "properties/sequences/sequence_properties.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <vector>

namespace dma_verify::cli {
namespace {

// The kernel's limit of a line.
constexpr std::size_t kColumns = 80;

struct Parameter {
  std::string_view name;
  std::string_view meaning;
};

// What kernel-doc says of a function besides its properties.
struct Function {
  HelperId call;
  std::string_view name;
  std::string_view purpose;
  std::vector<Parameter> parameters; // in the order of the declaration
  std::string_view returned;         // empty for void
};

constexpr Parameter kDevice = {"dev", "device that reaches the memory"};
constexpr Parameter kCpuAddress = {"cpu_addr", "kernel address of the buffer"};
constexpr Parameter kBusAddress = {"dma_addr", "bus address of the buffer, not looked at"};
constexpr Parameter kBufferSize = {"size", "bytes of the buffer"};
constexpr Parameter kBlockSize = {"size", "bytes of the block"};
constexpr Parameter kAttributes = {"attrs", "DMA_ATTR_* of the allocation"};
constexpr Parameter kDirection = {"dir", "direction in which the device moves data"};

const std::array<Function, 4> &functions() {
  static const std::array<Function, 4> kFunctions = {{
      {ops_helpers::Helper::get_sgtable,
       "dma_common_get_sgtable",
       "describe a DMA buffer by a scatter list",
       {kDevice, {"sgt", "table to fill"}, kCpuAddress, kBusAddress, kBufferSize, kAttributes},
       "0, or the error of sg_alloc_table()."},
      {ops_helpers::Helper::mmap,
       "dma_common_mmap",
       "map a DMA buffer into user space",
       {kDevice,
        {"vma", "where to map, with the first page of the buffer in vm_pgoff"},
        kCpuAddress,
        kBusAddress,
        kBufferSize,
        kAttributes},
       "what the device's pool answers if it claims the buffer; otherwise what "
       "remap_pfn_range() answers, or -ENXIO for a request that is not inside the buffer, and "
       "always without CONFIG_MMU."},
      {ops_helpers::Helper::alloc_pages,
       "dma_common_alloc_pages",
       "allocate zeroed pages and map them for a device",
       {kDevice,
        kBlockSize,
        {"dma_handle", "gets the bus address"},
        kDirection,
        {"gfp", "flags of the allocation"}},
       "the first page, or NULL. What dma_handle points to is valid only with a page."},
      {ops_helpers::Helper::free_pages,
       "dma_common_free_pages",
       "unmap and free the pages of dma_common_alloc_pages()",
       {kDevice, kBlockSize, {"page", "first page"}, {"dma_handle", "bus address"}, kDirection},
       ""},
  }};
  return kFunctions;
}

// A word that begins with an asterisk would begin emphasis in reStructuredText.
std::string literal(const std::string &word) {
  const std::size_t end = word.find_last_not_of(",.;:");
  if (word.front() != '*' || end == 0)
    return word;
  return "``" + word.substr(0, end + 1) + "``" + word.substr(end + 1);
}

// Lines of a comment: the first begins with `first`, the others with `rest`.
std::string paragraph(const std::string &first, const std::string &rest, std::string_view text) {
  std::string lines;
  std::string line = " * " + first;
  bool empty = true;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    word = literal(word);
    if (!empty && line.size() + 1 + word.size() > kColumns) {
      lines += line + "\n";
      line = " * " + rest;
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
  }
  return lines + line + "\n";
}

std::string item(std::string_view text) { return paragraph("* ", "  ", text); }
std::string part(std::string_view text) { return paragraph("  * ", "    ", text); }

std::string needs(std::span<const Assumption> assumptions) {
  std::vector<std::string_view> ids;
  for (const Assumption assumption : assumptions)
    ids.push_back(text_of(assumption).id);
  return ids.empty() ? "" : fmt::format(" (needs {})", fmt::join(ids, ", "));
}

std::string expectation(std::string_view id, std::string_view statement,
                        std::span<const ClauseText> clauses, const std::string &needed) {
  std::string text = " *\n" + item(fmt::format("[{}] {}{}:", id, statement, needed)) + " *\n";
  for (const ClauseText &clause : clauses)
    text += part(fmt::format("[{}] {}", clause.id, clause.statement));
  return text;
}

std::string constraints(const std::vector<Assumption> &assumptions) {
  std::string text = " *\n * Constraints of use:\n *\n";
  for (const Assumption assumption : assumptions)
    text += item(fmt::format("[{}] {}", text_of(assumption).id, text_of(assumption).statement));
  return text;
}

// Whether the property speaks of what the function does, and not of the model alone.
bool is_expectation(const PropertyText &property, HelperId call) {
  return property.call == call && !property.of_model;
}

// The callers' contract and what the properties need besides, each once, in the order of the ids.
std::vector<Assumption> constraints_of(HelperId call) {
  std::vector<Assumption> all;
  for (const AssumptionText &text : assumption_texts()) {
    const auto names = [&](std::span<const Assumption> list) {
      return std::ranges::find(list, text.assumption) != list.end();
    };
    const bool needed = std::ranges::any_of(catalogue(), [&](const PropertyText &property) {
      return is_expectation(property, call) && names(property.assumptions);
    });
    if (needed || names(contract_of(call)))
      all.push_back(text.assumption);
  }
  return all;
}

std::string comment_of(const Function &function) {
  std::string text = fmt::format("/**\n * {} - {}\n", function.name, function.purpose);
  for (const Parameter &parameter : function.parameters)
    text += paragraph("", "  ", fmt::format("@{}: {}", parameter.name, parameter.meaning));
  text += " *\n * Function's expectations:\n";
  for (const PropertyText &property : catalogue()) {
    if (is_expectation(property, function.call))
      text += expectation(property.id, property.statement, property.clauses,
                          needs(property.assumptions));
  }
  text += constraints(constraints_of(function.call));
  if (!function.returned.empty())
    text += " *\n" + paragraph("", "  ", fmt::format("Return: {}", function.returned));
  return text + " */\n";
}

std::string comment_of_sequences() {
  std::string text = "/**\n * DOC: sequences of calls of the DMA helpers\n *\n"
                     " * Expectations on several calls, on several devices and buffers:\n";
  for (const SequenceProperty &property : sequence_properties())
    text += expectation(property.id, property.statement, property.clauses, "");
  const auto assumptions = sequence_assumptions();
  return text + constraints({assumptions.begin(), assumptions.end()}) + " */\n";
}

} // namespace

std::string kernel_doc() {
  std::string text;
  for (const Function &function : functions())
    text += comment_of(function) + "\n";
  return text + comment_of_sequences();
}

} // namespace dma_verify::cli
