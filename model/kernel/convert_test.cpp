// SPDX-License-Identifier: GPL-2.0-only
// Converting scenarios and observations between machines keeps every member, and the lists of
// fields and arguments from which the conversion is made have every member.
#include "model/kernel/convert.h"
#include "model/kernel/member.h"
#include "model/units.h"

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
    DmaEffect::sg_alloc_table,
    DmaEffect::sg_set_page,
    DmaEffect::sg_free_table,
    DmaEffect::dma_pgprot,
    DmaEffect::dma_alloc_contiguous,
    DmaEffect::dma_mmap_from_dev_coherent,
    DmaEffect::remap_pfn_range,
    DmaEffect::alloc_pages_node,
    DmaEffect::map,
    DmaEffect::unmap,
    DmaEffect::dma_free_contiguous,
    DmaEffect::free_pages,
    DmaEffect::memset,
    remap::EffectKind::allocate,
    remap::EffectKind::release,
    remap::EffectKind::vmap,
    remap::EffectKind::vunmap,
    remap::EffectKind::warn,
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
template <class M> void perturb(Pointer<M> &pointer) {
  pointer.is_null = !pointer.is_null;
  perturb(pointer.address);
}
void perturb(unsigned &number) { number += 5; }
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

template <class M> bool same(const Pointer<M> &a, const Pointer<M> &b) {
  return a.is_null == b.is_null && a.address == b.address;
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

// The places of all members of the parts, those of a VMA one by one.
class Members {
public:
  std::set<const void *> places;

  void add(const Vma<Widest> &vma) {
    auto &[vm_start, vm_end, vm_pgoff, vm_page_prot, vm_flags] = vma;
    add_all(vm_start, vm_end, vm_pgoff, vm_page_prot, vm_flags);
  }
  template <class Member> void add(const Member &member) { places.insert(&member); }
  void add_all(const auto &...members) { (add(members), ...); }
  // A member that is not named here does not compile.
  void add(const CommonFields<Widest> &part) {
    auto &[architecture, call, cpu_addr, size, dma_handle, attrs, direction, gfp, page, probe] =
        part;
    static_cast<void>(architecture);
    static_cast<void>(call);
    add_all(cpu_addr, size, dma_handle, attrs, direction, gfp, page, probe);
  }
  void add(const ops_helpers::Fields<Widest> &part) {
    auto &[vma, buffer_kind, excess, further_bytes, stale_bytes, missing_section, use_dma_iommu,
           ops_has_unmap, numa_node, vmalloc_to_page, dma_pgprot, pool_claims, pool_status,
           pool_described, pool_base, pool_pages, pool_frame, remap_status, sg_alloc_status,
           contiguous_page, contiguous_area, contiguous_highmem, buddy_page, map_handle,
           map_fails_silently, map_bounces, block_owner, later, coherent_dma_mask, bus_dma_limit,
           has_dma_mask, dma_coherent] = part;
    for (const auto &[remap, sg_alloc, contiguous, buddy, handle] : later)
      add_all(remap, sg_alloc, contiguous, buddy, handle);
    add_all(vma, buffer_kind, excess, further_bytes, stale_bytes, missing_section, use_dma_iommu,
            ops_has_unmap, numa_node, vmalloc_to_page, dma_pgprot, pool_claims, pool_status,
            pool_described, pool_base, pool_pages, pool_frame, remap_status, sg_alloc_status,
            contiguous_page, contiguous_area, contiguous_highmem, buddy_page, map_handle,
            map_fails_silently, map_bounces, block_owner, coherent_dma_mask, bus_dma_limit,
            has_dma_mask, dma_coherent);
  }
  void add(const remap::Fields<Widest> &part) {
    auto &[prot, pages, entry, owned, split_memmap, next_part, kvmalloc_array, kvmalloc_address,
           vmap, vmap_address, area, area_address, area_pages, area_flags, area_has_array,
           area_array] = part;
    add_all(prot, pages, entry, owned, split_memmap, next_part, kvmalloc_array, kvmalloc_address,
            vmap, vmap_address, area, area_address, area_pages, area_flags, area_has_array,
            area_array);
  }
  void add(const remap::EffectMembers<Widest> &part) {
    auto &[allocator, element_bytes, entries, array, count, flags, entry, entry_written, result,
           warned] = part;
    add_all(allocator, element_bytes, entries, array, count, flags, entry, entry_written, result,
            warned);
  }
  void add(const CommonEffect<Widest> &part) {
    auto &[kind, address, prot, gfp] = part;
    static_cast<void>(kind);
    add_all(address, prot, gfp);
  }
  void add(const DmaEffectMembers<Widest> &part) {
    auto &[path, direction, value, node, status, pool_status, page, bytes, frame, phys, handle,
           prot_result, attrs, order, nents, sg_offset, sg_length, vma] = part;
    add_all(path, direction, value, node, status, pool_status, page, bytes, frame, phys, handle,
            prot_result, attrs, order, nents, sg_offset, sg_length, vma);
  }
};

template <class Parts> std::set<const void *> members_of(const Parts &parts) {
  Members members;
  with_parts(parts, [&](const auto &...part) { members.add_all(part...); });
  return members.places;
}

TEST_CASE("the fields of the units are all members of a scenario, each once for a unit") {
  std::set<const void *> visited;
  StoredScenario scenario;
  const std::set<const void *> members = members_of(scenario);
  for (const UnitText &unit : units()) {
    CAPTURE(unit.name);
    scenario.call = unit.helpers.front().id;
    std::size_t visits = 0;
    for_each_field([&](const Field &, const auto &) { ++visits; }, scenario);
    CHECK(visited_members(scenario).size() == visits);
    visited.merge(visited_members(scenario));
  }
  CHECK(visited == members);
}

TEST_CASE("the fields of a unit have names of their own and are read by some helper of it") {
  for (const UnitText &unit : units()) {
    StoredScenario scenario;
    scenario.call = unit.helpers.front().id;
    std::set<std::string_view> names;
    for_each_field(
        [&](const Field &field, const auto &) {
          CAPTURE(field.name);
          CHECK(names.insert(field.name).second);
          CHECK(field.readers.unit == unit.id);
          CHECK(field.readers.positions != 0);
          CHECK(field.readers.positions < 1U << unit.helpers.size());
        },
        scenario);
  }
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
                                                 "use_dma_iommu", "ops_has_unmap",
                                                 "coherent_dma_mask", "bus_dma_limit",
                                                 "has_dma_mask", "dma_coherent", "block_owner"});
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

// The bits that a machine's own type has; 0 for what is no word.
template <class Member> unsigned bits_in(const Member &member) {
  if constexpr (requires { member.frame; }) {
    return bits_in(member.frame);
  } else if constexpr (requires { member.word; }) {
    return bits_in(member.word);
  } else if constexpr (requires { Member::kWidth; }) {
    return Member::kWidth;
  } else {
    return 0;
  }
}

TEST_CASE("a stored word is as wide as the machine's own") {
  std::vector<Architecture> rows(architectures().begin(), architectures().end());
  rows.insert(rows.end(), small_architectures().begin(), small_architectures().end());
  unsigned wrong = 0;
  for (const Architecture &row : rows) {
    for (const UnitText &unit : units()) {
      StoredScenario stored;
      stored.architecture = row;
      stored.call = unit.helpers.front().id;
      with_machine(row, [&]<class M>() {
        for_each_field(
            [&](const Field &, const auto &member, const auto &own) {
              wrong += width_of(member, row) == bits_in(own) ? 0U : 1U;
            },
            stored, convert_scenario<M>(stored));
      });
    }
  }
  CHECK(wrong == 0);
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
  const std::set<const void *> members = members_of(effect);
  std::set<const void *> visited;
  for (const EffectKind each : kKinds) {
    effect.kind = each;
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
    convert_observation(ops_helpers::Helper::alloc_pages, stored, narrow);
    StoredObservation back;
    back.trace = {Effect<Widest>{}, Effect<Widest>{}}; // what was there before is gone
    convert_observation(ops_helpers::Helper::alloc_pages, narrow, back);
    REQUIRE(back.trace.size() == 1);
    CHECK(same_effect(back.trace.front(), stored.trace.front()));
    if (kind != DmaEffect::sg_free_table && kind != remap::EffectKind::warn) {
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

template <class M> void perturb(Vma<M> &vma) {
  perturb(vma.vm_start);
  perturb(vma.vm_end);
  perturb(vma.vm_pgoff);
  perturb(vma.vm_page_prot);
  perturb(vma.vm_flags);
}
template <class M> void perturb(SgTable<M> &table) {
  perturb(table.has_entry);
  perturb(table.nents);
  perturb(table.orig_nents);
  perturb(table.page);
  perturb(table.end_marked);
  perturb(table.offset);
  perturb(table.length);
  perturb(table.dma_address);
  perturb(table.dma_length);
}

template <class M> void perturb(std::vector<Area<M>> &areas) {
  Area<M> &area = areas.emplace_back();
  perturb(area.live);
  perturb(area.address);
  perturb(area.bytes);
  perturb(area.flags);
  perturb(area.pages);
  perturb(area.nr_pages);
}

// One result as text; each member of it has a place.
std::string result_text(bool value) { return value ? "1" : "0"; }
std::string result_text(int value) { return std::to_string(value); }
template <unsigned W> std::string result_text(Bits<W> word) { return std::to_string(word.value()); }
template <class Unit, class Word> std::string result_text(const Quantity<Unit, Word> &quantity) {
  return result_text(quantity.word);
}
template <class... Member> std::string all_texts(const Member &...member) {
  return ((result_text(member) + " ") + ...);
}
template <class M> std::string result_text(const Page<M> &page) {
  return all_texts(page.is_null, page.frame);
}
template <class M> std::string result_text(const Pointer<M> &pointer) {
  return all_texts(pointer.is_null, pointer.address);
}
template <class M> std::string result_text(const std::vector<Area<M>> &areas) {
  std::string text;
  for (const Area<M> &area : areas)
    text += all_texts(area.live, area.address, area.bytes, area.flags, area.nr_pages) +
            result_text(area.pages);
  return text;
}
template <class M> std::string result_text(const Vma<M> &vma) {
  return all_texts(vma.vm_start, vma.vm_end, vma.vm_pgoff, vma.vm_page_prot, vma.vm_flags);
}
template <class M> std::string result_text(const SgTable<M> &table) {
  return all_texts(table.has_entry, table.nents, table.orig_nents) + result_text(table.page) +
         all_texts(table.end_marked, table.offset, table.length, table.dma_address,
                   table.dma_length);
}

// Everything in an observation of this helper except its trace, as text for comparison.
std::string text_of(HelperId helper, const StoredObservation &observation) {
  std::string text = std::string(to_string(observation.completion)) + " " + observation.detail +
                     " " + std::to_string(observation.fault_address) + " " +
                     std::string(to_string(observation.breach));
  for_each_result(
      helper,
      [&](std::string_view name, const auto &member) {
        text += " " + std::string(name) + " " + result_text(member);
      },
      observation);
  return text;
}

// With each member that the helper has unlike its default.
StoredObservation perturbed_observation(HelperId helper) {
  StoredObservation observation;
  observation.completion = Completion::crashed;
  observation.fault_address = 0x40;
  observation.breach = ContextBreach::sleep;
  std::strcpy(observation.detail, "SIGSEGV");
  observation.trace.emplace_back();
  for_each_result(
      helper, [](std::string_view, auto &member) { perturb(member); }, observation);
  return observation;
}

template <class M> void check_observations_survive() {
  for (const HelperId helper : all_helpers()) {
    CAPTURE(to_string(helper));
    const StoredObservation stored = perturbed_observation(helper);
    Observation<M> narrow;
    convert_observation(helper, stored, narrow);
    StoredObservation back;
    convert_observation(helper, narrow, back);
    CHECK(text_of(helper, back) == text_of(helper, stored));
    CHECK(back.trace.size() == 1);
  }
}

TEST_CASE("the results of each helper survive the way to a machine and back") {
  check_observations_survive<Widest>();
  check_observations_survive<M32>();
  check_observations_survive<M8>();
}

TEST_CASE("a cleared observation is as a new one") {
  for (const HelperId helper : all_helpers()) {
    CAPTURE(to_string(helper));
    StoredObservation observation = perturbed_observation(helper);
    CHECK(text_of(helper, observation) != text_of(helper, StoredObservation{}));
    observation.clear();
    CHECK(text_of(helper, observation) == text_of(helper, StoredObservation{}));
    CHECK(observation.trace.empty());
  }
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
