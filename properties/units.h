// SPDX-License-Identifier: GPL-2.0-only
// The statements of each unit about its helpers, besides its list of properties (catalogue.h): one
// struct for each unit. Adding a unit: its struct in units.cpp.
#pragma once

#include "model/kernel/trace.h"
#include "properties/agreement_text.h"
#include "properties/order/coordinates.h"
#include "properties/path_classes/path_class.h"
#include "properties/random/fault_schedule.h"
#include "properties/reachability.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dma_verify {

struct UnitStatements {
  std::span<const AgreementText> agreements; // one for each helper
  // All path classes of a helper.
  std::span<const path_classes::PathClass> (*path_classes)(HelperId);
  // How a scenario can be reached in a kernel.
  Reachability (*reachability)(const StoredScenario &);
  // Whether it can occur where a subject's form has this environment.
  bool (*can_occur)(const StoredScenario &, random::Environment);
  // Scenarios with simple numbers that reach the path classes of a helper; the finite answers are
  // those of the given one.
  std::vector<StoredScenario> (*plain_words)(const StoredScenario &);
  // Which calls of a helper proofs leave out, and which others regions leave out: a phrase that
  // begins with ", "; empty if none.
  std::string_view (*left_out_of_proofs)(HelperId);
  std::string_view (*left_out_of_regions)(HelperId);
  // Other views of the numbers of the order of its helpers.
  std::vector<Coordinate> (*followers)(HelperId);
  // One past the last page, byte or entry of the call that a probe can stand for; 0 if it has none.
  std::uint64_t (*probe_end)(const StoredScenario &);
  // Probes at which coverage fails if it fails; empty for calls that have no probe.
  std::vector<std::uint64_t> (*probes_at_edges)(const StoredScenario &, const StoredObservation &);
};

const UnitStatements &statements_of(UnitId unit);

} // namespace dma_verify
