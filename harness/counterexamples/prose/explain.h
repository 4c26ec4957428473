// SPDX-License-Identifier: GPL-2.0-only
// The page that explains a counterexample.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "harness/subjects/source_lines.h"
#include "model/kernel/trace.h"

#include <string>

namespace dma_verify {

// The scenario's fields as a Markdown table.
std::string scenario_table(const StoredScenario &scenario);

// A Markdown page. `subject` is how the subject is named in commands, `file` the counterexample's
// file; `observed` is what the subject did, `expected` what the model does; `lines` are
// those of the observed one.
std::string explain(const Counterexample &counterexample, const std::string &subject,
                    const std::string &file, const StoredObservation &observed,
                    const StoredObservation &expected, const SourceLines &lines = {});

} // namespace dma_verify
