// SPDX-License-Identifier: GPL-2.0-only
// Exported C of this unit compiles, and has the values of the scenario.
#include "harness/counterexamples/exports/compiled.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace dma_verify::remap {
namespace {

using namespace export_examples;

constexpr const char *kHelperDeclarations = R"(
struct page **dma_common_find_pages(void *cpu_addr);
void *dma_common_pages_remap(struct page **pages, size_t size, pgprot_t prot, const void *caller);
void *dma_common_contiguous_remap(struct page *page, size_t size, pgprot_t prot,
                                  const void *caller);
void dma_common_free_remap(void *cpu_addr, size_t size);
)"
                                            // linux/vmalloc.h
                                            R"(
#define VM_IOREMAP 0x1UL
#define VM_ALLOC 0x2UL
#define VM_MAP 0x4UL
#define VM_USERMAP 0x8UL
#define VM_DMA_COHERENT 0x10UL
#define VM_MAP_PUT_PAGES 0x200UL
)";

// Helpers that print what they are given.
constexpr const char *kPrinters = R"(
struct page **dma_common_find_pages(void *cpu_addr) {
  printf("find_pages %#lx\n", (unsigned long)cpu_addr);
  return NULL;
}
void *dma_common_pages_remap(struct page **pages, size_t size, pgprot_t prot, const void *caller) {
  printf("pages_remap %#lx %#lx %#lx\n", (unsigned long)pages, size, pgprot_val(prot));
  return NULL;
}
void *dma_common_contiguous_remap(struct page *page, size_t size, pgprot_t prot,
                                  const void *caller) {
  printf("contiguous_remap %#lx %#lx %#lx\n", (unsigned long)page, size, pgprot_val(prot));
  return NULL;
}
void dma_common_free_remap(void *cpu_addr, size_t size) {
  printf("free_remap %#lx %#lx\n", (unsigned long)cpu_addr, size);
}
)";

std::string given(HelperId) { return ""; }

std::string printed(const StoredScenario &scenario) {
  const std::string address = hex_word(scenario.cpu_addr.word.value());
  const std::string size = hex_word(scenario.size.word.value());
  const std::string prot = hex_word(scenario.prot.value());
  switch (helper_of(scenario.call)) {
  case Helper::find_pages:
    return fmt::format("find_pages {}\n", address);
  case Helper::pages_remap:
    return fmt::format("pages_remap {} {} {}\n", hex_word(scenario.pages.word.value()), size, prot);
  case Helper::contiguous_remap:
    return fmt::format("contiguous_remap {} {} {}\n",
                       hex_word(scenario.page.word.value() * 64), // as pfn_to_page
                       size, prot);
  case Helper::free_remap:
    return fmt::format("free_remap {} {}\n", address, size);
  }
  return "";
}

std::string parameter(const StoredScenario &scenario) {
  const bool contiguous = scenario.call == Helper::contiguous_remap;
  const bool maps = contiguous || scenario.call == Helper::pages_remap;
  const bool sized = scenario.call != Helper::find_pages;
  return fmt::format(
      "{} {} {} {} {} {}\n", scenario.architecture.page_shift,
      hex_word(sized ? scenario.size.word.value() : 0), hex_word(maps ? scenario.prot.value() : 0),
      hex_word(contiguous ? scenario.owned.word.value() : 0),
      contiguous && !scenario.kvmalloc_array ? 1 : 0, maps && !scenario.vmap ? 1 : 0);
}

const ExportsOfUnit kExports = {
    UnitId::remap,
    kHelperDeclarations,
    kPrinters,
    &given,
    &printed,
    "%u %#lx %#lx %#lx %d %d",
    "p->page_shift, p->size, p->prot, p->owned, p->no_array, p->no_room",
    &parameter,
};

TEST_CASE("exported C of remap compiles with all warnings as errors, and what is no C does not") {
  check_that_snippets_compile(kExports);
  std::string wrong = c_snippet(examples_of(UnitId::remap).front().export_input());
  CHECK(compiles(kExports, wrong));
  wrong.replace(wrong.find("counterexample(void)"), 20, "counterexample(none)");
  CHECK_FALSE(compiles(kExports, wrong));
}

TEST_CASE("exported C of remap calls the helper with the scenario's values") {
  check_values_of_snippets(kExports);
}

TEST_CASE("KUnit parameters of remap compile as one array and have the scenario's values") {
  check_values_of_parameters(kExports);
}

TEST_CASE("a KUnit parameter has what the model does: pages mapped, found, removed, warned of") {
  const auto of = [](Helper helper, bool given) {
    Example example;
    StoredScenario &scenario = example.counterexample.scenario;
    scenario.architecture = find_architecture("x86_64").value();
    scenario.call = helper;
    example.expected.emplace_back();
    StoredObservation &expected = example.expected.front();
    if (!given)
      return kunit_line(example.export_input());
    expected.result = Pointer<WidestMachine>::to({});
    Effect<WidestMachine> &effect = expected.trace.emplace_back();
    effect.kind = helper == Helper::pages_remap ? EffectKind::vmap : EffectKind::warn;
    effect.result = Pointer<WidestMachine>::to({});
    effect.count = Bits<32>(3);
    scenario.area = true;
    expected.areas.emplace_back(); // not live
    return kunit_line(example.export_input());
  };
  const auto has = [](const std::string &text, const char *part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(has(of(Helper::pages_remap, true), ".mapped = 3"));
  CHECK_FALSE(has(of(Helper::pages_remap, false), ".mapped"));
  CHECK(has(of(Helper::find_pages, true), ".found = true"));
  CHECK_FALSE(has(of(Helper::find_pages, false), ".found"));
  CHECK(has(of(Helper::free_remap, true), ".removed = true"));
  CHECK(has(of(Helper::free_remap, true), ".warns = true"));
  CHECK_FALSE(has(of(Helper::free_remap, false), ".warns"));
}

} // namespace
} // namespace dma_verify::remap
