// SPDX-License-Identifier: GPL-2.0-only
// What is proved of a counterexample of a C file: of the file itself, as clang compiles it.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"
#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

namespace dma_verify::end_to_end {
namespace {

using own_files::text_of_form;
using own_files::with;
using testing::contains;
using Words = std::vector<std::string>;

constexpr std::string_view kInMmap = "int answer = -ENXIO;";
const Words kMmap = {"--subject=ops_helpers.c", "--arch=64-64-64-12",
                     "--property=offset-bounds.in-bounds-accepted", "--property=agreement.mmap"};

// Answers in this way without a look at the buffer.
std::string with_exception(const std::string &condition, const std::string &answer = "0") {
  return with(text_of_form("6.12"), kInMmap,
              std::string(kInMmap) + " if (" + condition + ") return " + answer + ";");
}

// With both solvers and clang, without which nothing of this can be proved.
std::optional<Record> falsified_by_proof(const Workplace &workplace, const std::string &clause) {
  for (const Record &record : workplace.records()) {
    if (record.engine == "smt" && record.verdict == Verdict::falsified && record.clause == clause)
      return record;
  }
  return std::nullopt;
}

TEST_CASE("of a length that is treated in a special way it is proved that it alone fails") {
  const Workplace workplace;
  workplace.write("ops_helpers.c", with_exception("bytes == 0x123457000UL"));
  const ProgramEnd end = workplace.run(joined({{"prove"}, kMmap}));
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  const auto record = falsified_by_proof(workplace, "accepted");
  REQUIRE(record);
  const Counterexample found = counterexample_in(workplace.path() / record->counterexample);
  REQUIRE(found.proved);
  CAPTURE(found.proved->minimum.reason);
  CHECK(found.proved->minimum.proved);
  CHECK(contains(found.proved->minimum.space, "as clang compiles it ("));
  CHECK(found.proved->region.proved);
  CHECK(std::ranges::find(found.proved->region.conditions, "size == 0x123457000") !=
        found.proved->region.conditions.end());
  const auto size = std::ranges::find(found.proved->fields, "size", &FieldFreedom::field);
  REQUIRE(size != found.proved->fields.end());
  CHECK(size->kind == FieldFreedom::Kind::exactly);
  CHECK(std::filesystem::exists(workplace.path() / "dma-verify-out/counterexamples" /
                                found.proved->minimum.query.file));

  // What the file does otherwise than the model has the same cause, and is told with it.
  const auto records = workplace.records();
  const auto differing = std::ranges::find(records, Verdict::differs, &Record::verdict);
  REQUIRE(differing != records.end());
  CHECK_FALSE(differing->difference.kind.empty());
  CHECK(differing->difference.kind == record->difference.kind);
  CHECK_FALSE(contains(end.output, "\ndiffers"));
  CHECK(contains(end.output, "1 bug"));
}

TEST_CASE("a harmless difference has its first place, of the smallest call that shows it") {
  const Workplace workplace;
  workplace.write("ops_helpers.c", with(text_of_form("6.12"), kInMmap,
                                        "int answer = bytes == 0x5000 ? -EINVAL : -ENXIO;"));
  const ProgramEnd end = workplace.run(
      {"prove", "--subject=ops_helpers.c", "--arch=64-64-64-12", "--property=agreement.mmap"});
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK_FALSE(workplace.records().empty());
  for (const Record &record : workplace.records()) { // of each build
    CAPTURE(record.build);
    CHECK(record.verdict == Verdict::differs);
    CHECK(contains(record.difference.sentence, "return -EINVAL"));
  }
  CHECK(contains(end.output, "First difference: it ended with return -EINVAL"));
}

TEST_CASE("what tests of verify have found is proved to be the smallest when the file is proved") {
  const Workplace workplace;
  workplace.write("ops_helpers.c", wrapping_file());
  const ProgramEnd end =
      workplace.run({"verify", "--subject=ops_helpers.c", "--cases=200", "--seed=7",
                     "--arch=64-64-64-12", "--property=offset-bounds.accepted-in-bounds"});
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  bool tested = false;
  for (const Record &record : workplace.records())
    tested = tested || (record.engine == "random" && record.verdict == Verdict::falsified);
  CHECK(tested);
  const auto record = falsified_by_proof(workplace, "in-bounds");
  REQUIRE(record);
  const Counterexample found = counterexample_in(workplace.path() / record->counterexample);
  REQUIRE(found.proved);
  CAPTURE(found.proved->minimum.reason);
  CHECK(found.proved->minimum.proved);
  CHECK(found.subject.kind == "c");
}

TEST_CASE("minimize proves of a C file what it proves of the model") {
  const Workplace workplace;
  workplace.write("ops_helpers.c", wrapping_file());
  CHECK(workplace
            .run({"test", "--subject=ops_helpers.c", "--cases=200", "--seed=7",
                  "--arch=64-64-64-12", "--property=offset-bounds.accepted-in-bounds"})
            .exit_status == 1);
  std::string file;
  for (const Record &record : workplace.records())
    file = record.counterexample.empty() ? file : record.counterexample;
  const ProgramEnd end =
      workplace.run({"minimize", "--subject=ops_helpers.c", file, "--out=minimized"});
  CAPTURE(end.output);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 1);
  std::vector<std::string> found = workplace.files_in("minimized");
  std::erase_if(found, [](const std::string &name) { return !name.ends_with(".toml"); });
  REQUIRE(found.size() == 1);
  const Counterexample minimized = counterexample_in(workplace.path() / found.front());
  REQUIRE(minimized.proved);
  if (!can_be_proved(minimized.proved->minimum.reason))
    return;
  CAPTURE(minimized.proved->minimum.reason);
  CHECK(minimized.proved->minimum.proved);
  CHECK(minimized.proved->region.proved);
}

} // namespace
} // namespace dma_verify::end_to_end
