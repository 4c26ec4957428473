// SPDX-License-Identifier: GPL-2.0-only
#include "properties/catalogue.h"

namespace dma_verify {

std::span<const PropertyText> catalogue() { return Catalogue::kTexts; }

std::optional<PropertyIndex> find_property(std::string_view id) {
  for (PropertyIndex i = 0; i < Catalogue::kSize; ++i) {
    if (Catalogue::kTexts[i].id == id)
      return i;
  }
  return std::nullopt;
}

} // namespace dma_verify
