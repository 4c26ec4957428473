// SPDX-License-Identifier: GPL-2.0-only
// Runs the events of one sequence, one after the other, and judges the world after each.
#pragma once

#include "properties/sequences/sequence_properties.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify {

// Runs one call and observes it. Keeps the state of the called file from call to call.
using ObserveCall = std::function<void(const StoredScenario &, StoredObservation &)>;

class Player {
public:
  Player(const Architecture &architecture, ObserveCall observe);

  // Does nothing once the sequence has ended. An event that is not possible in the world is left
  // out: it was planned for another file, which did something else.
  void take(const world::Event &event);
  // To be called after the last event. False if buffers are left, so that the end cannot be judged.
  bool finish();

  // A clause is violated, or a call ended in a service that the simulated kernel does not know.
  [[nodiscard]] bool ended() const { return violation_.has_value() || !unknown_service_.empty(); }

  [[nodiscard]] const world::World &world() const { return world_; }
  [[nodiscard]] const std::vector<world::Event> &events() const { return events_; } // taken
  [[nodiscard]] const std::optional<SequenceViolation> &violation() const { return violation_; }
  [[nodiscard]] const std::string &unknown_service() const { return unknown_service_; }
  // Every call kept the contract of its callers.
  [[nodiscard]] bool in_contract() const { return in_contract_; }
  // Of the last call.
  [[nodiscard]] const StoredObservation &observation() const { return observation_; }

private:
  void judge(const std::vector<SequenceViolation> &violations);

  ObserveCall observe_;
  world::World world_;
  std::vector<world::Event> events_;
  StoredObservation observation_;
  std::optional<SequenceViolation> violation_;
  std::string unknown_service_;
  bool in_contract_ = true;
};

} // namespace dma_verify
