// SPDX-License-Identifier: GPL-2.0-only
// Certifies a counterexample as the commands have it; without solvers it says so.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "harness/subjects/subject.h"

#include <filesystem>
#include <vector>

namespace dma_verify {

// How much is asked of the solvers.
enum class CertifyPart : std::uint8_t { everything, minimum };

// Sets the certification: in it, what is proved, or why nothing is. Of the model the scenario
// becomes the smallest, if the minimizer had not found it; a sequence of any subject becomes a
// shorter one that is found. Runs in a child, which has a minute.
void certify(const Subject &subject, Counterexample &counterexample,
             CertifyPart part = CertifyPart::everything);

// The certification of what is not even asked about.
Certification not_certified(const std::string &reason);

// Writes the questions beside the counterexample's file, if there are some; false if one cannot be
// written.
bool write_queries(const Counterexample &counterexample, const std::filesystem::path &folder);

} // namespace dma_verify
