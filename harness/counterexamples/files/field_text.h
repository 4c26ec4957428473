// SPDX-License-Identifier: GPL-2.0-only
// A member of a scenario or an effect as text in kernel terms, and back.
#pragma once

#include "model/kernel/member.h"
#include "model/kernel/trace.h"

#include <optional>
#include <string>
#include <vector>

namespace dma_verify {

std::string hex(std::uint64_t value);

// Error numbers by name ("-ENXIO"), or decimal.
std::string status_text(int status);
std::optional<int> parse_status(const std::string &text);

// How each kind of member is written. Words in hexadecimal, pages as NULL or a frame number.
template <unsigned W> std::string field_text(Bits<W> word) { return hex(word.value()); }
template <class Unit, class Word> std::string field_text(Quantity<Unit, Word> quantity) {
  return field_text(quantity.word);
}
std::string field_text(const Page<WidestMachine> &page);
// An enumeration of the kernel's or of a unit's, which has its to_string.
template <class Enum>
requires std::is_enum_v<Enum> std::string field_text(Enum value) {
  return std::string(to_string(value));
}
std::string field_text(bool value);
std::string field_text(int status);
std::string field_text(std::uint8_t value);
std::string field_text(unsigned value); // in decimal
std::string field_text(const Pointer<WidestMachine> &pointer);
std::string field_text(const Area<WidestMachine> &area);
std::string field_text(const std::vector<Area<WidestMachine>> &areas);

// Reads a text back into a member; false with what is allowed in `allowed`. `bits` is the width
// that words must fit.
template <unsigned W>
bool parse_field(const std::string &text, unsigned bits, Bits<W> &word, std::string &allowed);
template <class Unit, class Word>
bool parse_field(const std::string &text, unsigned bits, Quantity<Unit, Word> &quantity,
                 std::string &allowed) {
  return parse_field(text, bits, quantity.word, allowed);
}
bool parse_word(const std::string &text, unsigned bits, std::uint64_t &value, std::string &allowed);
template <unsigned W>
bool parse_field(const std::string &text, unsigned bits, Bits<W> &word, std::string &allowed) {
  std::uint64_t value = 0;
  if (!parse_word(text, bits < W ? bits : W, value, allowed))
    return false;
  word = Bits<W>(value);
  return true;
}
bool parse_field(const std::string &text, unsigned bits, Page<WidestMachine> &page,
                 std::string &allowed);
bool parse_field(const std::string &text, unsigned bits, int &status, std::string &allowed);
bool parse_field(const std::string &text, unsigned bits, bool &value, std::string &allowed);
template <FiniteMember Finite>
bool parse_field(const std::string &text, unsigned, Finite &value, std::string &allowed) {
  constexpr auto kValues = AllValues<Finite>::kValues;
  bool found = false;
  allowed.clear();
  for (const Finite candidate : kValues) {
    const std::string name = field_text(candidate);
    allowed += (allowed.empty() ? "" : candidate == kValues.back() ? " or " : ", ") + name;
    if (text != name)
      continue;
    value = candidate;
    found = true;
  }
  return found;
}

} // namespace dma_verify
