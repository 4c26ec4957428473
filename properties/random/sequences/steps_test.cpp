// SPDX-License-Identifier: GPL-2.0-only
// Tests of the steps that are drawn, and of those that are simpler than another.
#include "properties/random/sequences/steps.h"

#include "properties/model_subject.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

namespace dma_verify::random {
namespace {

using world::Action;
using world::Platform;
using world::Step;
using world::World;

// The model takes many drawn steps on one platform; `look` sees each.
template <class Look> void take_steps(const Platform &platform, unsigned count, Look look) {
  Draw draw(rc::Random(1), 100);
  World world;
  world.architecture = platform.architecture;
  for (unsigned i = 0; i < count; ++i) {
    const Step step = draw_step(draw, platform, world);
    const auto event = plan(platform, world, step);
    look(step, event, world);
    if (!event)
      continue;
    if (!world::call_of(event->action)) {
      world::apply(world, *event);
      continue;
    }
    StoredObservation observation;
    observe_model(event->scenario, observation);
    world::apply(world, *event, observation);
  }
}

TEST_CASE("each drawn step can be taken, and keeps the contract of its callers") {
  for (const char *id : {"64-64-64-12", "32-32-32-18", "32-64-64-12", "64-64-64-12-nommu"}) {
    const Platform platform = world::make_platform(find_architecture(id).value());
    unsigned outside = 0;
    take_steps(platform, 4000, [&](const Step &, const auto &event, const World &) {
      REQUIRE(event);
      if (world::call_of(event->action)) {
        StoredObservation observation;
        observe_model(event->scenario, observation);
        for (PropertyIndex i = 0; i < catalogue().size(); ++i) {
          if (catalogue()[i].call == event->scenario.call && !catalogue()[i].of_model)
            outside += assess(i, event->scenario, observation).in_contract ? 0U : 1U;
        }
      }
    });
    CHECK(outside == 0);
  }
}

TEST_CASE("all actions, all devices, all allocators, success and failure of each are drawn") {
  const Platform platform = world::make_platform(make_architecture(64, 64, 64, 12));
  std::map<std::string, unsigned> seen;
  take_steps(platform, 4000, [&](const Step &, const auto &event, const World &world) {
    ++seen[std::string(world::to_string(event->action))];
    if (!world::call_of(event->action))
      return;
    const StoredScenario &scenario = event->scenario;
    if (event->action == Action::acquire) {
      ++seen[std::string(platform.devices[event->device].name)];
      const bool failed = scenario.map_handle == dma_mapping_error<WidestMachine>();
      ++seen[failed ? "map fails" : "map succeeds"];
      if (scenario.contiguous_page.is_null) {
        ++seen[scenario.buddy_page.is_null ? "no pages" : "buddy"];
      } else {
        ++seen[std::string(to_string(scenario.contiguous_area))];
      }
    }
    if (event->action == Action::map_to_user) {
      const auto *buffer = world.ledger.find_buffer(event->buffer);
      const std::uint64_t count = world::frames_of(*buffer, 12).count;
      const std::uint64_t first = scenario.vma.vm_pgoff.word.value();
      const std::uint64_t pages =
          (scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >> 12;
      const bool inside = first < count && pages <= count - first;
      ++seen[inside ? "inside" : (first + pages < first ? "wraps" : "outside")];
      ++seen[scenario.remap_status == 0 ? "remap succeeds" : "remap fails"];
      ++seen[buffer->of_pool ? "pool mapped" : "buffer mapped"];
    }
    if (event->action == Action::describe)
      ++seen[scenario.sg_alloc_status == 0 ? "list" : "no list"];
  });
  for (std::size_t i = 0; i < world::kActionCount; ++i) {
    const auto action = static_cast<Action>(i);
    INFO(std::string(world::to_string(action)));
    CHECK(seen[std::string(world::to_string(action))] >= 40); // 1 %
  }
  for (const world::Device &device : platform.devices) {
    INFO(std::string(device.name));
    CHECK(seen[std::string(device.name)] >= 200);
  }
  for (const char *what : {"map fails", "map succeeds", "no pages", "buddy", "device", "node",
                           "standard", "inside", "wraps", "outside", "remap succeeds",
                           "remap fails", "pool mapped", "buffer mapped", "list", "no list"}) {
    INFO(what);
    CHECK(seen[what] >= 20);
  }
}

TEST_CASE("memory that was freed is handed out again") {
  const Platform platform = world::make_platform(make_architecture(64, 64, 64, 12));
  std::set<std::uint64_t> freed;
  unsigned again = 0;
  take_steps(platform, 1000, [&](const Step &, const auto &event, const World &) {
    if (event->action == Action::release)
      freed.insert(event->scenario.page.word.value());
    if (event->action == Action::acquire && !event->scenario.buddy_page.is_null)
      again += freed.contains(event->scenario.buddy_page.frame.word.value()) ? 1U : 0U;
  });
  CHECK(again >= 50);
}

TEST_CASE("simpler steps are other steps, and repeating them ends") {
  Step step;
  step.action = Action::map_to_user;
  step.device = 4;
  step.buffer = 3;
  step.bytes = 40 << 12;
  step.gfp = kGfpKernel | kGfpZero;
  step.direction = Direction::from_device;
  step.vm_pgoff = ~std::uint64_t{0};
  step.pages = 7;
  step.write_combine = step.device_writes = true;
  step.faults = {true, true, true, true, true, -kEnomem, -kEinval};
  unsigned depth = 0;
  for (auto simpler = simpler_steps(step, 12); !simpler.empty();
       simpler = simpler_steps(step, 12)) {
    for (const Step &candidate : simpler)
      REQUIRE(candidate != step);
    step = simpler[depth % simpler.size()];
    REQUIRE(++depth < 1000);
  }
  Step simplest;
  simplest.action = Action::map_to_user;
  simplest.bytes = 1 << 12;
  CHECK(step == simplest);
}

TEST_CASE("a size shrinks by whole pages, and keeps what is beyond them") {
  Step step;
  step.bytes = (3 << 12) + 1;
  bool kept = false;
  for (const Step &simpler : simpler_steps(step, 12))
    kept = kept || simpler.bytes == (2 << 12) + 1;
  CHECK(kept);
}

} // namespace
} // namespace dma_verify::random
