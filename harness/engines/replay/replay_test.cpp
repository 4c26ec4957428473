// SPDX-License-Identifier: GPL-2.0-only
// Many files in several processes: each is run once, and if one ends its process, the others are
// still run.
#include "harness/engines/replay/replay.h"

#include "harness/process/under_test.h"
#include "properties/model_subject.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <unistd.h>

namespace dma_verify {
namespace {

StoredFile file_of(std::uint64_t pages) {
  StoredFile file;
  file.path = "at " + std::to_string(pages) + ".toml";
  file.counterexample.property = "offset-bounds.accepted-in-bounds";
  file.counterexample.clause = "in-bounds";
  StoredScenario &scenario = file.counterexample.scenario;
  scenario.architecture = find_architecture("64-64-64-12").value();
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  scenario.vma.vm_end.word = Bits<64>(0x1000);
  scenario.vma.vm_pgoff.word = Bits<64>(pages);
  scenario.size.word = Bits<64>(0x1000);
  return file;
}

std::vector<StoredFile> files(std::uint64_t count) {
  std::vector<StoredFile> all;
  for (std::uint64_t i = 0; i < count; ++i)
    all.push_back(file_of(i));
  return all;
}

// The model; it ends its process where vm_pgoff is a multiple of 7.
Subject fatal_subject() {
  Subject subject = model_subject();
  subject.open = [] {
    return Observe([](const StoredScenario &scenario, StoredObservation &observed) {
      process::set_under_test(true);
      if (scenario.vma.vm_pgoff.word.value() % 7 == 0)
        _exit(3);
      process::set_under_test(false);
      observe_model(scenario, observed);
    });
  };
  return subject;
}

TEST_CASE("each of many files is run and has its record, in their order") {
  const auto all = files(300);
  const auto records = replay(model_subject(), all, 3);
  REQUIRE(records.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(records[i].counterexample == all[i].path.string());
    CHECK(records[i].verdict == Verdict::passed);
  }
}

TEST_CASE("a file that ends its process is falsified, and those beside it are judged") {
  for (const unsigned jobs : {1U, 4U}) {
    const auto records = replay(fatal_subject(), files(100), jobs);
    REQUIRE(records.size() == 100);
    for (std::size_t i = 0; i < records.size(); ++i) {
      CAPTURE(i);
      CHECK(records[i].verdict == (i % 7 == 0 ? Verdict::falsified : Verdict::passed));
      CHECK((records[i].reason == "the process ended: exit status 3") == (i % 7 == 0));
    }
  }
}

TEST_CASE("what an interrupted replay has not got to is given up, not passed") {
  const auto records = replay(model_subject(), files(50), 2, [] { return true; });
  REQUIRE(records.size() == 50);
  for (const Record &record : records) {
    CHECK(record.verdict == Verdict::gave_up);
    CHECK(record.reason == "interrupted");
  }
}

// alloc_pages is given pages of high memory, whose address is NULL.
StoredFile high_memory() {
  StoredFile file;
  file.path = "high.toml";
  file.counterexample.property = "execution.alloc_pages";
  file.counterexample.clause = "no-crash";
  file.counterexample.expected = "falsified";
  StoredScenario &scenario = file.counterexample.scenario;
  scenario.architecture = find_architecture("64-64-64-12").value();
  scenario.call = ops_helpers::Helper::alloc_pages;
  scenario.size.word = Bits<64>(0x2000); // for one page the area is not asked
  scenario.gfp = Bits<32>(kGfpKernel);
  scenario.contiguous_page = Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(1)));
  scenario.contiguous_highmem = true;
  scenario.map_handle.word = Bits<64>(0x1000);
  return file;
}

// The model with a guard: the call fails for such pages, and releases them or loses them.
Subject guarded_subject(bool gives_back) {
  return run_subject("changed", [gives_back] {
    return Observe([gives_back](const StoredScenario &scenario, StoredObservation &observed) {
      observe_model(scenario, observed);
      const auto page = scenario.contiguous_page;
      std::erase_if(observed.trace, [](const auto &effect) {
        return effect.kind != DmaEffect::dma_alloc_contiguous;
      });
      observed.completion = Completion::returned;
      observed.page = {};
      if (!gives_back)
        return;
      Effect<WidestMachine> release;
      release.kind = DmaEffect::dma_free_contiguous;
      release.page = page;
      release.bytes = scenario.size;
      observed.trace.push_back(release);
    });
  });
}

TEST_CASE("a known finding is repaired only if the repair is safe itself") {
  const std::vector files = {high_memory()};
  const auto repaired = replay(guarded_subject(true), files, 1);
  REQUIRE(repaired.size() == 1);
  CHECK(repaired[0].verdict == Verdict::repaired);

  const auto leaking = replay(guarded_subject(false), files, 1);
  REQUIRE(leaking.size() == 1);
  CHECK(leaking[0].verdict == Verdict::falsified);
  CHECK(leaking[0].expected); // the finding violates another clause, and is still the known one
  CHECK(leaking[0].property == "error-unwind.alloc_pages");
  CHECK(leaking[0].clause == "no-page-leaked");
  CHECK(leaking[0].reason.find("The pages are lost") != std::string::npos);
}

} // namespace
} // namespace dma_verify
