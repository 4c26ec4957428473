// SPDX-License-Identifier: GPL-2.0-only
#include "smt/symbolic/scenario.h"

#include <doctest/doctest.h>

#include <set>

namespace dma_verify::smt {
namespace {

using M64 = SymbolicMachine<64, 64, 64, 32>;

const Architecture kRow = make_architecture(64, 64, 64, 12);

std::size_t distinct_choices(Call call) {
  std::set<std::string> texts;
  for (const StoredScenario &answers : finite_answers(kRow, call))
    texts.insert(describe_answers(answers));
  return texts.size();
}

TEST_CASE("the finite answers of a call are all combinations, each once") {
  // sg_alloc_table; pool claims x its status x remap; iommu x unmap x direction x node x no
  // contiguous block or one of three areas x the buddy allocator; iommu x unmap x direction x
  // owner.
  CHECK(finite_answers(kRow, Call::get_sgtable).size() == 2);
  CHECK(distinct_choices(Call::get_sgtable) == 2);
  CHECK(finite_answers(kRow, Call::mmap).size() == 2 * 5 * 4);
  CHECK(distinct_choices(Call::mmap) == 2 * 5 * 4);
  CHECK(finite_answers(kRow, Call::alloc_pages).size() == 2 * 2 * 4 * 3 * (1 + 3) * 2);
  CHECK(distinct_choices(Call::alloc_pages) == 2 * 2 * 4 * 3 * (1 + 3) * 2);
  CHECK(finite_answers(kRow, Call::free_pages).size() == 2 * 2 * 4 * 2);
  CHECK(distinct_choices(Call::free_pages) == 2 * 2 * 4 * 2);
}

TEST_CASE("the words that the call reads are free, named as their fields") {
  TermPool pool;
  Explorer explorer(pool);
  const StoredScenario answers = finite_answers(kRow, Call::mmap).front();
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
  answers.call = Call::alloc_pages;
  answers.buddy_page = Page<WidestMachine>::of({});
  const auto scenario = symbolic_scenario<M64>(explorer, answers);
  CHECK(scenario.contiguous_page.is_null);
  CHECK_FALSE(scenario.buddy_page.is_null);
  CHECK(scenario.buddy_page.frame.word.term(pool).name() == "alloc_pages_node");
}

TEST_CASE("a model becomes a scenario by the names of its fields") {
  StoredScenario answers;
  answers.call = Call::alloc_pages;
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
