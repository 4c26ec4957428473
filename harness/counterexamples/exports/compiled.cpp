// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/exports/compiled.h"

#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace dma_verify::export_examples {
namespace {

// Declarations that a kernel has besides the types and the helpers.
constexpr const char *kDeclarations = R"(
#include "facts.h"
#include "declarations.h"
#define pfn_to_page(pfn) ((struct page *)((pfn)*64UL))
void *page_address(const struct page *page);
void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp);
int printf(const char *format, ...);
)";

testing::ProgramEnd compile(const ExportsOfUnit &exports, const testing::Folder &folder,
                            const std::vector<std::string> &words) {
  folder.write("kernel.h", kDeclarations + exports.declarations);
  std::vector<std::string> command = {"gcc",
                                      "-std=gnu11",
                                      "-Wall",
                                      "-Werror",
                                      "-include",
                                      "kernel.h",
                                      "-I.",
                                      std::string("-I") + DMA_VERIFY_SHIM,
                                      "-DDMA_VERIFY_PAGE_SHIFT=12",
                                      "-DDMA_VERIFY_WORD_BITS=64",
                                      "-DDMA_VERIFY_PHYS_BITS=64",
                                      "-DDMA_VERIFY_DMA_BITS=64",
                                      "-DCONFIG_MMU"};
  command.insert(command.end(), words.begin(), words.end());
  return testing::run_program(command, testing::program_options(folder.path()));
}

// What the program prints that is made of this text.
std::string output_of(const ExportsOfUnit &exports, const std::string &text) {
  const testing::Folder folder;
  folder.write("program.c", text);
  const auto end = compile(exports, folder, {"-o", "program", "program.c"});
  CAPTURE(end.errors);
  REQUIRE(end.exit_status == 0);
  return testing::run_program({"./program"}, testing::program_options(folder.path())).output;
}

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

} // namespace

std::string hex_word(std::uint64_t value) { return fmt::format("{:#x}", value); }

std::vector<Example> examples_of(UnitId unit) {
  auto all = stored(DMA_VERIFY_STORE);
  for (Example &example : arbitrary_calls(6))
    all.push_back(std::move(example));
  all.push_back(wrapping_mmap());
  all.push_back(leaking_sequence());
  std::erase_if(all, [&](const Example &example) {
    return example.counterexample.scenario.call.unit != unit;
  });
  return all;
}

void check_that_snippets_compile(const ExportsOfUnit &exports) {
  const testing::Folder folder;
  std::vector<std::string> words = {"-fsyntax-only"};
  for (const Example &example : examples_of(exports.unit)) {
    words.push_back(fmt::format("{}.c", words.size()));
    folder.write(words.back(), c_snippet(example.export_input()));
  }
  REQUIRE(words.size() > 20);
  const auto end = compile(exports, folder, words);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 0);
}

void check_values_of_snippets(const ExportsOfUnit &exports) {
  std::string calls;
  std::string expected;
  std::string source;
  unsigned number = 0;
  for (const Example &example : examples_of(exports.unit)) {
    const Counterexample &counterexample = example.counterexample;
    if (!counterexample.steps.empty())
      continue;
    const std::string name = fmt::format("call_{}", number++);
    source += fmt::format("#define counterexample {}\n{}#undef counterexample\n", name,
                          c_snippet(example.export_input()));
    calls += fmt::format("  {}({});\n", name, exports.given(counterexample.scenario.call));
    // A narrow all-ones bus address is DMA_MAPPING_ERROR, which is wide here.
    StoredScenario scenario = counterexample.scenario;
    if (scenario.dma_handle.word.value() ==
        ~std::uint64_t{0} >> (64 - scenario.architecture.dma_bits))
      scenario.dma_handle.word = Bits<64>(~std::uint64_t{0});
    expected += exports.printed(scenario);
  }
  REQUIRE(number > 20);
  CHECK(output_of(exports, exports.printers + source + "int main(void) {\n" + calls +
                               "  return 0;\n}\n") == as_printed(expected));
}

void check_values_of_parameters(const ExportsOfUnit &exports) {
  const auto examples = examples_of(exports.unit);
  const ExportInput first = examples.front().export_input();
  std::string source = fmt::format("{}static const {} params[] = {{\n", kunit_header(first).text,
                                   kunit_struct(first));
  std::string expected;
  for (const Example &example : examples) {
    source += kunit_line(example.export_input());
    if (example.counterexample.steps.empty())
      expected += exports.parameter(example.counterexample.scenario);
  }
  source += fmt::format("}};\nint main(void) {{\n"
                        "  for (unsigned long i = 0; i < sizeof params / sizeof *params; ++i) {{\n"
                        "    const {} *p = params + i;\n    printf(\"{}\\n\", {});\n"
                        "  }}\n  return 0;\n}}\n",
                        kunit_struct(first), exports.parameter_format, exports.parameter_members);
  CHECK(output_of(exports, source) == as_printed(expected));
}

bool compiles(const ExportsOfUnit &exports, const std::string &text) {
  const testing::Folder folder;
  folder.write("one.c", text);
  return compile(exports, folder, {"-fsyntax-only", "one.c"}).exit_status == 0;
}

} // namespace dma_verify::export_examples
