// SPDX-License-Identifier: GPL-2.0-only
// The one way of a run's counterexamples: of what an engine found and minimized solvers prove the
// minimum, and it is explained, compared with what is known, and written. The only code that does
// so.
#pragma once

#include "harness/counterexamples/kind.h"
#include "harness/counterexamples/pipeline/engine_result.h"
#include "harness/subjects/subject.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace dma_verify {

// Writes the counterexample and the questions that were asked about it into the folder; the path of
// its file, or nothing if one cannot be written.
std::optional<std::string> write_counterexample(const std::filesystem::path &folder,
                                                const Counterexample &counterexample);

class Pipeline {
public:
  // Writes into `folder`. Counterexamples are run again on these subjects, found by their names.
  // `version` is that of the program.
  Pipeline(std::filesystem::path folder, std::vector<Subject> subjects, std::string version)
      : folder_(std::move(folder)), subjects_(std::move(subjects)), version_(std::move(version)) {}

  // All subjects are mutants of this name: what is found on them says so.
  void of_mutant(const std::string &name) { mutant_ = name; }

  // From now on the subject of this name is this one, of which solvers can be asked.
  void now_provable(const Subject &subject);

  // Marks what this file of a store shows as known, if the cause is the same: it was found on the
  // same file, or calls fail in the same proved region. That a clause is violated on the same way
  // can have many causes.
  void know(const Counterexample &counterexample, const std::string &path);

  // The counterexample of a file that an earlier run wrote.
  void take_over(const Counterexample &counterexample, const std::string &path);

  // Takes the result's counterexample its whole way, and completes its record: with the path of
  // the file and sentences about the scenario in it. If several of one subject and architecture
  // show the same, the first is written, and the records of the others are about its file; but one
  // that is proved to be the smallest is written too after one that is not. False if a file could
  // not be written; the record then names none.
  bool complete(EngineResult &result);

  // What is in a file that was written, or that the pipeline was told of; null for other paths.
  [[nodiscard]] const Counterexample *in_file(const std::string &path) const;

  [[nodiscard]] const std::vector<Subject> &subjects() const { return subjects_; }

private:
  struct Stored {
    Kind kind;
    std::string path;
    std::string found_on; // and the SHA-256 of the file
  };
  struct Written {
    Kind kind;
    std::string where; // subject and architecture
    std::string path;
    std::string sentence;
    RecordedDifference difference;
  };

  std::filesystem::path folder_;
  std::vector<Subject> subjects_;
  std::string version_;
  std::string mutant_;
  std::vector<Stored> stored_;
  std::vector<Written> written_;
  std::map<std::string, Counterexample> in_files_; // by path

  // By property, clause, subject, architecture, build and broken assumptions: there is one minimum
  // for each.
  std::map<std::string, Counterexample> proved_;
  std::set<std::string> proved_clauses_;
  std::chrono::duration<double> proving_{0};

  void prove_in_time(const Subject &subject, const std::string &build,
                     Counterexample &counterexample);
  // The same; but a scenario that solvers found counts only if it fails on the file as it is
  // compiled for this machine, if the one before does.
  void prove_and_run(const Subject &subject, const std::string &build,
                     Counterexample &counterexample);
};

} // namespace dma_verify
