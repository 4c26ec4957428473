// SPDX-License-Identifier: GPL-2.0-only
// The sweeps catch the mutants that show on their inputs, and pass the harmless changes.
#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/mutants.h"
#include "properties/ops_helpers/mutants/get_sgtable.h"
#include "properties/ops_helpers/mutants/mmap.h"
#include "properties/ops_helpers/sweeps/mmap_sweep.h"
#include "properties/ops_helpers/sweeps/sgtable_sweep.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace dma_verify::exhaustive {
namespace {

struct MutantOfMmap {
  const Mutant &mutant;
  template <class K>
  int operator()(K &kernel, Vma<Small> &vma, const Scenario<Small> &scenario) const {
    return ops_helpers::mmap<Small>(mutant, kernel, vma, scenario.cpu_addr, scenario.size,
                                    scenario.attrs);
  }
};
struct MutantOfGetSgtable {
  const Mutant &mutant;
  template <class K>
  int operator()(K &kernel, SgTable<Small> &table, const Scenario<Small> &scenario) const {
    return ops_helpers::get_sgtable<Small>(mutant, kernel, table, scenario.cpu_addr,
                                           scenario.dma_handle, scenario.size);
  }
};

template <class S> SweepResult sweep_mmap(const Mutant &mutant, MmapSpace space, Part part) {
  const MutantOfMmap helper{mutant};
  return MmapSweep<S, 3, MutantOfMmap>(helper).run(make_architecture(8, 8, 8, 3), space, part,
                                                   [] {});
}

SweepResult sweep_mutant(const Mutant &mutant, std::string_view property, Part part = {}) {
  if (property == properties::AcceptedInBounds::kText.id)
    return sweep_mmap<Swept<properties::AcceptedInBounds>>(mutant, {Buffers::one, true}, part);
  if (property == properties::InBoundsAccepted::kText.id)
    return sweep_mmap<Swept<properties::InBoundsAccepted>>(mutant, {Buffers::one, true}, part);
  if (property == properties::NoWrap::kText.id)
    return sweep_mmap<Swept<properties::NoWrap>>(mutant, {Buffers::edges}, part);
  if (property == properties::MappedPages::kText.id)
    return sweep_mmap<Swept<properties::MappedPages, true>>(mutant, {Buffers::edges}, part);
  REQUIRE(property == properties::ScatterList::kText.id);
  return sweep_scatter_list(MutantOfGetSgtable{mutant}, make_architecture(8, 8, 8, 2), part);
}

bool is_swept(std::string_view property) {
  return catalogue()[find_property(property).value()].call.unit == UnitId::ops_helpers &&
         (property.starts_with("offset-bounds.") ||
          (property.starts_with("page-range.") && property != "page-range.mmap-without-mmu"));
}

// The scenario fails when the mutant is run on it as any subject is.
bool fails_again(const Mutant &mutant, std::string_view property, const SweepResult &result) {
  StoredObservation observation;
  observe_mutant(mutant, *result.scenario, observation);
  const Assessment assessment =
      assess(find_property(property).value(), *result.scenario, observation);
  return assessment.in_contract && assessment.judged && assessment.violated_clause == result.clause;
}

TEST_CASE("each mutant of a swept property is caught, in a scenario that fails again") {
  unsigned caught = 0;
  for (const auto &row : violations()) {
    // Only a copy-on-write VMA shows the two parts, and the sweeps have none.
    if (!is_swept(row.property) || row.mutant == &ops_helpers::of_mmap::kInTwoParts)
      continue;
    CAPTURE(row.mutant->id);
    CAPTURE(row.property);
    const SweepResult result = sweep_mutant(*row.mutant, row.property);
    REQUIRE(result.scenario);
    CHECK(result.clause != "");
    CHECK(fails_again(*row.mutant, row.property, result));
    CHECK(broken_assumptions(*result.scenario).empty());
    ++caught;
  }
  CHECK(caught > 40);
}

TEST_CASE("the first case that fails is reported, and those before it are counted") {
  const SweepResult result =
      sweep_mutant(ops_helpers::of_mmap::kUnchecked, "offset-bounds.accepted-in-bounds");
  REQUIRE(result.scenario);
  // Nothing fits into the empty buffer: the first request fails.
  CHECK(result.cases == 1);
  CHECK(result.clause == "in-bounds");
  CHECK(result.scenario->size.word.value() == 0);
  CHECK(result.scenario->vma.vm_pgoff.word.value() == 0);
}

TEST_CASE("no sweep blames a harmless change of mmap or get_sgtable") {
  unsigned passed = 0;
  for (const Mutant *change : harmless_mutants()) {
    CAPTURE(change->id);
    if (change->call != ops_helpers::Helper::mmap &&
        change->call != ops_helpers::Helper::get_sgtable)
      continue;
    for (const PropertyText &property : catalogue()) {
      if (property.call != change->call || !is_swept(property.id))
        continue;
      CAPTURE(property.id);
      const SweepResult result = sweep_mutant(*change, property.id, {5, 128});
      CHECK(result.cases > 0);
      CHECK(result.clause == "");
      CHECK(result.unjudged == 0);
      ++passed;
    }
  }
  CHECK(passed > 40);
}

TEST_CASE("a call that does not return is counted as not judged") {
  const SweepResult bug = sweep_mutant(ops_helpers::of_mmap::kOutOfBoundsBug,
                                       "offset-bounds.accepted-in-bounds", {8, 64});
  CHECK_FALSE(bug.scenario);
  CHECK(bug.unjudged > 0);
  CHECK(bug.cases > 0);
  const SweepResult endless =
      sweep_mutant(ops_helpers::of_get_sgtable::kEndless, "page-range.scatter-list");
  CHECK_FALSE(endless.scenario);
  CHECK(endless.unjudged > 0);
  CHECK(endless.cases == 0); // each call hangs
}

} // namespace
} // namespace dma_verify::exhaustive
