// SPDX-License-Identifier: GPL-2.0-only
// One result: the line of results.jsonl from which every report is made.
#pragma once

#include "harness/results/recorded_certificate.h"
#include "harness/results/verdict.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

// How many path classes of a helper are declared possible, and how many of them are possible under
// a proof's assumptions.
struct RecordedPathClasses {
  std::uint64_t reached = 0;
  std::uint64_t declared = 0;

  friend bool operator==(const RecordedPathClasses &, const RecordedPathClasses &) = default;
};

// A line of the subject's file, with those around it.
struct RecordedSource {
  std::string file;       // its path
  unsigned line = 0;      // from 1; 0: it is not known
  bool is_before = false; // what is told of it comes after this line
  std::vector<std::string> text{};
  unsigned first = 0; // the number of the first line of the text

  friend bool operator==(const RecordedSource &, const RecordedSource &) = default;
};

// Where a subject first did something else than the model.
struct RecordedDifference {
  std::string kind;     // without values: alike in all that one mistake causes
  std::string sentence; // what it did, and what the model does
  RecordedSource source{};

  friend bool operator==(const RecordedDifference &, const RecordedDifference &) = default;
};

// The property of a record that says why a file is not proved at all: no verdict.
inline constexpr std::string_view kLeftOutProofs = "proofs";

// A stored finding of the kernel's own file.
struct RecordedFinding {
  std::string id;        // "W4"
  std::string judgement; // reachable, latent, or by design
  std::string title;

  friend bool operator==(const RecordedFinding &, const RecordedFinding &) = default;
};

struct Record {
  std::string property;     // id; "store" for a file that names none
  std::string clause;       // the violated or proved one; may be empty
  std::string subject;      // "model", or the file as it was given
  std::string form;         // of the subject
  std::string architecture; // id
  std::string engine;       // random, exhaustive, stateful, smt, store
  Verdict verdict = Verdict::error;
  std::uint64_t cases = 0; // judged
  double seconds = 0;
  std::string seed; // hexadecimal; empty if none was used
  std::vector<std::string> solvers;
  // What shows that a claim is proved (smt/solvers/witness.h): folding, z3-integers,
  // z3-bit-vectors, cvc5, certificate, run. Empty in records of earlier versions.
  std::vector<std::string> witnesses{};
  std::vector<std::string> assumptions; // ids
  // For a proof: the assumptions that it needs; nothing if that is not known.
  std::optional<std::vector<std::string>> used_assumptions;
  std::optional<RecordedPathClasses> path_classes; // of a proof that is about all calls of a helper
  bool cached = false;
  std::string counterexample; // path of its file; empty if none
  std::string reason;         // why it could not be judged, or what differs
  // The reason as a word for programs. A proof without an answer: time, memory, gave-up, killed,
  // interrupted. A proof that failed: solver, disagreement, vacuous, replay, certificate,
  // exploration, died. Of a finding: kOtherwiseWrong.
  std::string cause;
  RecordedDifference difference{}; // of a failure that was run; empty if it is not known
  std::string build;               // of a proof of a compiled file: target and level, "x86_64-O2"
  std::string compiler;            // and what compiled it, with its options
  // And of what the proof can depend on of the file's code: equal where only comments differ.
  std::string code_sha256{};
  std::string query_sha256; // of a proof: under which its answer holds
  std::string subject_sha256;
  std::uint64_t discards = 0;
  std::uint64_t too_long = 0; // cases that took more steps than can be followed, so not judged
  std::map<std::string, std::uint64_t> labels; // hits
  struct {
    unsigned run = 0;
    unsigned total = 0;
  } fault_schedules;
  std::optional<RecordedCertificate> certificate; // if one was asked for
  // A stored file says that this failure is known, so it does not fail the run. Its line has the
  // verdict "known".
  bool expected = false;
  std::optional<RecordedFinding> finding; // of the stored file
};

// The cause of a known finding that a file shows in another way than the kernel's.
inline constexpr std::string_view kOtherwiseWrong = "otherwise-wrong";

// One line, without the newline.
std::string to_json_line(const Record &record);
// Nothing if the line is no record. Unknown keys are ignored.
std::optional<Record> record_from_json(const std::string &line);

// How a claim was proved: "folded" (its terms simplify to false; solvers among the witnesses were
// asked whether each step of that is right), "solver", "certificate", or "run" (there is a call,
// which was run). Empty if it was not, or is not known.
std::string_view decided_by(const Record &record);
// Proved, and one witness alone shows it; a call that was run needs no second one.
bool is_single_witness(const Record &record);

// Of a whole run: precedence 1, 3, 0; also 3 if nothing was judged, or all is not-applicable.
int exit_status(std::span<const Record> records, bool strict);

} // namespace dma_verify
