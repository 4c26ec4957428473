// SPDX-License-Identifier: GPL-2.0-only
// Coordinates read and write scenarios faithfully, and order them.
#include "properties/order/coordinates.h"

#include "model/kernel/trace.h"
#include "properties/random/scenario_numbers.h"
#include "properties/random/scenarios.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>

#include <initializer_list>
#include <set>
#include <string>
#include <vector>

namespace dma_verify {
namespace {

const std::vector<HelperId> kCalls = all_helpers();

// The numbers that the call reads.
std::vector<std::uint64_t> numbers_of(const StoredScenario &scenario, HelperId call) {
  return random::numbers_of(scenario, [&](const Field &field) { return field.used_by(call); });
}

// Calls visit(scenario) for some generated scenarios of the call on each architecture.
template <class Visit> void for_each_scenario(HelperId call, Visit &&visit) {
  rc::Random draws(1);
  for (const Architecture &architecture : architectures()) {
    for (const random::FaultSchedule &schedule : random::fault_schedules(call, {})) {
      for (int i = 0; i < 5; ++i)
        visit(random::generate(draws.split(), 100, architecture, call, schedule,
                               random::Aim::boundary));
    }
  }
}

TEST_CASE("coordinates have names of their own") {
  for (const HelperId call : kCalls) {
    std::set<std::string_view> names;
    for (const Coordinate &coordinate : coordinates_of(call))
      CHECK(names.insert(coordinate.name).second);
  }
}

TEST_CASE("setting a coordinate to what it is changes nothing") {
  for (const HelperId call : kCalls) {
    unsigned wrong = 0;
    for_each_scenario(call, [&](const StoredScenario &scenario) {
      for (const Coordinate &coordinate : coordinates_of(call)) {
        StoredScenario copy = scenario;
        const bool set = coordinate.set(copy, coordinate.get(scenario));
        wrong += set && numbers_of(copy, call) == numbers_of(scenario, call) ? 0U : 1U;
      }
    });
    CAPTURE(to_string(call));
    CHECK(wrong == 0);
  }
}

TEST_CASE("a coordinate that took a value has it and the others keep theirs") {
  for (const HelperId call : kCalls) {
    for_each_scenario(call, [&](const StoredScenario &scenario) {
      const auto before = ranks_of(scenario);
      for (const Coordinate &coordinate : coordinates_of(call)) {
        for (const std::uint64_t value : {0U, 1U, 2U, 12U, 4096U}) {
          StoredScenario changed = scenario;
          if (!coordinate.set(changed, value))
            continue;
          CAPTURE(coordinate.name);
          auto expected = before;
          expected[coordinate.position] = Uint128{value};
          CHECK((ranks_of(changed) == expected));
        }
      }
    });
  }
}

TEST_CASE("the coordinates of a call have everything that it reads") {
  for (const HelperId call : kCalls) {
    CAPTURE(to_string(call));
    unsigned wrong = 0;
    for_each_scenario(call, [&](const StoredScenario &scenario) {
      StoredScenario copy;
      copy.architecture = scenario.architecture;
      copy.call = call;
      copy.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
      for (const Coordinate &coordinate : coordinates_of(call))
        coordinate.set(copy, coordinate.get(scenario));
      wrong += numbers_of(copy, call) == numbers_of(scenario, call) ? 0U : 1U;
    });
    CHECK(wrong == 0);
  }
}

StoredScenario scenario_of(HelperId call, const char *architecture) {
  StoredScenario scenario;
  scenario.architecture = find_architecture(architecture).value();
  scenario.call = call;
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  return scenario;
}

bool can_set(StoredScenario scenario, std::string_view name, std::uint64_t value) {
  for (const Coordinate &coordinate : coordinates_of(scenario.call)) {
    if (coordinate.name == name)
      return coordinate.set(scenario, value);
  }
  FAIL("no such coordinate");
  return false;
}

TEST_CASE("a value that the architecture does not have is refused") {
  const StoredScenario narrow = scenario_of(ops_helpers::Helper::mmap, "32-32-32-12");
  CHECK(can_set(narrow, "vm_pgoff", 0xffffffff));
  CHECK_FALSE(can_set(narrow, "vm_pgoff", 0x100000000));
  CHECK(can_set(narrow, "vma_pages", 0xfffff));
  CHECK_FALSE(can_set(narrow, "vma_pages", 0x100000));
  CHECK(can_set(narrow, "size", 0x100000000)); // one more than the bytes
  CHECK_FALSE(can_set(narrow, "size", 0x100000001));
  CHECK_FALSE(can_set(narrow, "dma_handle", 0x100000000));
  CHECK(can_set(scenario_of(ops_helpers::Helper::mmap, "32-32-64-12"), "dma_handle", 0x100000000));
  CHECK_FALSE(
      can_set(scenario_of(ops_helpers::Helper::alloc_pages, "32-32-32-12"), "map", 0x100000000));
}

TEST_CASE("an answer that no service gives is refused") {
  const StoredScenario mmap = scenario_of(ops_helpers::Helper::mmap, "64-64-64-12");
  for (const int error : {0, kEnomem, kEacces, kEinval})
    CHECK(can_set(mmap, "remap_pfn_range", static_cast<std::uint64_t>(error)));
  for (const int error : {1, kEnxio, 5, 133})
    CHECK_FALSE(can_set(mmap, "remap_pfn_range", static_cast<std::uint64_t>(error)));
  CHECK(can_set(mmap, "dma_mmap_from_dev_coherent_ret", kEnxio));
  const StoredScenario table = scenario_of(ops_helpers::Helper::get_sgtable, "64-64-64-12");
  CHECK(can_set(table, "sg_alloc_table", kEnomem));
  CHECK_FALSE(can_set(table, "sg_alloc_table", kEinval));
}

TEST_CASE("a buffer of the linear map is smaller than one of the vmalloc area") {
  StoredScenario linear = scenario_of(ops_helpers::Helper::get_sgtable, "64-64-64-12");
  linear.cpu_addr.word = Bits<64>(linear.architecture.linear_base + 0x7000);
  StoredScenario vmalloc = scenario_of(ops_helpers::Helper::get_sgtable, "64-64-64-12");
  vmalloc.cpu_addr.word = Bits<64>(vmalloc.architecture.vmalloc_base);
  CHECK(compare_scenarios(linear, vmalloc) == -1);
  CHECK(compare_scenarios(vmalloc, linear) == 1);
  CHECK(compare_scenarios(linear, linear) == 0);
}

TEST_CASE("without MMU no buffer is moved to the vmalloc area") {
  const std::uint64_t vmalloc = std::uint64_t{1} << 63; // comes after the linear map's pages
  CHECK(can_set(scenario_of(ops_helpers::Helper::get_sgtable, "64-64-64-12"), "cpu_addr", vmalloc));
  CHECK_FALSE(can_set(scenario_of(ops_helpers::Helper::get_sgtable, "64-64-64-12-nommu"),
                      "cpu_addr", vmalloc));
}

TEST_CASE("faults count more than pages and pages more than offsets") {
  const StoredScenario plain = scenario_of(ops_helpers::Helper::mmap, "64-64-64-12");
  StoredScenario fault = plain;
  fault.remap_status = -kEnomem;
  StoredScenario pages = plain;
  pages.vma.vm_end.word = Bits<64>(0x1000);
  StoredScenario offset = plain;
  offset.vma.vm_pgoff.word = Bits<64>(~std::uint64_t{0});
  CHECK(compare_scenarios(plain, offset) == -1);
  CHECK(compare_scenarios(offset, pages) == -1);
  CHECK(compare_scenarios(pages, fault) == -1);
}

TEST_CASE("the frame of a buffer follows wherever the buffer is mapped") {
  const Coordinate frame = followers_of(ops_helpers::Helper::mmap).front();
  StoredScenario scenario = scenario_of(ops_helpers::Helper::mmap, "64-64-64-12");
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base + 0x7000);
  CHECK(frame.get(scenario) == 7);
  REQUIRE(frame.set(scenario, 9));
  CHECK(frame.get(scenario) == 9);
  CHECK(scenario.cpu_addr.word.value() == scenario.architecture.vmalloc_base);
  CHECK(scenario.vmalloc_to_page.word.value() == 9);
}

} // namespace
} // namespace dma_verify
