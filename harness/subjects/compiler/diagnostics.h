// SPDX-License-Identifier: GPL-2.0-only
// What a compiler says of a file: gcc's and clang's messages, in English (LC_ALL=C).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

struct Diagnostic {
  std::string file;
  std::size_t line = 0;   // from 1
  std::size_t column = 0; // from 1, in bytes
  bool is_error = false;  // otherwise a warning
  std::string message;    // with the option in brackets, if a warning has one
};

// In the order in which they were printed. Notes and all other lines are left out.
std::vector<Diagnostic> diagnostics_in(std::string_view output);

// A warning that the options of the call made an error: a compiler would go on.
bool is_promoted_warning(const Diagnostic &diagnostic);

// A function that needs more of the stack than -Wframe-larger-than allows.
struct LargeFrame {
  std::string function;
  std::size_t bytes = 0;
};
std::vector<LargeFrame> large_frames_in(std::string_view output);

// A name that the compiler did not find.
struct NameNotFound {
  enum class Kind : unsigned char {
    object,          // a constant, a variable, a macro without arguments
    type,            // also one whose members are not known
    unnamed_type,    // the same, but the compiler named what is of the type
    member,          // of `type`
    called_function, // or a macro with arguments
  };
  Kind kind = Kind::object;
  std::string name;
  std::string type; // that has no such member
};
std::optional<NameNotFound> name_not_found(const Diagnostic &diagnostic);

} // namespace dma_verify
