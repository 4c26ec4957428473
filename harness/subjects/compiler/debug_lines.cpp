// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/compiler/debug_lines.h"

#include "harness/subjects/compiler/compile.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <optional>
#include <sstream>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

// As many as one command line holds with ease.
constexpr std::size_t kMostAddresses = 1000;

// "FILE:54", "FILE:54 (discriminator 2)"; nothing of "??:0" and "FILE:?".
std::optional<SourceLine> line_in(const std::string &text) {
  const std::string place = text.substr(0, text.find(" (discriminator"));
  const std::size_t colon = place.rfind(':');
  if (colon == std::string::npos)
    return std::nullopt;
  SourceLine line{place.substr(0, colon)};
  const char *end = place.data() + place.size();
  const auto [stop, error] = std::from_chars(place.data() + colon + 1, end, line.line);
  if (error != std::errc() || stop != end || line.line == 0 || line.file == "??")
    return std::nullopt;
  return line;
}

// What addr2line -a -i prints: for each address one line "0x...", then the lines of the code there
// and of the code into which it was put, from inside to outside.
void read_lines(const std::string &output, const fs::path &source,
                std::map<std::uint64_t, SourceLine> &lines) {
  std::istringstream text(output);
  std::uint64_t address = 0;
  for (std::string word; std::getline(text, word);) {
    if (word.starts_with("0x")) {
      std::from_chars(word.data() + 2, word.data() + word.size(), address, 16);
      continue;
    }
    const auto line = line_in(word);
    if (line && fs::path(line->file).parent_path() == source.parent_path())
      lines.try_emplace(address, *line);
  }
}

} // namespace

std::vector<SourceLines> source_lines(const MadeObject &made, std::span<const CodePlaces> calls) {
  std::map<std::uint64_t, SourceLine> lines;
  std::vector<std::string> addresses;
  const auto ask_for = [&](std::uint64_t place) {
    if (place != 0 && addresses.size() < kMostAddresses)
      addresses.push_back(fmt::format("{:#x}", place));
  };
  for (const CodePlaces &call : calls) {
    for (const std::uint64_t place : call.effects)
      ask_for(place);
    ask_for(call.last);
  }
  if (!addresses.empty()) {
    std::vector<std::string> command = {"addr2line", "-a", "-i", "-e", made.object.string()};
    command.insert(command.end(), addresses.begin(), addresses.end());
    process::ProgramOptions options = compiler_options(made.work, made.reachable);
    options.errors_in_output = false;
    read_lines(process::run_program(command, options).output, made.source, lines);
  }
  const auto line_of = [&](std::uint64_t place) {
    const auto found = lines.find(place);
    return found == lines.end() ? SourceLine{} : found->second;
  };
  std::vector<SourceLines> result;
  for (const CodePlaces &call : calls) {
    SourceLines &known = result.emplace_back();
    for (const std::uint64_t place : call.effects)
      known.effects.push_back(line_of(place));
    known.last = line_of(call.last);
  }
  return result;
}

} // namespace dma_verify
