// SPDX-License-Identifier: GPL-2.0-only
#include "properties/agreement.h"

#include "properties/units.h"

#include <stdexcept>

namespace dma_verify {

std::vector<AgreementText> agreements() {
  std::vector<AgreementText> all;
  for (const UnitText &unit : units()) {
    const auto texts = statements_of(unit.id).agreements;
    all.insert(all.end(), texts.begin(), texts.end());
  }
  return all;
}

AgreementText agreement_of(HelperId call) {
  for (const AgreementText &text : agreements()) {
    if (text.call == call)
      return text;
  }
  throw std::logic_error("no agreement of " + std::string(to_string(call)));
}

} // namespace dma_verify
