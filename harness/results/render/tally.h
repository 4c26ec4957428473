// SPDX-License-Identifier: GPL-2.0-only
// Records summed up for display: by family of properties, subject and engine.
#pragma once

#include "harness/results/record.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// One cell of a table: a family, tested or proved on one subject.
struct Tally {
  std::string family;
  std::string subject;
  std::string engine;
  Verdict worst = Verdict::not_applicable;
  std::uint64_t cases = 0;
  unsigned obligations = 0; // records that were judged
  unsigned falsified = 0;
  unsigned undecided = 0; // exit status 3
  unsigned differing = 0;
  bool cached = false;
};

// In order of first appearance.
std::vector<Tally> tally(std::span<const Record> records);

// "offset-bounds" of "offset-bounds.no-wrap".
std::string family_of(const Record &record);

// Severity for "the worst verdict": falsified, then what could not be judged, then the rest.
int severity(Verdict verdict);

// What failed, once per property, clause and subject, with the architectures on which it did.
struct Failure {
  Record first;
  unsigned architectures = 0;
};
std::vector<Failure> failures(std::span<const Record> records, int status);

} // namespace dma_verify
