// SPDX-License-Identifier: GPL-2.0-only
#include "properties/bounded/shapes.h"

#include "model/kernel/trace.h"

#include <array>

namespace dma_verify::bounded {
namespace {

using enum Clause;

constexpr std::array<ClauseText, kClauses> kTexts = {{
    {"returns", "each call returns"},
    {"contract-kept", "what a call is given of a buffer keeps the contract of its callers"},
    {"one-owner", "a buffer lies at the start of a block of its own, and in it"},
    {"released-once", "only a block that is owned is released"},
    {"right-allocator", "a release gives back all pages of the block, to its allocator"},
    {"unmap-live", "an unmap ends a mapping that lives: of this device, size and direction"},
    {"unmapped-first", "a block is released after its mapping has ended"},
    {"nothing-left", "what is owned and mapped after a call belongs to the buffers that live"},
    {"zeroed", "each byte of a buffer is cleared by the call that hands it out"},
    {"scatter-list", "a scatter list names pages of its buffer only"},
    {"user-window",
     "mmap maps pages of its buffer from vm_pgoff on, one after the other, and no more"},
    {"own-writes", "a call writes only into its own block"},
    {"devices-reach", "a device reaches only pages of buffers that it was given"},
    {"one-mapping", "a buffer has one mapping: of its bytes, under its handle, for its direction"},
    {"user-pages", "each page that mmap maps is one of the buffer"},
    {"user-protection", "with the protection that the device asks for"},
    {"failed-mmap", "an mmap that fails has mapped no page"},
    {"blocks-freed", "without buffers no memory is owned"},
    {"mappings-ended", "without buffers no mapping lives"},
    {"lists-freed", "without buffers no scatter list is left"},
}};

constexpr std::array kOfOneBuffer = {returns,         contract_kept, one_owner,      released_once,
                                     right_allocator, unmap_live,    unmapped_first, nothing_left,
                                     zeroed,          scatter_list,  user_window};
constexpr std::array kOfTwo = {returns,        contract_kept,   one_owner,
                               released_once,  right_allocator, unmap_live,
                               unmapped_first, nothing_left,    zeroed};

constexpr std::array kProperties = {
    BoundedProperty{"sequence.one-buffer",
                    "one buffer, used in every way in up to four calls and freed", false,
                    kOfOneBuffer},
    BoundedProperty{"sequence.two-buffers", "two buffers of one device, in up to four calls", false,
                    kOfTwo},
    BoundedProperty{"sequence.two-devices", "a buffer each of two devices, in four calls", true,
                    kOfTwo},
};

constexpr std::array kAllocAssumed = {
    Assumption::size_page_aligned, Assumption::gfp_without_zone_or_comp,
    Assumption::map_failure_reported, Assumption::blocks_in_low_memory,
    Assumption::whole_pages_do_not_bounce};
constexpr std::array kMmapAssumed = {Assumption::cpu_addr_is_address, Assumption::vma_page_aligned,
                                     Assumption::vma_not_copy_on_write};
constexpr std::array kSgtableAssumed = {Assumption::cpu_addr_is_address,
                                        Assumption::size_does_not_wrap};
constexpr std::array kMmapFollowing = {Assumption::buffer_as_allocated,
                                       Assumption::buffer_contiguous,
                                       Assumption::buffer_has_pages_or_pool,
                                       Assumption::buffer_zeroed, Assumption::size_does_not_wrap};
constexpr std::array kSgtableFollowing = {Assumption::buffer_as_allocated,
                                          Assumption::buffer_contiguous,
                                          Assumption::buffer_has_pages_or_pool};
constexpr std::array kFreeFollowing = {Assumption::size_page_aligned,
                                       Assumption::free_matches_allocation,
                                       Assumption::blocks_in_low_memory};

constexpr std::array kDeviceKinds = {DeviceKind{true, true}, DeviceKind{false, true},
                                     DeviceKind{false, false}};

constexpr Step alloc(unsigned buffer, unsigned device = 0) {
  return {ops_helpers::Helper::alloc_pages, buffer, device};
}
constexpr Step free(unsigned buffer) { return {ops_helpers::Helper::free_pages, buffer}; }
constexpr Step mmap(unsigned buffer) { return {ops_helpers::Helper::mmap, buffer}; }
constexpr Step describe(unsigned buffer) { return {ops_helpers::Helper::get_sgtable, buffer}; }

// alloc_pages, up to two uses and free_pages.
std::vector<Shape> uses_of_one_buffer() {
  const std::array uses = {mmap(0), describe(0)};
  std::vector<Shape> shapes = {{alloc(0), free(0)}};
  for (const Step &first : uses) {
    shapes.push_back({alloc(0), first, free(0)});
    for (const Step &second : uses)
      shapes.push_back({alloc(0), first, second, free(0)});
  }
  return shapes;
}

} // namespace

std::string to_string(const Shape &shape) {
  std::string text;
  for (const Step &step : shape) {
    text += (text.empty() ? "" : "; ") + std::string(dma_verify::to_string(step.call)) + " " +
            std::to_string(step.buffer);
  }
  return text;
}

std::span<const BoundedProperty> bounded_properties() { return kProperties; }

const ClauseText &text_of(Clause clause) { return kTexts[static_cast<std::size_t>(clause)]; }

std::vector<Shape> shapes_of(const BoundedProperty &property) {
  if (property.two_devices)
    return {{alloc(0), alloc(1, 1), free(0), free(1)}, {alloc(0), alloc(1, 1), free(1), free(0)}};
  if (property.id == kProperties[0].id)
    return uses_of_one_buffer();
  return {{alloc(0), alloc(1), free(0), free(1)},
          {alloc(0), alloc(1), free(1), free(0)},
          {alloc(0), free(0), alloc(1), free(1)}};
}

std::string_view statement_of(std::string_view assumption) {
  return assumption == kFreeMemory ? "allocators hand out memory that nobody owns"
                                   : "a device's mappings that live have different handles";
}

std::span<const Assumption> assumed_of(HelperId call) {
  switch (ops_helpers::helper_of(call)) {
  case ops_helpers::Helper::alloc_pages:
    return kAllocAssumed;
  case ops_helpers::Helper::mmap:
    return kMmapAssumed;
  case ops_helpers::Helper::get_sgtable:
    return kSgtableAssumed;
  case ops_helpers::Helper::free_pages:
    break;
  }
  return {};
}

std::span<const Assumption> following_of(HelperId call) {
  switch (ops_helpers::helper_of(call)) {
  case ops_helpers::Helper::mmap:
    return kMmapFollowing;
  case ops_helpers::Helper::get_sgtable:
    return kSgtableFollowing;
  case ops_helpers::Helper::free_pages:
    return kFreeFollowing;
  case ops_helpers::Helper::alloc_pages:
    break;
  }
  return {};
}

std::vector<StoredScenario> answers_of(const Architecture &architecture, const Step &step) {
  StoredScenario plain;
  plain.architecture = architecture;
  plain.call = step.call;
  plain.contiguous_area = ContiguousArea::device;
  // Each buffer has a direction of its own: one that is not passed on is seen.
  plain.direction = step.buffer == 0 ? Direction::to_device : Direction::from_device;
  std::vector<StoredScenario> answers = {plain};
  const auto also = [&](auto &&change) {
    StoredScenario scenario = plain;
    change(scenario);
    answers.push_back(scenario);
  };
  const auto some_page = Page<WidestMachine>::of({});
  switch (ops_helpers::helper_of(step.call)) {
  case ops_helpers::Helper::alloc_pages:
    also([&](StoredScenario &s) { s.contiguous_page = some_page; });
    also([&](StoredScenario &s) { s.buddy_page = some_page; });
    also([&](StoredScenario &s) { s.contiguous_page = s.buddy_page = some_page; });
    break;
  case ops_helpers::Helper::mmap:
    also([](StoredScenario &s) { s.remap_status = -kEnomem; });
    also([](StoredScenario &s) { s.pool_claims = true; });
    break;
  case ops_helpers::Helper::get_sgtable:
    also([](StoredScenario &s) { s.sg_alloc_status = -kEnomem; });
    break;
  case ops_helpers::Helper::free_pages:
    break;
  }
  return answers;
}

std::span<const DeviceKind> device_kinds() { return kDeviceKinds; }

} // namespace dma_verify::bounded
