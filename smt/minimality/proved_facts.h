// SPDX-License-Identifier: GPL-2.0-only
// What is proved about a minimized counterexample: that nothing smaller fails, which inputs fail,
// and which of its values matter. Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dma_verify {

// A question that solvers were asked, as the file that each of them was given.
struct SettledQuery {
  struct Answer {
    std::string solver;  // "z3 4.8.12"
    std::string verdict; // "unsat": no violation of the claim exists
    double seconds = 0;
  };
  std::string name;   // "offset-bounds.accepted-in-bounds:in-bounds@64-64-64-12 smaller"
  std::string text;   // SMT-LIB 2
  std::string sha256; // of the text
  std::string file{}; // name of the file beside the counterexample; empty if it was not written
  std::vector<Answer> answers;
};

// That nothing smaller fails.
struct ProvedMinimum {
  bool proved = false;
  std::string reason{}; // why it is not, in one line; empty if it is
  std::string space{};  // among which scenarios it is the smallest, in words
  SettledQuery query{}; // "fails and is smaller", refuted
  // The gap: the number of values in which the minimizer's result differs from the proved
  // minimum. 0 means that the minimizer had found the minimum.
  unsigned gap = 0;
  std::string gap_text{}; // "vma_pages 2 instead of 1"; empty without a gap
};

// For a sequence: that no shorter one of a finite space fails, by running all of them. Says nothing
// about sequences outside the space.
struct ShorterRun {
  bool complete = false; // every sequence of the space was run, and none fails
  unsigned steps = 0;    // the largest number of steps in the space
  std::uint64_t sequences = 0;
  std::string space{}; // in words
};

// All inputs that fail, in closed form.
struct ProvedRegion {
  bool proved = false;
  std::string reason{}; // why there is none
  std::string space{};  // among which scenarios, in words
  // Conditions, all of which must hold: exactly the scenarios in the contract that meet them fail.
  // In kernel terms: "vm_pgoff + vma_pages >= 2^64".
  std::vector<std::string> conditions{};
  SettledQuery query{}; // "fails, and is not in the region, or the other way round", refuted
};

// What is known about one field while the other fields keep their values.
struct FieldFreedom {
  enum class Kind : std::uint8_t {
    anything, // every value that the contract allows fails
    exactly,  // no other value fails
    range,    // exactly the values from `low` to `high` fail
    others,   // some other values fail, and some do not
    held,     // the contract allows no other value
  };
  std::string field; // as in the counterexample file
  Kind kind = Kind::others;
  std::string value{}; // in the minimum
  std::string low{};   // of a range
  std::string high{};
};

struct ProvedFacts {
  ProvedMinimum minimum{};
  ShorterRun shorter_run{}; // of sequences alone
  ProvedRegion region{};
  std::vector<FieldFreedom> fields{}; // in the order of the file; empty if nothing is known
  SettledQuery fields_query{};        // "what is said of some field is wrong", refuted
  // It is also proved that all fields of kind `anything` can change at the same time.
  bool anything_at_once = false;
  double seconds = 0; // minimizing and proving, on this machine
};

} // namespace dma_verify
