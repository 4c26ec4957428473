// SPDX-License-Identifier: GPL-2.0-only
// Definitions are found in headers as kernels write them, and no text is too long or too odd.
#include "harness/subjects/kernel_tree/header_text.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

TEST_CASE("a macro is found with its continuation lines, and not within another name") {
  const std::string text =
      "#define XPAGE(x) 1\n# define\tPAGE_X 2\n  #  define PAGE(x) \\\n  (x + \\\n"
      "  1)\n#define PAGE(x) 3\n";
  CHECK(macro_in(text, "PAGE") == "  #  define PAGE(x) \\\n  (x + \\\n  1)\n");
  CHECK(macro_in(text, "PAGE_X") == "# define\tPAGE_X 2\n");
  CHECK_FALSE(macro_in(text, "AGE"));
  CHECK_FALSE(macro_in("int x; #define PAGE 1\n#definePAGE 2\n#define\nPAGE 3\n", "PAGE"));
  CHECK(macro_in("#define PAGE \\", "PAGE") == "#define PAGE \\\n");
}

TEST_CASE("a static function is found, and no declaration, call or longer name") {
  const std::string function =
      "static inline __attribute_const__\nint order(unsigned long size)\n{\n"
      "  if (size) {\n    return 1;\n  }\n  return order(0);\n}";
  const std::string text =
      "static int order(unsigned long);\nstatic int xorder(int x) { return 0; }\n"
      "#define order(x) my_order(x)\n" +
      function + "\nstatic int orders(void) { return 2; }\n";
  CHECK(function_in(text, "order") == function);
  CHECK(function_in("static int f(void) { return 0; }", "f") == "static int f(void) { return 0; }");
  CHECK_FALSE(function_in("int f(void) { return 0; }", "f"));
  CHECK_FALSE(function_in("static int g(void) { f(); }", "f"));
  CHECK_FALSE(function_in("static int f(void) { {", "f"));
}

TEST_CASE("an enumeration is found and its names are renamed, whole names only") {
  const std::string text = "enum direction {\n  DMA_A = 0, /* XDMA_B */\n  DMA_B,\n};\n";
  const auto found = enumeration_in("int x;\n" + text, "direction");
  REQUIRE(found);
  CHECK(with_renamed(*found, "DMA_", "direction", "tree_") ==
        "enum tree_direction {\n  tree_DMA_A = 0, /* XDMA_B */\n  tree_DMA_B,\n};");
  CHECK_FALSE(enumeration_in("enum direction { A,", "direction"));
}

TEST_CASE("a text of a million characters of one kind needs no stack") {
  for (const char c : {' ', 'a', '\n', '{', '\\', '(', '#'}) {
    CAPTURE(c);
    const std::string many(1'000'000, c);
    const std::string called = "static" + many + "f(";
    const std::string defined = "#define" + many;
    const std::string listed = "enum d {" + many;
    for (const std::string &text : {many, called + many, defined + "f", listed + "};"}) {
      CHECK(function_in(text, "f").value_or("").size() <= text.size());
      CHECK(macro_in(text, "f").value_or("").size() <= text.size() + 1);
      CHECK(enumeration_in(text, "d").value_or("").size() <= text.size());
      CHECK(with_renamed(text, "DMA_", "d", "tree_").size() >= text.size());
    }
  }
}

} // namespace
} // namespace dma_verify
