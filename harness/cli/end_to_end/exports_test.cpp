// SPDX-License-Identifier: GPL-2.0-only
// Exports, as the program writes them.
#include "harness/cli/end_to_end/workplace.h"
#include "harness/develop/testing/contains.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;

// Of a run on wrong.c, whose check wraps.
std::string found_counterexample(const Workplace &workplace) {
  workplace.write("wrong.c", wrapping_file());
  const ProgramEnd end =
      workplace.run({"test", "--subject=wrong.c", "--property=offset-bounds.accepted-in-bounds",
                     "--cases=60", "--seed=7", "--arch=64-64-64-12"});
  const auto files = workplace.files_in("dma-verify-out/counterexamples");
  if (files.size() != 1)
    throw std::runtime_error("no counterexample was found: " + end.output);
  return files.front();
}

std::size_t columns(const std::string &line) {
  std::size_t columns = 0;
  for (const char c : line)
    columns = c == '\t' ? (columns / 8 + 1) * 8 : columns + 1;
  return columns;
}

void check_mail(const std::string &text) {
  for (const std::string &line : testing::lines_of(text)) {
    CAPTURE(line);
    CHECK(columns(line) <= 72);
    CHECK(std::ranges::all_of(line, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }));
  }
}

TEST_CASE("replay --mail prints plain text of 72 columns for every stored file") {
  Workplace workplace;
  workplace.use_real_store();
  const ProgramEnd end = workplace.run({"replay", "--mail"});
  CHECK(end.exit_status == 0);
  CHECK(end.errors.empty());
  check_mail(end.output);
  const std::string rule = std::string(72, '=') + "\n";
  std::size_t mails = 1;
  for (std::size_t at = end.output.find(rule); at != std::string::npos;
       at = end.output.find(rule, at + 1))
    ++mails;
  CHECK(mails == workplace.stored());
}

TEST_CASE("replay --mail of a failure has cause, traces and parameter, and its exit status") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  const ProgramEnd end = workplace.run({"replay", "--mail", "--subject=wrong.c", file});
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  check_mail(end.output);
  CHECK(end.output.starts_with("dma_common_mmap() of 1 page at vm_pgoff 0xffffffffffffffff"));
  CHECK(contains(end.output, "wrong.c does (> marks the first difference):\n"));
  CHECK(contains(end.output, ".vm_pgoff = ULONG_MAX"));
  CHECK(contains(end.output, "dma-verify replay --subject wrong.c"));
}

TEST_CASE("a run writes exports of what it shows, and replay --export writes them on request") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  auto of_run = workplace.files_in("dma-verify-out/exports");
  CHECK(of_run.size() == 6);
  const ProgramEnd end = workplace.run({"replay", "--export=exports", "--subject=wrong.c", file});
  CHECK(end.exit_status == 1);
  const auto again = workplace.files_in("exports");
  REQUIRE(again.size() == of_run.size());
  for (std::size_t i = 0; i < again.size(); ++i)
    CHECK(testing::text_of(workplace.path() / again[i]) ==
          testing::text_of(workplace.path() / of_run[i]));
  workplace.write("occupied", "");
  const ProgramEnd refused =
      workplace.run({"replay", "--export=occupied", "--subject=wrong.c", file});
  CHECK(refused.exit_status == 2);
  CHECK(contains(refused.errors, "--export occupied: cannot be written"));
}

TEST_CASE("minimize prints each format") {
  const Workplace workplace;
  const std::string file = found_counterexample(workplace);
  const auto printed = [&](const std::string &format) {
    const ProgramEnd end =
        workplace.run({"minimize", "--format=" + format, "--subject=wrong.c", file});
    CHECK(end.exit_status == 1);
    return end.output;
  };
  CHECK(printed("markdown").starts_with("# offset-bounds"));
  CHECK(contains(printed("mail"), "To see it again:"));
  CHECK(contains(printed("c"), "int counterexample(struct device *dev)\n"));
  CHECK(contains(printed("kunit"), "\t{ .desc = \""));
  CHECK(contains(printed("doctest"), "TEST_CASE("));
  CHECK(nlohmann::json::parse(printed("json"))["fails"] == true);
  const ProgramEnd unknown = workplace.run({"minimize", "--format=pdf", file});
  CHECK(unknown.exit_status == 2);
  CHECK(contains(unknown.errors, "--format"));
  CHECK(workplace.run({"minimize", "--format=c", "--out=x", file}).exit_status == 2);
}

} // namespace
} // namespace dma_verify::end_to_end
