// SPDX-License-Identifier: GPL-2.0-only
// The same question in linear integer arithmetic: words as numbers, wrap-around as a case
// distinction, shifts and masks by constants as div and mod.
#pragma once

#include "smt/terms/query.h"

#include <optional>

namespace dma_verify::smt {

// A script equisatisfiable with to_smtlib(query), variables by the same names; nothing if an
// operation has no linear reading (a shift or a mask by a variable).
std::optional<std::string> to_integer_smtlib(const Query &query);

} // namespace dma_verify::smt
