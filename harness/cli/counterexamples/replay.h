// SPDX-License-Identifier: GPL-2.0-only
// Counterexamples run again, and what they show compared with what their files expect.
#pragma once

#include "harness/cli/counterexamples/store.h"
#include "harness/results/record.h"
#include "harness/subjects/subject.h"

#include <functional>
#include <span>
#include <vector>

namespace dma_verify::cli {

// Runs each once, on a fresh instance of the subject, in children that take several one after the
// other: one that ends its process costs only itself. One record for each, in their order.
std::vector<Record> replay(const Subject &subject, std::span<const StoredFile> files, unsigned jobs,
                           const std::function<bool()> &interrupted = {});

// Of a file that cannot be used: stale, or an error.
Record unread_record(const UnreadFile &file, const Subject &subject);

} // namespace dma_verify::cli
