// SPDX-License-Identifier: GPL-2.0-only
// What is known not to be covered, and why: read from a TOML file, matched with what was counted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dma_verify::coverage {

enum class Missed : std::uint8_t {
  file,     // nothing of it is in the program
  function, // only explained, never missed: everything missed in it, however much that is
  line,
  branch,
};

std::string_view to_string(Missed missed);

// One thing that no run has reached. Kept by text, not by number, so that it outlives edits
// elsewhere.
struct Miss {
  Missed missed = Missed::line;
  std::string file{};
  std::string function{};
  std::string text{}; // of the line, without white space around it; of a kernel's file, its hash
  unsigned line = 0;  // only to be shown
  unsigned times = 1; // how often it is missed: ways on from the line; lines of the same text

  // Whether both speak of the same place.
  [[nodiscard]] bool same_place(const Miss &other) const {
    return missed == other.missed && file == other.file && function == other.function &&
           text == other.text;
  }
};

struct Explanation {
  Miss miss{};
  std::string reason{};
};

struct UnreadableExplanations {
  std::string message{}; // the file and the field
};

std::variant<std::vector<Explanation>, UnreadableExplanations>
read_explanations(const std::string &path);

} // namespace dma_verify::coverage
