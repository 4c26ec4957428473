// SPDX-License-Identifier: GPL-2.0-only
// Which properties of this unit are judged on all inputs of 8-bit words.
#pragma once

#include "properties/exhaustive/sweep.h"

#include <functional>
#include <span>
#include <string_view>

namespace dma_verify::ops_helpers {

std::span<const exhaustive::SweepText> sweep_texts();

// Judges the model on one part of all inputs of the property with this id, which must have a sweep.
exhaustive::SweepResult sweep(std::string_view id, const Architecture &architecture,
                              exhaustive::Part part, const std::function<void()> &on_progress);

} // namespace dma_verify::ops_helpers
