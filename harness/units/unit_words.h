// SPDX-License-Identifier: GPL-2.0-only
// What a unit says of its helpers to people: sentences, and forms of a call that can be pasted. One
// struct a unit. Adding a unit: its struct in unit_words.cpp.
#pragma once

#include "harness/counterexamples/exports/exports.h"
#include "harness/counterexamples/exports/kunit_parameter.h"
#include "harness/counterexamples/files/counterexample.h"
#include "harness/counterexamples/prose/consequence.h"
#include "model/kernel/trace.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

struct UnitWords {
  // What was called with what: "dma_common_mmap() of 2 pages at vm_pgoff 5 of a buffer of 6 pages".
  std::string (*request)(const StoredScenario &);
  // What was unusual around the call; what begins with "while" is a failing service.
  std::vector<std::string> (*circumstances)(const StoredScenario &);
  // What the call did, and how that differs from what the clause expects: "returned 0; ...".
  std::string (*happened)(const Counterexample &, const StoredObservation &);
  // What violated clauses of this unit's properties mean; the first that fits counts.
  std::span<const Consequence> consequences;
  // The function of a snippet in C, see harness/counterexamples/exports/exports.h.
  std::string (*c_function)(const ExportInput &);
  // The call as a KUnit parameter, see harness/counterexamples/exports/kunit_parameter.h.
  exports::KunitParameter (*kunit_parameter)(const ExportInput &);
  std::string (*kunit_header)();
  std::span<const MemberName> member_names; // of the unit's fields, for the doctest case
  std::string_view kunit_struct; // the struct of a KUnit parameter; its header is called the same
};

const UnitWords &words_of(UnitId unit);

} // namespace dma_verify
