// SPDX-License-Identifier: GPL-2.0-only
// Why a violated clause matters in a kernel, for whoever reads a counterexample.
#pragma once

#include <string_view>

namespace dma_verify {

// A sentence without its full stop; empty if none is known. Every property that judges files has
// one for each of its clauses.
std::string_view consequence_of(std::string_view property, std::string_view clause);

} // namespace dma_verify
