// SPDX-License-Identifier: GPL-2.0-only
// A C file as a subject of proofs.
#pragma once

#include "harness/subjects/c_subject.h"
#include "harness/subjects/subject.h"

#include <span>
#include <string>

namespace dma_verify {

// Sets `subject.on_terms`: the file, compiled by clang for those of these rows that have a target.
// Or says in one line why it cannot be proved, and leaves the subject as it is.
std::string make_provable(Subject &subject, const CSubject &file,
                          std::span<const Architecture> rows, unsigned jobs);

} // namespace dma_verify
