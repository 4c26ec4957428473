// SPDX-License-Identifier: GPL-2.0-only
// Records summed up for display: by family of properties, subject and engine.
#pragma once

#include "harness/results/record.h"

#include <span>
#include <string>
#include <vector>

namespace dma_verify {

// One cell of a table: a row of it, tested or proved on one subject.
struct Tally {
  std::string family;
  std::string subject;
  std::string engine;
  std::string property;                    // of its first record
  Verdict worst = Verdict::not_applicable; // known findings aside
  std::uint64_t cases = 0;
  unsigned obligations = 0; // records that were judged
  unsigned falsified = 0;
  unsigned undecided = 0; // exit status 3
  unsigned differing = 0;
  unsigned repaired = 0;
  unsigned cached = 0;
  unsigned certified = 0; // proofs that were checked
  unsigned single_witness = 0;
};

// In order of first appearance. What comes from the store is a family of its own, "store".
std::vector<Tally> tally(std::span<const Record> records);

// "offset-bounds" of "offset-bounds.no-wrap".
std::string family_of(const Record &record);

// The row of the tables in which the record counts: its property's family, or a name for what its
// engine looks at.
std::string row_of(const Record &record);

// Severity for "the worst verdict": falsified, then what could not be judged, then the rest.
int severity(Verdict verdict);

// A failure that is listed: once per property, clause and subject, with the number of architectures
// on which it occurs. What could not be judged is listed once per reason.
struct Failure {
  Record first; // on the lowest of them, as machine_rank has it
  unsigned architectures = 0;
  std::vector<std::string> on{}; // their ids, each once, the lowest first
};

// The records that give this exit status.
std::vector<Failure> failures(std::span<const Record> records, int status, bool strict);
// The records that differ from the model, harmless as long as the run is not strict.
std::vector<Failure> differences(std::span<const Record> records);

// What one mistake causes, as far as that is known: failures of one subject of which the first
// difference from the model is the same. Only these are put together.
struct Bug {
  Failure shown; // the first of them
  std::vector<Failure> others;
};

// A name for the bug that stays while it is there: letters, digits, "-", "_" and ".".
std::string id_of(const Bug &bug);
// All the clauses that it violates: "page-range.mmap:page-k", each once.
std::vector<std::string> clauses_of(const Bug &bug);

std::vector<Bug> bugs(std::span<const Record> records, bool strict);
// The differences from the model that no bug explains.
std::vector<Failure> harmless_differences(std::span<const Record> records, bool strict);

// How the proofs among the records were decided, and what shows them, in words: "5,498 folded,
// 3,096 by Z3 in integers; 8,594 with a single witness". Empty without proofs.
std::string witnesses_of(std::span<const Record> records);

// The architectures on which records of this one's property, subject and engine say something.
std::vector<std::string> judged_on(std::span<const Record> records, const Record &record);

// The known findings that were replayed and failed again, each once, in the order of their numbers.
std::vector<RecordedFinding> findings_of(std::span<const Record> records);
// The ids of those among them that are reachable.
std::vector<std::string> reachable_findings(std::span<const Record> records);

// Known findings that were replayed and failed again, each counted once for all subjects.
std::size_t known_findings(std::span<const Record> records);

} // namespace dma_verify
