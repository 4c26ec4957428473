// SPDX-License-Identifier: GPL-2.0-only
// A counterexample as a file: values by name in kernel terms, so that it does not depend on
// generators.
#pragma once

#include "model/world/step.h"
#include "smt/minimality/proved_facts.h"
#include "smt/obligations/earlier_calls.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dma_verify {

inline constexpr int kCounterexampleFormat = 1;

// The text of a finding: a counterexample of the kernel's own file.
struct FindingText {
  std::string id;        // "W1"
  std::string title;     // what is wrong, in one phrase
  std::string judgement; // "reachable", "latent" (needs a caller's misuse) or "by design"
  std::string reason;    // for the judgement: in which configurations it can be reached
};

// One call, or a sequence of them on a fresh copy of the file.
struct Counterexample {
  std::string property; // id
  std::string clause;   // id
  // The expected verdict: "falsified" (a known finding) or "passed" (a regression that must not
  // come back).
  std::string expected = "passed";
  std::string reachable; // how, and the rule behind it; for the reader
  struct {
    std::string kind; // "model" or "c"
    std::string form;
    std::string sha256;
  } subject;
  StoredScenario scenario;             // of a sequence: the call that is the hardest to reach
  std::vector<world::Event> steps{};   // of a sequence; else empty
  EarlierCalls earlier{};              // of a call that fails only after others; else empty
  std::optional<FindingText> finding;  // of the store's findings
  std::optional<ProvedFacts> proved{}; // what is known for certain, if it was asked for
  struct {
    std::string engine; // random, smt, store
    std::string seed;   // hexadecimal
    // "kernel" (a tree's file), "file" (a C file on its own), "model", or "mutant NAME": a file
    // that was made wrong on purpose.
    std::string found_on;
    std::string version;                    // of dma-verify
    std::optional<StoredScenario> original; // before it was minimized; not read back
  } provenance;
};

// What `found_on` begins with if it is a mutant; the name follows.
inline constexpr std::string_view kMutant = "mutant ";

// The counterexample was found on a mutant, so it says nothing about the kernel.
bool is_of_mutant(const Counterexample &counterexample);

std::string to_toml(const Counterexample &counterexample);

// The steps' call that is the hardest to reach; a default one if no step is a call.
StoredScenario hardest_call_of(const std::vector<world::Event> &steps);

// Why a file cannot be used, in one line: file, line or field, what is allowed.
struct UnusableFile {
  std::string message;
  // The file is well-formed, but its fields, property or clause are not those of this version.
  bool stale = false;
};

std::variant<Counterexample, UnusableFile> from_toml(const std::string &text,
                                                     const std::string &file_name);
std::variant<Counterexample, UnusableFile> read_counterexample(const std::filesystem::path &path);

// "PROPERTY.CLAUSE.ARCH.HASH.toml"; the hash tells scenarios apart.
std::string file_name_of(const Counterexample &counterexample);

} // namespace dma_verify
