// SPDX-License-Identifier: GPL-2.0-only
#include "smt/subjects/history.h"

#include "smt/symbolic/scenario.h"

namespace dma_verify::smt {

std::string word_of_earlier(std::string_view field, std::size_t call) {
  return "earlier." + std::to_string(call) + "." + std::string(field);
}

EarlierCalls known_from(const History &history, const Assignment &words) {
  EarlierCalls known;
  known.same_device = history.same_device;
  known.round = history.round;
  const auto rounds = words.find(kRounds);
  if (rounds != words.end())
    known.rounds = static_cast<std::uint64_t>(rounds->second);
  for (std::size_t i = 0; i < history.calls.size(); ++i) {
    const std::string prefix = word_of_earlier("", i);
    Assignment own;
    for (const auto &[name, value] : words) {
      if (name.starts_with(prefix))
        own[name.substr(prefix.size())] = value;
    }
    known.then.push_back(scenario_of(history.calls[i], own));
  }
  return known;
}

} // namespace dma_verify::smt
