// SPDX-License-Identifier: GPL-2.0-only
// Clauses of tested sequences (properties/sequences) in the terms of bounded ones, which solvers
// can be asked about.
#pragma once

#include "properties/bounded/shapes.h"

#include <span>
#include <string_view>

namespace dma_verify::bounded {

// A sequence of calls of the helpers that violates the clause violates one of these. Each says at
// least as much as the clause; none if the clause has no such reading.
std::span<const Clause> readings_of(std::string_view property, std::string_view clause);

} // namespace dma_verify::bounded
