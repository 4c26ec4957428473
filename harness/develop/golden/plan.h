// SPDX-License-Identifier: GPL-2.0-only
// What is recorded: how often the program is started, and on what.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dma_verify::golden {

// `part` is a small part of `all`, for the tests.
enum class Plan { all, part };

// What is read after it. What solvers find is not minimal unless they have time for that, too: of
// proofs the results are recorded, without counterexamples.
enum class Prints { tests, proofs, replays, jobs };

// One start of the program.
struct Start {
  std::string subject;                // as the recording names it
  std::vector<std::string> arguments; // but for --out, and the subject that is in `source`
  std::string source{};               // text of the C file that is the subject; empty: none
  std::string file{};                 // and its name
  Prints prints = Prints::tests;
};

// Throws std::runtime_error if Debian's sources are not there
// (harness/setup/fetch_kernel.sh).
std::vector<Start> starts_of(Plan plan, const std::filesystem::path &program,
                             const std::filesystem::path &store);

} // namespace dma_verify::golden
