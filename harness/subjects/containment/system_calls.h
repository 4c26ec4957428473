// SPDX-License-Identifier: GPL-2.0-only
// Which system calls a process may make from now on, until its end. Any other is not made: the
// process gets SIGSYS instead. By libseccomp; without it nothing is limited.
#pragma once

#include <string>
#include <string_view>

namespace dma_verify::containment {

// Whether this build can limit system calls.
bool can_limit_calls();

// What is needed to load a shared object: also files may be opened, for reading only. Empty, or
// why that cannot be done.
std::string allow_loading();

// What a loaded object and the simulated kernel behind it need: memory of their own, and nothing
// outside the process but the descriptors that are open already.
std::string allow_calls();

// Makes names known to name_of_call(). To be called before the limits.
void learn_names();
// "openat"; of an unknown number "?". Safe in a signal handler.
std::string_view name_of_call(int number);

} // namespace dma_verify::containment
