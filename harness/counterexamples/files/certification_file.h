// SPDX-License-Identifier: GPL-2.0-only
// What is proved of a counterexample, as a part of its file.
#pragma once

#include "smt/minimality/proved_facts.h"

#include <string>
#include <vector>

namespace dma_verify {

// The table [certification], as it has been called from the first version on, with its fields. Of
// the queries all but their texts, which have files of their own.
std::string to_toml(const ProvedFacts &proved);

// The names of the queries' files beside a counterexample's file of this name; sets them.
// "PROPERTY....HASH.smaller.smt2" (of a sequence ".shorter.smt2"), ".region.smt2", ".fields.smt2".
void name_queries(ProvedFacts &proved, const std::string &counterexample_file);

// Which shorter sequences were run instead of a proof, without a full stop; empty if none were.
std::string shorter_run_text(const ShorterRun &run);

// Sentences about the minimum, the gap, the region and the fields.
std::vector<std::string> sentences_of(const ProvedFacts &proved);

} // namespace dma_verify
