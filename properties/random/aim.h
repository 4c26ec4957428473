// SPDX-License-Identifier: GPL-2.0-only
// How the fields of a random scenario are drawn.
#pragma once

#include <cstdint>

namespace dma_verify::random {

enum class Aim : std::uint8_t {
  plain,    // each field arbitrary inside the contract
  boundary, // fields related to each other's boundaries: an offset near the count, sums that wrap,
            // sizes near powers of two
  mixed,    // each of the two with equal probability
};

} // namespace dma_verify::random
