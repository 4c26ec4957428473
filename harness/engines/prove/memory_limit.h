// SPDX-License-Identifier: GPL-2.0-only
// Limits the memory of a process, and lets its exit status show that the limit was reached.
#pragma once

namespace dma_verify::proving {

// Exit status of a process that ended, in whatever way, with nearly no memory left.
inline constexpr int kOutOfMemory = 77;

// From now on this process ends with kOutOfMemory where it would otherwise die of the lack of
// memory: by a failed `new`, by an exit of a library, by SIGSEGV or SIGABRT (libraries do not look
// at what malloc gives; a thread cannot be started). Call it once, in a child that ends by _exit.
void tell_of_spent_memory();

// From now on this process may take so many megabytes of address space more than it has now.
// Sanitizers need address space without bound: there nothing is limited.
void limit_memory(unsigned megabytes);

} // namespace dma_verify::proving
