// SPDX-License-Identifier: GPL-2.0-only
// The page of each stored finding: what is wrong in the kernel, and how serious it is.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "model/kernel/trace.h"
#include "properties/assumption.h"

#include <string>
#include <vector>

namespace dma_verify {

// The assumptions that the finding's scenario does not keep: those of the callers' contract, and
// what the property assumes besides.
std::vector<Assumption> assumptions_broken_by(const Counterexample &finding);

// Markdown. The counterexample must be a finding; `observed` is what the model does.
std::string finding_page(const Counterexample &counterexample, const StoredObservation &observed);

} // namespace dma_verify
