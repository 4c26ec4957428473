// SPDX-License-Identifier: GPL-2.0-only
// All verdicts, and the exit status that follows from them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dma_verify {

enum class Verdict : std::uint8_t {
  proved,         // for all inputs, of the model
  passed,         // in n cases
  differs,        // every clause holds; the model does otherwise
  repaired,       // a known finding that no longer fails
  not_applicable, // listed, never counted
  falsified,      // a clause is violated
  unknown,        // a solver gave no answer
  gave_up,        // too few cases could be judged
  error,          // a mistake of ours or of a tool
  unmodelled,     // a service that the simulated kernel does not know was called
  stale,          // a stored file no longer fits
};

std::string_view to_string(Verdict verdict);
std::optional<Verdict> verdict_from(std::string_view text);

// 0 holds, 1 falsified, 3 could not be judged. not_applicable is 0 here and counted apart.
// `strict`: a difference from the model is a failure.
int exit_status(Verdict verdict, bool strict);

} // namespace dma_verify
