// SPDX-License-Identifier: GPL-2.0-only
// Makes records and counterexamples from what the stateful engine found.
#pragma once

#include "harness/cli/records/outcome_records.h"
#include "harness/engines/test/campaigns/sequence_campaign.h"
#include "properties/sequences/sequence_properties.h"

#include <span>
#include <vector>

namespace dma_verify::cli {

using SequenceProperties = std::span<const SequenceProperty *const>;

// One record for each of these properties, and one for another property if it was violated.
std::vector<Finding> findings_of(const SequenceOutcome &outcome, SequenceProperties properties,
                                 std::uint64_t seed);

// One record for each of the properties.
std::vector<Record> not_applicable(const SequenceUnit &unit, SequenceProperties properties);

} // namespace dma_verify::cli
