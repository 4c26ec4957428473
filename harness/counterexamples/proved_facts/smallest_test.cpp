// SPDX-License-Identifier: GPL-2.0-only
// The proved minima of mutants: each has one minimum, which two solvers find to be the
// smallest; and what is proved wrongly is noticed.
#include "harness/counterexamples/proved_facts/smallest.h"

#include "harness/counterexamples/proved_facts/minimized_mutants.h"
#include "smt/minimality/field_freedom.h"
#include "smt/minimality/region.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify {
namespace {

smt::Solvers solvers() { return std::get<smt::Solvers>(smt::find_solvers()); }
smt::Solvers z3_alone() { return std::get<smt::Solvers>(smt::find_solvers("")); }
Architecture row(const char *id) { return find_architecture(id).value(); }

const SeenMutant &seen_mutant(const std::string &name, std::string_view property) {
  for (const SeenMutant &seen : seen_mutants()) {
    if (seen.mutant->id == name && catalogue()[seen.property].id == property)
      return seen;
  }
  FAIL("no such mutant");
  return seen_mutants().front();
}

struct Minimized {
  smt::Failing failing;
  StoredScenario minimum;
};
Minimized minimized(const SeenMutant &seen, const char *architecture = "64-64-64-12") {
  const auto start = first_failure(seen, row(architecture), 1);
  REQUIRE(start);
  const StoredScenario minimum = minimize_mutant(seen, *start).scenario;
  return {failing_of(seen, minimum), minimum};
}

// Each mutant of the call from two seeds.
void check_mutants(HelperId call, const char *architecture) {
  unsigned clauses = 0;
  for (const SeenMutant &seen : seen_mutants()) {
    if (catalogue()[seen.property].call != call)
      continue;
    CAPTURE(seen.mutant->id);
    for (const auto &of_clause : minima_of(seen, row(architecture), 2)) {
      const auto &minima = of_clause.second;
      CAPTURE(of_clause.first);
      ++clauses;
      CHECK(minima.distinct.size() == 1);
      const auto failing = failing_of(seen, minima.distinct.front());
      const smt::FoundMinimum found =
          smt::prove_minimum(failing, minima.distinct.front(), z3_alone());
      CAPTURE(found.proved.reason);
      CHECK(found.proved.proved);
      CAPTURE(found.proved.gap_text);
      // A known gap, which solvers close: it takes another answer and another direction at once.
      const bool known = seen.mutant->id == "both asked" && of_clause.first == "then-buddy";
      CHECK(found.proved.gap == (known ? 2 : 0));
    }
  }
  CHECK(clauses >= 15);
}

TEST_CASE("the minimum of every mutant of mmap is the smallest") {
  check_mutants(ops_helpers::Helper::mmap, "64-64-64-12");
}
TEST_CASE("the minimum of every mutant of get_sgtable is the smallest") {
  check_mutants(ops_helpers::Helper::get_sgtable, "32-32-32-12");
}
TEST_CASE("the minimum of every mutant of alloc_pages is the smallest") {
  check_mutants(ops_helpers::Helper::alloc_pages, "64-64-64-12");
}
TEST_CASE("the minimum of every mutant of free_pages is the smallest") {
  check_mutants(ops_helpers::Helper::free_pages, "64-64-64-16");
}

TEST_CASE("a scenario that is not the smallest is not proved: the smallest is found, with a gap") {
  const SeenMutant &seen =
      seen_mutant("off + user_count > count", "offset-bounds.accepted-in-bounds");
  auto [failing, minimum] = minimized(seen);
  StoredScenario larger = minimum;
  larger.attrs = Bits<64>(32);
  larger.vma.vm_flags = Bits<64>(8);
  REQUIRE(failing.fails(larger));
  failing.minimize = [](const StoredScenario &scenario) { return scenario; }; // of no help
  const smt::FoundMinimum found = smt::prove_minimum(failing, larger, solvers());
  CAPTURE(found.proved.reason);
  CHECK(found.proved.proved);
  CHECK(compare_scenarios(found.scenario, minimum) == 0);
  CHECK(found.proved.gap == 2);
  CHECK(found.proved.gap_text == "vm_flags 8 instead of 0, attrs 0x20 instead of 0");
  REQUIRE(found.proved.query.answers.size() == 2);
  for (const SettledQuery::Answer &answer : found.proved.query.answers)
    CHECK(answer.verdict == "unsat");
  CHECK(found.proved.query.text.find("(check-sat)") != std::string::npos);
}

TEST_CASE("a solver that is missing proves nothing") {
  const auto [failing, minimum] =
      minimized(seen_mutant("off + user_count > count", "offset-bounds.accepted-in-bounds"));
  smt::Solvers missing = solvers();
  missing.cvc5_program = "no-such-solver";
  const smt::FoundMinimum found = smt::prove_minimum(failing, minimum, missing);
  CHECK_FALSE(found.proved.proved);
  CHECK(found.proved.reason.find("no-such-solver") != std::string::npos);
}

TEST_CASE("a subject that does otherwise than its terms is noticed") {
  auto [failing, minimum] =
      minimized(seen_mutant("off + user_count > count", "offset-bounds.accepted-in-bounds"));
  StoredScenario larger = minimum;
  larger.attrs = Bits<64>(32);
  failing.subject.open = smt::symbolic_model().open;
  const smt::FoundMinimum found = smt::prove_minimum(failing, larger, z3_alone());
  CHECK_FALSE(found.proved.proved);
  CHECK(found.proved.reason.find("does not fail when it is run") != std::string::npos);
}

using Texts = std::vector<std::string>;

TEST_CASE("the region of the sum that wraps is told in kernel terms") {
  const auto [failing, minimum] =
      minimized(seen_mutant("off + user_count > count", "offset-bounds.accepted-in-bounds"));
  const ProvedScenario result = prove_smallest(failing, minimum, solvers());
  const ProvedRegion &region = result.proved.region;
  CAPTURE(region.reason);
  REQUIRE(region.proved);
  CHECK(region.conditions == Texts{"vm_pgoff + vma_pages >= 2^64",
                                   "(vm_pgoff + vma_pages) modulo 2^64 <= pages of the buffer",
                                   "dma_mmap_from_dev_coherent does not claim the buffer",
                                   "remap_pfn_range == 0"});
  CHECK(region.query.answers.size() == 2);
  // Sampled, the region is the set of what fails.
  const auto texts = condition_texts(minimum);
  unsigned failing_samples = 0;
  for (const StoredScenario &sample : samples_around(failing, minimum)) {
    if (smt::has_answer_outside_proofs(sample))
      continue;
    const auto truths = conditions_that_hold(sample, minimum);
    bool inside = true;
    for (const std::string &condition : region.conditions) {
      const auto at = std::ranges::find(texts, condition) - texts.begin();
      inside = inside && truths[static_cast<std::size_t>(at)];
    }
    CHECK(inside == failing.fails(sample));
    failing_samples += inside ? 1U : 0U;
  }
  CHECK(failing_samples > 5);
}

FieldFreedom freedom_of(const std::vector<FieldFreedom> &fields, std::string_view name) {
  for (const FieldFreedom &field : fields) {
    if (field.field == name)
      return field;
  }
  FAIL("no such field");
  return {};
}

TEST_CASE("what may be said of each field is said, and proved") {
  using Kind = FieldFreedom::Kind;
  const auto [failing, minimum] =
      minimized(seen_mutant("off + user_count > count", "offset-bounds.accepted-in-bounds"));
  const smt::FieldsFound found = smt::prove_fields(failing, minimum, solvers());
  CAPTURE(found.reason);
  REQUIRE(found.query.answers.size() == 2);
  CHECK(freedom_of(found.fields, "dma_handle").kind == Kind::anything);
  CHECK(freedom_of(found.fields, "attrs").kind == Kind::anything);
  CHECK(freedom_of(found.fields, "size").kind == Kind::anything);
  CHECK(freedom_of(found.fields, "vm_pgoff").kind == Kind::exactly);
  CHECK(freedom_of(found.fields, "dma_mmap_from_dev_coherent").kind == Kind::exactly);
  CHECK(freedom_of(found.fields, "excess").kind == Kind::held);
  CHECK(freedom_of(found.fields, smt::kVmaMoved).kind == Kind::anything);
  const FieldFreedom end = freedom_of(found.fields, "vm_end");
  CHECK(end.kind == Kind::range);
  CHECK(end.low == "0x1000");
  CHECK(end.high == "0x2000"); // two pages end at the buffer's only one
  CHECK(found.anything_at_once);
}

TEST_CASE("on small words a region is the set of failing scenarios of brute force") {
  const auto [failing, minimum] = minimized(
      seen_mutant("off + user_count > count", "offset-bounds.accepted-in-bounds"), "8-8-8-4");
  const ProvedScenario result = prove_smallest(failing, minimum, solvers());
  const ProvedRegion &region = result.proved.region;
  CAPTURE(region.reason);
  REQUIRE(result.proved.minimum.proved);
  REQUIRE(region.proved);
  const auto texts = condition_texts(minimum);
  unsigned inside = 0;
  unsigned differences = 0;
  bool smaller = false;
  for (unsigned size = 0; size <= 64; size += 5) {
    for (unsigned offset = 0; offset < 256; ++offset) {
      for (unsigned pages = 1; pages < 16; ++pages) {
        StoredScenario scenario = minimum;
        scenario.size.word = Bits<64>(size);
        scenario.vma.vm_pgoff.word = Bits<64>(offset);
        scenario.vma.vm_end.word = Bits<64>(16 * pages);
        if (!smt::is_inside(failing.failure, scenario))
          continue;
        const auto truths = conditions_that_hold(scenario, minimum);
        bool holds = true;
        for (const std::string &condition : region.conditions) {
          const auto at = std::ranges::find(texts, condition) - texts.begin();
          holds = holds && truths[static_cast<std::size_t>(at)];
        }
        const bool fails = failing.fails(scenario);
        inside += fails ? 1U : 0U;
        differences += holds == fails ? 0U : 1U;
        smaller = smaller || (fails && compare_scenarios(scenario, minimum) < 0);
      }
    }
  }
  CHECK(differences == 0);
  CHECK(inside > 10);
  CHECK_FALSE(smaller);
}

} // namespace
} // namespace dma_verify
