// SPDX-License-Identifier: GPL-2.0-only
// A scenario: one call of a helper, its arguments, and every answer of the environment, faults
// included. Plain data; engines choose it, subjects run it, counterexample files store it. One line
// for each unit in each list.
#pragma once

#include "model/kernel/field.h"
#include "model/kernel/joined.h"
#include "model/ops_helpers/fields.h"
#include "model/remap/fields.h"
#include "model/units.h"

namespace dma_verify {

// The fields of all units; a call reads those of its own. No two units have a member of one name:
// what more than one needs is a common field.
template <class M> struct Scenario : Joined<M, CommonFields, ops_helpers::Fields, remap::Fields> {};

// A scenario of any architecture as it is stored, generated and shrunk.
using StoredScenario = Scenario<WidestMachine>;

// Calls `visit(Field, member)` for each field of the first scenario's unit, in the order in which
// they are shown: files, shrinking, conversion and display are all made from it. Further scenarios
// are visited in step: visit(Field, a.member, b.member, ...).
template <class Visitor, class First, class... Rest>
constexpr void for_each_field(Visitor &&visit, First &&first, Rest &&...rest) {
  switch (first.call.unit) {
  case UnitId::ops_helpers:
    return ops_helpers::visit_fields(visit, first, rest...);
  case UnitId::remap:
    return remap::visit_fields(visit, first, rest...);
  }
}

} // namespace dma_verify
