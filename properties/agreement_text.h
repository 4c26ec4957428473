// SPDX-License-Identifier: GPL-2.0-only
// What agreement with the model is called. It has an id as properties have, and is not in their
// catalogue.
#pragma once

#include "model/kernel/helper_id.h"

#include <string_view>

namespace dma_verify {

struct AgreementText {
  std::string_view id;
  HelperId call;
  std::string_view statement;
};

} // namespace dma_verify
