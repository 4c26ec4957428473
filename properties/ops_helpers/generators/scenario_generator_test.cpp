// SPDX-License-Identifier: GPL-2.0-only
// Generated scenarios keep their call's contract, carry their schedule's answers, and reach the
// boundaries at which the helpers can go wrong.
#include "properties/ops_helpers/generators/fault_answers.h"
#include "properties/random/scenarios.h"

#include "model/kernel/convert.h"
#include "properties/assumptions.h"
#include "properties/random/draw.h"
#include "properties/random/scenario_numbers.h"

#include "properties/broken_assumptions.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>
#include <rapidcheck/Shrinkable.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <vector>

namespace dma_verify::random {
namespace {

constexpr HelperId kCalls[] = {ops_helpers::Helper::get_sgtable, ops_helpers::Helper::mmap,
                               ops_helpers::Helper::alloc_pages, ops_helpers::Helper::free_pages};
constexpr Aim kAims[] = {Aim::plain, Aim::boundary, Aim::mixed};
using Word = std::uint64_t;

// Calls visit(scenario, schedule, in_words) for scenarios of each architecture, schedule, aim and
// size.
template <class Visit> void for_each_scenario(HelperId call, Visit &&visit) {
  rc::Random draws(1);
  for (const auto table : {architectures(), small_architectures()}) {
    for (const Architecture &architecture : table) {
      for (const FaultSchedule &schedule : fault_schedules(call, {})) {
        for (const Aim aim : kAims) {
          for (int size = 0; size <= 100; ++size)
            visit(generate(draws.split(), size, architecture, call, schedule, aim),
                  ops_helpers::answers_of(schedule));
        }
      }
    }
  }
}

// No member is wider than the machine of the architecture.
bool fits_machine(const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    const auto back = convert_scenario<WidestMachine>(convert_scenario<M>(stored));
    bool same = true;
    for_each_field(
        [&](const Field &, const auto &a, const auto &b) {
          if constexpr (requires { a.frame; }) {
            same = same && a.is_null == b.is_null && a.frame == b.frame;
          } else {
            same = same && a == b;
          }
        },
        stored, back);
    return same;
  });
}

void check_contract(HelperId call) {
  std::uint64_t scenarios = 0;
  for_each_scenario(call, [&](const StoredScenario &scenario, const ops_helpers::FaultAnswers &) {
    ++scenarios;
    const bool fine = keeps_contract(scenario) && fits_machine(scenario) && scenario.call == call;
    if (fine)
      return;
    CAPTURE(architecture_id(scenario.architecture));
    CAPTURE(static_cast<Word>(scenario.size.word.value()));
    CHECK(keeps_contract(scenario));
    CHECK(fits_machine(scenario));
  });
  CHECK(scenarios >= 29U * 3 * 101 * 2);
}

TEST_CASE("every get_sgtable scenario keeps its contract") {
  check_contract(ops_helpers::Helper::get_sgtable);
}
TEST_CASE("every mmap scenario keeps its contract") { check_contract(ops_helpers::Helper::mmap); }
TEST_CASE("every alloc_pages scenario keeps its contract") {
  check_contract(ops_helpers::Helper::alloc_pages);
}
TEST_CASE("every free_pages scenario keeps its contract") {
  check_contract(ops_helpers::Helper::free_pages);
}

TEST_CASE("a scenario has the answers of its schedule") {
  for (const HelperId call : kCalls) {
    unsigned wrong = 0;
    for_each_scenario(call, [&](const StoredScenario &s,
                                const ops_helpers::FaultAnswers &schedule) {
      // A described pool maps by itself; its mapping fails where the schedule's pool does.
      const int pool_fault = schedule.pool_status == -kEnxio ? 0 : schedule.pool_status;
      bool same = s.pool_claims == schedule.pool_claims && s.pool_status == schedule.pool_status &&
                  s.remap_status == (s.pool_described ? pool_fault : schedule.remap_status) &&
                  s.sg_alloc_status == schedule.sg_alloc_status &&
                  s.use_dma_iommu == schedule.use_dma_iommu &&
                  s.ops_has_unmap == schedule.ops_has_unmap;
      if (call == ops_helpers::Helper::free_pages)
        same = same && s.block_owner == schedule.block_owner;
      if (call == ops_helpers::Helper::alloc_pages) {
        const Word all_ones =
            s.architecture.dma_bits == 64 ? ~Word{0} : (Word{1} << s.architecture.dma_bits) - 1;
        same = same && s.contiguous_page.is_null == !schedule.contiguous_serves &&
               s.contiguous_area == schedule.contiguous_area &&
               (s.buddy_page.is_null || schedule.buddy_serves) &&
               (s.map_handle.word.value() == all_ones) == schedule.mapping_fails;
      }
      wrong += same ? 0U : 1U;
    });
    CAPTURE(to_string(call));
    CHECK(wrong == 0);
  }
}

TEST_CASE("the probe lies in the object it probes") {
  unsigned outside = 0;
  for_each_scenario(ops_helpers::Helper::mmap,
                    [&](const StoredScenario &s, const ops_helpers::FaultAnswers &) {
                      const Word bytes = s.vma.vm_end.word.value() - s.vma.vm_start.word.value();
                      outside += s.probe.value() < bytes >> s.architecture.page_shift ? 0U : 1U;
                    });
  for_each_scenario(ops_helpers::Helper::alloc_pages,
                    [&](const StoredScenario &s, const ops_helpers::FaultAnswers &) {
                      const Word size = s.size.word.value();
                      outside += s.probe.value() < size || size == 0 ? 0U : 1U;
                    });
  CHECK(outside == 0);
}

TEST_CASE("the same random stream gives the same scenario") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  for (const HelperId call : kCalls) {
    const FaultSchedule schedule = fault_schedules(call, {}).front();
    for (Word seed = 0; seed < 50; ++seed) {
      const auto draw = [&](Word with) {
        return numbers_of(
            generate(rc::Random(with), 100, architecture, call, schedule, Aim::mixed));
      };
      CHECK(draw(seed) == draw(seed));
      CHECK(draw(seed) != draw(seed + 1000));
    }
  }
}

TEST_CASE("the RapidCheck generator gives what generate gives and does not shrink") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  const FaultSchedule schedule = fault_schedules(ops_helpers::Helper::mmap, {}).front();
  const auto generator = scenarios(architecture, ops_helpers::Helper::mmap, schedule);
  const auto drawn = generator(rc::Random(5), 70);
  CHECK(numbers_of(drawn.value()) ==
        numbers_of(generate(rc::Random(5), 70, architecture, ops_helpers::Helper::mmap, schedule,
                            Aim::mixed)));
  CHECK_FALSE(bool(drawn.shrinks().next()));
}

// How many of a thousand scenarios of the first fault schedules are of the kind.
using Kind = std::function<bool(const StoredScenario &)>;
int count(const Architecture &architecture, HelperId call, Aim aim, const Kind &is) {
  const auto schedules = fault_schedules(call, {});
  rc::Random draws(3);
  int found = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    const StoredScenario scenario =
        generate(draws.split(), 100, architecture, call, schedules[i % schedules.size()], aim);
    found += is(scenario) ? 1 : 0;
  }
  return found;
}

struct MmapNumbers {
  explicit MmapNumbers(const StoredScenario &s)
      : shift(s.architecture.page_shift), bits(s.architecture.word_bits), size(s.size.word.value()),
        offset(s.vma.vm_pgoff.word.value()),
        length((s.vma.vm_end.word.value() - s.vma.vm_start.word.value()) >> shift),
        pages((Uint128{size} + (Word{1} << shift) - 1) >> shift), sum(Uint128{offset} + length),
        top((Uint128{1} << bits) - 1) {}
  unsigned shift;
  unsigned bits;
  Word size;
  Word offset;
  Word length;
  Uint128 pages;
  Uint128 sum;
  Uint128 top;
};

void check_mmap_boundaries(const Architecture &architecture) {
  CAPTURE(architecture_id(architecture));
  const auto reached = [&](auto &&is) {
    return count(architecture, ops_helpers::Helper::mmap, Aim::boundary,
                 [&](const StoredScenario &s) { return is(MmapNumbers(s)); });
  };
  using N = MmapNumbers;
  CHECK(reached([](const N &n) { return n.sum == n.pages; }) >= 50);     // ends at the end
  CHECK(reached([](const N &n) { return n.sum == n.pages + 1; }) >= 20); // one past
  CHECK(reached([](const N &n) { return n.sum > n.top; }) >= 50);        // wraps
  CHECK(reached([](const N &n) { return n.sum > n.top && (n.sum & n.top) <= n.pages; }) >= 20);
  CHECK(reached([](const N &n) { return n.offset == n.pages; }) >= 5);
  CHECK(reached([](const N &n) { return n.offset + 1 == n.pages; }) >= 20);
  CHECK(reached([](const N &n) { return n.offset == n.top; }) >= 5);
  CHECK(reached([](const N &n) { return n.offset == 0; }) >= 20);
  CHECK(reached([](const N &n) { return n.length == 1; }) >= 20);
  CHECK(reached([](const N &n) { return n.length > 1000; }) >= 20);
  CHECK(reached([](const N &n) { // wraps as bytes only
          const Uint128 bytes = n.sum << n.shift;
          return n.sum <= n.top && bytes > n.top && (bytes & n.top) <= (n.pages << n.shift);
        }) >= 10);
  CHECK(reached([](const N &n) { return n.size % (Word{1} << n.shift) == 0; }) >= 50);
  CHECK(reached([](const N &n) { return n.size % (Word{1} << n.shift) == 1; }) >= 5);
  CHECK(reached([](const N &n) { return n.size > n.top - (Uint128{3} << n.shift); }) >= 20);
}

TEST_CASE("mmap scenarios reach the relations at which bounds checks go wrong") {
  for (const Architecture &architecture : architectures()) {
    if (architecture.mmu)
      check_mmap_boundaries(architecture);
  }
}

TEST_CASE("on 64-bit words mmap scenarios reach offsets and lengths past 32 bits") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  const auto low = [](Word value) { return value & 0xffffffff; };
  CHECK(count(architecture, ops_helpers::Helper::mmap, Aim::boundary, [&](const StoredScenario &s) {
          const MmapNumbers n(s);
          return n.offset >= n.pages && low(n.offset) < n.pages &&
                 low(n.offset) + n.length <= n.pages;
        }) >= 5);
  CHECK(count(architecture, ops_helpers::Helper::mmap, Aim::boundary, [&](const StoredScenario &s) {
          const MmapNumbers n(s);
          return n.offset < n.pages && n.sum > n.pages && n.offset + low(n.length) <= n.pages;
        }) >= 5);
}

TEST_CASE("buffers of every kind are drawn") {
  for (const char *id : {"64-64-64-12", "32-32-32-12", "32-64-64-16"}) {
    const Architecture architecture = find_architecture(id).value();
    CAPTURE(id);
    const auto is_vmalloc = [&](const StoredScenario &s) {
      return is_vmalloc_address<WidestMachine>(architecture, s.cpu_addr);
    };
    for (const HelperId call : {ops_helpers::Helper::mmap, ops_helpers::Helper::get_sgtable}) {
      const int vmalloc = count(architecture, call, Aim::mixed, is_vmalloc);
      CHECK(vmalloc > 120); // where the area has room for it
      CHECK(vmalloc < 650);
    }
  }
}

TEST_CASE("sizes of scatter lists reach 4 GiB less a page") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  CHECK(count(architecture, ops_helpers::Helper::get_sgtable, Aim::boundary,
              [](const StoredScenario &s) { return s.size.word.value() > 0xfffff000 - 0x2000; }) >=
        20);
  CHECK(count(architecture, ops_helpers::Helper::get_sgtable, Aim::boundary,
              [](const StoredScenario &s) { return s.size.word.value() == 0; }) >= 5);
}

TEST_CASE("alloc_pages scenarios reach the edges of orders and handles and blocks") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  const auto reached = [&](const Kind &is) {
    return count(architecture, ops_helpers::Helper::alloc_pages, Aim::boundary, is);
  };
  const auto pages = [](const StoredScenario &s) { return s.size.word.value() >> 12; };
  const auto handle = [](const StoredScenario &s) { return s.map_handle.word.value(); };
  CHECK(reached([&](const auto &s) { return pages(s) == 0; }) >= 5);
  CHECK(reached([&](const auto &s) { return pages(s) == 1; }) >= 20);
  CHECK(reached([&](const auto &s) { return pages(s) == 3; }) >= 20);
  CHECK(reached([&](const auto &s) { return pages(s) == 1024; }) >= 1);
  CHECK(reached([&](const auto &s) { return pages(s) > 1024; }) >= 20);
  CHECK(reached([&](const auto &s) { return pages(s) > 0 && (pages(s) & (pages(s) - 1)); }) >= 100);
  CHECK(reached([&](const auto &s) { return handle(s) == 0; }) >= 20);
  const auto end = [&](const auto &s) { return handle(s) + s.size.word.value(); };
  CHECK(reached([&](const auto &s) { return handle(s) != 0 && end(s) == 0; }) >= 10);
  CHECK(reached([&](const auto &s) { return end(s) == Word{1} << 32U; }) >= 20);
  CHECK(reached([&](const auto &s) { return handle(s) == Word{1} << 32U; }) >= 3);
  CHECK(reached([&](const auto &s) { return s.direction == Direction::none; }) >= 10);
  CHECK(reached([&](const auto &s) { return handle(s) == s.dma_handle.word.value(); }) >= 20);
  CHECK(reached([&](const auto &s) { return s.probe.value() + 1 == s.size.word.value(); }) >= 50);
  CHECK(reached([&](const auto &s) { return s.gfp.value() == kGfpKernel; }) >= 300);
  CHECK(reached([&](const auto &s) { return s.numa_node == -1; }) >= 50);
  CHECK(reached([&](const auto &s) { return s.numa_node == 3; }) >= 50);
  CHECK(reached([&](const auto &s) { return s.numa_node == 255; }) >= 50);
  CHECK(reached([&](const auto &s) { return s.numa_node == 256; }) >= 30);
  CHECK(reached([&](const auto &s) { return s.numa_node == 1023; }) >= 50);
  CHECK(reached([&](const auto &s) { // both allocators have a block
          return !s.contiguous_page.is_null && !s.buddy_page.is_null;
        }) >= 100);
}

TEST_CASE("copy-on-write VMAs and buffers longer than the size are drawn") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  const auto reached = [&](const Kind &is) {
    return count(architecture, ops_helpers::Helper::mmap, Aim::boundary, is);
  };
  CHECK(reached([](const StoredScenario &s) {
          return (s.vma.vm_flags.value() & (kVmShared | kVmMayWrite)) == kVmMayWrite;
        }) >= 100);
  CHECK(reached([](const StoredScenario &s) { return s.further_bytes.word.value() != 0; }) >= 100);
  CHECK(reached([](const StoredScenario &s) {
          return s.pool_described && s.further_bytes.word.value() != 0;
        }) >= 5);
}

TEST_CASE("sizes past 4 GiB are drawn for blocks of the contiguous area") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  const auto schedules = fault_schedules(ops_helpers::Helper::alloc_pages, {});
  rc::Random draws(3);
  int past = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto scenario = generate(draws.split(), 100, architecture,
                                   ops_helpers::Helper::alloc_pages, schedules.front(), Aim::mixed);
    past += scenario.size.word.value() >= Word{1} << 32 ? 1 : 0;
  }
  CHECK(past >= 10);
}

TEST_CASE("requests of more pages than 32 bits count are drawn") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  const auto schedules = fault_schedules(ops_helpers::Helper::mmap, {});
  rc::Random draws(3);
  int many = 0;
  for (int i = 0; i < 100'000; ++i) {
    const auto scenario = generate(draws.split(), 100, architecture, ops_helpers::Helper::mmap,
                                   schedules.front(), Aim::mixed);
    const auto &vma = scenario.vma;
    const Word length = (vma.vm_end.word.value() - vma.vm_start.word.value()) >> 12U;
    const Word count = scenario.size.word.value() >> 12U;
    const Word offset = vma.vm_pgoff.word.value();
    many += length >= Word{1} << 32U && offset <= count && length <= count - offset ? 1 : 0;
  }
  CHECK(many >= 1);
}

// Of 5,000 scenarios of a subject with 0x1234 in its text, how many have this.
template <class Has> int with_number_of_text(HelperId call, Has &&has) {
  Environment environment;
  environment.numbers = std::make_shared<const std::vector<std::uint64_t>>(1, 0x1234);
  const auto schedules = fault_schedules(call, environment);
  rc::Random draws(5);
  int count = 0;
  for (int i = 0; i < 5000; ++i) {
    const auto scenario =
        generate(draws.split(), 1 + i % 100, make_architecture(64, 64, 64, 12), call,
                 schedules[static_cast<std::size_t>(i) % schedules.size()], Aim::mixed);
    CHECK(keeps_contract(scenario));
    count += has(scenario) ? 1 : 0;
  }
  return count;
}

TEST_CASE(
    "numbers of the file's text are drawn, as they are and as pages, and inside the contract") {
  using enum ops_helpers::Helper;
  const auto is = [](const auto &quantity, Word number) { return quantity.word.value() == number; };
  const Word pages = Word{0x1234} << 12U;
  CHECK(with_number_of_text(mmap, [&](const auto &s) { return is(s.vma.vm_pgoff, 0x1234); }) >= 20);
  CHECK(with_number_of_text(mmap, [&](const auto &s) { return is(s.size, 0x1234); }) >= 10);
  CHECK(with_number_of_text(mmap, [&](const auto &s) {
          return s.vma.vm_end.word.value() - s.vma.vm_start.word.value() == pages;
        }) >= 5);
  CHECK(with_number_of_text(get_sgtable, [&](const auto &s) { return is(s.size, 0x1234); }) >= 10);
  CHECK(with_number_of_text(alloc_pages, [&](const auto &s) { return is(s.size, pages); }) >= 1);
}

TEST_CASE("who asks again after a failure gets every kind of answer") {
  std::set<std::string> seen;
  for_each_scenario(ops_helpers::Helper::alloc_pages, [&](const StoredScenario &scenario,
                                                          const ops_helpers::FaultAnswers &) {
    const auto &second = scenario.later[0];
    const auto block = [&](const char *name, const Page<WidestMachine> &first,
                           const Page<WidestMachine> &again) {
      if (first.is_null)
        seen.insert(name + std::string(again.is_null ? ", none still" : ", one then"));
      else
        seen.insert(name + std::string(again.is_null                ? ", none then"
                                       : again.frame == first.frame ? ", the same"
                                                                    : ", another"));
    };
    block("contiguous", scenario.contiguous_page, second.contiguous_page);
    block("buddy", scenario.buddy_page, second.buddy_page);
    const Word all_ones = Draw::mask(scenario.architecture.dma_bits);
    if (scenario.map_handle.word.value() == all_ones)
      seen.insert(second.map_handle.word.value() == all_ones ? "not mapped still" : "mapped then");
  });
  for (const HelperId call : {ops_helpers::Helper::mmap, ops_helpers::Helper::get_sgtable}) {
    for_each_scenario(call, [&](const StoredScenario &scenario, const ops_helpers::FaultAnswers &) {
      const int first = scenario.remap_status + scenario.sg_alloc_status;
      const int again = scenario.later[0].remap_status + scenario.later[0].sg_alloc_status;
      CHECK((first != 0 || again == 0));
      if (first != 0)
        seen.insert(std::string(to_string(call)) +
                    (again == 0 ? ", served then" : ", refused still"));
    });
  }
  CHECK(seen == std::set<std::string>{
                    "buddy, another", "buddy, none still", "buddy, none then", "buddy, one then",
                    "buddy, the same", "contiguous, another", "contiguous, none still",
                    "contiguous, none then", "contiguous, one then", "contiguous, the same",
                    "get_sgtable, refused still", "get_sgtable, served then", "mapped then",
                    "mmap, refused still", "mmap, served then", "not mapped still"});
}

TEST_CASE("plain scenarios take each field for itself") {
  const Architecture architecture = make_architecture(64, 64, 64, 12);
  const int end_at_end =
      count(architecture, ops_helpers::Helper::mmap, Aim::plain, [](const StoredScenario &s) {
        const MmapNumbers n(s);
        return n.sum == n.pages;
      });
  CHECK(end_at_end < 10); // chance alone
}

} // namespace
} // namespace dma_verify::random
