// SPDX-License-Identifier: GPL-2.0-only
// The theorems about the model need their assumptions: without them they are false.
#include "properties/model_subject.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

StoredScenario mmap_scenario() {
  StoredScenario scenario;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  scenario.call = ops_helpers::Helper::mmap;
  return scenario;
}

Assessment assess_theorem(std::string_view id, const StoredScenario &scenario) {
  return assess_model(find_property(id).value(), scenario);
}

TEST_CASE("off > count accepts an empty VMA at the end that off >= count refuses") {
  StoredScenario scenario = mmap_scenario();
  scenario.size.word = Bits<64>(4096);
  scenario.vma.vm_pgoff.word = Bits<64>(1);
  const Assessment empty = assess_theorem("refinement.bounds-check", scenario);
  CHECK(empty.violated_clause == "greater-or-equal");
  CHECK_FALSE(empty.in_contract);
  scenario.vma.vm_end.word = Bits<64>(4096);
  const Assessment one_page = assess_theorem("refinement.bounds-check", scenario);
  CHECK(one_page.violated_clause.empty());
  CHECK(one_page.in_contract);
}

// A pool of `pages` pages in the vmalloc area, asked for its page number 1.
StoredScenario pool_scenario(std::uint32_t pages) {
  StoredScenario scenario = mmap_scenario();
  scenario.pool_described = true;
  scenario.pool_base.word = Bits<64>(scenario.architecture.vmalloc_base);
  scenario.cpu_addr.word = scenario.pool_base.word;
  scenario.pool_pages = Bits<32>(pages);
  scenario.vma.vm_end.word = Bits<64>(4096);
  scenario.vma.vm_pgoff.word = Bits<64>(1);
  return scenario;
}

TEST_CASE("a size that reaches around the address space leaves the pool") {
  StoredScenario scenario = pool_scenario(1);
  scenario.size.word = Bits<64>(4096);
  CHECK(assess_theorem("refinement.pool-safety", scenario).violated_clause.empty());
  scenario.size.word = Bits<64>(std::uint64_t{0} - scenario.cpu_addr.word.value() + 2 * 4096);
  const Assessment wrapped = assess_theorem("refinement.pool-safety", scenario);
  CHECK(wrapped.violated_clause == "inside-pool");
  CHECK_FALSE(wrapped.in_contract);
  const Assessment leaves = assess_theorem("refinement.pool-wrap", scenario);
  CHECK(leaves.violated_clause.empty());
  CHECK(leaves.in_contract);
  CHECK(leaves.labels == 1U);
}

TEST_CASE("off > count lets an empty VMA at the end of the buffer pass, and no other") {
  StoredScenario scenario = mmap_scenario();
  scenario.size.word = Bits<64>(4096);
  scenario.vma.vm_pgoff.word = Bits<64>(1);
  const Assessment empty = assess_theorem("refinement.bounds-check-of-any-vma", scenario);
  CHECK(empty.violated_clause.empty());
  CHECK(empty.labels == 1U);
  scenario.vma.vm_end.word = Bits<64>(4096);
  CHECK(assess_theorem("refinement.bounds-check-of-any-vma", scenario).labels == 0U);
}

TEST_CASE("a pool around the end of the frames is left") {
  StoredScenario scenario = pool_scenario(2);
  scenario.size.word = Bits<64>(2 * 4096);
  CHECK(assess_theorem("refinement.pool-safety", scenario).violated_clause.empty());
  CHECK(assess_theorem("refinement.pool-safety", scenario).in_contract);
  scenario.pool_frame.word = Bits<64>(~std::uint64_t{0});
  const Assessment wrapped = assess_theorem("refinement.pool-safety", scenario);
  CHECK(wrapped.violated_clause == "inside-pool");
  CHECK_FALSE(wrapped.in_contract);
}

TEST_CASE("6.1 differs from 6.12 on a device behind dma-iommu, which it never meets") {
  StoredScenario scenario = mmap_scenario();
  scenario.call = ops_helpers::Helper::free_pages;
  scenario.use_dma_iommu = true;
  scenario.size.word = Bits<64>(4096);
  CHECK(assess_theorem("refinement.forms-free_pages", scenario).violated_clause.empty());
  StoredObservation earlier;
  StoredObservation later;
  ops_helpers::run_form(scenario, earlier, ops_helpers::kForms[0]);
  ops_helpers::run_form(scenario, later, ops_helpers::kForms[1]);
  CHECK_FALSE(agrees(ops_helpers::Helper::free_pages, earlier, later));
}

} // namespace
} // namespace dma_verify
