// SPDX-License-Identifier: GPL-2.0-only
// Converting scenarios and observations between machines keeps every member, and the lists of
// fields and arguments from which the conversion is made have every member.
#include "model/kernel/convert.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {
namespace {

using Widest = WidestMachine;
using M32 = ConcreteMachine<32, 32, 32, 32>;
using M8 = ConcreteMachine<8, 8, 8, 4>;

constexpr EffectKind kKinds[] = {
    EffectKind::sg_alloc_table,
    EffectKind::sg_set_page,
    EffectKind::sg_free_table,
    EffectKind::dma_pgprot,
    EffectKind::dma_alloc_contiguous,
    EffectKind::dma_mmap_from_dev_coherent,
    EffectKind::remap_pfn_range,
    EffectKind::alloc_pages_node,
    EffectKind::map,
    EffectKind::unmap,
    EffectKind::dma_free_contiguous,
    EffectKind::free_pages,
    EffectKind::memset,
};

// Gives a member a value that is not its default; numbers stay below 8 so that each machine holds
// them.
template <unsigned W> void perturb(Bits<W> &word) { word = Bits<W>((word.value() + 5) % 8); }
template <class Unit, class Word> void perturb(Quantity<Unit, Word> &quantity) {
  perturb(quantity.word);
}
template <class M> void perturb(Page<M> &page) {
  page.is_null = !page.is_null;
  perturb(page.frame);
}
void perturb(bool &flag) { flag = !flag; }
void perturb(int &number) { number = -number - 22; }
void perturb(std::uint8_t &byte) { byte = static_cast<std::uint8_t>(byte + 0xa5); }
template <class Enum>
requires std::is_enum_v<Enum>
void perturb(Enum &value) { value = static_cast<Enum>(static_cast<int>(value) ^ 1); }

template <class Member> bool same(const Member &a, const Member &b) { return a == b; }
template <class M> bool same(const Page<M> &a, const Page<M> &b) {
  return a.is_null == b.is_null && a.frame == b.frame;
}

template <class M> bool same_scenario(const Scenario<M> &a, const Scenario<M> &b) {
  bool equal = a.architecture == b.architecture && a.call == b.call;
  for_each_field([&](const Field &, const auto &x, const auto &y) { equal = equal && same(x, y); },
                 a, b);
  return equal;
}

template <class S> std::set<const void *> visited_members(const S &scenario) {
  std::set<const void *> visited;
  for_each_field([&](const Field &, const auto &member) { visited.insert(&member); }, scenario);
  return visited;
}

TEST_CASE("for_each_field visits every member of a scenario once") {
  StoredScenario scenario;
  // A new member does not compile here until it is named, and fails below until it is a field.
  auto &[architecture, call, cpu_addr, size, dma_handle, attrs, vma, direction, gfp, page,
         buffer_kind, excess, stale_bytes, missing_section, use_dma_iommu, ops_has_unmap, numa_node,
         vmalloc_to_page, dma_pgprot, pool_claims, pool_status, pool_described, pool_base,
         pool_pages, pool_frame, remap_status, sg_alloc_status, contiguous_page, contiguous_area,
         contiguous_highmem, buddy_page, map_handle, map_fails_silently, map_bounces, block_owner,
         probe] = scenario;
  auto &[vm_start, vm_end, vm_pgoff, vm_page_prot, vm_flags] = vma;
  static_cast<void>(architecture);
  static_cast<void>(call);
  const std::set<const void *> members = {
      &cpu_addr,
      &size,
      &dma_handle,
      &attrs,
      &vm_start,
      &vm_end,
      &vm_pgoff,
      &vm_page_prot,
      &direction,
      &gfp,
      &page,
      &use_dma_iommu,
      &numa_node,
      &ops_has_unmap,
      &vmalloc_to_page,
      &dma_pgprot,
      &pool_claims,
      &pool_status,
      &sg_alloc_status,
      &remap_status,
      &contiguous_page,
      &buddy_page,
      &map_handle,
      &block_owner,
      &probe,
      &vm_flags,
      &buffer_kind,
      &excess,
      &stale_bytes,
      &missing_section,
      &pool_described,
      &pool_base,
      &pool_pages,
      &pool_frame,
      &contiguous_area,
      &contiguous_highmem,
      &map_fails_silently,
      &map_bounces,
  };
  CHECK(visited_members(scenario) == members);
  std::size_t visits = 0;
  for_each_field([&](const Field &, const auto &) { ++visits; }, scenario);
  CHECK(visits == members.size());
}

TEST_CASE("fields have names of their own and are read by some call") {
  std::set<std::string_view> names;
  for_each_field(
      [&](const Field &field, const auto &) {
        CAPTURE(field.name);
        CHECK(names.insert(field.name).second);
        CHECK(field.calls != 0);
        CHECK(field.calls < 1U << all_helpers().size());
      },
      StoredScenario{});
}

TEST_CASE("a field tells which calls read it") {
  std::vector<std::string> read_by_free;
  for_each_field(
      [&](const Field &field, const auto &) {
        if (field.used_by(ops_helpers::Helper::free_pages))
          read_by_free.emplace_back(field.name);
      },
      StoredScenario{});
  CHECK(read_by_free == std::vector<std::string>{"size", "dma_handle", "direction", "page",
                                                 "use_dma_iommu", "ops_has_unmap", "block_owner"});
}

// A scenario with each field unlike its default.
StoredScenario perturbed_scenario() {
  StoredScenario scenario;
  scenario.call = ops_helpers::Helper::alloc_pages;
  for_each_field([](const Field &, auto &member) { perturb(member); }, scenario);
  return scenario;
}

template <class M> void check_each_field_survives(const Architecture &architecture) {
  CAPTURE(architecture_id(architecture));
  StoredScenario plain;
  plain.architecture = architecture;
  std::size_t count = 0;
  for_each_field([&](const Field &, const auto &) { ++count; }, plain);
  for (std::size_t which = 0; which < count; ++which) {
    StoredScenario scenario = plain;
    std::string_view name;
    std::size_t i = 0;
    for_each_field(
        [&](const Field &field, auto &member) {
          if (i++ == which) {
            name = field.name;
            perturb(member);
          }
        },
        scenario);
    CAPTURE(name);
    CHECK_FALSE(same_scenario(scenario, plain));
    const Scenario<M> narrow = convert_scenario<M>(scenario);
    CHECK_FALSE(same_scenario(narrow, convert_scenario<M>(plain)));
    CHECK(same_scenario(convert_scenario<Widest>(narrow), scenario));
  }
}

TEST_CASE("each field of a scenario survives the way to a machine and back") {
  check_each_field_survives<Widest>(make_architecture(64, 64, 64, 12));
  check_each_field_survives<M32>(make_architecture(32, 32, 32, 12));
  check_each_field_survives<ConcreteMachine<32, 64, 64, 32>>(make_architecture(32, 64, 64, 12));
  check_each_field_survives<ConcreteMachine<32, 32, 64, 32>>(make_architecture(32, 32, 64, 12));
  check_each_field_survives<M8>(make_architecture(8, 8, 8, 2));
}

TEST_CASE("all fields together survive the way to a machine and back") {
  StoredScenario scenario = perturbed_scenario();
  scenario.architecture = make_architecture(8, 8, 8, 3);
  CHECK(same_scenario(convert_scenario<Widest>(convert_scenario<M8>(scenario)), scenario));
}

TEST_CASE("a narrow machine keeps the low digits of what does not fit") {
  StoredScenario scenario;
  scenario.architecture = make_architecture(32, 32, 32, 12);
  scenario.size.word = Bits<64>(0x1'2345'6789);
  scenario.contiguous_page = Page<Widest>::of(Widest::FrameNumber(Bits<64>(0x7'0000'0002)));
  const Scenario<M32> narrow = convert_scenario<M32>(scenario);
  CHECK(narrow.size.word.value() == 0x23456789);
  CHECK(narrow.contiguous_page.frame.word.value() == 2);
}

TEST_CASE("all ones of a narrow word are not all ones of a wide one") {
  Scenario<M32> narrow;
  narrow.map_handle = dma_mapping_error<M32>();
  const StoredScenario stored = convert_scenario<Widest>(narrow);
  CHECK(stored.map_handle.word.value() == 0xffffffff);
  CHECK_FALSE(bool(stored.map_handle == dma_mapping_error<Widest>()));
  CHECK(bool(convert_scenario<M32>(stored).map_handle == dma_mapping_error<M32>()));
}

// The members that for_each_argument visits for effects of this kind.
std::set<const void *> visited_arguments(const Effect<Widest> &effect) {
  std::set<const void *> visited;
  for_each_argument([&](std::string_view, const auto &member) { visited.insert(&member); }, effect);
  return visited;
}

TEST_CASE("for_each_argument visits every member of an effect for some kind") {
  Effect<Widest> effect;
  auto &[kind, path, direction, value, node, status, pool_status, page, bytes, address, frame, phys,
         handle, prot, prot_result, attrs, gfp, order, nents, sg_offset, sg_length, vma] = effect;
  auto &[vm_start, vm_end, vm_pgoff, vm_page_prot, vm_flags] = vma;
  const std::set<const void *> members = {
      &path,     &direction,    &value,    &node,        &status,    &page,        &bytes,
      &address,  &frame,        &phys,     &handle,      &prot,      &prot_result, &attrs,
      &gfp,      &order,        &nents,    &sg_offset,   &sg_length, &vm_start,    &vm_end,
      &vm_pgoff, &vm_page_prot, &vm_flags, &pool_status,
  };
  std::set<const void *> visited;
  for (const EffectKind each : kKinds) {
    kind = each;
    visited.merge(visited_arguments(effect));
  }
  CHECK(visited == members);
}

TEST_CASE("the answer of a service is its last argument") {
  for (const EffectKind kind : kKinds) {
    Effect<Widest> effect;
    effect.kind = kind;
    std::vector<std::string> names;
    for_each_argument([&](std::string_view name, const auto &) { names.emplace_back(name); },
                      effect);
    const auto answer = std::find(names.begin(), names.end(), "=");
    CAPTURE(to_string(kind));
    CHECK((answer == names.end() || answer + 1 == names.end()));
  }
}

Effect<Widest> perturbed_effect(EffectKind kind) {
  Effect<Widest> effect;
  effect.kind = kind;
  for_each_argument([](std::string_view, auto &member) { perturb(member); }, effect);
  return effect;
}

template <class M> bool same_effect(const Effect<M> &a, const Effect<M> &b) {
  bool equal = a.kind == b.kind;
  for_each_argument(
      [&](std::string_view, const auto &x, const auto &y) { equal = equal && same(x, y); }, a, b);
  return equal;
}

template <class M> void check_each_effect_survives() {
  for (const EffectKind kind : kKinds) {
    CAPTURE(to_string(kind));
    StoredObservation stored;
    stored.trace = {perturbed_effect(kind)};
    Observation<M> narrow;
    convert_observation(stored, narrow);
    StoredObservation back;
    back.trace = {Effect<Widest>{}, Effect<Widest>{}}; // what was there before is gone
    convert_observation(narrow, back);
    REQUIRE(back.trace.size() == 1);
    CHECK(same_effect(back.trace.front(), stored.trace.front()));
    if (kind != EffectKind::sg_free_table) {
      Effect<Widest> plain;
      plain.kind = kind;
      CHECK_FALSE(same_effect(back.trace.front(), plain));
    }
  }
}

TEST_CASE("each kind of effect survives the way to a machine and back") {
  check_each_effect_survives<Widest>();
  check_each_effect_survives<M32>();
  check_each_effect_survives<M8>();
}

// Perturbs one member of an observation by its number; false if there is none.
bool perturb_member(StoredObservation &observation, unsigned which) {
  auto &[completion, trace, status, page, dma_handle, vma, sg_table, fault_address, detail] =
      observation;
  auto &[vm_start, vm_end, vm_pgoff, vm_page_prot, vm_flags] = vma;
  auto &[has_entry, nents, orig_nents, sg_page, end_marked, offset, length, dma_address,
         dma_length] = sg_table;
  static_cast<void>(trace);
  unsigned i = 0;
  const auto visit = [&](auto &member) {
    if (i++ == which)
      perturb(member);
  };
  const auto visit_all = [&](auto &...members) { (visit(members), ...); };
  visit_all(completion, status, page, dma_handle, vm_start, vm_end, vm_pgoff, vm_page_prot,
            vm_flags, has_entry, nents, orig_nents, sg_page, end_marked, offset, length,
            dma_address, dma_length);
  if (i++ == which)
    fault_address = 0x40;
  if (i++ == which)
    std::strcpy(detail, "SIGSEGV");
  return which < i;
}

// Everything in an observation except its trace, as text for comparison.
std::string text_of(const StoredObservation &o) {
  std::string text = std::string(to_string(o.completion)) + " " + o.detail;
  const auto add = [&](auto value) { text += " " + std::to_string(value); };
  add(o.status);
  add(o.page.is_null);
  add(o.page.frame.word.value());
  add(o.dma_handle.word.value());
  add(o.vma.vm_start.word.value());
  add(o.vma.vm_end.word.value());
  add(o.vma.vm_pgoff.word.value());
  add(o.vma.vm_page_prot.value());
  add(o.vma.vm_flags.value());
  add(o.sg_table.has_entry);
  add(o.sg_table.nents.value());
  add(o.sg_table.orig_nents.value());
  add(o.sg_table.page.is_null);
  add(o.sg_table.page.frame.word.value());
  add(o.sg_table.end_marked);
  add(o.sg_table.offset.value());
  add(o.sg_table.length.value());
  add(o.sg_table.dma_address.word.value());
  add(o.sg_table.dma_length.value());
  add(o.fault_address);
  return text;
}

template <class M> void check_each_member_survives() {
  StoredObservation stored;
  for (unsigned which = 0; perturb_member(stored, which); ++which) {
    CAPTURE(which);
    CHECK(text_of(stored) != text_of(StoredObservation{}));
    Observation<M> narrow;
    convert_observation(stored, narrow);
    StoredObservation back;
    convert_observation(narrow, back);
    CHECK(text_of(back) == text_of(stored));
    stored = {};
  }
}

TEST_CASE("each member of an observation survives the way to a machine and back") {
  check_each_member_survives<Widest>();
  check_each_member_survives<M32>();
  check_each_member_survives<M8>();
}

TEST_CASE("a cleared observation is as a new one") {
  StoredObservation observation;
  for (unsigned which = 0; perturb_member(observation, which); ++which)
    observation.trace.emplace_back();
  observation.clear();
  CHECK(text_of(observation) == text_of(StoredObservation{}));
  CHECK(observation.trace.empty());
}

TEST_CASE("each architecture has its machine and no other") {
  for (const auto table : {architectures(), small_architectures()}) {
    for (const Architecture &row : table) {
      CAPTURE(architecture_id(row));
      with_machine(row, [&]<class M>() {
        CHECK(M::kWordBits == row.word_bits);
        CHECK(M::kPhysBits == row.phys_bits);
        CHECK(M::kDmaBits == row.dma_bits);
        CHECK(M::kIntBits == row.int_bits);
      });
    }
  }
  CHECK_THROWS_AS(with_machine(make_architecture(64, 32, 32, 12), []<class M>() {}),
                  std::logic_error);
}

} // namespace
} // namespace dma_verify
