// SPDX-License-Identifier: GPL-2.0-only
// A struct whose members come in parts: what all units have, and what each unit brings.
#pragma once

namespace dma_verify {

template <class M, template <class> class... Part> struct Joined : Part<M>... {};

// Returns visit(part, ...), of all parts in order.
template <class M, template <class> class... Part, class Visit>
constexpr decltype(auto) with_parts(Joined<M, Part...> &joined, Visit &&visit) {
  return visit(static_cast<Part<M> &>(joined)...);
}
template <class M, template <class> class... Part, class Visit>
constexpr decltype(auto) with_parts(const Joined<M, Part...> &joined, Visit &&visit) {
  return visit(static_cast<const Part<M> &>(joined)...);
}

} // namespace dma_verify
