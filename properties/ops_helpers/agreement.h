// SPDX-License-Identifier: GPL-2.0-only
// What agreement with the model means for each helper of the unit.
#pragma once

#include "model/ops_helpers/helpers.h"
#include "properties/agreement_text.h"

#include <array>

namespace dma_verify::ops_helpers {

inline constexpr std::array kAgreements = {
    AgreementText{"agreement.get_sgtable", Helper::get_sgtable,
                  "the same effects, status and table as the model's"},
    AgreementText{"agreement.mmap", Helper::mmap,
                  "the same effects, status and VMA as the model's"},
    AgreementText{"agreement.alloc_pages", Helper::alloc_pages,
                  "the same effects, page and *dma_handle as the model's"},
    AgreementText{"agreement.free_pages", Helper::free_pages, "the same effects as the model's"},
};

} // namespace dma_verify::ops_helpers
