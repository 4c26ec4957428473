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

// ---- Open answers.

StoredScenario call_of_alloc() {
  StoredScenario base;
  base.architecture = kRow;
  base.call = ops_helpers::Helper::alloc_pages;
  return base;
}

unsigned paths_of(const CanOccur &can_occur,
                  const std::function<void(const Scenario<M64> &)> &run) {
  TermPool pool;
  Explorer explorer(pool);
  const auto scenario = open_scenario<M64>(explorer, call_of_alloc(), can_occur);
  explorer.explore([&]() -> std::vector<Term> {
    run(scenario);
    return {};
  });
  return explorer.paths();
}

TEST_CASE("an open answer is decided where it is asked for and only there") {
  const auto all = [](const StoredScenario &) { return true; };
  CHECK(paths_of(all, [](const Scenario<M64> &) {}) == 1);
  CHECK(paths_of(all, [](const Scenario<M64> &s) {
          const Direction direction = s.direction;
          CHECK(static_cast<bool>(direction == s.direction)); // is not decided again
        }) == 4);
  CHECK(paths_of(all, [](const Scenario<M64> &s) {
          if (!s.buddy_page.is_null && s.use_dma_iommu && s.later[1].buddy_page.is_null)
            return;
        }) == 4);
  // A comparison alone decides nothing.
  CHECK(paths_of(all, [](const Scenario<M64> &s) {
          const Bool same = both(s.numa_node == 1, s.map_bounces);
          CHECK_FALSE(same.value().is_known());
        }) == 1);
}

TEST_CASE("an open answer that cannot occur is not taken") {
  const auto no_iommu = [](const StoredScenario &s) { return !s.use_dma_iommu; };
  CHECK(paths_of(no_iommu, [](const Scenario<M64> &s) { CHECK_FALSE(bool{s.use_dma_iommu}); }) ==
        1);
}

TEST_CASE("a model of open answers becomes the scenario in which they are given") {
  TermPool pool;
  Explorer explorer(pool);
  const StoredScenario base = call_of_alloc();
  const auto open = open_scenario<M64>(explorer, base);
  for (const StoredScenario &answers : finite_answers(kRow, base.call)) {
    // The path on which the answers are these.
    const auto is_of = [&](const Scenario<M64> &s) {
      return s.direction == answers.direction && s.numa_node == answers.numa_node &&
             s.contiguous_area == answers.contiguous_area &&
             s.ops_has_unmap == answers.ops_has_unmap &&
             s.contiguous_page.is_null == answers.contiguous_page.is_null &&
             s.buddy_page.is_null == answers.buddy_page.is_null;
    };
    const Term term =
        explorer.explore([&]() -> std::vector<Term> { return {pool.truth(is_of(open))}; })[0];
    // Any model of it.
    Assignment model;
    const auto give = [&](const auto &self, Term condition, bool value) -> void {
      if (condition.op() == Op::variable) {
        model[std::string(condition.name())] = value ? 1 : 0;
      } else if (condition.op() == Op::negation) {
        self(self, condition.argument(0), !value);
      } else if (condition.op() == Op::conjunction) {
        self(self, condition.argument(0), value);
        self(self, condition.argument(1), value);
      }
    };
    give(give, term, true);
    CHECK(Evaluator(model)(term) == 1);
    const StoredScenario found = scenario_of(base, model);
    CHECK(found.direction == answers.direction);
    CHECK(found.numa_node == answers.numa_node);
    CHECK(found.contiguous_area == answers.contiguous_area);
    CHECK(found.ops_has_unmap == answers.ops_has_unmap);
    CHECK(found.contiguous_page.is_null == answers.contiguous_page.is_null);
    CHECK(found.buddy_page.is_null == answers.buddy_page.is_null);
  }
}

} // namespace
} // namespace dma_verify::smt
