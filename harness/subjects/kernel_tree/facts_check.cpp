// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/kernel_tree/facts_check.h"

#include "harness/subjects/compiler/compile.h"
#include "harness/subjects/compiler/shim_text.h"
#include "harness/subjects/containment/contained_probe.h"
#include "harness/subjects/kernel_tree/header_text.h"
#include "harness/units/unit_sources.h"
#include "smt/process/input_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

// The headers of a kernel tree that define the facts; files that a kernel does not have are
// skipped.
constexpr std::array kHeaders = {
    "include/linux/mm.h",
    "include/linux/align.h",
    "include/linux/dma-mapping.h",
    "include/linux/dma-direction.h",
    "include/linux/scatterlist.h",
    "include/linux/pfn.h",
    "include/uapi/linux/const.h",
    "include/vdso/const.h",
    "include/vdso/align.h",
    "include/linux/const.h",
    "include/asm-generic/getorder.h",
    "include/uapi/asm-generic/errno-base.h",
};

// Macros whose value does not depend on an argument.
constexpr std::array kConstants = {
    "DMA_MAPPING_ERROR",
    "DMA_ATTR_SKIP_CPU_SYNC",
    "DMA_ATTR_WRITE_COMBINE",
    "DMA_ATTR_NO_KERNEL_MAPPING",
    "DMA_ATTR_FORCE_CONTIGUOUS",
    "DMA_ATTR_NO_WARN",
    "ENXIO",
    "ENOMEM",
    "EACCES",
    "EINVAL",
    "SG_CHAIN",
    "SG_END",
};
// Macros that other facts use; taken from the tree if it has them.
constexpr std::array kParts = {"ALIGN", "__ALIGN_KERNEL", "__ALIGN_KERNEL_MASK", "__ALIGN_MASK"};
constexpr std::array kFunctions = {"get_order", "vma_pages"};
constexpr std::array kDirections = {"DMA_BIDIRECTIONAL", "DMA_TO_DEVICE", "DMA_FROM_DEVICE",
                                    "DMA_NONE"};

std::string read_text(const fs::path &path) { return process::input_text(path, kMaxHeaderBytes); }

// Lengths for which functions of a length are compared.
constexpr std::string_view kProbeMain = R"(
int snprintf(char *to, unsigned long size, const char *format, ...);
#define SHOW(name, input, value) \
  used += (unsigned long)snprintf(to + used, used < size ? size - used : 0, "%s %llx %llx\n", name, \
                                  (unsigned long long)(input), (unsigned long long)(value))
unsigned long dma_verify_probe(char *to, unsigned long size)
{
  unsigned long used = 0;
  for (int bit = 0; bit <= 64; bit++) {
    for (int delta = -2; delta <= 2; delta++) {
      unsigned long x = (bit == 64 ? 0UL : 1UL << bit) + (unsigned long)(long)delta;
      struct vm_area_struct vma = { 0 };
      SHOW("PAGE_ALIGN", x, PAGE_ALIGN(x));
      SHOW("PAGE_ALIGN-of-int", (unsigned int)x, PAGE_ALIGN((unsigned int)x));
      SHOW("get_order", x, GET_ORDER(x));
      vma.vm_start = 0x7000;
      vma.vm_end = x;
      SHOW("vma_pages", x, VMA_PAGES(&vma));
    }
  }
)";

class Check {
public:
  Check(const fs::path &tree, std::span<const UnitId> units, fs::path work, std::string compiler,
        const Containment &containment, const containment::FileRules *reachable)
      : work_(std::move(work)), compiler_(std::move(compiler)), containment_(containment),
        reachable_(reachable) {
    read(tree, kHeaders);
    constants_.assign(kConstants.begin(), kConstants.end());
    for (const UnitId unit : units) {
      const UnitSource &source = source_of(unit);
      read(tree, source.fact_headers);
      constants_.insert(constants_.end(), source.constants.begin(), source.constants.end());
      if (source.facts != nullptr)
        facts_ += "#include \"" + std::string(source.facts) + "\"\n";
    }
  }

  std::variant<FactsReport, FactsError> run() {
    const std::string head = "#include \"facts.h\"\n" + facts_;
    std::string overrides;
    for (const char *part : kParts) {
      if (const auto text = find([&](const auto &t) { return macro_in(t, part); })) {
        overrides += "#undef " + std::string(part) + "\n" + *text;
      }
    }
    const bool has_align = add_macro("PAGE_ALIGN", overrides);
    std::string shows;
    std::vector<std::string> shown;
    for (const char *name : constants_) {
      if (!add_macro(name, overrides))
        continue;
      shows += "  SHOW(\"" + std::string(name) + "\", 0, " + name + ");\n";
      shown.emplace_back(name);
    }
    std::string tree_calls;
    for (const char *name : kFunctions)
      tree_calls += add_function(name, overrides);
    const bool has_directions = add_directions(overrides, shows, shown);
    if (has_align)
      shown.emplace_back("PAGE_ALIGN");
    for (const char *name : kFunctions) {
      if (tree_calls.find(std::string("tree_") + name) != std::string::npos)
        shown.emplace_back(name);
    }
    (void)has_directions;
    if (shown.empty())
      return report_;

    const std::string main = std::string(kProbeMain) + shows + "  return used;\n}\n";
    const std::string plain =
        "#define GET_ORDER(x) get_order(x)\n#define VMA_PAGES(x) vma_pages(x)\n";
    const auto ours = values("shim", head + plain + main);
    const auto theirs = values("tree", head + "#define __attribute_const__\n" + overrides +
                                           (tree_calls.empty() ? plain : tree_calls) + main);
    if (!ours || !theirs)
      return FactsError{error_};
    compare(*ours, *theirs, shown);
    return report_;
  }

private:
  void read(const fs::path &tree, std::span<const char *const> headers) {
    for (const char *header : headers) {
      std::error_code ignored;
      if (fs::exists(tree / header, ignored))
        texts_.push_back(read_text(tree / header));
    }
  }

  template <class Search> std::optional<std::string> find(Search &&search) const {
    for (const std::string &text : texts_) {
      if (auto found = search(text))
        return found;
    }
    return std::nullopt;
  }

  bool add_macro(const std::string &name, std::string &overrides) {
    const auto text = find([&](const auto &t) { return macro_in(t, name); });
    if (!text) {
      report_.missing.push_back(name);
      return false;
    }
    overrides += "#undef " + name + "\n" + *text;
    return true;
  }

  // The tree's function under a name of its own; the probe's macro calls it, or the shim's.
  std::string add_function(const std::string &name, std::string &overrides) {
    const std::string macro = name == "get_order" ? "GET_ORDER" : "VMA_PAGES";
    const auto text = find([&](const auto &t) { return function_in(t, name); });
    if (!text) {
      report_.missing.push_back(name);
      return "#define " + macro + "(x) " + name + "(x)\n";
    }
    overrides += "#define " + name + " tree_" + name + "\n" + *text + "\n#undef " + name + "\n";
    return "#define " + macro + "(x) tree_" + name + "(x)\n";
  }

  bool add_directions(std::string &overrides, std::string &shows, std::vector<std::string> &shown) {
    const auto text = find([](const auto &t) { return enumeration_in(t, "dma_data_direction"); });
    if (!text) {
      report_.missing.emplace_back("enum dma_data_direction");
      return false;
    }
    overrides += with_renamed(*text, "DMA_", "dma_data_direction", "tree_") + "\n";
    for (const char *name : kDirections) {
      overrides += "#define " + std::string(name) + " tree_" + name + "\n";
      shows += "  SHOW(\"" + std::string(name) + "\", 0, " + name + ");\n";
      shown.emplace_back(name);
    }
    return true;
  }

  // Compiles and runs the probe; "name input" -> value.
  std::optional<std::map<std::string, std::string>> values(const std::string &side,
                                                           const std::string &source) {
    const fs::path folder = work_ / ("facts-" + side);
    std::error_code ignored;
    fs::create_directories(folder, ignored);
    for (const ShimFile &file : shim_files())
      std::ofstream(folder / file.name) << file.text;
    std::ofstream(folder / "probe.c") << source;
    std::vector<std::string> command = {compiler_,   "-std=gnu11",
                                        "-w",        "-O1",
                                        "-nostdinc", (folder / "probe.c").string(),
                                        "-shared",   "-fPIC",
                                        "-nostdlib", "-Wl,-Bsymbolic",
                                        "-o",        (folder / "probe.so").string()};
    std::ranges::copy(macros_of_row(make_architecture(64, 64, 64, 12)),
                      std::back_inserter(command));
    const auto compiled = process::run_program(command, compiler_options(work_, reachable_));
    if (compiled.exit_status != 0) {
      error_ = "the facts of the " + side +
               " do not compile: " + compiled.output.substr(0, compiled.output.find('\n'));
      return std::nullopt;
    }
    const auto text = text_of_probe(folder / "probe.so", containment_);
    if (!text) {
      error_ = "the facts of the " + side + " cannot be evaluated";
      return std::nullopt;
    }
    std::map<std::string, std::string> result;
    std::istringstream lines(*text);
    std::string name;
    std::string input;
    std::string value;
    while (lines >> name >> input >> value)
      result[fmt::format("{} {}", name, input)] = value;
    return result;
  }

  void compare(const std::map<std::string, std::string> &ours,
               const std::map<std::string, std::string> &theirs,
               const std::vector<std::string> &shown) {
    std::map<std::string, std::string> drift;
    for (const auto &[key, value] : ours) {
      const auto other = theirs.find(key);
      std::string name = key.substr(0, key.find(' '));
      if (other != theirs.end() && other->second == value)
        continue;
      if (name == "PAGE_ALIGN-of-int")
        name = "PAGE_ALIGN";
      const std::string input = key.substr(key.find(' ') + 1);
      const std::string argument = input == "0" ? "" : fmt::format("(0x{})", input);
      drift.emplace(name, fmt::format("{}{}: the shim has 0x{}, the tree 0x{}", name, argument,
                                      value, other == theirs.end() ? "?" : other->second));
    }
    for (const auto &[name, line] : drift)
      report_.drifted.push_back(line);
    for (const std::string &name : shown) {
      if (!drift.contains(name))
        report_.agreed.push_back(name);
    }
  }

  fs::path work_;
  std::string compiler_;
  const Containment &containment_;
  const containment::FileRules *reachable_;
  std::vector<std::string> texts_;
  std::vector<const char *> constants_;
  std::string facts_; // includes of the units' own headers
  FactsReport report_;
  std::string error_;
};

} // namespace

std::variant<FactsReport, FactsError> check_facts(const fs::path &tree,
                                                  std::span<const UnitId> units,
                                                  const fs::path &work, const std::string &compiler,
                                                  const Containment &containment,
                                                  const containment::FileRules *reachable) {
  return Check(tree, units, work, compiler, containment, reachable).run();
}

} // namespace dma_verify
