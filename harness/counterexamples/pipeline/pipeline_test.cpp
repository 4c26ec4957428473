// SPDX-License-Identifier: GPL-2.0-only
// What becomes of a counterexample from its engine to its file, on a mutant.
#include "harness/counterexamples/pipeline/pipeline.h"

#include "harness/counterexamples/examination/examine.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/develop/testing/contains.h"
#include "harness/develop/testing/folder.h"
#include "properties/mutants.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

using testing::contains;
namespace fs = std::filesystem;

Subject wrapping_model() { return mutant_subject(*find_mutant("off + user_count > count")); }

// A failing call that is not the smallest: nine pages at this offset, of sixteen.
EngineResult wrapping(std::uint64_t vm_pgoff) {
  EngineResult result;
  result.record.property = "offset-bounds.accepted-in-bounds";
  result.record.clause = "in-bounds";
  result.record.subject = wrapping_model().name;
  result.record.verdict = Verdict::falsified;
  Counterexample &counterexample = result.counterexample.emplace();
  counterexample.property = result.record.property;
  counterexample.clause = result.record.clause;
  counterexample.subject.kind = "model";
  counterexample.provenance.found_on = "model";
  StoredScenario &scenario = counterexample.scenario;
  scenario.architecture = find_architecture("64-64-64-12").value();
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  scenario.size.word = Bits<64>(0x10000);
  scenario.vma.vm_end.word = Bits<64>(9 << 12);
  scenario.vma.vm_pgoff.word = Bits<64>(vm_pgoff);
  return result;
}

constexpr std::uint64_t kLast = ~std::uint64_t{0};

struct Fixture {
  testing::Folder folder;
  Pipeline pipeline{folder.path() / "found", {wrapping_model()}, "7.8"};

  [[nodiscard]] static Counterexample read(const std::string &path) {
    return std::get<Counterexample>(read_counterexample(path));
  }
  [[nodiscard]] std::size_t files() const {
    std::size_t count = 0;
    for (const auto &entry : fs::directory_iterator(folder.path() / "found"))
      count += entry.path().extension() == ".toml" ? 1U : 0U;
    return count;
  }
};

TEST_CASE_FIXTURE(Fixture, "the sentence is about the scenario that is written") {
  EngineResult result = wrapping(kLast);
  REQUIRE(pipeline.complete(result));
  CHECK(files() == 1);
  const Counterexample written = read(result.record.counterexample);
  const auto observed = observe_once(wrapping_model(), written.scenario);
  REQUIRE(observed);
  CHECK(result.record.reason.starts_with(sentence_of(written, *observed)));
  CHECK(contains(result.record.reason, " Reachable "));
  CHECK(written.provenance.version == "7.8");
  CHECK_FALSE(written.reachable.empty());
}

#ifdef DMA_VERIFY_SMT
TEST_CASE_FIXTURE(Fixture,
                  "a smaller scenario of a solver replaces it before anything is said of it") {
  EngineResult result = wrapping(kLast);
  REQUIRE(pipeline.complete(result));
  const Counterexample written = read(result.record.counterexample);
  CHECK(written.scenario.vma.vm_end.word.value() == 0x1000);
  CHECK(contains(result.record.reason, "1 page"));
  CHECK_FALSE(contains(result.record.reason, "9 pages"));
}

TEST_CASE("what is proved to be the smallest is written after what could only be run") {
  const testing::Folder folder;
  Subject only_run = wrapping_model();
  only_run.on_terms.reset();
  Pipeline pipeline(folder.path() / "found", {only_run}, "7.8");
  EngineResult tested = wrapping(kLast);
  REQUIRE(pipeline.complete(tested));
  pipeline.now_provable(wrapping_model());
  EngineResult proved = wrapping(kLast - 7);
  REQUIRE(pipeline.complete(proved));
  CHECK(proved.record.counterexample != tested.record.counterexample);
  const Counterexample written = Fixture::read(proved.record.counterexample);
  REQUIRE(written.proved);
  CHECK(written.proved->minimum.proved);
  CHECK(written.proved->region.proved);
  // And from then on it is the one that others are about.
  EngineResult third = wrapping(kLast - 3);
  REQUIRE(pipeline.complete(third));
  CHECK(third.record.counterexample == proved.record.counterexample);
}
#endif

TEST_CASE_FIXTURE(Fixture, "a value in memory is what is in the file") {
  EngineResult result = wrapping(kLast);
  REQUIRE(pipeline.complete(result));
  const Counterexample *value = pipeline.in_file(result.record.counterexample);
  REQUIRE(value != nullptr);
  CHECK(testing::text_of(result.record.counterexample) == to_toml(*value));
  CHECK(to_toml(*result.counterexample) == to_toml(*value));
  CHECK(pipeline.in_file("other.toml") == nullptr);
}

TEST_CASE_FIXTURE(Fixture, "of those that show the same the first is written and described") {
  EngineResult first = wrapping(kLast);
  EngineResult second = wrapping(kLast - 7);
  second.remark = "Found elsewhere.";
  REQUIRE(pipeline.complete(first));
  REQUIRE(pipeline.complete(second));
  CHECK(files() == 1);
  CHECK(second.record.counterexample == first.record.counterexample);
  CHECK(second.record.reason == first.record.reason + " Found elsewhere.");
}

TEST_CASE_FIXTURE(Fixture, "what a stored file shows is known") {
  EngineResult result = wrapping(kLast - 7);
  pipeline.know(*wrapping(kLast).counterexample, "store/one.toml");
  REQUIRE(pipeline.complete(result));
  CHECK(result.record.reason.ends_with(" Known: store/one.toml shows the same."));
  CHECK(pipeline.in_file("store/one.toml") != nullptr);
}

TEST_CASE_FIXTURE(Fixture, "what a stored file of another file shows is not known") {
  EngineResult result = wrapping(kLast - 7);
  Counterexample other = *wrapping(kLast).counterexample;
  other.provenance.found_on = "mutant additive check";
  pipeline.know(other, "store/one.toml");
  REQUIRE(pipeline.complete(result));
  CHECK_FALSE(contains(result.record.reason, "Known:"));
}

TEST_CASE_FIXTURE(Fixture,
                  "what is found on a file of a mutant says so, what on the model does not") {
  pipeline.of_mutant("swapped");
  EngineResult of_model = wrapping(kLast);
  REQUIRE(pipeline.complete(of_model));
  CHECK(of_model.counterexample->provenance.found_on == "model");
  EngineResult of_file = wrapping(kLast);
  of_file.record.subject = "swapped.c"; // no subject of the pipeline
  of_file.counterexample->provenance.found_on = "file";
  REQUIRE(pipeline.complete(of_file));
  CHECK(of_file.counterexample->provenance.found_on == "mutant swapped");
}

TEST_CASE("if the file cannot be written, the record names none and still has its sentence") {
  const testing::Folder folder;
  folder.write("found", "a file where the folder should be");
  Pipeline pipeline(folder.path() / "found", {wrapping_model()}, "7.8");
  EngineResult result = wrapping(kLast);
  CHECK_FALSE(pipeline.complete(result));
  CHECK(result.record.counterexample.empty());
  CHECK_FALSE(result.record.reason.empty());
}

} // namespace
} // namespace dma_verify
