// SPDX-License-Identifier: GPL-2.0-only
// refinement: theorems about the model itself: all forms of the file do the same, several ways to
// write the bounds check are the same, and the device pool is safe. They say nothing about a C
// file.
#pragma once

#include "model/ops_helpers/run.h"
#include "properties/agreement.h"
#include "properties/ops_helpers/offset_bounds.h"

namespace dma_verify::properties {

template <class M>
typename M::Bool same_truth(const typename M::Bool &a, const typename M::Bool &b) {
  return both(implies(a, b), implies(b, a));
}

// Whether the bounds check accepts a request, for several ways to write it.
template <class M> struct BoundsForms {
  typename M::Bool subtracting; // off >= count || user_count > count - off refuses
  typename M::Bool additive;
  typename M::Bool greater; // off > count for off >= count
  typename M::Bool empty;   // the VMA has no page

  explicit BoundsForms(const Scenario<M> &scenario) {
    const unsigned shift = scenario.architecture.page_shift;
    const auto user_count = vma_pages<M>(scenario.vma.vm_start, scenario.vma.vm_end, shift);
    const auto count = page_count<M>(scenario.size, shift);
    const auto off = scenario.vma.vm_pgoff;
    const typename M::Bool too_long = user_count > count - off;
    subtracting = negate(either(off >= count, too_long));
    additive = both(off < count, off + user_count <= count);
    greater = negate(either(off > count, too_long));
    empty = user_count.word == typename M::Word(0);
  }
};

struct BoundsCheck {
  static constexpr std::array kClauses = {
      ClauseText{"additive-form", "off < count and off + user_count <= count, as 7.3 writes it in "
                                  "the siblings of mmap, accepts the same requests"},
      ClauseText{"greater-or-equal", "off > count in the place of off >= count does, too"},
  };
  static constexpr std::array kAssumptions = assumptions(ops_helpers::Assumed::vma_page_aligned);
  static constexpr PropertyText kText = {
      .id = "refinement.bounds-check",
      .call = ops_helpers::Helper::mmap,
      .statement = "other ways to write the bounds check of mmap accept the same requests",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_common_mmap(), vma_pages()",
      .without_mmu = false,
      .of_model = true,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &, Judgement<M> &judgement) {
    const BoundsForms<M> forms(scenario);
    judgement.require("additive-form", same_truth<M>(forms.additive, forms.subtracting));
    judgement.require("greater-or-equal", same_truth<M>(forms.greater, forms.subtracting));
  }
};

// The same for any VMA, also one that mmap(2) never creates.
struct BoundsCheckOfAnyVma {
  static constexpr std::array kClauses = {
      ClauseText{"additive-form", "7.3's form accepts the same requests, of an empty VMA too"},
      ClauseText{"differs-only-if-empty",
                 "off > count in the place of off >= count differs for a VMA without a page only"},
  };
  static constexpr std::array kLabels = {LabelText{"greater differs"}};
  static constexpr PropertyText kText = {
      .id = "refinement.bounds-check-of-any-vma",
      .call = ops_helpers::Helper::mmap,
      .statement = "off > count and off >= count differ just where the VMA is empty",
      .clauses = kClauses,
      .assumptions = {},
      .source = "dma_common_mmap(), vma_pages()",
      .labels = kLabels,
      .without_mmu = false,
      .of_model = true,
      .by_test = false,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &, Judgement<M> &judgement) {
    const BoundsForms<M> forms(scenario);
    judgement.require("additive-form", same_truth<M>(forms.additive, forms.subtracting));
    judgement.require("differs-only-if-empty",
                      either(same_truth<M>(forms.greater, forms.subtracting), forms.empty));
  }
  template <class M> static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &) {
    const BoundsForms<M> forms(scenario);
    Labels<kLabels> labels;
    labels.add("greater differs", !same_truth<M>(forms.greater, forms.subtracting));
    return labels.set();
  }
};

// Two forms of the file, one after the other, whose text of some helper differs.
struct FormStep {
  std::size_t earlier; // in the list of forms
  ClauseText clause;
};
inline constexpr FormStep kTo612 = {
    0, {"linux-6-1-to-6-12", "6.12 does what 6.1 does, where no device is behind dma-iommu"}};
inline constexpr FormStep kTo618 = {1, {"linux-6-12-to-6-18", "6.18 does what 6.12 does"}};
inline constexpr FormStep kTo619 = {2, {"linux-6-18-to-6-19", "6.19 to 7.2 does what 6.18 does"}};
inline constexpr FormStep kTo73 = {3, {"linux-7-2-to-7-3", "7.3 does what 6.19 to 7.2 does"}};

// The steps in which the helper's text differs; get_sgtable has one text in all forms. Where it
// does not, the model runs the same lines for both, so that there is nothing to prove.
template <ops_helpers::Helper kHelper> constexpr auto form_steps() {
  if constexpr (kHelper == ops_helpers::Helper::mmap)
    return std::array{kTo73};
  else if constexpr (kHelper == ops_helpers::Helper::alloc_pages)
    return std::array{kTo612, kTo618, kTo619};
  else
    return std::array{kTo612};
}

template <ops_helpers::Helper kHelper> struct Forms {
  static constexpr auto kSteps = form_steps<kHelper>();
  static constexpr auto kClauses = [] {
    std::array<ClauseText, kSteps.size()> clauses{};
    for (std::size_t i = 0; i < kSteps.size(); ++i)
      clauses[i] = kSteps[i].clause;
    return clauses;
  }();
  static constexpr std::string_view id() {
    switch (kHelper) {
    case ops_helpers::Helper::get_sgtable:
      break;
    case ops_helpers::Helper::mmap:
      return "refinement.forms-mmap";
    case ops_helpers::Helper::alloc_pages:
      return "refinement.forms-alloc_pages";
    case ops_helpers::Helper::free_pages:
      return "refinement.forms-free_pages";
    }
    return "";
  }
  static constexpr PropertyText kText = {
      .id = id(),
      .call = kHelper,
      .statement = "the same effects and the same result in each form of the file as in the one "
                   "before, where their texts differ",
      .clauses = kClauses,
      .assumptions = ops_helpers::contract_of_helper(kHelper),
      .source = "kernel/dma/ops_helpers.c of Linux 6.1, 6.12, 6.18, 6.19 to 7.2, and 7.3",
      .of_model = true,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &, Judgement<M> &judgement) {
    for (const FormStep &step : kSteps) {
      Observation<M> earlier;
      Observation<M> later;
      ops_helpers::run_form(scenario, earlier, ops_helpers::kForms[step.earlier]);
      ops_helpers::run_form(scenario, later, ops_helpers::kForms[step.earlier + 1]);
      const bool comparable =
          ops_helpers::kForms[step.earlier].dma_iommu || !scenario.use_dma_iommu;
      judgement.require(step.clause.id,
                        implies(typename M::Bool(comparable), agrees(kHelper, earlier, later)));
    }
  }
};

struct PoolSafety {
  static constexpr std::array kClauses = {
      ClauseText{"inside-pool", "what a pool claims and maps is its own, whatever the size"},
  };
  static constexpr std::array kAssumptions = assumptions(
      ops_helpers::Assumed::vma_page_aligned, ops_helpers::Assumed::buffer_end_does_not_wrap,
      ops_helpers::Assumed::pool_in_range);
  static constexpr PropertyText kText = {
      .id = "refinement.pool-safety",
      .call = ops_helpers::Helper::mmap,
      .statement = "dma_mmap_from_dev_coherent stays in its pool where vaddr + size does not wrap",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_mmap_from_dev_coherent() in kernel/dma/coherent.c",
      .without_mmu = false,
      .of_model = true,
      .by_test = false,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &, Judgement<M> &judgement) {
    const unsigned shift = scenario.architecture.page_shift;
    const auto pool = described_pool<M>(scenario);
    const auto claimed = coherent_pool::claims<M>(pool, scenario.cpu_addr, scenario.size, shift);
    const auto mapping =
        coherent_pool::mapping<M>(pool, scenario.vma, scenario.cpu_addr, scenario.size, shift);
    const typename M::Bool maps = both(claimed, mapping.in_bounds);
    judgement.require("inside-pool", implies(both(typename M::Bool(scenario.pool_described), maps),
                                             coherent_pool::inside<M>(pool, mapping)));
  }
};

// And that it need not be safe if the sum wraps.
struct PoolWrap {
  static constexpr std::array kClauses = {
      ClauseText{"unsafe-only-if-wraps",
                 "what a pool maps beyond itself has a vaddr + size that wraps"},
  };
  static constexpr std::array kAssumptions =
      assumptions(ops_helpers::Assumed::vma_page_aligned, ops_helpers::Assumed::pool_in_range);
  static constexpr std::array kLabels = {LabelText{"maps beyond the pool"}};
  static constexpr PropertyText kText = {
      .id = "refinement.pool-wrap",
      .call = ops_helpers::Helper::mmap,
      .statement = "dma_mmap_from_dev_coherent leaves its pool just where vaddr + size wraps",
      .clauses = kClauses,
      .assumptions = kAssumptions,
      .source = "dma_mmap_from_dev_coherent() in kernel/dma/coherent.c",
      .labels = kLabels,
      .without_mmu = false,
      .of_model = true,
      .by_test = false,
  };
  template <class M>
  static void judge(const Scenario<M> &scenario, const Observation<M> &, Judgement<M> &judgement) {
    judgement.require(
        "unsafe-only-if-wraps",
        implies(maps_beyond(scenario),
                negate(holds<M>(ops_helpers::Assumed::buffer_end_does_not_wrap, scenario))));
  }
  template <class M> static LabelSet labels(const Scenario<M> &scenario, const Observation<M> &) {
    Labels<kLabels> labels;
    labels.add("maps beyond the pool", maps_beyond(scenario));
    return labels.set();
  }

private:
  template <class M> static typename M::Bool maps_beyond(const Scenario<M> &scenario) {
    if (!scenario.pool_described)
      return typename M::Bool(false);
    const unsigned shift = scenario.architecture.page_shift;
    const auto pool = described_pool<M>(scenario);
    const auto claimed = coherent_pool::claims<M>(pool, scenario.cpu_addr, scenario.size, shift);
    const auto mapping =
        coherent_pool::mapping<M>(pool, scenario.vma, scenario.cpu_addr, scenario.size, shift);
    return both(both(claimed, mapping.in_bounds), negate(coherent_pool::inside<M>(pool, mapping)));
  }
};

} // namespace dma_verify::properties
