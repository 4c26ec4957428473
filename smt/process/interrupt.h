// SPDX-License-Identifier: GPL-2.0-only
// Whether somebody wants this program to end: Ctrl-C, a closed terminal, kill. Whoever waits looks
// here, cleans up and ends early.
#pragma once

namespace dma_verify::process {

// From now on the signals that ask a program to end are noted, and do not end it.
void watch_for_interrupts();
bool was_interrupted();
// The first signal that was noted; 0: none was.
int interrupting_signal();

} // namespace dma_verify::process
