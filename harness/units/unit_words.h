// SPDX-License-Identifier: GPL-2.0-only
// What a unit says of its helpers to people: sentences, and forms of a call that can be pasted. One
// struct a unit. Adding a unit: its struct in unit_words.cpp.
#pragma once

#include "harness/counterexamples/exports/exports.h"
#include "harness/counterexamples/files/counterexample.h"
#include "model/kernel/trace.h"

#include <string>
#include <string_view>

namespace dma_verify {

struct UnitWords {
  // Of a call: see harness/counterexamples/prose/sentence.h.
  std::string (*request)(const StoredScenario &);
  std::string (*circumstances)(const StoredScenario &);
  std::string (*failures)(const StoredScenario &);
  std::string (*sentence)(const Counterexample &, const StoredObservation &);
  // See consequence.h; empty if the property is not this unit's.
  std::string_view (*consequence)(std::string_view property, std::string_view clause);
  // See harness/counterexamples/exports/exports.h.
  std::string (*c_snippet)(const ExportInput &);
  std::string (*kunit_line)(const ExportInput &);
  std::string (*kunit_file)(const ExportInput &);
  std::string (*kunit_header)();
  std::string_view kunit_struct; // the struct of a KUnit parameter; its header is called the same
};

const UnitWords &words_of(UnitId unit);

} // namespace dma_verify
