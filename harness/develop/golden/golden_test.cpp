// SPDX-License-Identifier: GPL-2.0-only
// The built program says of a part of the known subjects what the recording says. If a difference
// is meant, main.cpp tells how the recording is made anew.
#include "harness/develop/golden/difference.h"
#include "harness/develop/golden/recorder.h"
#include "harness/units/own_files.h"

#include <doctest/doctest.h>

namespace dma_verify::golden {
namespace {

const Recorder kRecorder{DMA_VERIFY_PROGRAM, DMA_VERIFY_STORE};

bool has_kernels() {
  for (const char *version : {"6.12", "6.1"}) {
    if (!own_files::fetched_kernel(version)) {
      MESSAGE("SKIPPED: no sources of Linux " << version
                                              << " (harness/setup/fetch_kernel.sh fetches them)");
      return false;
    }
  }
  return true;
}

void check_subjects(const std::string &only) {
  if (!has_kernels())
    return;
  const Facts before = about(only, read_facts(DMA_VERIFY_GOLDEN_PART));
  REQUIRE(!before.empty());
  const Facts now = summary_of(kRecorder.record(Plan::part, only), Detail::failures);
  for (const std::string &difference : differences(before, now))
    FAIL_CHECK(difference);
}

TEST_CASE("edits of the kernel's file are judged as recorded") { check_subjects("edit "); }
TEST_CASE("mutants of the model are judged as recorded") { check_subjects("model:"); }
TEST_CASE("the model is judged as recorded") { check_subjects("model on"); }
TEST_CASE("both kernels' files are judged as recorded") { check_subjects("kernel "); }
TEST_CASE("stored counterexamples fail as recorded") { check_subjects("store on"); }
TEST_CASE("the proof jobs are those recorded") { check_subjects("jobs"); }

TEST_CASE("every fact recorded is of a subject that is compared here") {
  std::size_t count = 0;
  const Facts all = read_facts(DMA_VERIFY_GOLDEN_PART);
  for (const char *only : {"edit ", "model:", "model on", "kernel ", "store on", "jobs"})
    count += about(only, all).size();
  CHECK(count == all.size());
}

TEST_CASE("a store with one file less is a difference") {
  if (!has_kernels())
    return;
  const testing::Folder store;
  std::filesystem::copy(DMA_VERIFY_STORE, store.path(), std::filesystem::copy_options::recursive);
  const Recorder recorder{DMA_VERIFY_PROGRAM, store.path()};
  const std::string subject = "store on model";
  const Facts before = recorder.record(Plan::part, subject);
  std::filesystem::path removed;
  for (const auto &file : std::filesystem::recursive_directory_iterator(store.path())) {
    if (file.path().filename() == "bus-address-0.toml")
      removed = file.path();
  }
  REQUIRE(std::filesystem::remove(removed));
  CHECK(differences(before, recorder.record(Plan::part, subject)) ==
        Facts{"replay: store on model, bus-address-0, passed: only before"});
}

TEST_CASE("what was recorded before is kept, and not made again") {
  if (!has_kernels())
    return;
  const Facts known = {
      line_of({"exit status", "store on 6.12", "7"}),
      line_of({"replay", "store on 6.1", "of a start that did not end", "passed"})};
  CHECK(kRecorder.record(Plan::part, "store on 6.12", known) == Facts{known.front()});
}

TEST_CASE("an interrupted recording is none") {
  if (!has_kernels())
    return;
  Recorder recorder = kRecorder;
  recorder.interrupted = [] { return true; };
  CHECK_THROWS_WITH((void)recorder.record(Plan::part, "kernel "), "interrupted");
}

} // namespace
} // namespace dma_verify::golden
