// SPDX-License-Identifier: GPL-2.0-only
// The mutants of this unit, a case for each helper, since there are many.
#include "properties/ops_helpers/mutants/alloc_pages.h"
#include "properties/random/check_mutants.h"

namespace dma_verify::ops_helpers {
namespace {

TEST_CASE("each mutant of mmap violates exactly its clauses") { check_mutants(Helper::mmap); }

TEST_CASE("each mutant of get_sgtable violates exactly its clauses") {
  check_mutants(Helper::get_sgtable);
}

TEST_CASE("each mutant of alloc_pages violates exactly its clauses") {
  check_mutants(Helper::alloc_pages);
}

TEST_CASE("each mutant of free_pages violates exactly its clauses") {
  check_mutants(Helper::free_pages);
}

TEST_CASE("a described pool is left where the end of the buffer wraps") {
  StoredScenario scenario;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  scenario.call = Helper::mmap;
  scenario.buffer_kind = BufferKind::device_pool;
  scenario.pool_described = true;
  scenario.pool_claims = true;
  scenario.pool_base.word = Bits<64>(scenario.architecture.vmalloc_base);
  scenario.pool_pages = Bits<32>(4);
  scenario.cpu_addr.word = scenario.pool_base.word;
  scenario.vma.vm_end.word = Bits<64>(4096);
  scenario.vma.vm_pgoff.word = Bits<64>(4);
  const PropertyIndex index = find_property("pool.bounds").value();
  const std::uint64_t to_the_end = std::uint64_t{0} - scenario.cpu_addr.word.value();
  scenario.size.word = Bits<64>(to_the_end + 4 * 4096);
  CHECK(assess_model(index, scenario).violated_clause.empty());
  scenario.size.word = Bits<64>(to_the_end + 5 * 4096);
  CHECK(assess_model(index, scenario).violated_clause == "inside-pool");
  CHECK_FALSE(broken_assumptions(scenario).empty());
}

TEST_CASE("the highmem guard is really taken") {
  StoredScenario scenario;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  scenario.call = Helper::alloc_pages;
  scenario.size.word = Bits<64>(4096);
  scenario.contiguous_page = Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(1)));
  scenario.contiguous_area = ContiguousArea::device;
  scenario.gfp = Bits<32>(kGfpKernel);
  scenario.buddy_page = Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(2)));
  StoredObservation observation;
  observe_mutant(of_alloc_pages::kHighmemGuard, scenario, observation);
  CHECK(observation.page.frame.word.value() == 2);
  CHECK(observation.trace.size() == 5);
  check_holds(of_alloc_pages::kHighmemGuard, scenario);
}

} // namespace
} // namespace dma_verify::ops_helpers
