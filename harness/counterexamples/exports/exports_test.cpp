// SPDX-License-Identifier: GPL-2.0-only
// Exports as texts: what they contain, that they fit a mail, and that no text from outside is taken
// for code.
#include "harness/counterexamples/exports/examples.h"
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/develop/testing/contains.h"
#include "harness/develop/testing/program.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>

namespace dma_verify {
namespace {

using export_examples::Example;
using testing::contains;
using testing::lines_of;

constexpr const char *kHostile = "a\x01\x1b[31m\xff\xe2\x80\xae*/ int x; /* \" \\ ?\?/\n\t'`$(id)";

std::vector<Example> all_examples() {
  auto examples = export_examples::stored(DMA_VERIFY_STORE);
  for (Example &example : export_examples::arbitrary_calls(12))
    examples.push_back(std::move(example));
  examples.push_back(export_examples::wrapping_mmap());
  examples.push_back(export_examples::unzeroed_byte());
  examples.push_back(export_examples::leaking_sequence());
  Example &long_named = examples.emplace_back(export_examples::wrapping_mmap());
  long_named.subject = std::string(300, 'x') + ".c";
  long_named.file = std::string(200, 'y') + ".toml";
  Example &hostile = examples.emplace_back(export_examples::wrapping_mmap());
  hostile.subject = kHostile;
  hostile.counterexample.clause = kHostile;
  hostile.file = kHostile;
  std::strncpy(hostile.observed.front().detail, kHostile, 90);
  hostile.observed.front().completion = Completion::kernel_bug;
  Example &lost = examples.emplace_back(export_examples::wrapping_mmap());
  lost.observed.clear();
  lost.expected.clear();
  return examples;
}

void check_columns(const std::string &text) {
  for (const std::string &line : lines_of(text)) {
    CAPTURE(line);
    CHECK(exports::columns_with_tabs(line) <= 72);
    CHECK(std::ranges::all_of(line, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }));
  }
}

TEST_CASE(
    "a mail, C and a KUnit parameter are ASCII of at most 72 columns, whatever text is in it") {
  const auto examples = all_examples();
  REQUIRE(examples.size() > 60);
  for (const Example &example : examples) {
    CAPTURE(example.file);
    check_columns(mail_text(example.export_input()));
    check_columns(c_snippet(example.export_input()));
    check_columns(kunit_line(example.export_input()));
    check_columns(kunit_file(example.export_input()));
    check_columns(kunit_header(example.export_input()).text);
  }
}

TEST_CASE("a mail has the cause, both traces, the first difference and the parameter") {
  const std::string mail = mail_text(export_examples::wrapping_mmap().export_input());
  CAPTURE(mail);
  CHECK(mail.starts_with("dma_common_mmap() of 1 page at vm_pgoff 0xffffffffffffffff of a buffer\n"
                         "of 0 pages returned 0, although the request ends past the buffer:\n"));
  CHECK(contains(mail, "\nViolated: offset-bounds.accepted-in-bounds, clause in-bounds\n"));
  CHECK(contains(mail, "\nMachine: 64-64-64-12 (x86_64"));
  CHECK(contains(mail, "\nReachable: only through a driver"));
  CHECK(contains(mail, "\nops_helpers.c does (> marks the first difference):\n"));
  CHECK(contains(mail, "\n>   3  remap_pfn_range(addr=0x0, pfn=0xffffffffffffffff, size=0x1000,\n"
                       "         prot=0x0) = 0\n"));
  CHECK(contains(mail, "\nThe model does:\n"));
  CHECK(contains(mail, "\n>   3  return -ENXIO\n"));
  CHECK(contains(mail, "\t{ .desc = \"mmap: 1 page at ULONG_MAX of 0 bytes\","));
  CHECK(contains(mail, ".vm_pgoff = ULONG_MAX, .vma_pages = 1,"));
  CHECK(contains(mail, ".ret = -ENXIO },\n"));
}

TEST_CASE("a mail of what holds does not call it violated") {
  Example example = export_examples::wrapping_mmap();
  example.observed = example.expected;
  example.fails = false;
  const std::string mail = mail_text(example.export_input());
  CAPTURE(mail);
  CHECK(mail.starts_with("ops_helpers.c is right here: "));
  CHECK(contains(mail, "\nHeld: offset-bounds"));
  CHECK(contains(mail, "\nops_helpers.c does, as the model:\n"));
  CHECK_FALSE(contains(mail, ">"));
}

TEST_CASE("a mail of a sequence has its calls and the step that differs") {
  const std::string mail = mail_text(export_examples::leaking_sequence().export_input());
  CAPTURE(mail);
  CHECK(contains(mail, "The calls, on a freshly loaded file:\n    1  dma_common_alloc_pages()"));
  CHECK(contains(mail, "\nIn step 4:\nops_helpers.c does (>"));
  CHECK_FALSE(contains(mail, "KUnit"));
}

TEST_CASE("a mail says what is proved, if something is") {
  const Example example = export_examples::wrapping_mmap();
  ExportInput input = example.export_input();
  ProvedFacts known;
  known.region.proved = true;
  known.region.conditions = {"vm_pgoff + vma_pages >= 2^64"};
  known.minimum.proved = true;
  input.proved = &known;
  const std::string mail = mail_text(input);
  CHECK(contains(mail, "It fails exactly if vm_pgoff + vma_pages >= 2^64 (proved).\n"));
  CHECK(contains(mail, "Nothing smaller fails (proved).\n"));
}

// What the shell makes of the command at a mail's end.
std::string words_of_command(const std::string &mail) {
  std::string command = mail.substr(mail.find("To see it again:\n") + 18);
  command.replace(command.find("dma-verify"), 10, "printf '%s\\n'");
  testing::ProgramOptions options = testing::program_options("/");
  return testing::run_program({"sh", "-c", command}, options).output;
}

TEST_CASE("the command of a mail gives the shell the words that were meant") {
  Example example = export_examples::wrapping_mmap();
  for (const std::string &subject :
       {std::string("ops_helpers.c"), std::string("my kernel/it's $HOME `x` \\ \"*.c"),
        std::string(200, 'x'), "a " + std::string(90, ' ') + "b"}) {
    example.subject = subject;
    example.file = subject + ".toml";
    CHECK(words_of_command(mail_text(example.export_input())) ==
          fmt::format("replay\n--subject\n{}\n{}.toml\n", subject, subject));
  }
}

TEST_CASE("every export has its licence, and no text breaks out of a comment") {
  for (const Example &example : all_examples()) {
    CAPTURE(example.file);
    const ExportInput input = example.export_input();
    CHECK(c_snippet(input).starts_with("// SPDX-License-Identifier: GPL-2.0-only\n/*\n"));
    CHECK(doctest_case(input).starts_with("// SPDX-License-Identifier: GPL-2.0-only\n/*\n"));
    CHECK(kunit_file(input).starts_with("/* SPDX-License-Identifier: GPL-2.0-only */\n/*\n"));
    for (const std::string &text : {c_snippet(input), doctest_case(input)}) {
      const std::size_t end = text.find("*/");
      CHECK(text.substr(end - 2, 5) == "\n */\n");
    }
  }
}

// ---- JSON.

TEST_CASE("a trace in JSON has both sides and marks where they first differ") {
  const auto json =
      nlohmann::json::parse(trace_json(export_examples::wrapping_mmap().export_input()));
  CHECK(json["SPDX-License-Identifier"] == "GPL-2.0-only");
  CHECK(json["property"] == "offset-bounds.accepted-in-bounds");
  CHECK(json["fails"] == true);
  REQUIRE(json["calls"].size() == 1);
  const auto &call = json["calls"][0];
  CHECK(call["scenario"]["arguments"]["vm_pgoff"] == "0xffffffffffffffff");
  CHECK(call["first_difference"]["in"] == "effects");
  CHECK(call["first_difference"]["index"] == 2);
  CHECK(call["observed"]["effects"][2]["effect"] == "remap_pfn_range");
  CHECK(call["observed"]["effects"][2]["first_difference"] == true);
  CHECK_FALSE(call["observed"]["effects"][1].contains("first_difference"));
  CHECK(call["expected"]["effects"].size() == 2);
  CHECK(call["observed"]["end"]["status"] == "0");
  CHECK(call["expected"]["end"]["status"] == "-ENXIO");
}

TEST_CASE("a mail and JSON tell the lines of what the subject did") {
  const Example example = export_examples::wrapping_mmap();
  std::vector<SourceLines> lines(1);
  lines.front().effects.resize(example.observed.front().trace.size());
  lines.front().effects.back() = {"/src/ops_helpers.c", 54};
  lines.front().last = {"/src/ops_helpers.c", 60};
  const ExportInput plain = example.export_input();
  const ExportInput input{plain.counterexample, plain.subject,  plain.file,   plain.fails,
                          plain.observed,       plain.expected, plain.proved, lines};
  CHECK(contains(mail_text(input), "\n>   3  ops_helpers.c:54 remap_pfn_range(addr=0x0,"));
  const auto call = nlohmann::json::parse(trace_json(input))["calls"][0];
  CHECK(call["observed"]["effects"][2]["source"]["line"] == 54);
  CHECK(call["observed"]["effects"][2]["source"]["file"] == "/src/ops_helpers.c");
  CHECK_FALSE(call["observed"]["effects"][0].contains("source"));
  CHECK_FALSE(call["observed"]["end"].contains("source")); // it returned
  CHECK(call["first_difference"]["index"] == 2);
}

TEST_CASE("traces in JSON that do not differ say so, and those of the end alone are reported") {
  Example example = export_examples::wrapping_mmap();
  example.observed = example.expected;
  CHECK(nlohmann::json::parse(trace_json(example.export_input()))["calls"][0]["first_difference"]
            .is_null());
  example.observed.front().status = 0;
  const auto json = nlohmann::json::parse(trace_json(example.export_input()));
  CHECK(json["calls"][0]["first_difference"]["in"] == "end");
  CHECK(json["calls"][0]["observed"]["end"]["first_difference"] == true);
}

TEST_CASE("areas, pointers and numbers are values of their own in JSON") {
  Example example;
  StoredScenario &scenario = example.counterexample.scenario;
  scenario.architecture = find_architecture("x86_64").value();
  scenario.call = remap::Helper::contiguous_remap;
  example.observed.emplace_back();
  StoredObservation &observed = example.observed.front();
  observed.trace.emplace_back().kind = remap::EffectKind::allocate;
  observed.trace.front().element_bytes = 8;
  observed.areas.emplace_back().live = true;
  example.expected = example.observed;
  const auto json = nlohmann::json::parse(trace_json(example.export_input()));
  const auto &seen = json["calls"][0]["observed"];
  CHECK(seen["effects"][0]["arguments"]["size"] == 8);
  CHECK(seen["effects"][0]["answer"] == "NULL");
  CHECK(seen["end"]["pointer"] == "NULL");
  CHECK(seen["end"]["late_store"] == false);
  REQUIRE(seen["end"]["areas"].size() == 1);
  CHECK(seen["end"]["areas"][0]["live"] == true);
  CHECK(seen["end"]["areas"][0]["pages"] == "NULL");
}

TEST_CASE("every trace in JSON can be read, and has one call for each step") {
  for (const Example &example : all_examples()) {
    const auto json = nlohmann::json::parse(trace_json(example.export_input()));
    const std::size_t steps = example.counterexample.steps.size();
    CHECK(json["calls"].size() == std::max<std::size_t>(steps, 1));
  }
}

TEST_CASE("exports are files with names of their own") {
  const auto files = exports_of(export_examples::wrapping_mmap().export_input());
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const ExportedFile &file : files)
    names.push_back(file.name);
  std::ranges::sort(names);
  CHECK(std::ranges::adjacent_find(names) == names.end());
  CHECK(files.size() == 6);
  CHECK(exports_of(export_examples::leaking_sequence().export_input()).size() == 4);
}

} // namespace
} // namespace dma_verify
