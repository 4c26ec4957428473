// SPDX-License-Identifier: GPL-2.0-only
// What subjects, tests and known findings are called in reports.
#pragma once

#include "harness/results/record.h"

#include <map>
#include <span>
#include <string>

namespace dma_verify {

// By subject, as records have it.
using Names = std::map<std::string, std::string>;

// The last part of each subject's path, if no other subject has the same; as it fits on a line.
Names names_of(std::span<const Record> records);

// Names that stay when paths change: "model" keeps its own, the file is called `given`, or by its
// last part if that is empty. Several files are called "GIVEN.FILE", and alike ones are numbered.
Names lasting_names_of(std::span<const Record> records, const std::string &given);

// "pool.mmap@64-64-64-12", or the name of a stored file.
std::string test_name(const Record &record);

// Verdict, clause, reason and counterexample, on one line.
std::string details_text(const Record &record);

// "W4, reachable: a map operation that fails without DMA_MAPPING_ERROR", of a known finding.
std::string known_text(const Record &record);

} // namespace dma_verify
