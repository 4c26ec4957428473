// SPDX-License-Identifier: GPL-2.0-only
// Asks solvers about a counterexample, for the commands; without solvers the result says so.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "harness/subjects/subject.h"

#include <filesystem>
#include <string>
#include <vector>

namespace dma_verify {

// How much is asked of the solvers.
enum class ProvePart : std::uint8_t { everything, minimum };

// Sets what is proved of it, or why nothing is. For the model, and for a C file on terms, the
// scenario is replaced by the smallest one, if the minimizer had not found it; a sequence of any
// subject is replaced by a shorter one if there is one. Runs in a child, with a limit of a minute.
// `build` is that in which a C file failed; empty: the first in which it does.
void prove_facts(const Subject &subject, Counterexample &counterexample,
                 ProvePart part = ProvePart::everything, const std::string &build = "");

// What is proved of a counterexample about which no solver is asked.
ProvedFacts not_proved(const std::string &reason);

// Writes the questions beside the counterexample's file, if there are some; false if one cannot be
// written.
bool write_queries(const Counterexample &counterexample, const std::filesystem::path &folder);

} // namespace dma_verify
