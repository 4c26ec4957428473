// SPDX-License-Identifier: GPL-2.0-only
// agreement: a subject does what the model does. Not a demand of rightness: a file that differs
// while every clause holds is shown as `differs`.
#pragma once

#include "properties/remap/property.h"

namespace dma_verify::remap {

namespace agreement {

// Equality of one member; the only place that compares whole pages.
template <class M, class Member> typename M::Bool same(const Member &a, const Member &b) {
  return typename M::Bool(a == b);
}
template <class M> typename M::Bool same(const Page<M> &a, const Page<M> &b) {
  if (a.is_null || b.is_null)
    return typename M::Bool(a.is_null == b.is_null);
  return a.frame == b.frame;
}
template <class M> typename M::Bool same(const Pointer<M> &a, const Pointer<M> &b) {
  return same_pointer(a, b);
}

template <class M> typename M::Bool same_effect(const Effect<M> &a, const Effect<M> &b) {
  typename M::Bool equal(a.kind == b.kind);
  if (a.kind != b.kind)
    return equal;
  remap::for_each_argument(
      [&](std::string_view, const auto &x, const auto &y) { equal = both(equal, same<M>(x, y)); },
      a, b);
  return equal;
}

template <class M> typename M::Bool same_area(const Area<M> &a, const Area<M> &b) {
  using Bool = typename M::Bool;
  return both(
      both(Bool(a.live == b.live), both(a.address == b.address, a.bytes == b.bytes)),
      both(a.flags == b.flags, both(same_pointer(a.pages, b.pages), a.nr_pages == b.nr_pages)));
}

} // namespace agreement

// Same completion, trace, answer and areas at return.
template <class M> typename M::Bool agrees(const Observation<M> &a, const Observation<M> &b) {
  using Bool = typename M::Bool;
  if (a.completion != b.completion || a.trace.size() != b.trace.size() ||
      a.areas.size() != b.areas.size()) {
    return Bool(false);
  }
  Bool equal = same_pointer(a.result, b.result);
  for (std::size_t i = 0; i < a.trace.size(); ++i)
    equal = both(equal, agreement::same_effect(a.trace[i], b.trace[i]));
  for (std::size_t i = 0; i < a.areas.size(); ++i)
    equal = both(equal, agreement::same_area(a.areas[i], b.areas[i]));
  return equal;
}

} // namespace dma_verify::remap
