// SPDX-License-Identifier: GPL-2.0-only
// Why a violated clause of this unit matters in a kernel.
#pragma once

#include <string_view>

namespace dma_verify::ops_helpers {

// A sentence without its full stop. Every clause of a property that judges files has one; empty for
// other clauses.
std::string_view consequence_of(std::string_view property, std::string_view clause);

} // namespace dma_verify::ops_helpers
