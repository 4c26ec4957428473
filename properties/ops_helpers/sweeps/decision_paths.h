// SPDX-License-Identifier: GPL-2.0-only
// All paths through a helper, found by giving each possible answer to each question that it asks.
// Tests compare the fault schedules with them.
#pragma once

#include "model/ops_helpers/forms.h"
#include "model/ops_helpers/helpers.h"

#include <set>
#include <string>

namespace dma_verify::ops_helpers {

// Each as its answers in order: "dma_alloc_contiguous=NULL alloc_pages_node=NULL". Questions are
// the finite answers of the environment (SEMANTICS.md); an mmap is tried both in and out of bounds.
std::set<std::string> decision_paths(Helper helper, const Form &form = kSeedForm);

// One step of a path, as it is written there.
std::string decision(std::string_view service, std::string_view answer);

// "0", or "-ENOMEM" and its like.
std::string_view status_name(int status);

} // namespace dma_verify::ops_helpers
