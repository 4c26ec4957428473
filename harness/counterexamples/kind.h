// SPDX-License-Identifier: GPL-2.0-only
// Which counterexamples show the same bug: those of one clause and one region, whatever their
// values are.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "smt/minimality/proved_facts.h"

#include <string>

namespace dma_verify {

// The same text for counterexamples that show the same. It has the property and the clause, and
//   * with a proved region: its conditions;
//   * without one: the form of the subject, and what can be told apart without one: the classes
//     (labels) of the property into which the model's run falls, and every answer of the kernel of
//     which there are few: which services fail, where pages come from, what the buffer is. Of a
//     sequence its actions, with devices and buffers.
// The architecture is no part of it.
std::string kind_of(const Counterexample &counterexample, const ProvedRegion *region = nullptr);

// How one is compared with others.
struct Kind {
  std::string without_region;
  std::string with_region; // empty if its own region is not proved
};
Kind kinds_of(const Counterexample &counterexample);

// By their regions, if both are proved; else without.
bool show_the_same(const Kind &one, const Kind &other);

} // namespace dma_verify
