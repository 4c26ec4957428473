// SPDX-License-Identifier: GPL-2.0-only
#include "properties/random/sequences/steps.h"

#include <algorithm>
#include <array>

namespace dma_verify::random {
namespace {

using world::Action;
using world::Faults;
using world::Platform;
using world::Step;
using world::World;

// How often each is tried, of 32.
struct Share {
  Action action;
  unsigned of_32;
};
constexpr std::array kShares = {Share{Action::acquire, 12},       Share{Action::release, 7},
                                Share{Action::map_to_user, 5},    Share{Action::describe, 2},
                                Share{Action::munmap, 2},         Share{Action::sync_for_cpu, 2},
                                Share{Action::alloc_coherent, 1}, Share{Action::free_coherent, 1}};

Action draw_action(Draw &draw) {
  std::uint64_t rest = draw.below(32);
  for (const Share &share : kShares) {
    if (rest < share.of_32)
      return share.action;
    rest -= share.of_32;
  }
  return Action::acquire;
}

// Mostly a few pages; now and then none, or so many that an area is exhausted.
std::uint64_t draw_pages(Draw &draw) {
  switch (draw.below(16)) {
  case 0:
    return 5 + draw.below(60);
  case 1:
    return draw.one_in(4) ? 0 : 256;
  default:
    return 1 + draw.below(4);
  }
}

void draw_alloc(Draw &draw, Step &step, unsigned page_shift) {
  step.bytes = draw_pages(draw) << page_shift;
  step.gfp = draw.one_of({kGfpKernel, kGfpKernel, kGfpKernel | kGfpNowarn, kGfpKernel | kGfpZero,
                          kGfpKernel & ~kGfpDirectReclaim});
  step.direction =
      draw.one_of({Direction::bidirectional, Direction::to_device, Direction::from_device});
  step.faults.device_area = draw.one_in(6);
  step.faults.node_area = draw.one_in(6);
  step.faults.standard_area = draw.one_in(4);
  step.faults.buddy = draw.one_in(8);
  step.faults.mapping = draw.one_in(6);
}

// Inside the buffer of `count` pages, past its end, or around the end of the word.
void draw_mmap(Draw &draw, Step &step, std::uint64_t count, const Architecture &architecture) {
  const std::uint64_t word = Draw::mask(architecture.word_bits);
  step.pages = 1 + draw.below(count + 1);
  switch (draw.below(8)) {
  case 0: // the sum wraps into the buffer
    step.vm_pgoff = (draw.below(count + 1) - step.pages) & word;
    break;
  case 1: // ends just past it, or far from it
    step.vm_pgoff = draw.one_in(2) ? count : count - std::min(count, step.pages) + 1;
    break;
  case 2:
    step.vm_pgoff = draw.edge_between(0, word);
    break;
  default:
    step.pages = 1 + draw.below(std::max<std::uint64_t>(count, 1));
    step.vm_pgoff = draw.below(count - std::min(count, step.pages) + 1);
    break;
  }
  step.write_combine = draw.one_in(4);
  if (draw.one_in(6))
    step.faults.remap_status = draw.one_of({-kEnomem, -kEacces, -kEinval});
}

// The least, then half way to it, and so on to one less.
std::vector<std::uint64_t> smaller(std::uint64_t value, std::uint64_t least) {
  std::vector<std::uint64_t> values;
  for (std::uint64_t less = value > least ? value - least : 0; less != 0; less /= 2)
    values.push_back(value - less);
  return values;
}

} // namespace

Step draw_step(Draw &draw, const Platform &platform, const World &world) {
  Step step;
  const unsigned shift = platform.architecture.page_shift;
  step.action = draw_action(draw);
  if (step.action == Action::alloc_coherent) {
    step.bytes = (1 + draw.below(4)) << shift;
    if (platform.partial_pages)
      step.bytes -= draw.below(std::uint64_t{1} << shift);
    for (unsigned i = 0; i < platform.devices.size(); ++i) {
      step.device = platform.devices[i].pool ? i : step.device;
    }
    if (plan(platform, world, step))
      return step;
  }
  const auto fitting = candidates(world, step.action);
  if (fitting.empty()) {
    step = {};
    step.device = static_cast<unsigned>(draw.below(platform.devices.size()));
    draw_alloc(draw, step, shift);
    return step;
  }
  step.buffer = static_cast<unsigned>(draw.below(fitting.size()));
  if (step.action == Action::map_to_user)
    draw_mmap(draw, step, world::frames_of(*fitting[step.buffer], shift).count,
              platform.architecture);
  if (step.action == Action::describe && draw.one_in(4))
    step.faults.sg_alloc_status = -kEnomem;
  step.device_writes = step.action == Action::sync_for_cpu && draw.one_in(2);
  return step;
}

std::vector<Step> simpler_steps(const Step &step, unsigned page_shift) {
  std::vector<Step> simpler;
  const auto with = [&](auto Step::*member, auto value) {
    if (step.*member == value)
      return;
    Step candidate = step;
    candidate.*member = value;
    simpler.push_back(candidate);
  };
  const auto without_fault = [&](auto Faults::*fault) {
    Step candidate = step;
    candidate.faults.*fault = {};
    if (candidate != step)
      simpler.push_back(candidate);
  };
  with(&Step::faults, Faults{});
  without_fault(&Faults::device_area);
  without_fault(&Faults::node_area);
  without_fault(&Faults::standard_area);
  without_fault(&Faults::buddy);
  without_fault(&Faults::mapping);
  without_fault(&Faults::sg_alloc_status);
  without_fault(&Faults::remap_status);
  with(&Step::gfp, kGfpKernel);
  with(&Step::direction, Direction::bidirectional);
  with(&Step::write_combine, false);
  with(&Step::device_writes, false);
  // Sizes by whole pages: what is beyond them stays.
  const std::uint64_t bytes_beyond = step.bytes & Draw::mask(page_shift);
  for (const std::uint64_t pages : smaller(step.bytes >> page_shift, 1))
    with(&Step::bytes, (pages << page_shift) + bytes_beyond);
  for (const std::uint64_t offset : smaller(step.vm_pgoff, 0))
    with(&Step::vm_pgoff, offset);
  for (const std::uint64_t pages : smaller(step.pages, 1))
    with(&Step::pages, pages);
  for (unsigned Step::*member : {&Step::device, &Step::buffer}) {
    for (unsigned lower = 0; lower < step.*member; ++lower)
      with(member, lower);
  }
  return simpler;
}

} // namespace dma_verify::random
