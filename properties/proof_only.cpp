// SPDX-License-Identifier: GPL-2.0-only
#include "properties/proof_only.h"

#include "properties/catalogue.h"
#include "properties/sequences/shapes.h"

namespace dma_verify {

std::vector<std::string> proof_only_ids() {
  std::vector<std::string> ids;
  for (const HelperId call : all_helpers())
    ids.push_back("reachability." + std::string(to_string(call)));
  for (const PropertyText &property : catalogue()) {
    if (!property.labels.empty())
      ids.push_back("reachability." + std::string(property.id));
  }
  for (const sequences::ProvedProperty &property : sequences::proved_properties())
    ids.emplace_back(property.id);
  return ids;
}

} // namespace dma_verify
