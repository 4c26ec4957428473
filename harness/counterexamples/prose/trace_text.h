// SPDX-License-Identifier: GPL-2.0-only
// The trace of a call as text in kernel terms, and the difference of two observations.
#pragma once

#include "harness/subjects/source_lines.h"
#include "model/kernel/trace.h"

#include <string>
#include <vector>

namespace dma_verify {

// "remap_pfn_range(addr=0x1000, pfn=0x2, size=0x1000, prot=0x1) = 0".
std::string effect_text(const Effect<WidestMachine> &effect);

// The effects in order, then how the call ended and what the caller's objects hold.
std::vector<std::string> observation_lines(HelperId call, const StoredObservation &observation);

// For each of these lines where in the code it comes from: "ops_helpers.c:54 ", with the blank, or
// nothing. Of effects, and of the end of a call that did not return.
std::vector<std::string> place_texts(const StoredObservation &observation,
                                     const SourceLines &lines);

// Two observations beside each other, the first difference marked. Titles head the columns; the
// left one has the places in its code.
std::string side_by_side(HelperId call, const StoredObservation &left,
                         const std::string &left_title, const StoredObservation &right,
                         const std::string &right_title, const SourceLines &left_lines = {});

} // namespace dma_verify
