// SPDX-License-Identifier: GPL-2.0-only
// Exported C compiles with warnings as errors, and has the values of the scenario.
#include "harness/counterexamples/exports/examples.h"
#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace dma_verify {
namespace {

using export_examples::Example;

// Declarations that a kernel has besides the types and the helpers.
constexpr const char *kDeclarations = R"(
#include "facts.h"
#include "declarations.h"
#define pfn_to_page(pfn) ((struct page *)((pfn)*64UL))
void *page_address(const struct page *page);
void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp);
int printf(const char *format, ...);
)";

std::vector<Example> examples() {
  auto all = export_examples::stored(DMA_VERIFY_STORE);
  for (Example &example : export_examples::arbitrary_calls(6))
    all.push_back(std::move(example));
  all.push_back(export_examples::wrapping_mmap());
  all.push_back(export_examples::leaking_sequence());
  return all;
}

testing::ProgramEnd compile(const testing::Folder &folder, std::vector<std::string> words) {
  folder.write("kernel.h", kDeclarations);
  std::vector<std::string> command = {"gcc",
                                      "-std=gnu11",
                                      "-Wall",
                                      "-Werror",
                                      "-include",
                                      "kernel.h",
                                      "-I.",
                                      std::string("-I") + DMA_VERIFY_SHIM,
                                      "-DDMA_VERIFY_PAGE_SHIFT=12",
                                      "-DCONFIG_MMU"};
  command.insert(command.end(), words.begin(), words.end());
  testing::ProgramOptions options = testing::program_options(folder.path());
  return testing::run_program(command, options);
}

std::string output_of(const testing::Folder &folder, const std::string &program) {
  testing::ProgramOptions options = testing::program_options(folder.path());
  return testing::run_program({"./" + program}, options).output;
}

std::string word(std::uint64_t value) { return fmt::format("{:#x}", value); }

// The arguments of the helpers, as the program prints them.
std::string arguments_of(const StoredScenario &scenario) {
  const auto &vma = scenario.vma;
  switch (ops_helpers::helper_of(scenario.call)) {
  case ops_helpers::Helper::mmap:
    return fmt::format("mmap {} {} {} {} {} {} {} {} {}\n", word(vma.vm_start.word.value()),
                       word(vma.vm_end.word.value()), word(vma.vm_pgoff.word.value()),
                       word(vma.vm_page_prot.value()), word(vma.vm_flags.value()),
                       word(scenario.cpu_addr.word.value()), word(scenario.dma_handle.word.value()),
                       word(scenario.size.word.value()), word(scenario.attrs.value()));
  case ops_helpers::Helper::get_sgtable:
    return fmt::format("get_sgtable {} {} {} {}\n", word(scenario.cpu_addr.word.value()),
                       word(scenario.dma_handle.word.value()), word(scenario.size.word.value()),
                       word(scenario.attrs.value()));
  case ops_helpers::Helper::alloc_pages:
    return fmt::format("alloc_pages {} {} {} {}\n", word(scenario.size.word.value()),
                       word(scenario.dma_handle.word.value()), static_cast<int>(scenario.direction),
                       word(scenario.gfp.value()));
  case ops_helpers::Helper::free_pages:
    return fmt::format("free_pages {} {} {} {}\n", word(scenario.size.word.value()),
                       word(scenario.page.word.value() * 64), // as pfn_to_page above
                       word(scenario.dma_handle.word.value()),
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

// printf writes 0 without a prefix.
std::string as_printed(std::string text) {
  for (std::size_t at = text.find(" 0x0"); at != std::string::npos;
       at = text.find(" 0x0", at + 1)) {
    const char next = text[at + 4];
    if (next == ' ' || next == '\n')
      text.erase(at + 1, 2);
  }
  return text;
}

TEST_CASE("exported C compiles with all warnings as errors, and what is no C is refused") {
  const testing::Folder folder;
  std::vector<std::string> words = {"-fsyntax-only"};
  for (const Example &example : examples()) {
    words.push_back(fmt::format("{}.c", words.size()));
    folder.write(words.back(), c_snippet(example.export_input()));
  }
  REQUIRE(words.size() > 40);
  const auto end = compile(folder, words);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 0);

  std::string wrong = c_snippet(export_examples::wrapping_mmap().export_input());
  wrong.replace(wrong.find("&vma"), 4, "vma");
  folder.write("wrong.c", wrong);
  CHECK(compile(folder, {"-fsyntax-only", "wrong.c"}).exit_status != 0);
}

TEST_CASE("exported C calls the helper with the scenario's values") {
  const testing::Folder folder;
  std::vector<std::string> words;
  std::string calls;
  std::string expected;
  std::string source;
  for (const Example &example : examples()) {
    const Counterexample &counterexample = example.counterexample;
    if (!counterexample.steps.empty())
      continue;
    const HelperId call = counterexample.scenario.call;
    const std::string name = fmt::format("call_{}", calls.size());
    source += fmt::format("#define counterexample {}\n{}#undef counterexample\n", name,
                          c_snippet(example.export_input()));
    calls +=
        fmt::format("  {}({});\n", name, call == ops_helpers::Helper::get_sgtable ? "0, 0" : "0");
    // A narrow all-ones bus address is DMA_MAPPING_ERROR, which is wide here.
    StoredScenario scenario = counterexample.scenario;
    if (scenario.dma_handle.word.value() ==
        ~std::uint64_t{0} >> (64 - scenario.architecture.dma_bits))
      scenario.dma_handle.word = Bits<64>(~std::uint64_t{0});
    expected += arguments_of(scenario);
  }
  folder.write("calls.c", kPrinters + source + "int main(void) {\n" + calls + "  return 0;\n}\n");
  const auto end = compile(folder, {"-o", "calls", "calls.c"});
  CAPTURE(end.errors);
  REQUIRE(end.exit_status == 0);
  CHECK(output_of(folder, "calls") == as_printed(expected));
}

// The parameter's values, as the program prints them.
std::string parameter_of(const StoredScenario &scenario) {
  const bool buffer = scenario.call == ops_helpers::Helper::mmap ||
                      scenario.call == ops_helpers::Helper::get_sgtable;
  const bool mmap = scenario.call == ops_helpers::Helper::mmap;
  const unsigned shift = scenario.architecture.page_shift;
  const std::uint64_t none = 0;
  return fmt::format(
      "{} {} {} {} {} {} {}\n", shift, word(scenario.size.word.value()),
      word(buffer ? scenario.attrs.value() : none),
      word(mmap ? scenario.vma.vm_pgoff.word.value() : none),
      word(mmap ? (scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >> shift
                : none),
      buffer ? 0 : static_cast<int>(scenario.direction),
      word(scenario.call == ops_helpers::Helper::alloc_pages ? scenario.gfp.value() : 0));
}

TEST_CASE("exported KUnit parameters compile as one array and have the scenario's values") {
  const testing::Folder folder;
  std::string source = kunit_header(examples().front().export_input()).text +
                       "static const struct ops_helpers_param params[] = {\n";
  std::string expected;
  for (const Example &example : examples()) {
    source += kunit_line(example.export_input());
    if (example.counterexample.steps.empty())
      expected += parameter_of(example.counterexample.scenario);
  }
  source +=
      "};\nint main(void) {\n"
      "  for (unsigned long i = 0; i < sizeof params / sizeof *params; ++i)\n"
      "    printf(\"%u %#lx %#lx %#lx %#lx %d %#x\\n\", params[i].page_shift, params[i].size,\n"
      "           params[i].attrs, params[i].vm_pgoff, params[i].vma_pages, params[i].dir,\n"
      "           params[i].gfp);\n  return 0;\n}\n";
  folder.write("params.c", source);
  const auto end = compile(folder, {"-o", "params", "params.c"});
  CAPTURE(end.errors);
  REQUIRE(end.exit_status == 0);
  CHECK(output_of(folder, "params") == as_printed(expected));
}

} // namespace
} // namespace dma_verify
