// SPDX-License-Identifier: GPL-2.0-only
// Runs counterexamples again and compares the results with what their files expect.
#pragma once

#include "harness/counterexamples/store/store.h"
#include "harness/results/record.h"
#include "harness/subjects/subject.h"

#include <functional>
#include <span>
#include <vector>

namespace dma_verify {

// Runs each once, on a fresh instance of the subject, in children that each run several, one after
// the other. If a call ends its process, only that counterexample has no result. One record for
// each, in their order.
std::vector<Record> replay(const Subject &subject, std::span<const StoredFile> files, unsigned jobs,
                           const std::function<bool()> &interrupted = {});

// The record of a file that cannot be used: stale, or an error.
Record unread_record(const UnreadFile &file, const Subject &subject);

} // namespace dma_verify
