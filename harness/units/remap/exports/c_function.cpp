// SPDX-License-Identifier: GPL-2.0-only
// The call as a function in C.
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/units/remap/exports/exports.h"

namespace dma_verify::remap {

using namespace exports;

std::string c_function(const ExportInput &input) {
  const StoredScenario &scenario = input.counterexample.scenario;
  const unsigned bits = scenario.architecture.word_bits;
  const std::string returned = remark(outcome_text(input));
  const std::string cpu_addr =
      declared("void *cpu_addr", pointer(scenario.cpu_addr.word.value(), bits));
  const std::string bytes = declared("size_t size", size(scenario.size.word.value(), bits));
  const std::string mapping =
      bytes + declared("pgprot_t prot", "__pgprot(" + word(scenario.prot.value(), bits) + ")");
  const auto function = [&](const std::string &type, const std::string &declarations,
                            const std::string &head, const std::vector<std::string> &arguments) {
    return type + "counterexample(void)\n{\n" + declarations + "\n" + returned +
           call("\t", head, arguments) + "}\n";
  };
  switch (helper_of(scenario.call)) {
  case Helper::find_pages:
    return function("struct page **", cpu_addr, "return dma_common_find_pages", {"cpu_addr"});
  case Helper::pages_remap:
    return function(
        "void *",
        declared("struct page **pages", pointer(scenario.pages.word.value(), bits)) + mapping,
        "return dma_common_pages_remap", {"pages", "size", "prot", "__builtin_return_address(0)"});
  case Helper::contiguous_remap:
    return function("void *",
                    declared("struct page *page",
                             "pfn_to_page(" + word(scenario.page.word.value(), bits) + ")") +
                        mapping,
                    "return dma_common_contiguous_remap",
                    {"page", "size", "prot", "__builtin_return_address(0)"});
  case Helper::free_remap:
    return function("void ", cpu_addr + bytes, "dma_common_free_remap", {"cpu_addr", "size"});
  }
  return "";
}

} // namespace dma_verify::remap
