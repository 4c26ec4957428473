// SPDX-License-Identifier: GPL-2.0-only
// A small program made of somebody else's definitions, which tells what they are worth.
#pragma once

#include "harness/subjects/containment/containment.h"

#include <filesystem>
#include <optional>
#include <string>

namespace dma_verify {

// The text that the object's function `unsigned long dma_verify_probe(char *to, unsigned long
// size)` writes, whose result is its length. It runs in a child, contained as far as there is a
// containment. Nothing if it does not end well.
std::optional<std::string> text_of_probe(const std::filesystem::path &object,
                                         const Containment &containment);

} // namespace dma_verify
