// SPDX-License-Identifier: GPL-2.0-only
#include "smt/symbolic/scenario.h"

#include <doctest/doctest.h>

#include <set>

namespace dma_verify::smt {
namespace {

using M64 = SymbolicMachine<64, 64, 64, 32>;

const Architecture kRow = make_architecture(64, 64, 64, 12);

std::size_t distinct_choices(HelperId call) {
  std::set<std::string> texts;
  for (const StoredScenario &answers : finite_answers(kRow, call))
    texts.insert(describe_answers(answers));
  return texts.size();
}

TEST_CASE("the finite answers of a call are all combinations, each once") {
  // Kinds of buffer, one of them with and without a section; what a pool answers: nothing, one of
  // five statuses, or what its geometry says; which device; whose block of which area, high memory
  // or not.
  const std::size_t kinds = 4 + 1;
  const std::size_t pool = 1 + 5 + 1;
  const std::size_t devices = 3;
  const std::size_t areas = 1 + 3 * 2;
  const auto check = [](HelperId call, std::size_t expected) {
    CHECK(finite_answers(kRow, call).size() == expected);
    CHECK(distinct_choices(call) == expected);
  };
  check(ops_helpers::Helper::get_sgtable, kinds * 2);
  check(ops_helpers::Helper::mmap, kinds * pool * 4);
  // Direction, node, the buddy allocator, failing silently, bouncing.
  check(ops_helpers::Helper::alloc_pages, devices * areas * 4 * 3 * 2 * 2 * 2);
  check(ops_helpers::Helper::free_pages, devices * 4 * 2);
}

TEST_CASE("the words that the call reads are free, named as their fields") {
  TermPool pool;
  Explorer explorer(pool);
  const StoredScenario answers = finite_answers(kRow, ops_helpers::Helper::mmap).front();
  const auto scenario = symbolic_scenario<M64>(explorer, answers);
  CHECK(scenario.size.word.term(pool).name() == "size");
  CHECK(scenario.vma.vm_pgoff.word.term(pool).name() == "vm_pgoff");
  CHECK(scenario.probe.term(pool).name() == "probe");
  CHECK(scenario.gfp.is_constant()); // read by alloc_pages only
}

TEST_CASE("a page that the allocator does not give is NULL, one that it gives has a free frame") {
  TermPool pool;
  Explorer explorer(pool);
  StoredScenario answers;
  answers.call = ops_helpers::Helper::alloc_pages;
  answers.buddy_page = Page<WidestMachine>::of({});
  const auto scenario = symbolic_scenario<M64>(explorer, answers);
  CHECK(scenario.contiguous_page.is_null);
  CHECK_FALSE(scenario.buddy_page.is_null);
  CHECK(scenario.buddy_page.frame.word.term(pool).name() == "alloc_pages_node");
}

TEST_CASE("a model becomes a scenario by the names of its fields") {
  StoredScenario answers;
  answers.call = ops_helpers::Helper::alloc_pages;
  answers.buddy_page = Page<WidestMachine>::of({});
  answers.direction = Direction::from_device;
  const Assignment words = {{"size", 4096}, {"alloc_pages_node", 77}, {"map", ~Uint128{0}}};
  const StoredScenario scenario = scenario_of(answers, words);
  CHECK(scenario.size.word.value() == 4096);
  CHECK(scenario.buddy_page.frame.word.value() == 77);
  CHECK(scenario.map_handle.word.value() == ~std::uint64_t{0});
  CHECK(scenario.direction == Direction::from_device);
  CHECK(scenario.gfp.value() == 0);
}

} // namespace
} // namespace dma_verify::smt
