// SPDX-License-Identifier: GPL-2.0-only
// Whether counterexamples show the same bug depends on their clause and region, not on their
// values.
#include "harness/counterexamples/kind.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

Counterexample wrapping(std::uint64_t vm_pgoff, std::uint64_t pages, std::uint64_t size) {
  Counterexample counterexample;
  counterexample.property = "offset-bounds.accepted-in-bounds";
  counterexample.clause = "in-bounds";
  counterexample.subject.form = "6.12";
  StoredScenario &scenario = counterexample.scenario;
  scenario.architecture = find_architecture("64-64-64-12").value();
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  scenario.size.word = Bits<64>(size);
  scenario.vma.vm_end.word = Bits<64>(pages << 12);
  scenario.vma.vm_pgoff.word = Bits<64>(vm_pgoff);
  return counterexample;
}

constexpr std::uint64_t kLast = ~std::uint64_t{0};

TEST_CASE("other values of the same region show the same") {
  CHECK(kind_of(wrapping(kLast, 1, 0)) == kind_of(wrapping(kLast - 7, 9, 0)));
  ProvedRegion region;
  region.proved = true;
  region.conditions = {"vm_pgoff + vma_pages >= 2^64"};
  CHECK(kind_of(wrapping(kLast, 1, 0), &region) ==
        kind_of(wrapping(kLast - 7, 9, 0x5000), &region));
}

TEST_CASE("another clause, property or form, another region or path, is another") {
  const std::string kind = kind_of(wrapping(kLast, 1, 0));
  Counterexample other = wrapping(kLast, 1, 0);
  other.clause = "other";
  CHECK(kind_of(other) != kind);
  other = wrapping(kLast, 1, 0);
  other.property = "offset-bounds.no-wrap";
  CHECK(kind_of(other) != kind);
  other = wrapping(kLast, 1, 0);
  other.subject.form = "6.1";
  CHECK(kind_of(other) != kind);
  other = wrapping(kLast, 1, 0);
  other.scenario.remap_status = -kEnomem;
  CHECK(kind_of(other) != kind);
  CHECK(kind_of(wrapping(5, 1, 0x1000)) != kind); // past the end without wrapping
}

TEST_CASE("a proved region outweighs form and path, one that is not proved does not") {
  ProvedRegion one;
  one.proved = true;
  one.conditions = {"a", "b"};
  ProvedRegion same = one;
  same.conditions = {"b", "a"};
  ProvedRegion other = one;
  other.conditions = {"a"};
  Counterexample elsewhere = wrapping(5, 1, 0x1000);
  elsewhere.subject.form = "6.1";
  CHECK(kind_of(wrapping(kLast, 1, 0), &one) == kind_of(elsewhere, &same));
  CHECK(kind_of(wrapping(kLast, 1, 0), &one) != kind_of(elsewhere, &other));
  one.proved = false;
  CHECK(kind_of(wrapping(kLast, 1, 0), &one) == kind_of(wrapping(kLast, 1, 0)));
}

TEST_CASE("the kind of a sequence depends on its actions, devices and buffers") {
  Counterexample sequence;
  sequence.property = "sequence.leak-freedom";
  sequence.clause = "block";
  world::Event take;
  take.scenario.call = ops_helpers::Helper::alloc_pages;
  take.scenario.size.word = Bits<64>(0x1000);
  sequence.steps = {take};
  Counterexample larger = sequence;
  larger.steps.front().scenario.size.word = Bits<64>(0x9000);
  CHECK(kind_of(sequence) == kind_of(larger));
  Counterexample other = sequence;
  other.steps.front().device = 1;
  CHECK(kind_of(sequence) != kind_of(other));
  other.steps = {take, take};
  CHECK(kind_of(sequence) != kind_of(other));
}

TEST_CASE("two proved regions are compared alone, one with none by classes and path") {
  Counterexample one = wrapping(kLast, 1, 0);
  const Counterexample plain = wrapping(kLast - 7, 9, 0);
  one.proved.emplace();
  one.proved->region.proved = true;
  one.proved->region.conditions = {"a"};
  CHECK(show_the_same(kinds_of(one), kinds_of(plain)));
  Counterexample other = wrapping(5, 1, 0x1000);
  CHECK_FALSE(show_the_same(kinds_of(one), kinds_of(other)));
  other.proved = one.proved;
  CHECK(show_the_same(kinds_of(one), kinds_of(other)));
  Counterexample elsewhere = plain;
  elsewhere.proved = one.proved;
  elsewhere.proved->region.conditions = {"b"};
  CHECK_FALSE(show_the_same(kinds_of(one), kinds_of(elsewhere)));
}

} // namespace
} // namespace dma_verify
