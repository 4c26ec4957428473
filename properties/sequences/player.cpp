// SPDX-License-Identifier: GPL-2.0-only
#include "properties/sequences/player.h"

#include "properties/broken_assumptions.h"

namespace dma_verify {

Player::Player(const Architecture &architecture, ObserveCall observe)
    : observe_(std::move(observe)) {
  world_.architecture = architecture;
}

void Player::take(const world::Event &event) {
  if (ended() || !world::fits(world_, event))
    return;
  events_.push_back(event);
  if (!world::call_of(event.action)) {
    world::apply(world_, event);
  } else {
    in_contract_ = in_contract_ && keeps_contract(event.scenario);
    observe_(event.scenario, observation_);
    if (observation_.completion == Completion::unmodelled ||
        observation_.completion == Completion::too_long) {
      unknown_service_ = observation_.detail;
      return;
    }
    world::apply(world_, event, observation_);
  }
  judge(violated_after_step(world_));
}

bool Player::finish() {
  if (ended())
    return true;
  if (!world_.ledger.buffers.empty())
    return false;
  judge(violated_at_end(world_));
  return true;
}

void Player::judge(const std::vector<SequenceViolation> &violations) {
  if (!violations.empty())
    violation_ = violations.front();
}

} // namespace dma_verify
