// SPDX-License-Identifier: GPL-2.0-only
#include "properties/sequences/player.h"

#include "model/kernel/convert.h"

namespace dma_verify {
namespace {

bool keeps_contract(const StoredScenario &scenario) {
  return with_machine(scenario.architecture, [&]<class M>() {
    return all_hold<M>(contract_of(scenario.call), convert_scenario<M>(scenario));
  });
}

} // namespace

Player::Player(const Architecture &architecture, ObserveCall observe)
    : observe_(std::move(observe)) {
  world_.architecture = architecture;
}

void Player::take(const world::Event &event) {
  if (ended())
    return;
  events_.push_back(event);
  if (!world::call_of(event.action)) {
    world::apply(world_, event);
  } else {
    in_contract_ = in_contract_ && keeps_contract(event.scenario);
    observe_(event.scenario, observation_);
    if (observation_.completion == Completion::unmodelled) {
      unknown_service_ = observation_.detail;
      return;
    }
    world::apply(world_, event, observation_);
  }
  judge(violated_after_step(world_));
}

void Player::finish() {
  if (!ended())
    judge(violated_at_end(world_));
}

void Player::judge(const std::vector<SequenceViolation> &violations) {
  if (!violations.empty())
    violation_ = violations.front();
}

} // namespace dma_verify
