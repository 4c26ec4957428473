// SPDX-License-Identifier: GPL-2.0-only
// Numbers as people write them: small ones in decimal, "2^64 - 1", "2^32", others in hexadecimal.
#pragma once

#include "model/words/bits.h"

#include <string>

namespace dma_verify {

// `bits`: of the word that the number is of.
std::string number_text(Uint128 value, unsigned bits);

} // namespace dma_verify
