// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/files/field_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

namespace dma_verify {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 5> kErrors = {{{kEnxio, "ENXIO"},
                                                                      {kEnomem, "ENOMEM"},
                                                                      {kEacces, "EACCES"},
                                                                      {kEinval, "EINVAL"},
                                                                      {75, "EOVERFLOW"}}};

template <class Number> bool parse_number(std::string_view text, int base, Number &value) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && stop == text.data() + text.size() && !text.empty();
}

} // namespace

std::string hex(std::uint64_t value) { return fmt::format("{:#x}", value); }

std::string status_text(int status) {
  for (const auto &[number, name] : kErrors) {
    if (status == -number)
      return "-" + std::string(name);
  }
  return std::to_string(status);
}

std::optional<int> parse_status(const std::string &text) {
  for (const auto &[number, name] : kErrors) {
    if (text == "-" + std::string(name))
      return -number;
  }
  int value = 0;
  if (!parse_number(text, 10, value) || value < -4095 || value > 4095)
    return std::nullopt;
  return value;
}

std::string field_text(const Page<WidestMachine> &page) {
  return page.is_null ? "NULL" : field_text(page.frame);
}
std::string field_text(bool value) { return value ? "true" : "false"; }
std::string field_text(int status) { return status_text(status); }
std::string field_text(std::uint8_t value) { return std::to_string(value); }
std::string field_text(unsigned value) { return std::to_string(value); }
std::string field_text(const Pointer<WidestMachine> &pointer) {
  return pointer.is_null ? "NULL" : field_text(pointer.address);
}
std::string field_text(const Area<WidestMachine> &area) {
  return fmt::format("{}{} bytes at {}, flags={}, pages={}, nr_pages={}",
                     area.live ? "" : "removed: ", field_text(area.bytes), field_text(area.address),
                     field_text(area.flags), field_text(area.pages), field_text(area.nr_pages));
}
std::string field_text(const std::vector<Area<WidestMachine>> &areas) {
  std::string text;
  for (const Area<WidestMachine> &area : areas)
    text += (text.empty() ? "" : "; ") + field_text(area);
  return text.empty() ? "none" : text;
}

bool parse_word(const std::string &text, unsigned bits, std::uint64_t &value,
                std::string &allowed) {
  allowed = fmt::format("a hexadecimal string of at most {} bits, such as \"0x1000\"", bits);
  if (!text.starts_with("0x") || !parse_number(std::string_view(text).substr(2), 16, value)) {
    return false;
  }
  return bits >= 64 || value >> bits == 0;
}

bool parse_field(const std::string &text, unsigned bits, Page<WidestMachine> &page,
                 std::string &allowed) {
  if (text == "NULL") {
    page = Page<WidestMachine>::null();
    return true;
  }
  std::uint64_t frame = 0;
  const bool good = parse_word(text, bits, frame, allowed);
  allowed = "\"NULL\" or a frame number, " + allowed;
  page = Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(frame)));
  return good;
}

bool parse_field(const std::string &text, unsigned, bool &value, std::string &allowed) {
  allowed = "true or false";
  value = text == "true";
  return value || text == "false";
}

bool parse_field(const std::string &text, unsigned, int &status, std::string &allowed) {
  allowed = "a number from -4095 to 4095, or an error such as \"-ENXIO\"";
  const auto parsed = parse_status(text);
  if (parsed)
    status = *parsed;
  return parsed.has_value();
}

} // namespace dma_verify
