// SPDX-License-Identifier: GPL-2.0-only
// The program run on edited copies of the kernel's own file: each bug is found in its family, each
// refactoring and repair passes, and what cannot be judged is reported so.
#include "harness/develop/acceptance/edits.h"

#include "harness/develop/acceptance/program.h"
#include "harness/units/own_files.h"
#include "model/units.h"
#include "properties/catalogue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

namespace dma_verify::acceptance {
namespace {

// Every edit is judged with fewer cases and on fewer architectures than a user's run has.
const std::vector<std::string> kFewer = {"--cases=1000", "--arch=64-64-64-12*",
                                         "--arch=64-64-64-18"};

// Bugs that show only after other calls.
constexpr std::string_view kSequences = "sequence";

// The text of the unit's file in Debian's kernel; nothing if it was not fetched, which the case
// then says.
std::optional<std::string> kernel_text(UnitId unit, const std::string &version = "6.12") {
  const auto tree = own_files::fetched_kernel(version);
  const std::filesystem::path file = tree ? *tree / text_of(unit).path : std::filesystem::path();
  if (!tree || !std::filesystem::exists(file)) {
    MESSAGE("SKIPPED: no sources of Linux " << version
                                            << " (harness/setup/fetch_kernel.sh fetches them)");
    return std::nullopt;
  }
  return testing::text_of(file);
}

int expected_status(EditKind kind) {
  switch (kind) {
  case EditKind::bug:
    return 1;
  case EditKind::harmless:
  case EditKind::repair:
    return 0;
  case EditKind::unmodelled:
    return 3;
  case EditKind::unusable:
    return 2;
  }
  return -1;
}

Outcome verify_edit(UnitId unit, const std::string &source, std::string_view family = "",
                    EditKind kind = EditKind::bug) {
  std::vector<std::string> options = kFewer;
  if (kind == EditKind::harmless) // looked at in all families
    options.front() = "--cases=500";
  if (family == kSequences)
    options.front() = "--cases=10000"; // a hundred sequences on each architecture
  if (!family.empty())
    options.push_back("--property=" + std::string(family) + ".*");
  return verify(unit, source, options);
}

void check_edit(const Edit &edit, const std::string &source) {
  CAPTURE(edit.id);
  const Outcome outcome = verify_edit(edit.unit, source, edit.family, edit.kind);
  CAPTURE(outcome.output);
  CHECK(outcome.exit_status == expected_status(edit.kind));
  if (edit.kind == EditKind::bug)
    CHECK(is_found(outcome, edit.family));
}

// All edits of a kind; of bugs, those of one family.
void check_edits(EditKind kind, std::string_view family = "") {
  unsigned count = 0;
  for (const UnitText &unit : units()) {
    bool is_first = true; // in which all edits fit
    for (const std::string_view version : kernels_of(unit.id)) {
      CAPTURE(unit.name);
      CAPTURE(version);
      const auto kernel = kernel_text(unit.id, std::string(version));
      if (!kernel)
        return;
      for (const Edit &edit : edits()) {
        if (edit.unit != unit.id || edit.kind != kind || edit.family != family)
          continue;
        const auto source = apply(edit, *kernel);
        CHECK((source || !is_first));
        if (!source)
          continue;
        check_edit(edit, *source);
        ++count;
      }
      is_first = false;
    }
  }
  CHECK(count > 0);
}

// Each of these has a case of its own below, the others one together.
constexpr std::array<std::string_view, 14> kCheckedFamilies = {
    "",           "offset-bounds", "page-range",   "pool",
    "attributes", "completeness",  "error-unwind", "initialisation",
    "round-trip", "dispatch",      "count-bounds", "ownership",
    "execution",  kSequences,
};

bool has_case(const Edit &edit) { return std::ranges::count(kCheckedFamilies, edit.family) == 1; }

TEST_CASE("every edit has an id of its own") {
  std::set<std::pair<UnitId, std::string_view>> ids;
  for (const Edit &edit : edits()) {
    CAPTURE(edit.id);
    CHECK(ids.emplace(edit.unit, edit.id).second);
  }
}

TEST_CASE("every bug names a family that exists") {
  for (const Edit &edit : edits()) {
    CAPTURE(edit.id);
    if (edit.kind != EditKind::bug) {
      CHECK(edit.family.empty());
      continue;
    }
    CHECK((edit.family.empty() || edit.family == kSequences ||
           std::ranges::any_of(catalogue(), [&](const PropertyText &text) {
             return text.family() == edit.family;
           })));
  }
}

TEST_CASE("an edit whose text does not occur is not made") {
  for (const Edit &edit : edits())
    CHECK(!apply(edit, "int main(void) { return 0; }"));
}

TEST_CASE("every edit changes the file of 6.12") {
  std::set<std::string> texts;
  for (const Edit &edit : edits()) {
    CAPTURE(edit.id);
    const auto kernel = kernel_text(edit.unit);
    if (!kernel)
      return;
    const auto edited = apply(edit, *kernel);
    REQUIRE(edited);
    CHECK(*edited != *kernel);
    CHECK(texts.insert(*edited).second);
  }
}

TEST_CASE("bugs without a family of their own are found") { check_edits(EditKind::bug); }
TEST_CASE("bugs of offset-bounds are found") { check_edits(EditKind::bug, "offset-bounds"); }
TEST_CASE("bugs of page-range are found") { check_edits(EditKind::bug, "page-range"); }
TEST_CASE("bugs of pool are found") { check_edits(EditKind::bug, "pool"); }
TEST_CASE("bugs of attributes are found") { check_edits(EditKind::bug, "attributes"); }
TEST_CASE("bugs of error-unwind are found") { check_edits(EditKind::bug, "error-unwind"); }
TEST_CASE("bugs of completeness are found") { check_edits(EditKind::bug, "completeness"); }
TEST_CASE("bugs of initialisation are found") { check_edits(EditKind::bug, "initialisation"); }
TEST_CASE("bugs of round-trip are found") { check_edits(EditKind::bug, "round-trip"); }
TEST_CASE("bugs of dispatch are found") { check_edits(EditKind::bug, "dispatch"); }
TEST_CASE("bugs of count-bounds are found") { check_edits(EditKind::bug, "count-bounds"); }
TEST_CASE("bugs of ownership are found") { check_edits(EditKind::bug, "ownership"); }
TEST_CASE("bugs of execution are found") { check_edits(EditKind::bug, "execution"); }
TEST_CASE("bugs that show only after other calls are found") {
  check_edits(EditKind::bug, kSequences);
}
TEST_CASE("bugs of all other families are found") {
  std::set<std::string_view> others;
  for (const Edit &edit : edits()) {
    if (edit.kind == EditKind::bug && !has_case(edit) && others.insert(edit.family).second)
      check_edits(EditKind::bug, edit.family);
  }
}
TEST_CASE("refactorings pass") { check_edits(EditKind::harmless); }
TEST_CASE("repairs pass") { check_edits(EditKind::repair); }
TEST_CASE("calls of unknown services are said") { check_edits(EditKind::unmodelled); }
TEST_CASE("files that cannot be used are refused") { check_edits(EditKind::unusable); }

TEST_CASE("our own file of each form passes on all architectures") {
  for (const UnitText &unit : units()) {
    const auto forms = own_files::forms_of(unit.id);
    CHECK(!forms.empty());
    for (const std::string &form : forms) {
      CAPTURE(unit.name);
      CAPTURE(form);
      const Outcome outcome =
          verify(unit.id, own_files::text_of_form(form, unit.id), {"--cases=1000"});
      CAPTURE(outcome.output);
      CHECK(outcome.exit_status == 0);
      CHECK(outcome.counterexamples.empty());
      CHECK(std::ranges::any_of(outcome.records, [&](const Record &record) {
        return record.verdict == Verdict::passed && record.form == form &&
               record.architecture == "64-64-64-18";
      }));
    }
  }
}

TEST_CASE("a counterexample fails again on the file that it was found on and on no right one") {
  std::set<std::pair<UnitId, std::string_view>> families;
  for (const Edit &edit : edits()) {
    // One of each family.
    if (edit.kind != EditKind::bug || !families.emplace(edit.unit, edit.family).second)
      continue;
    CAPTURE(edit.id);
    const auto kernel = kernel_text(edit.unit);
    if (!kernel)
      return;
    const std::string edited = apply(edit, *kernel).value();
    const Outcome outcome = verify_edit(edit.unit, edited, edit.family);
    REQUIRE(!outcome.counterexamples.empty());
    CHECK(replay(edited, outcome.counterexamples.front()) == 1);
    CHECK(replay(*kernel, outcome.counterexamples.front()) == 0);
  }
}

TEST_CASE("each stored scenario of a mutant fails on the edit that it names") {
  unsigned count = 0;
  for (const UnitText &unit : units()) {
    const auto folder = std::filesystem::path(DMA_VERIFY_STORE) / unit.name / "mutants";
    if (!std::filesystem::exists(folder)) // the unit has none
      continue;
    for (const auto &file : std::filesystem::directory_iterator(folder)) {
      CAPTURE(file.path().filename().string());
      const auto read = read_counterexample(file.path());
      const auto *stored = std::get_if<Counterexample>(&read);
      REQUIRE(stored != nullptr);
      CHECK(stored->expected == "passed");
      const auto edit = std::ranges::find_if(edits(), [&](const Edit &known) {
        return known.unit == unit.id &&
               "mutant " + std::string(known.id) == stored->provenance.found_on;
      });
      REQUIRE(edit != edits().end());
      const auto kernel = kernel_text(edit->unit);
      if (!kernel)
        return;
      CHECK(replay(apply(*edit, *kernel).value(), *stored) == 1);
      CHECK(replay(*kernel, *stored) == 0);
      ++count;
    }
  }
  CHECK(count > 0);
}

// FNV-1a: the same on every machine, and each pair's place does not depend on the others.
std::uint64_t hash_of(const Edit &one, const Edit &other) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::string_view text : {one.id, other.id, std::string_view("pairs")}) {
    for (const char c : text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash;
}

// The file with a harmless edit, and then another edit of this kind: the first pairs, in the order
// of their hashes, in which both can be made; of a unit with few edits, all of them.
void check_pairs(UnitId unit, EditKind kind, std::size_t count) {
  if (kernels_of(unit).empty()) // the unit has no edits
    return;
  const auto kernel = kernel_text(unit);
  if (!kernel)
    return;
  std::size_t checked = 0;
  std::vector<std::pair<const Edit *, const Edit *>> pairs;
  for (const Edit &first : edits()) {
    // Pairs that cannot be combined: with one edit the other is no longer harmless, or repairs the
    // bug.
    if (first.unit != unit || first.id == "initial status" || first.id == "check of the last page")
      continue;
    for (const Edit &second : edits()) {
      if (second.unit != unit || second.id == "initial status")
        continue;
      if (first.kind == EditKind::harmless && second.kind == kind && &first != &second)
        pairs.emplace_back(&first, &second);
    }
  }
  std::ranges::sort(pairs, {}, [](const auto &pair) { return hash_of(*pair.first, *pair.second); });
  for (const auto &pair : pairs) {
    const auto refactored = apply(*pair.first, *kernel);
    const auto source = apply(*pair.second, refactored.value());
    if (!source || *source == refactored)
      continue;
    CAPTURE(pair.first->id);
    CAPTURE(pair.second->id);
    const Outcome outcome = verify_edit(unit, *source, pair.second->family);
    CAPTURE(outcome.output);
    CHECK(outcome.exit_status == expected_status(kind));
    if (kind == EditKind::bug)
      CHECK(is_found(outcome, pair.second->family));
    if (++checked == count)
      return;
  }
  CHECK_MESSAGE(checked > 0, "no pair of edits fits together");
}

TEST_CASE("a bug in a refactored file is found") {
  for (const UnitText &unit : units())
    check_pairs(unit.id, EditKind::bug, 12);
}
TEST_CASE("a file refactored twice passes") {
  for (const UnitText &unit : units())
    check_pairs(unit.id, EditKind::harmless, 8);
}

} // namespace
} // namespace dma_verify::acceptance
