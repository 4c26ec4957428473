// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/phrases.h"

#include "harness/counterexamples/files/field_text.h"

#include <algorithm>

namespace dma_verify {

std::string decimal(Uint128 value) {
  if (value == 0)
    return "0";
  std::string digits;
  for (; value != 0; value /= 10)
    digits += static_cast<char>('0' + static_cast<int>(value % 10));
  std::ranges::reverse(digits);
  return digits;
}

std::string number_text(std::uint64_t value) {
  return value < 1'000'000 ? std::to_string(value) : hex(value);
}

std::string pages_text(Uint128 pages) {
  if (pages == 1)
    return "1 page";
  return (pages >> 64U == 0 ? number_text(static_cast<std::uint64_t>(pages)) : decimal(pages)) +
         " pages";
}

std::string bytes_text(std::uint64_t bytes) {
  return bytes == 1 ? "1 byte" : number_text(bytes) + " bytes";
}

std::string ending_text(const StoredObservation &observed) {
  const std::string detail = observed.detail[0] == '\0' ? "" : std::string(": ") + observed.detail;
  switch (observed.completion) {
  case Completion::returned:
    return "returned";
  case Completion::crashed:
    return "crashed" + detail;
  case Completion::hung:
    return "did not come back" + detail;
  case Completion::kernel_bug:
    return "ran into a BUG()" + detail;
  case Completion::out_of_bounds_write:
    return "wrote outside its caller's objects" + detail;
  case Completion::foreign_argument:
    return "gave a service what is not its caller's" + detail;
  case Completion::unmodelled:
    return "asked a service that is not simulated" + detail;
  }
  return "";
}

std::string breach_text(const StoredObservation &observed) {
  if (observed.completion != Completion::returned || observed.breach == ContextBreach::none)
    return "";
  return std::string(", but ") + std::string(to_string(observed.breach)) + ": " + observed.detail;
}

} // namespace dma_verify
