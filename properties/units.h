// SPDX-License-Identifier: GPL-2.0-only
// What each unit states of its helpers, beside its list of properties (catalogue.h): one struct a
// unit. Adding a unit: its struct in units.cpp.
#pragma once

#include "model/kernel/trace.h"
#include "properties/agreement_text.h"
#include "properties/path_classes/path_class.h"
#include "properties/reachability.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dma_verify {

struct UnitStatements {
  std::span<const AgreementText> agreements; // one for each helper
  // All classes of ways through a helper.
  std::span<const path_classes::PathClass> (*path_classes)(HelperId);
  // How a scenario can come about in a kernel.
  Reachability (*reachability)(const StoredScenario &);
  // Scenarios of the call of the given one with the simplest words that take its ways.
  std::vector<StoredScenario> (*plain_words)(const StoredScenario &);
  // What proofs, and what regions beside that, leave out of the calls of a helper: a phrase that
  // begins with ", "; empty if nothing.
  std::string_view (*left_out_of_proofs)(HelperId);
  std::string_view (*left_out_of_regions)(HelperId);
  // Probes at which coverage fails if it fails; empty for calls that have no probe.
  std::vector<std::uint64_t> (*probes_at_edges)(const StoredScenario &, const StoredObservation &);
};

const UnitStatements &statements_of(UnitId unit);

} // namespace dma_verify
