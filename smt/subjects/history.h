// SPDX-License-Identifier: GPL-2.0-only
// Histories: calls of a compiled file that come before the one that is judged. What proofs ask of
// the static variables of a file.
#pragma once

#include "model/kernel/trace.h"
#include "smt/ir/target.h"
#include "smt/obligations/earlier_calls.h"
#include "smt/terms/evaluate.h"
#include "smt/terms/query.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify::smt {

// What a part of a static variable holds after so many rounds: `initial` before the first one, then
// `first`, and from then on `step` more with each round, modulo its width.
struct CellForm {
  ir::StaticCell cell{};
  std::uint64_t initial = 0;
  std::uint64_t first = 0;
  std::uint64_t step = 0;

  friend bool operator==(const CellForm &, const CellForm &) = default;
};

// First rounds of known calls, each with the same arguments and answers; their number is a free
// word, or known. Then calls of which all words are free, or known.
struct History {
  std::vector<StoredScenario> round{};
  std::vector<CellForm> forms{};       // empty: no rounds
  std::uint64_t most_rounds = 0;       // as far as the forms are right
  std::vector<StoredScenario> calls{}; // behind the rounds: with their finite answers
  bool same_device = false;            // as in EarlierCalls
  std::optional<EarlierCalls> known{}; // the number of rounds, and the calls behind them
  bool plays_rounds = false;           // if known: really, not by the forms
};

inline constexpr std::string_view kRounds = "earlier.rounds"; // the free word
// "earlier.0.size" for the field "size" of the first call behind the rounds.
std::string word_of_earlier(std::string_view field, std::size_t call);
// The number of rounds and the calls behind them that a solver's model chose.
EarlierCalls known_from(const History &history, const Assignment &words);

// Whether a round leaves what the forms say of one more, asked of all numbers of rounds at once.
struct RoundStep {
  std::shared_ptr<TermPool> pool{};
  Term rounds{};
  Term differs{};
};

} // namespace dma_verify::smt
