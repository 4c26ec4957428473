// SPDX-License-Identifier: GPL-2.0-only
// Exported C of this unit compiles, and has the values of the scenario.
#include "harness/counterexamples/exports/compiled.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace dma_verify::ops_helpers {
namespace {

using namespace export_examples;

constexpr const char *kHelperDeclarations = R"(
int dma_common_get_sgtable(struct device *dev, struct sg_table *sgt, void *cpu_addr,
                           dma_addr_t dma_addr, size_t size, unsigned long attrs);
int dma_common_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
                    dma_addr_t dma_addr, size_t size, unsigned long attrs);
struct page *dma_common_alloc_pages(struct device *dev, size_t size, dma_addr_t *dma_handle,
                                    enum dma_data_direction dir, gfp_t gfp);
void dma_common_free_pages(struct device *dev, size_t size, struct page *page,
                           dma_addr_t dma_handle, enum dma_data_direction dir);
)";

// The arguments of the helpers, as the program prints them.
std::string arguments_of(const StoredScenario &scenario) {
  const auto &vma = scenario.vma;
  switch (helper_of(scenario.call)) {
  case Helper::mmap:
    return fmt::format("mmap {} {} {} {} {} {} {} {} {}\n", hex_word(vma.vm_start.word.value()),
                       hex_word(vma.vm_end.word.value()), hex_word(vma.vm_pgoff.word.value()),
                       hex_word(vma.vm_page_prot.value()), hex_word(vma.vm_flags.value()),
                       hex_word(scenario.cpu_addr.word.value()),
                       hex_word(scenario.dma_handle.word.value()),
                       hex_word(scenario.size.word.value()), hex_word(scenario.attrs.value()));
  case Helper::get_sgtable:
    return fmt::format("get_sgtable {} {} {} {}\n", hex_word(scenario.cpu_addr.word.value()),
                       hex_word(scenario.dma_handle.word.value()),
                       hex_word(scenario.size.word.value()), hex_word(scenario.attrs.value()));
  case Helper::alloc_pages:
    return fmt::format("alloc_pages {} {} {} {}\n", hex_word(scenario.size.word.value()),
                       hex_word(scenario.dma_handle.word.value()),
                       static_cast<int>(scenario.direction), hex_word(scenario.gfp.value()));
  case Helper::free_pages:
    return fmt::format("free_pages {} {} {} {}\n", hex_word(scenario.size.word.value()),
                       hex_word(scenario.page.word.value() * 64), // as pfn_to_page
                       hex_word(scenario.dma_handle.word.value()),
                       static_cast<int>(scenario.direction));
  }
  return "";
}

// Helpers that print what they are given.
constexpr const char *kPrinters = R"(
int dma_common_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
                    dma_addr_t dma_addr, size_t size, unsigned long attrs) {
  printf("mmap %#lx %#lx %#lx %#lx %#lx %#lx %#llx %#lx %#lx\n", vma->vm_start, vma->vm_end,
         vma->vm_pgoff, pgprot_val(vma->vm_page_prot), vma->vm_flags, (unsigned long)cpu_addr,
         dma_addr, size, attrs);
  return 0;
}
int dma_common_get_sgtable(struct device *dev, struct sg_table *sgt, void *cpu_addr,
                           dma_addr_t dma_addr, size_t size, unsigned long attrs) {
  printf("get_sgtable %#lx %#llx %#lx %#lx\n", (unsigned long)cpu_addr, dma_addr, size, attrs);
  return 0;
}
struct page *dma_common_alloc_pages(struct device *dev, size_t size, dma_addr_t *dma_handle,
                                    enum dma_data_direction dir, gfp_t gfp) {
  printf("alloc_pages %#lx %#llx %d %#x\n", size, *dma_handle, dir, gfp);
  return NULL;
}
void dma_common_free_pages(struct device *dev, size_t size, struct page *page,
                           dma_addr_t dma_handle, enum dma_data_direction dir) {
  printf("free_pages %#lx %#lx %#llx %d\n", size, (unsigned long)page, dma_handle, dir);
}
)";

// The parameter's values, as the program prints them.
std::string parameter_of(const StoredScenario &scenario) {
  const bool buffer = scenario.call == Helper::mmap || scenario.call == Helper::get_sgtable;
  const bool mmap = scenario.call == Helper::mmap;
  const unsigned shift = scenario.architecture.page_shift;
  const std::uint64_t none = 0;
  return fmt::format(
      "{} {} {} {} {} {} {}\n", shift, hex_word(scenario.size.word.value()),
      hex_word(buffer ? scenario.attrs.value() : none),
      hex_word(mmap ? scenario.vma.vm_pgoff.word.value() : none),
      hex_word(mmap ? (scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >>
                          shift
                    : none),
      buffer ? 0 : static_cast<int>(scenario.direction),
      hex_word(scenario.call == Helper::alloc_pages ? scenario.gfp.value() : 0));
}

std::string given(HelperId call) { return call == Helper::get_sgtable ? "0, 0" : "0"; }

const ExportsOfUnit kExports = {
    UnitId::ops_helpers,
    kHelperDeclarations,
    kPrinters,
    &given,
    &arguments_of,
    "%u %#lx %#lx %#lx %#lx %d %#x",
    "p->page_shift, p->size, p->attrs, p->vm_pgoff, p->vma_pages, p->dir, p->gfp",
    &parameter_of,
};

TEST_CASE("exported C of ops_helpers compiles with all warnings as errors, what is no C does not") {
  check_that_snippets_compile(kExports);
  std::string wrong = c_snippet(wrapping_mmap().export_input());
  CHECK(compiles(kExports, wrong));
  wrong.replace(wrong.find("&vma"), 4, "vma");
  CHECK_FALSE(compiles(kExports, wrong));
}

TEST_CASE("exported C of ops_helpers calls the helper with the scenario's values") {
  check_values_of_snippets(kExports);
}

TEST_CASE("KUnit parameters of ops_helpers compile as one array and have the scenario's values") {
  check_values_of_parameters(kExports);
}

} // namespace
} // namespace dma_verify::ops_helpers
