// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/first_difference.h"

#include "model/ops_helpers/examples.h"
#include "properties/model_subject.h"
#include "properties/ops_helpers/mutants/mmap.h"
#include "properties/run_mutant.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

using ops_helpers::Helper;

StoredScenario request_of(std::uint64_t vm_pgoff) {
  StoredScenario scenario;
  scenario.call = Helper::mmap;
  scenario.architecture = make_architecture(64, 64, 64, 12);
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  scenario.size.word = Bits<64>(0x2000);
  scenario.vma.vm_start.word = Bits<64>(0x1000);
  scenario.vma.vm_end.word = Bits<64>(0x2000);
  scenario.vma.vm_pgoff.word = Bits<64>(vm_pgoff);
  return scenario;
}

RecordedDifference difference_of(const Mutant &mutant, const StoredScenario &scenario) {
  StoredObservation observed;
  StoredObservation expected;
  run_mutant(mutant, scenario, observed);
  observe_model(scenario, expected);
  return first_difference(scenario.call, observed, expected);
}

TEST_CASE("the same mistake has the same first difference, whatever the values are") {
  using namespace ops_helpers::of_mmap;
  const RecordedDifference one = difference_of(kOffsetUnchecked, request_of(3));
  const RecordedDifference other = difference_of(kOffsetUnchecked, request_of(77));
  CHECK(one.kind == "mmap: remap_pfn_range instead of return");
  CHECK(one.kind == other.kind);
  CHECK(one.sentence != other.sentence);
  CHECK(one.sentence.find(", which the model does not call") != std::string::npos);
}

TEST_CASE("the argument that differs is named") {
  using namespace ops_helpers::of_mmap;
  const RecordedDifference pages = difference_of(kNoOffset, request_of(1));
  CHECK(pages.kind == "mmap: remap_pfn_range with other pfn");
}

TEST_CASE("a result that differs after the same services is named") {
  StoredScenario scenario = request_of(0);
  StoredObservation expected;
  observe_model(scenario, expected);
  StoredObservation observed = expected;
  observed.status = -22;
  const RecordedDifference found = first_difference(scenario.call, observed, expected);
  CHECK(found.kind == "mmap: return");
  CHECK(found.sentence == "ended with return -EINVAL, the model with return 0");
}

TEST_CASE("a call that does not come back ends otherwise") {
  StoredScenario scenario = request_of(0);
  StoredObservation expected;
  observe_model(scenario, expected);
  StoredObservation observed = expected;
  observed.completion = Completion::crashed;
  CHECK(first_difference(scenario.call, observed, expected).kind.starts_with("mmap: "));
  CHECK_FALSE(first_difference(scenario.call, observed, expected).kind.empty());
}

TEST_CASE("what does the same has no difference") {
  StoredScenario scenario = request_of(1);
  StoredObservation expected;
  observe_model(scenario, expected);
  CHECK(first_difference(scenario.call, expected, expected).kind.empty());
}

} // namespace
} // namespace dma_verify
