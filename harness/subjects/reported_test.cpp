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
  observation.trace[1].kind = EffectKind::unmap;
  std::strcpy(observation.detail, "SIGSEGV");
  const auto decoded = std::get<StoredObservation>(decode<StoredObservation>(encode(observation)));
  CHECK(decoded.completion == Completion::crashed);
  REQUIRE(decoded.trace.size() == 3);
  CHECK(decoded.trace[1].kind == EffectKind::unmap);
  CHECK(std::string(decoded.detail) == "SIGSEGV");
}

TEST_CASE("words without an end are given one") {
  StoredObservation observation;
  std::memset(observation.detail, 'x', sizeof observation.detail);
  const auto decoded = std::get<StoredObservation>(decode<StoredObservation>(encode(observation)));
  CHECK(std::strlen(decoded.detail) == sizeof observation.detail - 1);
}

} // namespace
} // namespace dma_verify
