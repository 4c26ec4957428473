// SPDX-License-Identifier: GPL-2.0-only
// Minimizes the counterexample of a file, whose engine is long gone.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "harness/subjects/subject.h"

#include <string>

namespace dma_verify {

// Makes the scenario or the sequence smaller while it fails on the subject; it stays as it is if it
// does not fail. The subject's code runs in a child. How the child ended, if that was before its
// end; else empty.
std::string minimize_again(const Subject &subject, Counterexample &counterexample);

} // namespace dma_verify
