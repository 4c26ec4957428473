// SPDX-License-Identifier: GPL-2.0-only
// Calls of this unit's helpers in sentences; their contracts are in
// harness/counterexamples/prose/sentence.h.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "model/kernel/trace.h"

#include <string>

namespace dma_verify::ops_helpers {

// What was called with what: "dma_common_mmap() of 2 pages at vm_pgoff 5 of a buffer of 6 pages".
std::string request_of(const StoredScenario &scenario);

// What was unusual around the call: "for a device behind dma-iommu, while the mapping fails". Empty
// if nothing was.
std::string circumstances_of(const StoredScenario &scenario);
// Only the failing services of these: "while the mapping fails"; empty if none fails.
std::string failures_of(const StoredScenario &scenario);

// What was called with what and where, what it did, what was expected instead, and why that
// matters. `observed` is what the subject did.
std::string sentence_of(const Counterexample &counterexample, const StoredObservation &observed);

} // namespace dma_verify::ops_helpers
