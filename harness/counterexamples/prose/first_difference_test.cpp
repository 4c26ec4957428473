// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/first_difference.h"

#include "harness/develop/testing/folder.h"
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

// Lines 10, 11, ... of a file for the effects, and 30 for the last service.
SourceLines lines_of(const StoredObservation &observed, const std::string &file) {
  SourceLines lines;
  for (unsigned i = 0; i < observed.trace.size(); ++i)
    lines.effects.push_back({file, 10 + i});
  lines.last = {file, 30};
  return lines;
}

TEST_CASE("a difference has the line of the call that should not be, or the last line before it") {
  const testing::Folder folder;
  std::string text;
  for (int i = 1; i <= 40; ++i)
    text += "line " + std::to_string(i) + "\n";
  const std::string file = folder.write("a.c", text).string();
  const StoredScenario scenario = request_of(3);
  StoredObservation expected;
  observe_model(scenario, expected);
  StoredObservation observed;
  run_mutant(ops_helpers::of_mmap::kOffsetUnchecked, scenario, observed);
  REQUIRE(observed.trace.size() == expected.trace.size() + 1);

  const auto at = [&](const StoredObservation &ours, const StoredObservation &theirs) {
    return first_difference(scenario.call, ours, theirs, lines_of(ours, file)).source;
  };
  const auto called = static_cast<unsigned>(10 + expected.trace.size());
  const std::vector<std::string> around = {"line " + std::to_string(called - 1),
                                           "line " + std::to_string(called),
                                           "line " + std::to_string(called + 1)};
  CHECK(at(observed, expected) == RecordedSource{file, called, false, around, called - 1});
  // What is not called has no line of its own.
  CHECK(at(expected, observed).line == 30);
  CHECK(at(expected, observed).is_before);
  // Before the first call there is only the next one.
  StoredObservation without_first = expected;
  without_first.trace.erase(without_first.trace.begin());
  REQUIRE_FALSE(without_first.trace.empty());
  CHECK(at(without_first, expected).line == 10);
  CHECK_FALSE(at(without_first, expected).is_before);
  // A call that does not come back ends at its last line.
  StoredObservation crashed = expected;
  crashed.completion = Completion::crashed;
  CHECK(at(crashed, expected).line == 30);
  CHECK_FALSE(at(crashed, expected).is_before);
  // Nothing is made up.
  CHECK(first_difference(scenario.call, observed, expected).source == RecordedSource{});
  CHECK(first_difference(scenario.call, observed, expected, lines_of(observed, "/nowhere"))
            .source.text.empty());
}

TEST_CASE("what does the same has no difference") {
  StoredScenario scenario = request_of(1);
  StoredObservation expected;
  observe_model(scenario, expected);
  CHECK(first_difference(scenario.call, expected, expected).kind.empty());
}

} // namespace
} // namespace dma_verify
