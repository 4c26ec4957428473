// SPDX-License-Identifier: GPL-2.0-only
// The command line, read and checked.
#pragma once

#include "harness/cli/selection/shard.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify::cli {

// Options of verify and test.
struct RunOptions {
  std::vector<std::string> subjects;            // "model", a C file, a kernel tree; none: the model
  std::vector<std::string> properties;          // globs over ids; none: all
  std::vector<std::string> architectures;       // globs over ids and aliases; none: all
  std::optional<std::uint64_t> cases;           // per property and architecture, at least 1
  std::optional<std::chrono::nanoseconds> time; // for all tests of the run
  std::optional<std::uint64_t> seed;
  unsigned jobs = 0;  // processes; 0: as many as processors
  Shard shard{};      // what of it this run does
  bool quiet = false; // the last line of the table alone
  std::string name;   // of the subject in reports for machines; empty: its file's
  bool strict = false;
  bool unsandboxed = false; // the file's code runs with the user's rights
  std::string mutant;       // the subjects are mutants of this name; empty: they are not
  std::string out = "dma-verify-out";
};

struct VerifyOptions : RunOptions {
  bool no_proof = false; // C files are tested only
};
struct TestOptions : RunOptions {};

struct ProveOptions {
  std::vector<std::string> subjects; // "model", or one "model:NAME"
  std::vector<std::string> properties;
  std::vector<std::string> architectures;
  std::string solver = "z3";                                   // z3, cvc5 or all
  std::chrono::nanoseconds timeout = std::chrono::seconds(60); // of one job
  unsigned memory_megabytes = 2048;                            // of one job
  unsigned jobs = 0;
  std::string export_folder; // empty: no export
  bool certify = false;      // each proof needs a certificate
  bool unfolded = false;     // solvers get the claims as they are, not simplified
  bool anew = false;         // of a C file, what the cache holds too
  bool list_jobs = false;
  std::optional<std::string> job; // only this one
  bool resume = false;            // keep the answers in `out`
  bool quiet = false;             // as in RunOptions
  Shard shard{};                  // as in RunOptions
  std::string out = "dma-verify-out";
};

struct ReplayOptions {
  std::string subject = "model";
  bool subject_given = false;
  std::vector<std::string> files; // none: the whole store
  bool unsandboxed = false;       // as in RunOptions
  bool mail = false;              // print each as a mail instead of its verdict
  std::string export_folder;      // for the exports of each; empty: none
  std::string accept;             // folder of the store in which to keep the file; empty: do not
};

struct MinimizeOptions {
  std::string subject; // empty: the one that the file names, if it is the model
  std::string file;
  bool unsandboxed = false;        // as in RunOptions
  std::string format = "markdown"; // what is printed: also mail, c, kunit, doctest, json
  std::string out;                 // empty: standard output
};

struct MergeOptions {
  std::vector<std::string> folders; // of the results of shards
  bool strict = false;              // these as in RunOptions
  bool quiet = false;
  std::string name;
  std::string out = "dma-verify-out";
};

struct ListOptions {
  std::string what; // properties, findings, architectures, subjects, mutants, schedules, jobs
  std::string format = "text"; // text, json, markdown, kernel-doc
};

struct ShowVersion {};

struct ShowHelp {
  std::string text;
};

// What is wrong, with the name of the option.
struct WrongUsage {
  std::string message;
};

using Command =
    std::variant<VerifyOptions, TestOptions, ProveOptions, ReplayOptions, MinimizeOptions,
                 MergeOptions, ListOptions, ShowVersion, ShowHelp, WrongUsage>;

Command parse_command_line(int argc, const char *const *argv);

// "90", "90s", "500ms", "2m", "1h"; nothing if it is none of them or not positive.
std::optional<std::chrono::nanoseconds> parse_duration(const std::string &text);

} // namespace dma_verify::cli
