// SPDX-License-Identifier: GPL-2.0-only
// Proofs of a C file as jobs like all others: what verify does with them, what is remembered, and
// the options of prove.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"
#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

namespace dma_verify::end_to_end {
namespace {

using own_files::text_of_form;
using own_files::with;
using testing::contains;
using Words = std::vector<std::string>;

constexpr std::string_view kInMmap = "int answer = -ENXIO;";
const Words kOne = {"--property=offset-bounds.in-bounds-accepted"}; // of mmap
const Words kFolded = {"--property=attributes.get_sgtable"};        // by its terms alone
const Words kTwo = {"--property=offset-bounds.in-bounds-accepted", "--property=pool.mmap",
                    "--property=dispatch.free_pages"};

std::string text_of_output(const ProgramEnd &end) {
  std::string text; // phrases may be broken into lines
  for (const std::string &line : testing::lines_of(end.output))
    text += (line.starts_with("  ") ? line.substr(1) : line);
  return text;
}

std::vector<Record> proofs_of_file(const Workplace &workplace) {
  auto records = workplace.records();
  std::erase_if(records, [](const Record &r) { return r.engine != "smt" || r.subject == "model"; });
  return records;
}

// Which claims were proved in the last run, and which were remembered.
std::set<std::string> claims(const Workplace &workplace, bool cached) {
  std::set<std::string> found;
  for (const Record &record : proofs_of_file(workplace)) {
    if (record.verdict == Verdict::proved && record.cached == cached)
      found.insert(record.property + ":" + record.clause);
  }
  return found;
}

ProgramEnd prove(const Workplace &workplace, const std::string &text, const Words &more) {
  workplace.write("ops_helpers.c", text);
  return workplace.run(joined({{"prove", "--subject=ops_helpers.c", "--arch=64-64-64-12"}, more}));
}

TEST_CASE("verify tells the verdict of the tests of a file and then proves it") {
  const Workplace workplace;
  workplace.write("ops_helpers.c", text_of_form("6.12"));
  const ProgramEnd end = workplace.run(
      joined({{"verify", "--subject=ops_helpers.c", "--cases=20", "--arch=64-64-64-1[23]"}, kOne}));
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  const std::size_t first = end.output.find("\nNow: proofs of ops_helpers.c on 64-64-64-12");
  const std::size_t others = end.output.find("\nNow: proofs of ops_helpers.c on 64-64-64-13");
  REQUIRE(first != std::string::npos);
  REQUIRE(others != std::string::npos);
  CHECK(end.output.find("ops_helpers.c: tests") < first);
  CHECK(end.output.find("ops_helpers.c: proofs") > first);
  CHECK(first < others);
  CHECK(end.output.find("ops_helpers.c: tests", others) != std::string::npos);
  const auto proofs = proofs_of_file(workplace);
  CHECK_FALSE(proofs.empty());
  for (const Record &record : proofs)
    CHECK(record.verdict == Verdict::proved);
  CHECK_FALSE(contains(text_of_output(end), "C files beyond the cases tested"));
}

TEST_CASE("verify without proofs of the file says that they are left out") {
  const Workplace workplace;
  workplace.write("ops_helpers.c", text_of_form("6.12"));
  const ProgramEnd end = workplace.run(joined(
      {{"verify", "--no-proof", "--subject=ops_helpers.c", "--cases=20", "--arch=64-64-64-12"},
       kOne}));
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "left out"));
  CHECK(contains(text_of_output(end), "proofs of ops_helpers.c (--no-proof)"));
  CHECK(contains(text_of_output(end), "C files beyond the cases tested"));
  const auto proofs = proofs_of_file(workplace);
  REQUIRE(proofs.size() == 1);
  CHECK(proofs[0].verdict == Verdict::not_applicable);
  CHECK(proofs[0].reason == "--no-proof");
}

TEST_CASE("verify says why a file cannot be proved, and tests it") {
  Workplace workplace;
  workplace.set("DMA_VERIFY_CLANG", "no-such-clang");
  workplace.write("ops_helpers.c", text_of_form("6.12"));
  const ProgramEnd end = workplace.run(
      joined({{"verify", "--subject=ops_helpers.c", "--cases=20", "--arch=64-64-64-12"}, kOne}));
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(text_of_output(end), "proofs of ops_helpers.c (no-such-clang is not installed)"));
  CHECK(proofs_of_file(workplace).size() == 1);
}

TEST_CASE("interrupted proofs of a file lose neither its tests nor what was proved") {
  const Workplace workplace;
  workplace.write("ops_helpers.c", text_of_form("6.12"));
  Program program = workplace.start(
      {"verify", "--subject=ops_helpers.c", "--cases=20", "--arch=64-64-64-12", "--jobs=1"});
  const auto results = [&] {
    std::ifstream file(workplace.results());
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  for (int i = 0; i < 6000 && program.runs() && !contains(results(), "\"proved\""); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  program.signal_group(SIGINT);
  const ProgramEnd end = program.wait();
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 130);
  CHECK(contains(end.output, "interrupted"));
  const auto records = workplace.records();
  CHECK(std::ranges::count(records, Verdict::passed, &Record::verdict) > 0);
  CHECK(std::ranges::count(records, Verdict::proved, &Record::verdict) > 0);
  CHECK(std::ranges::any_of(records, [](const Record &r) {
    return r.verdict == Verdict::unknown && r.cause == "interrupted";
  }));
  CHECK(contains(text_of_output(end), "proofs of the model"));
}

TEST_CASE("a comment proves nothing again, and an edit of one helper proves that helper") {
  const Workplace workplace;
  const std::string text = text_of_form("6.12");
  // Builds whose code asks the same take the answer over from each other too.
  const ProgramEnd first = prove(workplace, text, joined({kTwo, {"--anew"}}));
  if (!can_be_proved(first))
    return;
  CHECK(first.exit_status == 0);
  const auto all = claims(workplace, false);
  CHECK(all.size() > 2);
  CHECK(claims(workplace, true).empty());

  const ProgramEnd commented = prove(workplace, "/* a comment\n\n */\n" + text, kTwo);
  CAPTURE(commented.output);
  CHECK(commented.exit_status == 0);
  CHECK(contains(commented.output, "ops_helpers.c: cached proofs"));
  CHECK(claims(workplace, false).empty());
  CHECK(claims(workplace, true) == all);

  // No VMA of the contract is empty. Another function of the file is left as it is.
  const std::string edited =
      with(text, kInMmap,
           std::string(kInMmap) + " if (area->vm_end == area->vm_start) answer = -EINVAL;");
  CHECK(prove(workplace, edited, kTwo).exit_status == 0);
  const auto again = claims(workplace, false);
  CHECK_FALSE(again.empty());
  for (const std::string &claim : again)
    CHECK_FALSE(contains(claim, "free_pages"));

  const ProgramEnd anew = prove(workplace, text, joined({kTwo, {"--anew"}}));
  CHECK(anew.exit_status == 0);
  CHECK(claims(workplace, false) == all);
}

TEST_CASE("what cannot be proved because of a loop is unknown, and left to the tests of verify") {
  const Workplace workplace;
  workplace.write("ops_helpers.c",
                  with(text_of_form("6.12"), "memset(page_address(block), 0, bytes);",
                       "for (size_t i = 0; i < bytes; i++)\n"
                       "    ((volatile char *)page_address(block))[i] = 0;"));
  const std::vector<std::string> few = {"--subject=ops_helpers.c", "--arch=64-64-64-14",
                                        "--property=completeness.alloc_pages"};
  const ProgramEnd proofs = workplace.run(joined({{"prove"}, few}));
  if (!can_be_proved(proofs))
    return;
  CAPTURE(proofs.output);
  CHECK(proofs.exit_status == 3);
  for (const Record &record : workplace.records()) {
    CHECK(record.verdict == Verdict::unknown);
    CHECK(contains(record.reason, "loop"));
  }
  const ProgramEnd end = workplace.run(joined({{"verify", "--cases=50", "--seed=1"}, few}));
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(text_of_output(end), "where it loops"));
}

TEST_CASE("a loop of which it is known when it ends is followed to its end") {
  const std::string text = with(text_of_form("6.12"), kInMmap,
                                std::string(kInMmap) + " for (int i = 0; i < 100; i++) barrier();");
  const Workplace workplace;
  const ProgramEnd end = prove(workplace, text, {"--property=execution.mmap"});
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
}

TEST_CASE("verify proves a file on a row of 32-bit words that nobody has named") {
  const Workplace workplace;
  workplace.write("ops_helpers.c", with(text_of_form("6.12"), "table->unmap_page(device, bus,",
                                        "table->unmap_page(device, (unsigned long)bus,"));
  const ProgramEnd end = workplace.run(
      {"verify", "--subject=ops_helpers.c", "--cases=20", "--property=round-trip.*", "--seed=1"});
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 1);
  for (const Record &record : proofs_of_file(workplace)) {
    if (record.verdict == Verdict::falsified)
      CHECK(record.architecture == "32-64-64-12");
  }
}

TEST_CASE("what was proved of a file is not believed of one that is wrong") {
  const Workplace workplace;
  const std::string text = text_of_form("6.12");
  const ProgramEnd first = prove(workplace, text, kOne);
  if (!can_be_proved(first))
    return;
  CHECK(first.exit_status == 0);
  const ProgramEnd wrong = prove(
      workplace,
      with(text, kInMmap, std::string(kInMmap) + " if (bytes == 0x123457000UL) return 0;"), kOne);
  CHECK(wrong.exit_status == 1);
}

TEST_CASE("with both solvers a proof of a file has two witnesses or is said to have one") {
  const Workplace workplace;
  const ProgramEnd end =
      prove(workplace, text_of_form("6.12"), joined({kOne, kFolded, {"--solver=all"}}));
  if (!can_be_proved(end) || contains(end.errors, "cvc5"))
    return;
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  const auto proofs = proofs_of_file(workplace);
  CHECK_FALSE(proofs.empty());
  for (const Record &record : proofs) {
    CHECK(record.solvers.size() == 2);
    // What terms alone decide has no second witness if it has too many paths without that.
    const bool asked = std::ranges::find(record.witnesses, "cvc5") != record.witnesses.end();
    CHECK((asked || record.witnesses == std::vector<std::string>{"folding"}));
    CHECK((asked || record.property == "attributes.get_sgtable"));
  }
  const ProgramEnd alone = prove(workplace, text_of_form("6.12"), kOne);
  CHECK(contains(alone.output, "single-witness"));
}

TEST_CASE("proofs of a file have certificates, and queries that are exported") {
  const Workplace workplace;
  const ProgramEnd end =
      prove(workplace, text_of_form("6.12"), joined({kOne, {"--certify", "--export=set"}}));
  if (!can_be_proved(end))
    return;
  CAPTURE(end.output);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "all certified"));
  const auto proofs = proofs_of_file(workplace);
  REQUIRE_FALSE(proofs.empty());
  for (const Record &record : proofs) {
    REQUIRE(record.certificate);
    CHECK(contains(testing::text_of(workplace.path() / record.certificate->file),
                   record.code_sha256));
  }
  const auto files = workplace.files_in("set");
  const std::string stem =
      "set/" + proofs[0].property + "." + proofs[0].clause + "@64-64-64-12-x86_64-O2";
  for (const char *ending : {".violation.smt2", ".reachability.smt2", ".unfollowed.smt2", ".cnf",
                             ".drat", ".certificate.json"}) {
    CAPTURE(ending);
    CHECK(std::ranges::find(files, stem + ending) != files.end());
  }
}

TEST_CASE("a run of a file that was cut off is resumed, also of a file with a comment more") {
  const Workplace workplace;
  const std::string text = text_of_form("6.12");
  const ProgramEnd first = prove(workplace, text, kTwo);
  if (!can_be_proved(first))
    return;
  REQUIRE(first.exit_status == 0);
  const auto records = workplace.records();
  std::string kept;
  for (std::size_t i = 0; i + 1 < records.size(); ++i)
    kept += to_json_line(records[i]) + "\n";
  workplace.write("dma-verify-out/results.jsonl", kept);
  const ProgramEnd end = prove(workplace, "// a comment\n" + text, joined({kTwo, {"--resume"}}));
  CAPTURE(end.output);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 0);
  CHECK(contains(text_of_output(end),
                 std::to_string(records.size() - 1) + " taken over from an earlier run"));
  CHECK(workplace.records().size() == records.size());
  std::set<std::string> hashes;
  for (const Record &record : workplace.records())
    hashes.insert(record.subject_sha256);
  CHECK(hashes.size() == 1);
  CHECK_FALSE(hashes.contains(records[0].subject_sha256));
  // Nor is what was proved of it taken for the model.
  const ProgramEnd model = workplace.run(joined({{"prove", "--resume"}, kOne}));
  CHECK(model.exit_status == 2);
  CHECK(contains(model.errors, "something else than prove of model"));
}

} // namespace
} // namespace dma_verify::end_to_end
