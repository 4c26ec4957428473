// SPDX-License-Identifier: GPL-2.0-only
// Which of two scenarios of a helper is the smaller one. Faults come first, as the fewer of them
// the simpler; then the area, the size, and the rest.
#pragma once

#include "model/remap/objects.h"
#include "properties/order/numbers.h"

namespace dma_verify::remap {
namespace order {

using namespace dma_verify::order;

// The address of an area; the address of the call keeps its distance from it.
struct AreaAddress {
  template <class M, class Member, class Simplest>
  static typename M::Wide read(const Member &member, const Simplest &, const Scenario<M> &) {
    return number<M>(member);
  }
  template <class Member>
  static bool set(const Field &, Member &area, const Member &, Stored &scenario, Word number) {
    const Word distance = bytes_between(area, scenario.cpu_addr).word.value();
    const Architecture &row = scenario.architecture;
    return assign(area, number, row) &&
           assign(scenario.cpu_addr, (number + distance) & all_ones(row.word_bits), row);
  }
};

// The address of the call, counted from the beginning of the area; it wraps as the kernel's would.
struct AddressInArea {
  template <class M, class Member, class Simplest>
  static typename M::Wide read(const Member &address, const Simplest &,
                               const Scenario<M> &scenario) {
    return number<M>(bytes_between(scenario.area_address, address));
  }
  template <class Member>
  static bool set(const Field &, Member &address, const Member &, Stored &scenario, Word number) {
    const Word all = all_ones(scenario.architecture.word_bits);
    return number <= all && assign(address, (scenario.area_address.word.value() + number) & all,
                                   scenario.architecture);
  }
};

} // namespace order

// Calls visit(kind of number, member) for each field, the most significant first. A helper's order
// has the fields that it reads. Further scenarios are visited in step.
template <class Visitor, class... S>
constexpr void visit_numbers(Order, Visitor &&visit, S &&...s) {
  using namespace order;
  visit(kPlain, s.split_memmap...);
  visit(kPlain, s.kvmalloc_array...);
  visit(kPlain, s.vmap...);
  visit(kPlain, s.area...);
  visit(kPlain, s.area_has_array...);
  visit(UsualFirst{kVmDmaCoherent}, s.area_flags...);
  visit(kPlain, s.area_pages...);
  visit(AreaAddress{}, s.area_address...);
  visit(AddressInArea{}, s.cpu_addr...);
  visit(kPlain, s.area_array...);
  visit(kOnePageFirst, s.size...);
  visit(kPlain, s.owned...);
  visit(kPlain, s.page...);
  visit(kPlain, s.next_part...);
  visit(kPlain, s.entry...);
  visit(kPlain, s.pages...);
  visit(kPlain, s.kvmalloc_address...);
  visit(kPlain, s.vmap_address...);
  visit(kPlain, s.prot...);
  visit(kPlain, s.probe...);
}

} // namespace dma_verify::remap
