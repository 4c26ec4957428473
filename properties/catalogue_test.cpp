// SPDX-License-Identifier: GPL-2.0-only
// The catalogue is consistent, and each judgement states just what the catalogue says it does.
#include "properties/catalogue.h"

#include "model/kernel/convert.h"
#include "properties/agreement.h"
#include "properties/model_subject.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace dma_verify {
namespace {

constexpr std::string_view kFamilies[] = {
    "page-range", "offset-bounds", "error-unwind", "initialisation", "pool",
    "dispatch",   "attributes",    "scatter-list", "round-trip",     "completeness",
    "agreement",  "execution",     "refinement",   "count-bounds",   "ownership"};

bool is_kebab(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

TEST_CASE("property ids are unique and named family.name") {
  std::set<std::string_view> ids;
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    CHECK(ids.insert(property.id).second);
    const std::size_t dot = property.id.find('.');
    REQUIRE(dot != std::string_view::npos);
    CHECK(property.family() == property.id.substr(0, dot));
    CHECK(std::count(std::begin(kFamilies), std::end(kFamilies), property.family()) == 1);
    CHECK(is_kebab(property.id.substr(dot + 1)));
  }
}

TEST_CASE("a property says what it states and where that comes from") {
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    CHECK_FALSE(property.statement.empty());
    CHECK_FALSE(property.source.empty());
    CHECK_FALSE(property.clauses.empty());
    CHECK((property.with_mmu || property.without_mmu));
    for (const ClauseText &clause : property.clauses)
      CHECK_FALSE(clause.statement.empty());
  }
}

TEST_CASE("clause ids are unique within their property and fit a report") {
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    CHECK(property.clauses.size() <= Judgement<WidestMachine>::kCapacity);
    std::set<std::string_view> ids;
    for (const ClauseText &clause : property.clauses) {
      CAPTURE(clause.id);
      CHECK(ids.insert(clause.id).second);
      CHECK(is_kebab(clause.id));
      CHECK(clause.id.size() < 40);
    }
  }
}

TEST_CASE("labels are unique within their property and their shares can be met") {
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    CHECK(property.labels.size() <= 12);
    std::set<std::string_view> ids;
    for (const LabelText &label : property.labels) {
      CHECK(ids.insert(label.id).second);
      CHECK(label.required_percent < 100);
    }
  }
}

TEST_CASE("a property assumes no more than the contract of its call") {
  for (const PropertyText &property : catalogue()) {
    if (property.of_model) // a theorem states what it stands on
      continue;
    CAPTURE(property.id);
    const auto contract = contract_of(property.call);
    for (const Assumption assumption : property.assumptions) {
      CAPTURE(text_of(assumption).id);
      CHECK(std::count(contract.begin(), contract.end(), assumption) == 1);
    }
  }
}

TEST_CASE("each call has an execution property") {
  for (const HelperId call : all_helpers()) {
    const auto found = find_property("execution." + std::string(to_string(call)));
    REQUIRE(found);
    CHECK(catalogue()[*found].call == call);
  }
}

TEST_CASE("a property is found by its id alone") {
  for (PropertyIndex index = 0; index < catalogue().size(); ++index)
    CHECK(find_property(catalogue()[index].id) == index);
  CHECK_FALSE(find_property(""));
  CHECK_FALSE(find_property("offset-bounds"));
  CHECK_FALSE(find_property("offset-bounds.no-wra"));
  CHECK_FALSE(find_property("Offset-Bounds.no-wrap"));
}

TEST_CASE("only properties of mmap and of remap.c depend on the MMU") {
  const Architecture with = make_architecture(64, 64, 64, 12);
  const Architecture without = make_architecture(64, 64, 64, 12, false);
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    const bool to_both = property.applies_to(with) && property.applies_to(without);
    CHECK((to_both || property.call == ops_helpers::Helper::mmap ||
           property.call.unit == UnitId::remap));
  }
  CHECK_FALSE(catalogue()[*find_property("offset-bounds.no-wrap")].applies_to(without));
  CHECK_FALSE(catalogue()[*find_property("page-range.mmap-without-mmu")].applies_to(with));
}

TEST_CASE("calls that did not return are judged by execution and crashes also by dispatch") {
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    const bool execution = property.family() == "execution";
    CHECK(judges(property, Completion::returned));
    CHECK_FALSE(judges(property, Completion::unmodelled));
    CHECK(judges(property, Completion::crashed) == (execution || property.family() == "dispatch"));
    for (const Completion end : {Completion::hung, Completion::kernel_bug,
                                 Completion::out_of_bounds_write, Completion::foreign_argument})
      CHECK(judges(property, end) == execution);
  }
}

// Words of no particular kind, inside and outside every contract.
class Noise {
public:
  StoredScenario scenario(const Architecture &architecture, HelperId call) {
    StoredScenario result;
    result.architecture = architecture;
    result.call = call;
    for_each_field([this](const Field &, auto &member) { fill(member); }, result);
    return result;
  }

private:
  template <unsigned W> void fill(Bits<W> &word) {
    const std::uint64_t few = random_() % 5;
    const std::uint64_t any = random_() >> (random_() % 64);
    word = Bits<W>(random_() % 2 == 0 ? few : any);
  }
  template <class Unit, class Word> void fill(Quantity<Unit, Word> &quantity) {
    fill(quantity.word);
  }
  void fill(Page<WidestMachine> &page) {
    page.is_null = random_() % 2 == 0;
    fill(page.frame);
  }
  void fill(bool &flag) { flag = random_() % 2 == 0; }
  void fill(int &number) { number = -static_cast<int>(random_() % 3) * 6; }
  void fill(Direction &direction) { direction = static_cast<Direction>(random_() % 4); }
  void fill(BufferKind &kind) { kind = static_cast<BufferKind>(random_() % 4); }
  void fill(ContiguousArea &area) { area = static_cast<ContiguousArea>(random_() % 3); }
  void fill(Allocator &owner) { owner = static_cast<Allocator>(random_() % 2); }

  std::mt19937_64 random_{1};
};

// Calls check(scenario, index) for each property on noise, on every architecture.
template <class Check> void for_each_noise(Check &&check) {
  Noise noise;
  for (const auto table : {architectures(), small_architectures()}) {
    for (const Architecture &architecture : table) {
      for (PropertyIndex index = 0; index < catalogue().size(); ++index) {
        if (!catalogue()[index].applies_to(architecture))
          continue;
        for (int i = 0; i < 20; ++i)
          check(noise.scenario(architecture, catalogue()[index].call), index);
      }
    }
  }
}

TEST_CASE("each judgement states exactly the clauses of the catalogue in their order") {
  for_each_noise([&](const StoredScenario &stored, PropertyIndex index) {
    const PropertyText &property = catalogue()[index];
    with_machine(stored.architecture, [&]<class M>() {
      const Scenario<M> scenario = convert_scenario<M>(stored);
      StoredObservation wide;
      observe_model(stored, wide);
      Observation<M> observation;
      convert_observation(stored.call, wide, observation);
      const Judgement<M> judgement = judge<M>(index, scenario, observation);
      const bool same = std::equal(
          judgement.clauses().begin(), judgement.clauses().end(), property.clauses.begin(),
          property.clauses.end(),
          [](const auto &stated, const ClauseText &text) { return stated.id == text.id; });
      CAPTURE(property.id);
      CHECK(same);
    });
  });
}

TEST_CASE("a case carries no label that its property does not have") {
  unsigned wrong = 0;
  for_each_noise([&](const StoredScenario &stored, PropertyIndex index) {
    const Assessment assessment = assess_model(index, stored);
    wrong += (assessment.labels >> catalogue()[index].labels.size()) == 0 ? 0U : 1U;
  });
  CHECK(wrong == 0);
}

TEST_CASE("the model is judged alike directly and by its stored observation") {
  unsigned wrong = 0;
  for_each_noise([&](const StoredScenario &stored, PropertyIndex index) {
    StoredObservation observation;
    observe_model(stored, observation);
    const Assessment direct = assess_model(index, stored);
    const Assessment by_storage = assess(index, stored, observation);
    const bool same =
        direct.in_contract == by_storage.in_contract &&
        direct.completion == by_storage.completion && direct.judged == by_storage.judged &&
        direct.violated_clause == by_storage.violated_clause && direct.labels == by_storage.labels;
    wrong += same ? 0U : 1U;
  });
  CHECK(wrong == 0);
}

TEST_CASE("the model agrees with itself") {
  unsigned wrong = 0;
  for_each_noise([&](const StoredScenario &stored, PropertyIndex) {
    StoredObservation one;
    StoredObservation other;
    observe_model(stored, one);
    observe_model(stored, other);
    wrong += agrees(stored.call, one, other) ? 0U : 1U;
  });
  CHECK(wrong == 0);
}

TEST_CASE("the first violated clause is the first in the catalogue's order") {
  Judgement<WidestMachine> judgement;
  CHECK(judgement.first_violated() == "");
  judgement.require("one", true);
  CHECK(judgement.first_violated() == "");
  judgement.require("two", false);
  judgement.require("three", false);
  CHECK(judgement.first_violated() == "two");
  CHECK(judgement.clauses().size() == 3);
}

// An observation of mmap with every member that agreement looks at.
StoredObservation an_observation() {
  StoredObservation observation;
  observation.trace.emplace_back().kind = DmaEffect::dma_pgprot;
  observation.trace.emplace_back().kind = DmaEffect::remap_pfn_range;
  return observation;
}

TEST_CASE("agreement sees a difference in completion or trace or result") {
  using Change = void (*)(StoredObservation &);
  const StoredObservation model = an_observation();
  for (const Change change :
       {Change([](StoredObservation &o) { o.completion = Completion::hung; }),
        Change([](StoredObservation &o) { o.trace.pop_back(); }),
        Change([](StoredObservation &o) { o.trace.emplace_back(); }),
        Change([](StoredObservation &o) { o.trace[1].kind = DmaEffect::memset; }),
        Change([](StoredObservation &o) { o.trace[1].status = -1; }),
        Change([](StoredObservation &o) { o.trace[0].attrs = Bits<64>(1); }),
        Change([](StoredObservation &o) { o.status = -1; }),
        Change([](StoredObservation &o) { o.vma.vm_start.word = Bits<64>(1); }),
        Change([](StoredObservation &o) { o.vma.vm_end.word = Bits<64>(1); }),
        Change([](StoredObservation &o) { o.vma.vm_pgoff.word = Bits<64>(1); }),
        Change([](StoredObservation &o) { o.vma.vm_page_prot = Bits<64>(1); }),
        Change([](StoredObservation &o) { o.vma.vm_flags = Bits<64>(1); })}) {
    StoredObservation other = an_observation();
    CHECK(agrees(ops_helpers::Helper::mmap, other, model));
    change(other);
    CHECK_FALSE(agrees(ops_helpers::Helper::mmap, other, model));
  }
}

TEST_CASE("agreement looks at what the call hands back and at nothing else") {
  StoredObservation other = an_observation();
  other.page = Page<WidestMachine>::of({});
  CHECK_FALSE(agrees(ops_helpers::Helper::alloc_pages, other, an_observation()));
  CHECK(agrees(ops_helpers::Helper::free_pages, other, an_observation()));
  CHECK(agrees(ops_helpers::Helper::mmap, other, an_observation()));
  other = an_observation();
  other.dma_handle.word = Bits<64>(1);
  CHECK_FALSE(agrees(ops_helpers::Helper::alloc_pages, other, an_observation()));
  other = an_observation();
  other.sg_table.has_entry = true;
  CHECK_FALSE(agrees(ops_helpers::Helper::get_sgtable, other, an_observation()));
  other = an_observation();
  other.sg_table.length = Bits<32>(1); // of no entry
  CHECK(agrees(ops_helpers::Helper::get_sgtable, other, an_observation()));
}

TEST_CASE("the first difference of two traces is reported by its index") {
  StoredObservation other = an_observation();
  CHECK_FALSE(first_difference(other, an_observation()));
  other.trace[1].status = -1;
  CHECK(first_difference(other, an_observation()) == 1);
  other = an_observation();
  other.trace.emplace_back();
  CHECK(first_difference(other, an_observation()) == 2);
  CHECK(first_difference(an_observation(), other) == 2);
  other.trace.clear();
  CHECK(first_difference(other, an_observation()) == 0);
}

} // namespace
} // namespace dma_verify
