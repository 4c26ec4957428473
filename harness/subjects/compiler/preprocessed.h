// SPDX-License-Identifier: GPL-2.0-only
// A C file behind its preprocessor, and the definitions and declarations that it consists of.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

// A definition or a declaration at file scope. Offsets in the text, in bytes.
struct FileItem {
  std::size_t begin = 0;
  std::size_t end = 0;               // behind the last character
  std::optional<std::size_t> body{}; // of a function: its brace
  std::string name{};                // of a function that is defined; otherwise empty
};

// The items of a text without comments and directives; nothing if its braces are not balanced.
std::optional<std::vector<FileItem>> items_in(std::string_view text);

class PreprocessedFile {
public:
  // What a preprocessor printed; its lines of the file `source` (as the line markers name it) are
  // those of the file itself.
  PreprocessedFile(std::string_view output, std::string_view source);

  // The same lines, those with markers empty.
  [[nodiscard]] const std::string &text() const { return text_; }
  // The line of the file that this line of the text is from; nothing if it is a header's. From 1.
  [[nodiscard]] std::optional<std::size_t> source_line(std::size_t line) const;

private:
  std::string text_;
  std::vector<std::size_t> source_lines_; // 0: of a header
};

// A text as a string literal of C, as it also stands in line markers.
std::string string_literal(std::string_view text);

// Cuts the first line off a text that is not empty; the line, without its end.
std::string_view take_line(std::string_view &text);

// Places in a text.
std::size_t offset_of(std::string_view text, std::size_t line, std::size_t column);
std::size_t line_of(std::string_view text, std::size_t offset);

// A word: letters, digits, "_". Empty if there is none.
bool is_word_char(char c);
std::string_view word_at(std::string_view text, std::size_t offset); // that begins here, or later
std::string_view word_before(std::string_view text, std::size_t offset); // ends here, or earlier

} // namespace dma_verify
