// SPDX-License-Identifier: GPL-2.0-only
// The tests of a run: random ones, and sweeps over all inputs of small words.
#pragma once

#include "harness/cli/run.h"
#include "harness/engines/test/campaigns/campaign.h"
#include "harness/engines/test/campaigns/sequence_campaign.h"

#include <vector>

namespace dma_verify::cli {

// Tests each subject for the selected properties, and compares it with the model where agreement is
// selected. Of each call that differs, the smallest scenario goes to OUT/differences, as text.
void run_tests(Run &run, const std::vector<Subject> &subjects, const Selection &selection,
               const CampaignOptions &options);

// Sequences of calls of all subjects.
void run_sequences(Run &run, const std::vector<Subject> &subjects, const Selection &selection,
                   const SequenceCampaign &campaign);

// Sweeps of the model over all inputs of small words.
void run_exhaustively(Run &run, const Selection &selection, unsigned jobs);

} // namespace dma_verify::cli
