// SPDX-License-Identifier: GPL-2.0-only
// The page of each stored finding: what is wrong in the kernel, and how serious it is.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "model/kernel/trace.h"

#include <string>

namespace dma_verify {

// Markdown. The counterexample must be a finding; `observed` is what the model does.
std::string finding_page(const Counterexample &counterexample, const StoredObservation &observed);

} // namespace dma_verify
