// SPDX-License-Identifier: GPL-2.0-only
// A preprocessed text falls into the items that a compiler sees.
#include "harness/subjects/compiler/preprocessed.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

// The items, each in brackets; the body of a function behind "NAME:".
std::string items_of(std::string_view text) {
  const auto items = items_in(text);
  if (!items)
    return "not balanced";
  std::string shown;
  for (const FileItem &item : *items) {
    shown += "[" + std::string(text.substr(item.begin, item.body.value_or(item.end) - item.begin));
    if (item.body)
      shown += item.name + ":" + std::string(text.substr(*item.body, item.end - *item.body));
    shown += "]";
  }
  return shown;
}

TEST_CASE("functions have bodies and other items have none") {
  CHECK(items_of("int x;\nstatic int f(void) { if (x) { return 1; } return 2; }\nint y = 3;") ==
        "[int x;][static int f(void) f:{ if (x) { return 1; } return 2; }][int y = 3;]");
  CHECK(items_of("struct s { int (*m)(int); } v;") == "[struct s { int (*m)(int); } v;]");
  CHECK(items_of("struct s v = (struct s) { 1 };") == "[struct s v = (struct s) { 1 };]");
  CHECK(items_of("__attribute__((cold)) int *g(int (*call)(void)) { }") ==
        "[__attribute__((cold)) int *g(int (*call)(void)) g:{ }]");
}

TEST_CASE("braces in literals and in directives do not count") {
  CHECK(items_of("char c = '{'; char *s = \"\\\"{\";\n#pragma x {\nint f(void) { s = \"}\"; }") ==
        "[char c = '{';][char *s = \"\\\"{\";][int f(void) f:{ s = \"}\"; }]");
}

TEST_CASE("a text whose braces are not balanced has no items") {
  CHECK(items_of("int f(void) { if (1) { }") == "not balanced");
  CHECK(items_of("int f(void) { } }") == "not balanced");
}

TEST_CASE("each line is that of the file or of a header") {
  const PreprocessedFile file("# 1 \"work/a.c\"\n# 1 \"dir/a \\\"b\\\".c\"\nint x;\n\nint y;\n"
                              "# 7 \"dir/h.h\" 1\nint z;\n# 9 \"dir/a \\\"b\\\".c\" 2\nint w;\n",
                              "dir/a \"b\".c");
  CHECK(file.text() == "\n\nint x;\n\nint y;\n\nint z;\n\nint w;\n");
  CHECK(file.source_line(3) == 1);
  CHECK(file.source_line(5) == 3);
  CHECK_FALSE(file.source_line(7));
  CHECK(file.source_line(9) == 9);
  CHECK_FALSE(file.source_line(0));
  CHECK_FALSE(file.source_line(10));
}

} // namespace
} // namespace dma_verify
