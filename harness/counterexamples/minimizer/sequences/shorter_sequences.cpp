// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/minimizer/sequences/shorter_sequences.h"

#include "model/world/plan.h"

#include <algorithm>

namespace dma_verify {
namespace {

using world::Action;
using world::Event;
using world::Platform;
using world::Step;
using world::World;

// The values of each choice. vm_pgoff is in pages; `ends` adds the last one of the word, from which
// sums wrap.
struct Values {
  const char *text;
  std::vector<std::uint64_t> pages;
  std::vector<Direction> directions;
  std::vector<std::uint32_t> gfps;
  bool nobody_serves = true;
  bool mappings_fail = true;
  std::vector<std::uint64_t> vma_pages;
  std::vector<std::uint64_t> offsets;
  bool write_combine = true;
};

constexpr std::uint64_t kLastOffset = ~std::uint64_t{0}; // is cut to the word

const Values &values_for(std::size_t steps) {
  using enum Direction;
  static const Values kOfOne{
      "buffers of 1, 2, 3 or 5 pages in each direction, zeroed by their allocator or not, of a "
      "contiguous area, of the buddy allocator or of nobody; mappings that work and that fail",
      {1, 2, 3, 5},
      {bidirectional, to_device, from_device},
      {kGfpKernel, kGfpKernel | kGfpZero},
      true,
      true,
      {},
      {},
      false};
  static const Values kOfTwo{
      "buffers of 1 or 3 pages, of a contiguous area, of the buddy allocator or of nobody; "
      "mappings that work and that fail; mmap of 1 or 2 pages at vm_pgoff 0, 1, 3 or the last one, "
      "write-combined or not; services that work and that fail with -ENOMEM",
      {1, 3},
      {bidirectional},
      {kGfpKernel},
      true,
      true,
      {1, 2},
      {0, 1, 3, kLastOffset},
      true};
  static const Values kOfThree{
      "buffers of 3 pages, of a contiguous area or of the buddy allocator; mmap of 1 page at "
      "vm_pgoff 0, 3 or the last one; services that work and that fail with -ENOMEM",
      {3},
      {bidirectional},
      {kGfpKernel},
      false,
      false,
      {1},
      {0, 3, kLastOffset},
      false};
  return steps == 1 ? kOfOne : steps == 2 ? kOfTwo : kOfThree;
}

// Every step of the values that can be taken in the world.
class Steps {
public:
  Steps(const Platform &platform, const Values &values)
      : values_(values), shift_(platform.architecture.page_shift) {
    for (unsigned device = 0; device < platform.devices.size(); ++device) {
      add_allocations(device);
      if (platform.devices[device].pool)
        add_pool_allocations(device);
    }
    for (const Action action : {Action::release, Action::munmap, Action::free_coherent})
      uses_.push_back(step_of(action));
    for (const bool writes : {false, true}) {
      uses_.push_back(step_of(Action::sync_for_cpu));
      uses_.back().device_writes = writes;
    }
    for (const int status : {0, -kEnomem}) {
      uses_.push_back(step_of(Action::describe));
      uses_.back().faults.sg_alloc_status = status;
    }
    add_mmaps();
  }

  // Calls visit(step) for each.
  template <class Visit> void in(const World &world, Visit &&visit) const {
    for (const Step &step : allocations_)
      visit(step);
    for (Step step : uses_) {
      const auto fitting = candidates(world, step.action).size();
      for (step.buffer = 0; step.buffer < fitting; ++step.buffer)
        visit(step);
    }
  }

private:
  static Step step_of(Action action) {
    Step step;
    step.action = action;
    return step;
  }

  void add_allocations(unsigned device) {
    enum class Served : std::uint8_t { area, buddy, nobody };
    for (const std::uint64_t pages : values_.pages) {
      for (const Direction direction : values_.directions) {
        for (const std::uint32_t gfp : values_.gfps) {
          for (const Served served : {Served::area, Served::buddy, Served::nobody}) {
            for (const bool mapping_fails : {false, true}) {
              if ((mapping_fails && !values_.mappings_fail) ||
                  (served == Served::nobody && !values_.nobody_serves))
                continue;
              Step step = step_of(Action::acquire);
              step.device = device;
              step.bytes = pages << shift_;
              step.direction = direction;
              step.gfp = gfp;
              step.faults.device_area = step.faults.node_area = step.faults.standard_area =
                  served != Served::area;
              step.faults.buddy = served == Served::nobody;
              step.faults.mapping = mapping_fails;
              allocations_.push_back(step);
            }
          }
        }
      }
    }
  }

  void add_pool_allocations(unsigned device) {
    for (const std::uint64_t pages : values_.pages) {
      Step step = step_of(Action::alloc_coherent);
      step.device = device;
      step.bytes = pages << shift_;
      allocations_.push_back(step);
    }
  }

  void add_mmaps() {
    for (const std::uint64_t pages : values_.vma_pages) {
      for (const std::uint64_t offset : values_.offsets) {
        for (const bool write_combine : {false, true}) {
          for (const int status : {0, -kEnomem}) {
            if (write_combine && !values_.write_combine)
              continue;
            Step step = step_of(Action::map_to_user);
            step.pages = pages;
            step.vm_pgoff = offset;
            step.write_combine = write_combine;
            step.faults.remap_status = status;
            uses_.push_back(step);
          }
        }
      }
    }
  }

  const Values &values_;
  unsigned shift_;
  std::vector<Step> allocations_;
  std::vector<Step> uses_; // of each buffer that they fit
};

class Runner {
public:
  Runner(const Platform &platform, const std::function<ObserveCall()> &open,
         const SequenceViolation &violation, std::chrono::milliseconds most_time,
         const Values &values)
      : platform_(platform), open_(open), violation_(violation), steps_(platform, values),
        deadline_(std::chrono::steady_clock::now() + most_time) {
    runs_.space = std::to_string(platform.devices.size()) + " devices, " + values.text;
  }

  ShorterRuns run(std::size_t steps) {
    World empty;
    empty.architecture = platform_.architecture;
    for (std::size_t length = 1; length <= steps && going_on(); ++length)
      extend({}, empty, length);
    runs_.complete = !out_of_time_;
    return std::move(runs_);
  }

private:
  bool going_on() {
    out_of_time_ = out_of_time_ || std::chrono::steady_clock::now() > deadline_;
    return runs_.found.empty() && !out_of_time_;
  }

  // All sequences of `left` more steps after these events.
  void extend(const std::vector<Event> &before, const World &world, std::size_t left) {
    steps_.in(world, [&](const Step &step) {
      if (!going_on())
        return;
      const auto event = plan(platform_, world, step);
      if (!event)
        return;
      std::vector<Event> events = before;
      events.push_back(*event);
      Player player(platform_.architecture, open_());
      for (const Event &each : events)
        player.take(each);
      if (player.events().size() != events.size())
        return; // the file did something else this time
      if (left > 1) {
        if (!player.ended())
          extend(events, player.world(), left - 1);
        return;
      }
      ++runs_.sequences;
      player.finish();
      if (player.violation() == violation_ && player.in_contract())
        runs_.found = std::move(events);
    });
  }

  const Platform &platform_;
  const std::function<ObserveCall()> &open_;
  const SequenceViolation &violation_;
  Steps steps_;
  std::chrono::steady_clock::time_point deadline_;
  bool out_of_time_ = false;
  ShorterRuns runs_;
};

} // namespace

ShorterRuns run_every_sequence(const Platform &platform, std::size_t steps,
                               const std::function<ObserveCall()> &open,
                               const SequenceViolation &violation,
                               std::chrono::milliseconds most_time) {
  steps = std::min(steps, kLongestRunInFull);
  return Runner(platform, open, violation, most_time, values_for(steps)).run(steps);
}

} // namespace dma_verify
