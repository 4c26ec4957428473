// SPDX-License-Identifier: GPL-2.0-only
// prove of a C file: what clang makes of it is proved, or falsified, or it is said what is not
// understood.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"
#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::end_to_end {
namespace {

using own_files::text_of_form;
using own_files::with;
using testing::contains;

constexpr std::string_view kResult = "int answer = -ENXIO;";

// Proves one property of the text on one row.
ProgramEnd prove(const Workplace &workplace, const std::string &text,
                 const std::string &property = "offset-bounds.in-bounds-accepted") {
  const auto file = workplace.write("ops_helpers.c", text);
  return workplace.run(
      {"prove", "--subject=" + file.string(), "--arch=64-64-64-12", "--property=" + property});
}

std::vector<Record> with_verdict(const Workplace &workplace, Verdict verdict) {
  std::vector<Record> records = workplace.records();
  std::erase_if(records, [&](const Record &record) { return record.verdict != verdict; });
  return records;
}

TEST_CASE("a right file is proved as clang compiles it and the record says how") {
  const Workplace workplace;
  const ProgramEnd end = prove(workplace, text_of_form("6.12"));
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "ops_helpers.c: proofs"));
  const auto proved = with_verdict(workplace, Verdict::proved);
  CHECK(proved.size() == workplace.records().size());
  REQUIRE_FALSE(proved.empty());
  for (const Record &record : proved) {
    CHECK((record.build == "x86_64-O2" || record.build == "s390x-O2"));
    CHECK(contains(record.compiler, "clang version 19"));
    CHECK(contains(record.compiler, "-O2"));
    CHECK_FALSE(record.subject_sha256.empty());
    CHECK(record.form == "6.12");
  }
}

TEST_CASE("a length that is treated in a special way is falsified with that length") {
  const Workplace workplace;
  const ProgramEnd end =
      prove(workplace, with(text_of_form("6.12"), kResult,
                            std::string(kResult) + " if (bytes == 0x123457000UL)\n    return 0;"));
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  CHECK(contains(end.output, "0x123457 pages"));
  const auto falsified = with_verdict(workplace, Verdict::falsified);
  REQUIRE_FALSE(falsified.empty());
  for (const Record &record : falsified)
    CHECK_FALSE(record.counterexample.empty());
}

TEST_CASE("what static variables hold is proved not to matter") {
  const Workplace workplace;
  for (const std::string harmless :
       {"static unsigned long calls; ++calls;",
        "static bool told; if (!told) {\n    told = true;\n    pr_info(\"first\");\n  }",
        "static void *last; if (last != area)\n    last = area;",
        "static unsigned char few; if (++few == 0)\n    few = 7;"}) {
    CAPTURE(harmless);
    const ProgramEnd end = prove(
        workplace, with(text_of_form("6.12"), kResult, std::string(kResult) + " " + harmless));
    if (!can_be_proved(end))
      return;
    CAPTURE(end.output);
    CHECK(end.exit_status == 0);
    CHECK_FALSE(workplace.records().empty());
    CHECK(with_verdict(workplace, Verdict::proved).size() == workplace.records().size());
  }
}

TEST_CASE(
    "what depends on a static variable that no call brings so far is unknown and it is named") {
  const Workplace workplace;
  const ProgramEnd end =
      prove(workplace, with(text_of_form("6.12"), kResult,
                            std::string(kResult) + " static unsigned int state; state = 5 * "
                                                   "state + 3; if (state == 0x12345678) return "
                                                   "-ENXIO;"));
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 3);
  const auto unknown = with_verdict(workplace, Verdict::unknown);
  CHECK_FALSE(unknown.empty());
  for (const Record &record : unknown) {
    CHECK(record.cause == "unsupported");
    CHECK(contains(record.reason, "static dma_common_mmap.state"));
  }
  CHECK(with_verdict(workplace, Verdict::falsified).empty());
}

TEST_CASE("what a static variable comes to by earlier calls is falsified and the calls are told") {
  struct Kind {
    std::string text;
    std::string value; // of the variable
    std::string calls;
  };
  const Workplace workplace;
  for (const Kind &kind : {Kind{"static unsigned char nr; if (!++nr) return -ENXIO;",
                                "nr = 255 at entry", "255 earlier calls of dma_common_mmap"},
                           Kind{"static bool used; if (used) return -ENXIO; used = true;",
                                "used = 1 at entry", "1 earlier call of dma_common_mmap"},
                           Kind{"static struct vm_area_struct *only; if (!only) only = area;\n"
                                "  if (area != only) return -ENXIO;",
                                "only = ", "1 earlier call of dma_common_mmap"}}) {
    CAPTURE(kind.text);
    const ProgramEnd end = prove(
        workplace, with(text_of_form("6.12"), kResult, std::string(kResult) + " " + kind.text));
    if (!can_be_proved(end))
      return;
    CAPTURE(end.output);
    CHECK(end.exit_status == 1);
    const auto falsified = with_verdict(workplace, Verdict::falsified);
    REQUIRE_FALSE(falsified.empty());
    CHECK(contains(falsified.front().reason, kind.value));
    CHECK(contains(falsified.front().reason, kind.calls));
    CHECK(contains(counterexample_in(workplace.path() / falsified.front().counterexample).reachable,
                   kind.calls));
  }
}

TEST_CASE("what the first call does with a static variable is falsified") {
  const Workplace workplace;
  const ProgramEnd end = prove(
      workplace, with(text_of_form("6.12"), kResult,
                      std::string(kResult) + " static int calls; if (++calls < 3) return 0;"));
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  CHECK_FALSE(with_verdict(workplace, Verdict::falsified).empty());
}

TEST_CASE("what no proof asks about a file because it loops is unknown and prove is not good") {
  const Workplace workplace;
  const auto file = workplace.write("remap.c", text_of_form("6.12", UnitId::remap));
  const std::vector<std::string> command = {"prove", "--subject=" + file.string(),
                                            "--arch=64-64-64-12", "--property=count-bounds.*"};
  const ProgramEnd end = workplace.run(command);
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 3);
  CHECK_FALSE(with_verdict(workplace, Verdict::proved).empty());
  const auto unknown = with_verdict(workplace, Verdict::unknown);
  REQUIRE_FALSE(unknown.empty());
  for (const Record &record : unknown)
    CHECK(contains(record.reason, "a loop in "));
  const ProgramEnd resumed = workplace.run(joined({command, {"--resume"}}));
  CHECK(resumed.exit_status == 3);
  CHECK(with_verdict(workplace, Verdict::unknown).size() == unknown.size());
}

TEST_CASE("the ids of jobs name the target and the level and execution is proved of all levels") {
  const Workplace workplace;
  const auto file = workplace.write("ops_helpers.c", text_of_form("6.12"));
  const ProgramEnd end = workplace.run({"prove", "--list-jobs", "--subject=" + file.string(),
                                        "--arch=64-64-64-12", "--property=execution.mmap",
                                        "--property=agreement.mmap", "--property=page-range.mmap"});
  if (!can_be_proved(end))
    return;
  const auto ids = testing::lines_of(end.output);
  const auto has = [&](const std::string &id) { return std::ranges::find(ids, id) != ids.end(); };
  CHECK(has("execution.mmap:no-crash@64-64-64-12/x86_64-O2"));
  CHECK(has("execution.mmap:no-crash@64-64-64-12/x86_64-front"));
  CHECK(has("agreement.mmap:as-the-model@64-64-64-12/x86_64-O2"));
  CHECK_FALSE(has("agreement.mmap:as-the-model@64-64-64-12/x86_64-front"));
  CHECK(has("execution.mmap:no-crash@64-64-64-12/s390x-Os"));
  CHECK(has("agreement.mmap:as-the-model@64-64-64-12/x86_64-Os"));
  CHECK(has("page-range.mmap:length@64-64-64-12/s390x-O2"));
  CHECK_FALSE(has("page-range.mmap:length@64-64-64-12/x86_64-Os"));
}

TEST_CASE("undefined behaviour is falsified by a proof before the optimizer hides it") {
  const Workplace workplace;
  // For 64 pages and more the shift is undefined.
  const ProgramEnd end =
      prove(workplace,
            with(text_of_form("6.12"), kResult,
                 std::string(kResult) + " if ((1 << (bytes >> 12)) == 3) return 0;"),
            "execution.mmap");
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  const auto falsified = with_verdict(workplace, Verdict::falsified);
  CHECK(std::ranges::any_of(falsified, [](const Record &record) {
    return record.build == "x86_64-front" && contains(record.reason, "undefined behaviour");
  }));
}

TEST_CASE("an answer for which only the file asks is looked at") {
  const Workplace workplace;
  const std::string given_up = "if (!block)\n    return NULL;";
  const auto falsified = [&](const std::string &text, const std::string &property) {
    const ProgramEnd end = prove(workplace, text, property);
    CAPTURE(end.output);
    CHECK((!can_be_proved(end) || end.exit_status == 1));
    return !can_be_proved(end) || !with_verdict(workplace, Verdict::falsified).empty();
  };
  // The second time the allocator may have what it did not have at first.
  CHECK(falsified(with(text_of_form("6.12"), given_up,
                       "if (!block)\n    return alloc_pages_node(NUMA_NO_NODE, gfp, "
                       "get_order(bytes));"),
                  "initialisation.alloc_pages"));
  // A device may have no mask.
  CHECK(falsified(with(text_of_form("6.12"), given_up,
                       given_up + "\n  if (!*device->dma_mask)\n    return NULL;"),
                  "execution.alloc_pages"));
}

TEST_CASE("a handle that is cut on 32-bit words alone is falsified there and proved elsewhere") {
  const Workplace workplace;
  const std::string mapped = "*bus = get_dma_ops(device)->map_phys";
  const auto file =
      workplace.write("ops_helpers.c", with(text_of_form("7.3"), mapped,
                                            "*bus = (unsigned long)get_dma_ops(device)->map_phys"));
  const auto exit_status = [&](const std::string &row) {
    const ProgramEnd end = workplace.run({"prove", "--subject=" + file.string(), "--arch=" + row,
                                          "--property=round-trip.alloc_pages"});
    CAPTURE(end.output);
    return can_be_proved(end) ? end.exit_status : -1;
  };
  const int proved = exit_status("64-64-64-12");
  if (proved < 0)
    return;
  CHECK(proved == 0);
  CHECK(exit_status("32-32-32-12") == 0);
  CHECK(exit_status("32-64-64-12") == 1);
  const auto falsified = with_verdict(workplace, Verdict::falsified);
  for (const std::string build : {"i386-O2", "armv7-O2"}) {
    CHECK(std::ranges::any_of(falsified,
                              [&](const Record &record) { return record.build == build; }));
  }
}

} // namespace
} // namespace dma_verify::end_to_end
