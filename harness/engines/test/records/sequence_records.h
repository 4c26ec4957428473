// SPDX-License-Identifier: GPL-2.0-only
// The results of the stateful engine: records, and counterexamples.
#pragma once

#include "harness/engines/test/campaigns/sequence_campaign.h"
#include "harness/engines/test/records/outcome_records.h"
#include "properties/sequences/sequence_properties.h"

#include <span>
#include <vector>

namespace dma_verify {

using SequenceProperties = std::span<const SequenceProperty *const>;

// One record for each of these properties, and one for another property if it was violated.
std::vector<EngineResult> results_of(const SequenceOutcome &outcome, SequenceProperties properties,
                                     std::uint64_t seed);

// One record for each of the properties.
std::vector<Record> not_applicable(const SequenceUnit &unit, SequenceProperties properties);

} // namespace dma_verify
