// SPDX-License-Identifier: GPL-2.0-only
// What a child reports of the model's types arrives whole.
#include "harness/subjects/reported.h"

#include <doctest/doctest.h>

#include <cstring>

namespace dma_verify {
namespace {

using process::decode;
using process::encode;

TEST_CASE("an observation arrives with its trace and its words") {
  StoredObservation observation;
  observation.completion = Completion::crashed;
  observation.trace.resize(3);
  observation.trace[1].kind = DmaEffect::unmap;
  std::strcpy(observation.detail, "SIGSEGV");
  const auto decoded = std::get<StoredObservation>(decode<StoredObservation>(encode(observation)));
  CHECK(decoded.completion == Completion::crashed);
  REQUIRE(decoded.trace.size() == 3);
  CHECK(decoded.trace[1].kind == DmaEffect::unmap);
  CHECK(std::string(decoded.detail) == "SIGSEGV");
}

TEST_CASE("a scenario is decoded with all its members") {
  StoredScenario scenario;
  scenario.architecture = make_architecture(32, 64, 64, 16, false);
  scenario.call = all_helpers().back();
  scenario.vma.vm_flags = Bits<64>(5);
  scenario.probe = Bits<64>(77);
  const std::string bytes = encode(scenario);
  CHECK(bytes.size() <= sizeof scenario);
  const auto decoded = std::get<StoredScenario>(decode<StoredScenario>(bytes));
  CHECK(decoded.architecture == scenario.architecture);
  CHECK(decoded.call == scenario.call);
  CHECK(encode(decoded) == bytes);
}

TEST_CASE("a number of no effect is refused") {
  constexpr EffectKind kLast = DmaEffect::memset;
  const auto reads = [](EffectKind kind) {
    return std::holds_alternative<EffectKind>(decode<EffectKind>(encode(kind)));
  };
  CHECK(reads(kLast));
  CHECK_FALSE(reads(EffectKind(static_cast<std::uint16_t>(kLast.value() + 1))));
  CHECK_FALSE(reads(EffectKind(std::uint16_t{0xff00})));
}

TEST_CASE("words without an end are given one") {
  StoredObservation observation;
  std::memset(observation.detail, 'x', sizeof observation.detail);
  const auto decoded = std::get<StoredObservation>(decode<StoredObservation>(encode(observation)));
  CHECK(std::strlen(decoded.detail) == sizeof observation.detail - 1);
}

} // namespace
} // namespace dma_verify
