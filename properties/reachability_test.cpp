// SPDX-License-Identifier: GPL-2.0-only
#include "properties/reachability.h"

#include <doctest/doctest.h>

namespace {

using namespace dma_verify;
using M = WidestMachine;

StoredScenario mmap_scenario(std::uint64_t offset, std::uint64_t pages) {
  StoredScenario scenario;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr = M::VirtualAddress(Bits<64>(scenario.architecture.linear_base));
  scenario.size = M::Bytes(Bits<64>(4096));
  scenario.vma.vm_end = M::VirtualAddress(Bits<64>(pages << 12U));
  scenario.vma.vm_pgoff = M::PageCount(Bits<64>(offset));
  return scenario;
}

TEST_CASE("an ordinary request is reachable from mmap(2)") {
  const Reachability reach = reachability_of(mmap_scenario(1, 1));
  CHECK(reach.from == ReachableFrom::mmap);
  CHECK(reach.broken.empty());
}

TEST_CASE("a sum that wraps needs a driver that sets vm_pgoff") {
  const Reachability reach = reachability_of(mmap_scenario(~std::uint64_t{0}, 1));
  CHECK(reach.from == ReachableFrom::driver);
  CHECK(reach.rule.find("do_mmap") != std::string::npos);
}

TEST_CASE("an offset whose bytes wrap names file_mmap_ok") {
  const Reachability reach = reachability_of(mmap_scenario(std::uint64_t{1} << 60U, 1));
  CHECK(reach.from == ReachableFrom::mmap);
  CHECK(reach.rule.find("file_mmap_ok") != std::string::npos);
}

TEST_CASE("a broken assumption is named") {
  const Reachability empty = reachability_of(mmap_scenario(0, 0));
  CHECK(empty.from == ReachableFrom::driver);
  REQUIRE(empty.broken.size() == 1);
  CHECK(empty.broken[0] == ops_helpers::Assumed::vma_page_aligned);
}

TEST_CASE("an unaligned allocation has no caller in the tree") {
  StoredScenario scenario = mmap_scenario(0, 1);
  scenario.call = ops_helpers::Helper::alloc_pages;
  CHECK(reachability_of(scenario).from == ReachableFrom::dma_api);
  scenario.size = M::Bytes(Bits<64>(4097));
  const Reachability reach = reachability_of(scenario);
  CHECK(reach.from == ReachableFrom::no_caller);
  CHECK(reach.broken[0] == ops_helpers::Assumed::size_page_aligned);
}

TEST_CASE("the wrap of a sum depends on the architecture's words") {
  StoredScenario scenario = mmap_scenario(0xffffffff, 1);
  CHECK(reachability_of(scenario).from == ReachableFrom::mmap);
  scenario.architecture = make_architecture(32, 32, 32, 12);
  scenario.cpu_addr = M::VirtualAddress(Bits<64>(scenario.architecture.linear_base));
  CHECK(reachability_of(scenario).from == ReachableFrom::driver);
}

} // namespace
