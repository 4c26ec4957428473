// SPDX-License-Identifier: GPL-2.0-only
// Where a subject first does something else than the model. All that one mistake in a helper causes
// has the same place, whatever clause it violates.
#pragma once

#include "harness/results/record.h"
#include "harness/subjects/source_lines.h"
#include "model/kernel/trace.h"

namespace dma_verify {

// Empty if they do the same.
RecordedDifference first_difference(HelperId call, const StoredObservation &observed,
                                    const StoredObservation &expected,
                                    const SourceLines &lines = {});

} // namespace dma_verify
