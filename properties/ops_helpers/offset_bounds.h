// SPDX-License-Identifier: GPL-2.0-only
// offset-bounds: dma_common_mmap accepts a request exactly when the requested pages lie inside the
// buffer, and nothing wraps on the way.
#pragma once

#include "properties/property.h"

namespace dma_verify::properties {

// The request of an mmap call in exact numbers, which the kernel's words cannot always hold.
template <class M> struct MmapRequest {
  typename M::Wide first;     // vm_pgoff, in pages
  typename M::Wide pages;     // vma_pages()
  typename M::Wide available; // pages of the buffer, rounded up
  typename M::Bool in_bounds;

  explicit MmapRequest(const Scenario<M> &scenario)
      : first(M::wide(scenario.vma.vm_pgoff.word)),
        pages(M::wide(vma_pages<M>(scenario.vma.vm_start, scenario.vma.vm_end,
                                   scenario.architecture.page_shift)
                          .word)),
        available(exact_page_count<M>(scenario.size, scenario.architecture.page_shift)),
        in_bounds(first + pages <= available) {}
};

inline constexpr std::array kBoundsAssumptions = assumptions(
    ops_helpers::Assumed::buffer_has_pages_or_pool, ops_helpers::Assumed::cpu_addr_is_address,
    ops_helpers::Assumed::vma_page_aligned, ops_helpers::Assumed::size_does_not_wrap);
inline constexpr std::array kBoundsLabels = {
    LabelText{"in bounds", 15},   LabelText{"out of bounds", 15}, LabelText{"last page", 3},
    LabelText{"one past end", 1}, LabelText{"sum wraps", 3},      LabelText{"pool", 3},
};

template <class M> LabelSet bounds_labels(const Scenario<M> &scenario, const Observation<M> &) {
  const MmapRequest<M> request(scenario);
  const typename M::Wide sum = request.first + request.pages;
  Labels<kBoundsLabels> labels;
  labels.add_one_of(request.in_bounds, "in bounds", "out of bounds");
  labels.add("last page", sum == request.available);
  labels.add("one past end", sum == request.available + typename M::Wide(1));
  labels.add("sum wraps", sum >> M::kWordBits != typename M::Wide(0));
  labels.add("pool", pool_claims<M>(scenario));
  return labels.set();
}

struct AcceptedInBounds {
  static constexpr std::array kClauses = {
      ClauseText{"in-bounds", "vm_pgoff + vma_pages <= pages of the buffer, in exact numbers"},
  };
  static constexpr PropertyText kText = {
      .id = "offset-bounds.accepted-in-bounds",
      .call = ops_helpers::Helper::mmap,
      .statement = "a mapping that is accepted lies inside the buffer",
      .clauses = kClauses,
      .assumptions = kBoundsAssumptions,
      .source = "dma_common_mmap(), vma_pages()",
      .labels = kBoundsLabels,
      .without_mmu = false,
  };
  template <class M, class Observed, class Clauses>
  static void judge(const Scenario<M> &scenario, const Observed &observation, Clauses &judgement) {
    const MmapRequest<M> request(scenario);
    const bool accepted = !pool_claims<M>(scenario) && observation.status == 0;
    judgement.require("in-bounds", implies(accepted, request.in_bounds));
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    return bounds_labels(scenario, observation);
  }
};

struct InBoundsAccepted {
  static constexpr std::array kClauses = {
      ClauseText{"accepted", "a request inside the buffer is given to remap_pfn_range"},
      ClauseText{.id = "result",
                 .statement = "such a request fails only as remap_pfn_range of the whole VMA "
                              "fails; a part of a copy-on-write VMA it refuses",
                 .harms = "programs, whose valid mmap() fails, or is said to succeed"},
  };
  static constexpr PropertyText kText = {
      .id = "offset-bounds.in-bounds-accepted",
      .call = ops_helpers::Helper::mmap,
      .statement = "every request that lies inside the buffer is accepted",
      .clauses = kClauses,
      .assumptions = kBoundsAssumptions,
      .source = "dma_common_mmap(), vma_pages()",
      .labels = kBoundsLabels,
      .without_mmu = false,
  };
  template <class M, class Observed, class Clauses>
  static void judge(const Scenario<M> &scenario, const Observed &observation, Clauses &judgement) {
    const MmapRequest<M> request(scenario);
    const bool asked = !pool_claims<M>(scenario);
    bool remapped = false;
    int answer = scenario.remap_status; // the last one
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind != DmaEffect::remap_pfn_range)
        continue;
      remapped = true;
      answer = effect.status;
    }
    judgement.require("accepted", implies(both(asked, request.in_bounds), remapped));
    const bool as_remap = observation.status == answer && fails_for_the_whole(scenario, answer);
    judgement.require("result", implies(both(asked, request.in_bounds), as_remap));
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    return bounds_labels(scenario, observation);
  }

private:
  // Every other status is the answer to a range that is not the VMA's.
  template <class M> static bool fails_for_the_whole(const Scenario<M> &scenario, int status) {
    bool known = status == 0 || status == scenario.remap_status;
    for (const auto &later : scenario.later)
      known = known || status == later.remap_status;
    return known;
  }
};

struct NoWrap {
  static constexpr std::array kClauses = {
      ClauseText{"length", "a mapped range has whole pages and a length below 2^N"},
      ClauseText{"address", "a mapped range does not run past the end of the address space"},
      ClauseText{"frame", "the frames of a mapped range do not run past the last frame"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::buffer_as_allocated, ops_helpers::Assumed::buffer_contiguous,
      ops_helpers::Assumed::buffer_has_pages_or_pool, ops_helpers::Assumed::cpu_addr_is_address,
      ops_helpers::Assumed::vma_page_aligned, ops_helpers::Assumed::size_does_not_wrap);
  static constexpr PropertyText kText = {
      .id = "offset-bounds.no-wrap",
      .call = ops_helpers::Helper::mmap,
      .statement = "no range that is mapped wraps around",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_mmap(), remap_pfn_range() in mm/memory.c",
      .labels = kBoundsLabels,
      .without_mmu = false,
      .order = Order::buffer_before_offset,
  };
  template <class M, class Observed, class Clauses>
  static void judge(const Scenario<M> &scenario, const Observed &observation, Clauses &judgement) {
    using Bool = typename M::Bool;
    using Wide = typename M::Wide;
    const unsigned shift = scenario.architecture.page_shift;
    const Wide end_of_space(Uint128{1} << M::kWordBits);
    Bool length(true);
    Bool address(true);
    Bool frame(true);
    for (const Effect<M> &effect : observation.trace) {
      if (effect.kind != DmaEffect::remap_pfn_range)
        continue;
      const auto pages = whole_pages<M>(effect.bytes, shift);
      length = both(length, pages_to_bytes<M>(pages, shift) == effect.bytes);
      length = both(length, pages.word != typename M::Word(0));
      address =
          both(address, M::wide(effect.address.word) + M::wide(effect.bytes.word) <= end_of_space);
      frame = both(frame, M::wide(effect.frame.word) + M::wide(pages.word) <=
                              frame_limit<M>(scenario.architecture));
    }
    judgement.require("length", length);
    judgement.require("address", address);
    judgement.require("frame", frame);
  }
  template <class M>
  static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &observation) {
    return bounds_labels(scenario, observation);
  }
};

} // namespace dma_verify::properties
