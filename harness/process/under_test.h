// SPDX-License-Identifier: GPL-2.0-only
// Whether a child is running the code that is tested: the parent must know when the child ends,
// because only then can its end be the fault of that code.
#pragma once

#include <atomic>

namespace dma_verify::process {

// In a child: from now on the code that is tested runs, or does not. Cheap, and safe in a signal
// handler. In a process that is no child of a pool it has no effect.
void set_under_test(bool runs);

// In a process that a child has started to run that code: it tells its own parent by this flag.
void tell_under_test(std::atomic<bool> &flag);

} // namespace dma_verify::process
