// SPDX-License-Identifier: GPL-2.0-only
// Pictures of alloc_pages and free_pages: a block of pages, and what is done to it.
#include "harness/units/ops_helpers/panels/panels.h"

#include "harness/counterexamples/files/field_text.h"
#include "model/ops_helpers/kernel/buffer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace dma_verify::ops_helpers {

using namespace report;

namespace {

// What is done to a block, in the order of its life.
enum class Phase : std::uint8_t { allocated, mapped, zeroed, unmapped, released };
constexpr std::array kPhases = {
    std::pair(Phase::allocated, "allocated"), std::pair(Phase::mapped, "mapped for the device"),
    std::pair(Phase::zeroed, "zeroed"), std::pair(Phase::unmapped, "unmapped"),
    std::pair(Phase::released, "released")};

struct Done {
  std::vector<Bar> bars;
  std::string text;

  friend bool operator==(const Done &, const Done &) = default;
};

// The first frame of the block that the picture shows.
std::optional<WidestMachine::FrameNumber> block_frame(const StoredScenario &scenario,
                                                      const StoredObservation &observed) {
  if (scenario.call == Helper::free_pages)
    return scenario.page;
  for (const Effect<WidestMachine> &effect : observed.trace) {
    if ((effect.kind == DmaEffect::dma_alloc_contiguous ||
         effect.kind == DmaEffect::alloc_pages_node) &&
        !effect.page.is_null)
      return effect.page.frame;
  }
  return std::nullopt;
}

class Block {
public:
  Block(const StoredScenario &scenario, WidestMachine::FrameNumber first)
      : scenario_(scenario), places_(scenario), first_(first) {}

  [[nodiscard]] Done done(Phase phase, const StoredObservation &observed) const {
    Done done;
    for (const Effect<WidestMachine> &effect : observed.trace) {
      if (phase_of(effect.kind) != phase)
        continue;
      const auto [begin, length, text] = place_of(effect);
      done.text += (done.text.empty() ? "" : "; ") + text;
      if (length >= 0)
        done.bars.push_back({begin, begin + length});
    }
    return done;
  }

private:
  struct Place {
    Int128 begin = 0;
    Int128 length = -1; // nowhere
    std::string text;
  };

  static Phase phase_of(EffectKind kind) {
    switch (dma_effect_of(kind)) {
    case DmaEffect::map:
      return Phase::mapped;
    case DmaEffect::memset:
      return Phase::zeroed;
    case DmaEffect::unmap:
      return Phase::unmapped;
    case DmaEffect::dma_free_contiguous:
    case DmaEffect::free_pages:
      return Phase::released;
    default:
      return Phase::allocated;
    }
  }

  [[nodiscard]] Place pages_at(const Page<WidestMachine> &page, Int128 length,
                               const std::string &service) const {
    if (page.is_null)
      return {0, -1, service + ": NULL"};
    return {places_.frame(page.frame, first_), length,
            service + ": " + pages(length / places_.page())};
  }

  [[nodiscard]] Place place_of(const Effect<WidestMachine> &effect) const {
    const std::uint64_t bytes = effect.bytes.word.value();
    const std::string service(to_string(effect.kind));
    const std::uint64_t first_byte = first_.word.value() << scenario_.architecture.page_shift;
    switch (dma_effect_of(effect.kind)) {
    case DmaEffect::dma_alloc_contiguous:
    case DmaEffect::dma_free_contiguous:
      return pages_at(effect.page, places_.rounded_up(bytes), service);
    case DmaEffect::alloc_pages_node:
    case DmaEffect::free_pages:
      return pages_at(effect.page, places_.page() << std::min<unsigned>(effect.order.value(), 52),
                      service);
    case DmaEffect::map: {
      const bool failed =
          effect.handle.word.value() == ~std::uint64_t{0} >> (64 - scenario_.architecture.dma_bits);
      if (failed)
        return {0, -1, "the mapping fails"};
      return {signed_distance(effect.phys.word.value() - first_byte, 64), word_of(bytes),
              report::bytes(word_of(bytes))};
    }
    case DmaEffect::unmap:
      return {signed_distance(effect.handle.word.value() - scenario_.dma_handle.word.value(),
                              scenario_.architecture.dma_bits),
              word_of(bytes), report::bytes(word_of(bytes))};
    case DmaEffect::memset: {
      const auto start = linear_address<WidestMachine>(scenario_.architecture, first_);
      return {signed_distance(effect.address.word.value() - start.word.value(),
                              scenario_.architecture.word_bits),
              word_of(bytes),
              report::bytes(word_of(bytes)) +
                  (effect.value == 0 ? "" : fmt::format(" with {:#x}", effect.value))};
    }
    default:
      return {0, -1, service};
    }
  }

  const StoredScenario &scenario_;
  Places places_;
  WidestMachine::FrameNumber first_;
};

// The second allocator is asked if the first returns NULL.
Row phase_row(const std::string &what, const std::string &who, Role role, const Done &done) {
  return {what + " " + who + ": " + (done.text.empty() ? "nothing" : done.text), role, done.bars};
}

} // namespace

std::vector<Panel> block_panels(const StoredScenario &scenario, const Outcomes &outcomes) {
  const auto &[observed, expected, subject] = outcomes;
  auto first = block_frame(scenario, expected);
  if (!first)
    first = block_frame(scenario, observed);
  if (!first)
    return {};
  const Block block(scenario, *first);
  const Places places(scenario);
  Panel memory;
  memory.title = "Memory, in pages from the block's first page on";
  memory.grain = places.page();
  memory.word_bits = scenario.architecture.word_bits;
  memory.rows.push_back({"size: " + bytes(word_of(scenario.size.word.value())),
                         Role::request,
                         {{0, word_of(scenario.size.word.value())}}});
  for (const auto &[phase, what] : kPhases) {
    const Done ours = block.done(phase, observed);
    const Done theirs = block.done(phase, expected);
    if (ours == theirs) {
      if (!ours.text.empty())
        memory.rows.push_back(
            phase_row(what, "by " + subject + ", as by the model", Role::both, ours));
      continue;
    }
    memory.rows.push_back(phase_row(what, "by " + subject, Role::observed, ours));
    memory.rows.push_back(phase_row(what, "by the model, as it should be", Role::expected, theirs));
  }
  return {memory};
}

} // namespace dma_verify::ops_helpers
