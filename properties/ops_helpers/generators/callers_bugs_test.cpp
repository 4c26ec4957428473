// SPDX-License-Identifier: GPL-2.0-only
// Bugs of callers and allocators that the helper of today shows to user space, and the property
// that sees each (SEMANTICS.md, "Bugs of the helpers" and "Bugs of the code around them").
#include "properties/model_subject.h"
#include "properties/random/scenarios.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>

namespace dma_verify {
namespace {

constexpr unsigned kCases = 500;

// Of so many scenarios of mmap inside its contract, changed in this way, how many violate the
// clause.
template <class Change>
unsigned violations(std::string_view property, std::string_view clause, Change &&change) {
  const PropertyIndex index = find_property(property).value();
  const Architecture architecture = find_architecture("64-64-64-12").value();
  const random::FaultSchedule no_fault =
      random::fault_schedules(ops_helpers::Helper::mmap, {}).front();
  unsigned count = 0;
  for (unsigned seed = 0; seed < kCases; ++seed) {
    StoredScenario scenario =
        random::generate(rc::Random(seed), 100, architecture, ops_helpers::Helper::mmap, no_fault,
                         random::Aim::boundary);
    change(scenario);
    count += model_violates(index, clause, scenario) ? 1U : 0U;
  }
  return count;
}

TEST_CASE("H3: mmap of a scattered buffer maps pages that are not the buffer's") {
  const auto of_kind = [](BufferKind kind) {
    return [kind](StoredScenario &scenario) {
      scenario.buffer_kind = kind;
      scenario.pool_claims = scenario.pool_described = false;
    };
  };
  CHECK(violations("page-range.mmap", "page-k", of_kind(BufferKind::contiguous)) == 0);
  CHECK(violations("page-range.mmap", "page-k", of_kind(BufferKind::scattered)) > 0);
}

TEST_CASE("N9: user space sees what an allocator did not zero") {
  const auto stale_pages = [](std::uint64_t pages) {
    return [pages](StoredScenario &scenario) {
      scenario.stale_bytes.word = Bits<64>(pages << scenario.architecture.page_shift);
    };
  };
  CHECK(violations("initialisation.mmap", "no-stale-byte", stale_pages(0)) == 0);
  CHECK(violations("initialisation.mmap", "no-stale-byte", stale_pages(1)) > 10);
}

} // namespace
} // namespace dma_verify
