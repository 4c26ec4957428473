// SPDX-License-Identifier: GPL-2.0-only
// agreement: a subject does what the model does. Not a demand of rightness: a file that differs
// while every clause holds is shown as `differs`.
#pragma once

#include "properties/property.h"

#include <algorithm>
#include <optional>

namespace dma_verify::properties {

namespace agreement {

// Equality of one member; the only place that compares whole pages.
template <class Member> bool same(const Member &a, const Member &b) { return a == b; }
template <class M> bool same(const Page<M> &a, const Page<M> &b) {
  return a.is_null == b.is_null && (a.is_null || a.frame == b.frame);
}

template <class M> bool same_effect(const Effect<M> &a, const Effect<M> &b) {
  if (a.kind != b.kind)
    return false;
  bool equal = true;
  for_each_argument(
      [&](std::string_view, const auto &x, const auto &y) { equal = equal && same(x, y); }, a, b);
  return equal;
}

template <class M> bool same_table(const SgTable<M> &a, const SgTable<M> &b) {
  if (a.has_entry != b.has_entry || a.nents != b.nents || a.orig_nents != b.orig_nents)
    return false;
  if (!a.has_entry)
    return true;
  return same(a.page, b.page) && a.end_marked == b.end_marked && a.offset == b.offset &&
         a.length == b.length && a.dma_address == b.dma_address && a.dma_length == b.dma_length;
}

} // namespace agreement

// Index of the first effect in which the traces differ; the shorter length if one continues the
// other; nothing if they are equal.
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

// Same completion, trace and state of the caller's objects at return. Concrete machines only.
template <class M> bool agrees(Call call, const Observation<M> &a, const Observation<M> &b) {
  if (a.completion != b.completion || first_difference(a, b))
    return false;
  switch (call) {
  case Call::get_sgtable:
    return a.status == b.status && agreement::same_table(a.sg_table, b.sg_table);
  case Call::mmap:
    return a.status == b.status && a.vma.vm_start == b.vma.vm_start &&
           a.vma.vm_end == b.vma.vm_end && a.vma.vm_pgoff == b.vma.vm_pgoff &&
           a.vma.vm_page_prot == b.vma.vm_page_prot && a.vma.vm_flags == b.vma.vm_flags;
  case Call::alloc_pages:
    return agreement::same(a.page, b.page) && a.dma_handle == b.dma_handle;
  case Call::free_pages:
    return true;
  }
  return false;
}

} // namespace dma_verify::properties
