// SPDX-License-Identifier: GPL-2.0-only
#include "properties/sequences/shapes.h"

#include <array>

namespace dma_verify::sequences {
namespace {

constexpr auto kOfOneBuffer =
    list_of(kReturns, kContractKept, kOneOwner, kReleasedOnce, kReleasedExactly, kUnmapLive,
            kUnmappedFirst, kNothingLeft, kZeroed, kScatterList, kUserWindow);
constexpr auto kOfTwo = list_of(kReturns, kContractKept, kOneOwner, kReleasedOnce, kReleasedExactly,
                                kUnmapLive, kUnmappedFirst, kNothingLeft, kZeroed);

constexpr std::array kProperties = {
    ProvedProperty{"sequence.one-buffer",
                   "one buffer, used in every way in up to four calls and freed", false,
                   kOfOneBuffer.texts, kOfOneBuffer.rules},
    ProvedProperty{"sequence.two-buffers", "two buffers of one device, in up to four calls", false,
                   kOfTwo.texts, kOfTwo.rules},
    ProvedProperty{"sequence.two-devices", "a buffer each of two devices, in four calls", true,
                   kOfTwo.texts, kOfTwo.rules},
};

constexpr std::array kDeviceKinds = {DeviceKind{true, true}, DeviceKind{false, true},
                                     DeviceKind{false, false}};

constexpr Step acquire(unsigned buffer, unsigned device = 0) {
  return {Action::acquire, buffer, device};
}
constexpr Step release(unsigned buffer) { return {Action::release, buffer}; }

// A buffer is acquired, used up to two times, and released.
std::vector<Shape> uses_of_one_buffer() {
  const std::array uses = {Step{Action::map_to_user, 0}, Step{Action::describe, 0}};
  std::vector<Shape> shapes = {{acquire(0), release(0)}};
  for (const Step &first : uses) {
    shapes.push_back({acquire(0), first, release(0)});
    for (const Step &second : uses)
      shapes.push_back({acquire(0), first, second, release(0)});
  }
  return shapes;
}

} // namespace

std::string to_string(const Shape &shape) {
  std::string text;
  for (const Step &step : shape) {
    text += (text.empty() ? "" : "; ") + std::string(world::to_string(step.action)) + " " +
            std::to_string(step.buffer);
  }
  return text;
}

std::span<const ProvedProperty> proved_properties() { return kProperties; }

std::vector<Shape> shapes_of(const ProvedProperty &property) {
  if (property.two_devices)
    return {{acquire(0), acquire(1, 1), release(0), release(1)},
            {acquire(0), acquire(1, 1), release(1), release(0)}};
  if (property.id == kProperties[0].id)
    return uses_of_one_buffer();
  return {{acquire(0), acquire(1), release(0), release(1)},
          {acquire(0), acquire(1), release(1), release(0)},
          {acquire(0), release(0), acquire(1), release(1)}};
}

std::string_view statement_of(std::string_view assumption) {
  return assumption == kFreeMemory ? "allocators hand out memory that nobody owns"
                                   : "a device's mappings that live have different handles";
}

std::span<const DeviceKind> device_kinds() { return kDeviceKinds; }

} // namespace dma_verify::sequences
