// SPDX-License-Identifier: GPL-2.0-only
// The page that explains a failing sequence, and its steps in words.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "harness/subjects/source_lines.h"
#include "model/kernel/trace.h"

#include <string>
#include <vector>

namespace dma_verify {

// "alloc_pages of 4096 bytes for device 0: buffer 0".
std::string step_text(const world::Event &step);

// "alloc_pages, mmap, free_pages".
std::string actions_text(const std::vector<world::Event> &steps);

// What each step showed; of one that is no call, nothing.
using StepObservations = std::vector<StoredObservation>;

// A Markdown page. `subject` is how the subject is named in commands, `file` the counterexample's
// file; `observed` may end early: where a clause did not hold. `expected` is what the model does,
// in as many steps; where it is something else, both are shown, the first difference marked.
// `lines` are those of the observed ones, as many, or none.
std::string explain_sequence(const Counterexample &counterexample, const std::string &subject,
                             const std::string &file, const StepObservations &observed,
                             const StepObservations &expected,
                             const std::vector<SourceLines> &lines = {});

} // namespace dma_verify
