// SPDX-License-Identifier: GPL-2.0-only
// Numbers and endings as the units' sentences have them.
#pragma once

#include "model/kernel/trace.h"

#include <string>

namespace dma_verify {

std::string decimal(Uint128 value);
// Decimal; numbers beyond a million read better in hexadecimal.
std::string number_text(std::uint64_t value);
// "1 page", "3 pages".
std::string pages_text(Uint128 pages);
// "1 byte", "4095 bytes".
std::string bytes_text(std::uint64_t bytes);

// How a call ended: "crashed: SEGV". Of one that returned nothing but that.
std::string ending_text(const StoredObservation &observed);
// Of a call that returned: ", but printed a warning: WARN at line 51"; empty if its context allows
// all that it did.
std::string breach_text(const StoredObservation &observed);

} // namespace dma_verify
