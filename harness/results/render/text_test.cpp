// SPDX-License-Identifier: GPL-2.0-only
// Text for the terminal: valid, harmless, and never too wide.
#include "harness/results/render/text.h"

#include <doctest/doctest.h>

#include <sstream>
#include <vector>

namespace dma_verify {
namespace {

std::vector<std::string> lines_of(const std::string &text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

TEST_CASE("a text that is cut ends in dots, at a character's end") {
  CHECK(cut("abcdef", 6) == "abcdef");
  CHECK(cut("abcdefg", 6) == "abc...");
  CHECK(cut("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 4) == "\xc3\xa9...");
}

TEST_CASE("valid UTF-8 stays as it is") {
  for (const char *text : {"", "plain", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                           "\xed\x9f\xbf\xee\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CAPTURE(text);
    CHECK(valid_utf8(text) == text);
  }
  CHECK(valid_utf8(std::string("a\0b", 3)) == std::string("a\0b", 3));
}

TEST_CASE("each byte that is not UTF-8 is replaced") {
  const std::string r = "\xef\xbf\xbd";
  CHECK(valid_utf8("a\xff!") == "a" + r + "!");
  CHECK(valid_utf8("\xc3") == r);                         // cut short
  CHECK(valid_utf8("\xe2\x82") == r + r);                 // cut short
  CHECK(valid_utf8("\xc0\xaf") == r + r);                 // overlong
  CHECK(valid_utf8("\xe0\x80\xaf") == r + r + r);         // overlong
  CHECK(valid_utf8("\xed\xa0\x80") == r + r + r);         // a surrogate
  CHECK(valid_utf8("\xf4\x90\x80\x80") == r + r + r + r); // beyond U+10FFFF
  CHECK(valid_utf8("\xf0\x8f\xbf\xbf") == r + r + r + r); // overlong
  CHECK(valid_utf8("\xf8\x88\x80\x80\x80").size() == 5 * r.size());
  CHECK(valid_utf8("\xc3\xa9\x80") == "\xc3\xa9" + r); // a continuation alone
}

TEST_CASE("nothing that would move the cursor or change the terminal is printed") {
  CHECK(printable("a\033[2J\nb\rc\td\x7f") == "a [2J b c d ");
  CHECK(printable("x\xc2\x9b"
                  "31my") == "x 31my"); // CSI as one character
  // Marks of direction: a name must not be shown backwards.
  CHECK(printable("a\xe2\x80\xae"
                  "b\xe2\x81\xa6"
                  "c\xd8\x9c"
                  "d") == "a b c d");
  CHECK(printable("\xe2\x82\xac") == "\xe2\x82\xac");
  CHECK(printable("\xc2\xa0\xc3\xa9") == "\xc2\xa0\xc3\xa9");
  CHECK(printable("\x9b") == "\xef\xbf\xbd");
}

TEST_CASE("columns count characters, not bytes") {
  CHECK(columns_of("") == 0);
  CHECK(columns_of("abc") == 3);
  CHECK(columns_of("caf\xc3\xa9") == 4);
  CHECK(columns_of("\xf0\x9f\x98\x80") == 1);
}

TEST_CASE("what is too long loses its middle") {
  CHECK(elided("abcdefghij", 10) == "abcdefghij");
  CHECK(elided("abcdefghijk", 10) == "abc...hijk");
  CHECK(elided("abcdefghijk", 9) == "abc...ijk");
  CHECK(elided("abcdefghijk", 4) == "...k");
  // Characters are kept whole.
  CHECK(elided("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 5) == "\xc3\xa9...\xc3\xa9");
}

TEST_CASE("every length is elided to exactly the columns that there are") {
  std::string text;
  for (int i = 0; i < 100; ++i) {
    text += i % 3 == 0 ? "\xc3\xa9" : "x";
    for (std::size_t room = 4; room < 90; ++room) {
      CAPTURE(room);
      REQUIRE(columns_of(elided(text, room)) == std::min(columns_of(text), room));
      REQUIRE(valid_utf8(elided(text, room)) == elided(text, room));
    }
  }
}

TEST_CASE("lines are broken at blanks and indented") {
  const std::string word(30, 'w');
  CHECK(wrapped("a b", 2) == "a b\n");
  CHECK(wrapped(word + " " + word + " " + word, 4) == word + " " + word + "\n    " + word + "\n");
  CHECK(wrapped("  " + word + " " + word + " " + word, 2) ==
        "  " + word + " " + word + "\n  " + word + "\n");
  CHECK(wrapped("", 2) == "\n");
}

TEST_CASE("a line is as long as the terminal is wide and no longer") {
  for (std::size_t length = 1; length < 120; ++length) {
    std::string text;
    for (int i = 0; i < 12; ++i)
      text += std::string(length, static_cast<char>('a' + i)) + " ";
    for (const std::size_t indent : {0U, 2U, 10U}) {
      for (const std::string &line : lines_of(wrapped(text, indent)))
        REQUIRE(columns_of(line) <= kTerminalColumns);
    }
  }
  const std::string forty(39, 'x');
  CHECK(lines_of(wrapped(forty + " " + forty + "y", 2)).size() == 1); // 80 columns
  CHECK(lines_of(wrapped(forty + "y " + forty + "y", 2)).size() == 2);
}

TEST_CASE("a shell's word stays one word") {
  CHECK(shell_word("a/b-c_1.toml") == "a/b-c_1.toml");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("a b") == "'a b'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("$(x)") == "'$(x)'");
  CHECK(shell_word("~/x") == "'~/x'");
}

} // namespace
} // namespace dma_verify
