// SPDX-License-Identifier: GPL-2.0-only
// For tests of texts.
#pragma once

#include <string_view>

namespace dma_verify::testing {

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

} // namespace dma_verify::testing
