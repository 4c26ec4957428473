// SPDX-License-Identifier: GPL-2.0-only
// The process that runs the tested code.
#pragma once

#include "harness/subjects/c_subject.h"
#include "harness/subjects/containment/containment.h"
#include "harness/subjects/containment/shared_memory.h"

#include <array>
#include <sys/types.h>

namespace dma_verify::containment {

// Just after the fork: loads this row of the file, contained, and runs batch after batch. It waits
// for them at the first of the eventfds, and wakes at the second. Never returns.
[[noreturn]] void be_candidate(Shared &shared, std::array<int, 2> ends, pid_t parent,
                               const CSubject &subject, const Architecture &row,
                               const Containment &containment) noexcept;

} // namespace dma_verify::containment
