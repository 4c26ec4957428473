// SPDX-License-Identifier: GPL-2.0-only
#include "properties/assumptions.h"

namespace dma_verify {

const AssumptionText &text_of(Assumption assumption) {
  for (const AssumptionText &text : assumption::kTexts) {
    if (text.assumption == assumption)
      return text;
  }
  return assumption::kTexts.front();
}

} // namespace dma_verify
