// SPDX-License-Identifier: GPL-2.0-only
// What is verified. The model, a mutant of it and a C file are values of one type, which says what
// can be done with each; nothing else asks which of them it is.
#pragma once

#include "harness/subjects/source_lines.h"
#include "model/kernel/trace.h"
#include "properties/mutant.h"
#include "properties/random/fault_schedule.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

namespace smt {
struct SymbolicSubject;
}

// Runs one scenario and observes it. Must not be called outside a forked child for a C file.
using Observe = std::function<void(const StoredScenario &, StoredObservation &)>;

// Tells which scenarios will be run next, behind those that were told before, in this order and at
// these places in memory, which stay valid until all have been run. All are of one architecture.
using Announce = std::function<void(std::span<const StoredScenario>)>;

struct AnnouncedRuns {
  Announce announce{}; // null: nothing is gained by it
  Observe observe;
};

// Runs after each of which it can be asked where in the code it called its services.
struct PlacedRuns {
  Observe observe;
  std::function<CodePlaces()> places; // of the call that was run last
};

struct Subject {
  std::vector<UnitId> units{}; // whose helpers it has
  std::string name{};          // as it is shown: "model", or the file's path

  // Where it comes from, for files and records.
  std::string kind = "c";              // "model", also of a mutant, or "c"
  std::string form{};                  // an id of the list of forms of the unit, or "unknown"
  std::string sha256{};                // of the file; empty for the model
  std::string origin = "file";         // "model", "mutant NAME", "kernel" (a tree's file) or "file"
  std::vector<std::string> not_seen{}; // what of it is not looked at, one phrase each
  std::string left_out{}; // names without which parts of the file are not compiled; empty if all is
  std::string missing{};  // all names that the simulated kernel lacks, with their lines
  // Under unusual options of the kernel: what can occur (null: all that its environment allows),
  // and the families of properties that say nothing of it.
  std::function<bool(const StoredScenario &)> can_occur{};
  std::vector<std::string> silent{};

  random::Environment environment{};
  std::function<bool(const Architecture &)> supports{};
  // A fresh instance, without the memory of earlier calls.
  std::function<Observe()> open{};
  // The same, for many scenarios that are known before they are run; null: as open.
  std::function<AnnouncedRuns()> open_for_many{};
  // The same as open, with places in the code, and what these mean; null: there is no code.
  std::function<PlacedRuns()> open_placed{};
  std::function<std::vector<SourceLines>(const Architecture &, std::span<const CodePlaces>)>
      lines_of{};
  bool is_reference = false; // the model itself, with which the others are compared
  // For solvers, in builds that have them; null if it can only be run.
  std::shared_ptr<const smt::SymbolicSubject> on_terms{};
  // Makes on_terms of a C file, for those of these rows on which it runs; or says in one line why
  // it cannot be proved. Null if there is nothing to make.
  std::function<std::string(Subject &, std::span<const Architecture>, unsigned jobs)>
      make_provable{};

  // Why a call that came to this name was not judged: all names, of which it is one.
  [[nodiscard]] std::string lacks(const std::string &service) const {
    return missing.find(service + " (") == std::string::npos ? service : missing;
  }
  [[nodiscard]] bool has(UnitId unit) const;
  [[nodiscard]] bool is_of_file() const { return !sha256.empty(); }
  [[nodiscard]] bool has(HelperId helper) const { return has(helper.unit); }
};

// All units' models.
Subject model_subject();

// A mutant of the model: "model:NAME", to see the program fail.
inline constexpr std::string_view kMutantPrefix = "model:";
Subject mutant_subject(const Mutant &mutant);

// Something that can only be run, everywhere; of all units.
Subject run_subject(const std::string &name, std::function<Observe()> open);

} // namespace dma_verify
