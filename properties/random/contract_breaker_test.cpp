// SPDX-License-Identifier: GPL-2.0-only
// Each assumption of each call can be broken alone.
#include "properties/random/contract_breaker.h"

#include "model/kernel/trace.h"
#include "model/units.h"
#include "properties/random/scenarios.h"
#include "properties/reachability.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace dma_verify::random {
namespace {

constexpr unsigned kDraws = 500; // for each assumption, on each architecture

// Scenario number `seed` inside the contract.
StoredScenario draw_inside(const Architecture &architecture, HelperId call, unsigned seed) {
  const auto schedules = fault_schedules(call, {});
  return generate(rc::Random(seed), static_cast<int>(seed % 101), architecture, call,
                  schedules[seed % schedules.size()], seed % 3 == 0 ? Aim::plain : Aim::boundary);
}

// Draws of 500 that broke something else, or nothing.
struct Tally {
  unsigned wrong = 0;
  unsigned none = 0;
};
Tally tally(const Architecture &architecture, HelperId call, Assumption which) {
  Tally tally;
  for (unsigned seed = 0; seed < kDraws; ++seed) {
    Draw draw(rc::Random(seed + 1000), 100);
    const auto broken = break_only(which, draw_inside(architecture, call, seed), draw);
    if (!broken) {
      ++tally.none;
      continue;
    }
    const Reachability reach = reachability_of(*broken);
    if (reach.broken != std::vector<Assumption>{which} || broken->call != call)
      ++tally.wrong;
  }
  return tally;
}

// Without MMU no buffer is scattered, and none that fits a scatter list reaches the last frame.
// With 32-bit words there are neither 2^32 pages nor arrays of 2^31 bytes; and so many pages always
// need a longer array.
bool is_possible(const Architecture &architecture, HelperId call, Assumption which) {
  using enum ops_helpers::Assumed;
  using enum remap::Assumed;
  if (call == ops_helpers::Helper::get_sgtable && which == buffer_contiguous)
    return architecture.mmu || architecture.word_bits < 64;
  if (which == count_fits_unsigned_int)
    return call == remap::Helper::pages_remap && architecture.word_bits != 32;
  if (which == array_fits_int)
    return architecture.word_bits != 32;
  return true;
}

void check_call(HelperId call) {
  unsigned pairs = 0;
  for (const auto table : {architectures(), small_architectures()}) {
    for (const Architecture &architecture : table) {
      if (!text_of(call.unit).exists_on(architecture))
        continue;
      for (const Assumption which : breakable_assumptions(call)) {
        CAPTURE(architecture_id(architecture));
        CAPTURE(text_of(which).id);
        ++pairs;
        const Tally result = tally(architecture, call, which);
        CHECK(result.wrong == 0);
        if (call.unit == UnitId::ops_helpers || call.unit == UnitId::remap) {
          CHECK(result.none == (is_possible(architecture, call, which) ? 0 : kDraws));
        } else { // on an architecture always, or never
          CHECK((result.none == 0 || result.none == kDraws));
        }
      }
    }
  }
  CHECK(pairs >= architectures().size());
}

TEST_CASE("each assumption of get_sgtable is broken alone") {
  check_call(ops_helpers::Helper::get_sgtable);
}
TEST_CASE("each assumption of mmap is broken alone") { check_call(ops_helpers::Helper::mmap); }
TEST_CASE("each assumption of alloc_pages is broken alone") {
  check_call(ops_helpers::Helper::alloc_pages);
}
TEST_CASE("each assumption of free_pages is broken alone") {
  check_call(ops_helpers::Helper::free_pages);
}

TEST_CASE("each assumption of other units is broken alone") {
  for (const HelperId call : all_helpers()) {
    if (call.unit != UnitId::ops_helpers)
      check_call(call);
  }
}

TEST_CASE("what a scenario cannot break is not broken") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  Draw draw(rc::Random(1), 100);
  for (const HelperId call : {ops_helpers::Helper::get_sgtable, ops_helpers::Helper::mmap,
                              ops_helpers::Helper::alloc_pages, ops_helpers::Helper::free_pages}) {
    const StoredScenario inside = draw_inside(architecture, call, 1);
    const auto breakable = breakable_assumptions(call);
    unsigned broken = 0;
    for (const AssumptionText &text : assumption_texts()) {
      CAPTURE(to_string(call));
      CAPTURE(text.id);
      const bool expected =
          std::find(breakable.begin(), breakable.end(), text.assumption) != breakable.end();
      CHECK(break_only(text.assumption, inside, draw).has_value() == expected);
      broken += expected ? 1U : 0U;
    }
    CHECK(broken == breakable.size());
  }
}

TEST_CASE("what can be broken is the contract without what is built into the kernel") {
  using enum ops_helpers::Assumed;
  CHECK(breakable_assumptions(ops_helpers::Helper::get_sgtable) ==
        std::vector<Assumption>{buffer_as_allocated, buffer_contiguous, buffer_has_pages_or_pool,
                                cpu_addr_is_address, size_does_not_wrap});
  CHECK(breakable_assumptions(ops_helpers::Helper::mmap) ==
        std::vector<Assumption>{buffer_as_allocated, buffer_contiguous, buffer_has_pages_or_pool,
                                cpu_addr_is_address, buffer_zeroed, vma_page_aligned,
                                size_does_not_wrap});
  CHECK(breakable_assumptions(ops_helpers::Helper::alloc_pages) ==
        std::vector<Assumption>{size_page_aligned, gfp_without_zone_or_comp, map_failure_reported,
                                blocks_in_low_memory, whole_pages_do_not_bounce,
                                handle_is_bus_address});
  CHECK(breakable_assumptions(ops_helpers::Helper::free_pages) ==
        std::vector<Assumption>{size_page_aligned, free_matches_allocation, blocks_in_low_memory,
                                handle_is_bus_address});
}

TEST_CASE("the same draws break a scenario in the same way") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  const StoredScenario inside = draw_inside(architecture, ops_helpers::Helper::mmap, 5);
  for (const Assumption which : breakable_assumptions(ops_helpers::Helper::mmap)) {
    Draw one(rc::Random(7), 100);
    Draw other(rc::Random(7), 100);
    const auto first = break_only(which, inside, one);
    const auto second = break_only(which, inside, other);
    REQUIRE(first);
    REQUIRE(second);
    for_each_field(
        [](const Field &field, const auto &a, const auto &b) {
          CAPTURE(field.name);
          if constexpr (requires { a.frame; })
            CHECK(bool(a.frame == b.frame));
          else
            CHECK(bool(a == b));
        },
        *first, *second);
  }
}

// How often draws that break the assumption are of this kind.
template <class Is> unsigned occurrences(HelperId call, Assumption which, Is &&is) {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  unsigned count = 0;
  for (unsigned seed = 0; seed < kDraws; ++seed) {
    Draw draw(rc::Random(seed), 100);
    const auto broken = break_only(which, draw_inside(architecture, call, seed), draw);
    count += broken && is(*broken) ? 1U : 0U;
  }
  return count;
}

TEST_CASE("an assumption is broken in each of its ways") {
  using enum ops_helpers::Assumed;
  using Scenario = StoredScenario;
  constexpr unsigned kOften = 10;
  CHECK(occurrences(ops_helpers::Helper::mmap, buffer_as_allocated, [](const Scenario &s) {
          return (s.cpu_addr.word.value() & 0xfff) != 0;
        }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, buffer_as_allocated,
                    [](const Scenario &s) { return s.excess.word.value() != 0; }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, buffer_as_allocated, [](const Scenario &s) {
          return s.pool_described && !pool_claims<WidestMachine>(s);
        }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, buffer_as_allocated, [](const Scenario &s) {
          return s.cpu_addr.word.value() + s.size.word.value() < s.size.word.value();
        }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, buffer_contiguous, [](const Scenario &s) {
          return s.buffer_kind == BufferKind::scattered;
        }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, buffer_contiguous, [](const Scenario &s) {
          return s.buffer_kind == BufferKind::contiguous;
        }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, buffer_has_pages_or_pool,
                    [](const Scenario &s) { return s.missing_section; }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, buffer_has_pages_or_pool, [](const Scenario &s) {
          return !s.pool_described && !s.pool_claims;
        }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, buffer_has_pages_or_pool, [](const Scenario &s) {
          return s.pool_described && !pool_claims<WidestMachine>(s);
        }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::get_sgtable, cpu_addr_is_address, [](const Scenario &s) {
          return s.buffer_kind == BufferKind::cookie;
        }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, vma_page_aligned,
                    [](const Scenario &s) { return s.vma.vm_start == s.vma.vm_end; }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::mmap, vma_page_aligned,
                    [](const Scenario &s) { return s.vma.vm_end < s.vma.vm_start; }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::alloc_pages, blocks_in_low_memory, [](const Scenario &s) {
          return s.contiguous_highmem && !s.contiguous_page.is_null;
        }) > kOften);
  CHECK(occurrences(ops_helpers::Helper::alloc_pages, blocks_in_low_memory,
                    [](const Scenario &s) { return !s.contiguous_highmem; }) > kOften);
}

} // namespace
} // namespace dma_verify::random
