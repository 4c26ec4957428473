// SPDX-License-Identifier: GPL-2.0-only
// What agreement with the model means for each helper of the unit.
#pragma once

#include "model/remap/helpers.h"
#include "properties/agreement_text.h"

#include <array>

namespace dma_verify::remap {

inline constexpr std::array kAgreements = {
    AgreementText{"agreement.find_pages", Helper::find_pages, "the same array as the model's"},
    AgreementText{"agreement.pages_remap", Helper::pages_remap,
                  "the same effects, mapping and areas as the model's"},
    AgreementText{"agreement.contiguous_remap", Helper::contiguous_remap,
                  "the same effects, mapping and areas as the model's"},
    AgreementText{"agreement.free_remap", Helper::free_remap,
                  "the same effects and areas as the model's"},
};

} // namespace dma_verify::remap
