// SPDX-License-Identifier: GPL-2.0-only
// agreement: a subject does what the model does. A file need not agree to be right: if it differs
// while every clause holds, it is shown as `differs`.
#pragma once

#include "model/kernel/trace.h"
#include "properties/agreement_text.h"
#include "properties/property.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace dma_verify {

// Of all helpers of all units.
std::vector<AgreementText> agreements();
AgreementText agreement_of(HelperId call);

namespace agreement {

// Equality of one member; the only place that compares whole pages and other objects.
template <class M, class Member> typename M::Bool same(const Member &a, const Member &b) {
  if constexpr (std::is_same_v<Member, typename M::Bool>) {
    return both(implies(a, b), implies(b, a));
  } else {
    return typename M::Bool(a == b);
  }
}
template <class M> typename M::Bool same(const Page<M> &a, const Page<M> &b) {
  if (a.is_null || b.is_null)
    return typename M::Bool(a.is_null == b.is_null);
  return a.frame == b.frame;
}

template <class M> typename M::Bool same(const Pointer<M> &a, const Pointer<M> &b) {
  if (a.is_null || b.is_null)
    return typename M::Bool(a.is_null == b.is_null);
  return a.address == b.address;
}
template <class M> typename M::Bool same(const SgTable<M> &a, const SgTable<M> &b) {
  using Bool = typename M::Bool;
  const Bool shape = both(Bool(a.has_entry == b.has_entry),
                          both(a.nents == b.nents, a.orig_nents == b.orig_nents));
  if (!a.has_entry || !b.has_entry)
    return shape;
  const Bool entry = both(both(same<M>(a.page, b.page), Bool(a.end_marked == b.end_marked)),
                          both(a.offset == b.offset, a.length == b.length));
  return both(both(shape, entry),
              both(a.dma_address == b.dma_address, a.dma_length == b.dma_length));
}
template <class M, KernelObject Object> typename M::Bool same(const Object &a, const Object &b) {
  typename M::Bool equal(true);
  visit_members(
      [&](std::string_view, const auto &x, const auto &y) { equal = both(equal, same<M>(x, y)); },
      a, b);
  return equal;
}
template <class M, class Object>
typename M::Bool same(const std::vector<Object> &a, const std::vector<Object> &b) {
  typename M::Bool equal(a.size() == b.size());
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
    equal = both(equal, same<M>(a[i], b[i]));
  return equal;
}

template <class M> typename M::Bool same_effect(const Effect<M> &a, const Effect<M> &b) {
  typename M::Bool equal(a.kind == b.kind);
  if (a.kind != b.kind)
    return equal;
  for_each_argument(
      [&](std::string_view, const auto &x, const auto &y) { equal = both(equal, same<M>(x, y)); },
      a, b);
  return equal;
}

} // namespace agreement

// Of concrete observations: index of the first effect in which the traces differ; the shorter
// length if one continues the other; nothing if they are equal.
template <class M>
std::optional<std::size_t> first_difference(const Observation<M> &a, const Observation<M> &b) {
  const std::size_t common = std::min(a.trace.size(), b.trace.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (!agreement::same_effect(a.trace[i], b.trace[i]))
      return i;
  }
  if (a.trace.size() != b.trace.size())
    return common;
  return std::nullopt;
}

// Same completion, trace and state of the caller's objects at return.
template <class M>
typename M::Bool agrees(HelperId call, const Observation<M> &a, const Observation<M> &b) {
  using Bool = typename M::Bool;
  if (a.completion != b.completion || a.trace.size() != b.trace.size())
    return Bool(false);
  Bool equal(true);
  for (std::size_t i = 0; i < a.trace.size(); ++i)
    equal = both(equal, agreement::same_effect(a.trace[i], b.trace[i]));
  for_each_result(
      call,
      [&](std::string_view, const auto &x, const auto &y) {
        equal = both(equal, agreement::same<M>(x, y));
      },
      a, b);
  return equal;
}

} // namespace dma_verify
