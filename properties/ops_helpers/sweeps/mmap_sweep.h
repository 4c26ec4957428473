// SPDX-License-Identifier: GPL-2.0-only
// Judges one property of mmap on all inputs of a space: first with the short run. If that shows
// anything but success, the simulated kernel decides.
#pragma once

#include "model/ops_helpers/kernel/simulated_kernel.h"
#include "properties/catalogue.h"
#include "properties/ops_helpers/sweeps/brief_mmap.h"
#include "properties/ops_helpers/sweeps/space.h"

#include <functional>

namespace dma_verify::exhaustive {

// A property as a sweep runs it. `kReadsProbe`: it reads the probe, and says something of a
// successful call alone.
template <class P, bool kReadsProbe = false> struct Swept {
  using Property = P;
  static constexpr bool kProbes = kReadsProbe;
};

// What is tried of it, beside each request: vm_start, vm_end, vm_pgoff and size.
struct MmapSpace {
  Buffers buffers = Buffers::one;
  bool remap_fails = false; // remap_pfn_range both succeeds and fails; else it succeeds
};

// `Helper` is the modelled mmap, or a mutant: int(kernel, vma, scenario) for any kernel with
// the services of mmap.
template <class S, unsigned kPageShift, class Helper> class MmapSweep {
public:
  using Property = typename S::Property;
  using Word = Small::Word;

  explicit MmapSweep(const Helper &helper) : helper_(helper) {}

  SweepResult run(const Architecture &architecture, MmapSpace space, Part part,
                  const std::function<void()> &on_progress) {
    const auto requests = vmas(architecture);
    for (unsigned size = part.number; size < kValues; size += part.of) {
      const auto callers = scenarios(architecture, Small::Bytes(Word(size)), space);
      const auto judge_row = [&](const Scenario<Small> &row) {
        if (!holds_on(row))
          return look_closer(row);
        result_.cases += kValues;
        return true;
      };
      if (!for_each_row(Property::kText, callers, requests, judge_row))
        break;
      on_progress();
    }
    return std::move(result_);
  }

  // Whether the brief run shows that the property holds for each vm_pgoff and page of the row. All
  // that it calls is compiled into its loop, where the page shift is a constant.
  [[gnu::flatten]] bool holds_on(const Scenario<Small> &row) const {
    bool all = true;
    for (unsigned offset = 0; offset < kValues; ++offset) {
      Scenario<Small> scenario = row;
      scenario.architecture.page_shift = kPageShift;
      scenario.vma.vm_pgoff = Small::PageCount(Word(offset));
      BriefObservation<Small> observation;
      MmapKernel<Small, kPageShift> kernel(scenario, observation);
      Vma<Small> vma = scenario.vma;
      observation.status = helper_(kernel, vma, scenario);
      AllClauses clauses;
      Property::judge(scenario, observation, clauses);
      if constexpr (S::kProbes) {
        const unsigned pages = observation.status == 0 ? pages_of(scenario) : 1;
        for (unsigned page = 1; page < pages; ++page) {
          scenario.probe = Word(page);
          Property::judge(scenario, observation, clauses);
        }
      }
      all = all && observation.complete && clauses.hold();
    }
    return all;
  }

private:
  // Without their requests.
  static std::vector<Scenario<Small>> scenarios(const Architecture &architecture, Small::Bytes size,
                                                MmapSpace space) {
    auto found = buffers(ops_helpers::Helper::mmap, architecture, size, space.buffers);
    const std::size_t succeeding = space.remap_fails ? found.size() : 0;
    for (std::size_t i = 0; i < succeeding; ++i) {
      found.push_back(found[i]);
      found.back().remap_status = -kEnomem;
      repeat_answers(found.back());
    }
    return found;
  }

  // The row once more, on the simulated kernel. False if the property is violated.
  bool look_closer(const Scenario<Small> &row) {
    Scenario<Small> scenario = row;
    Observation<Small> observation;
    for (unsigned offset = 0; offset < kValues; ++offset) {
      scenario.vma.vm_pgoff = Small::PageCount(Word(offset));
      observation.clear();
      SimulatedKernel<Small> kernel(scenario, observation);
      observation.vma = scenario.vma;
      observation.status = helper_(kernel, observation.vma, scenario);
      if (!judges(Property::kText, observation.completion)) {
        ++result_.unjudged;
        continue;
      }
      ++result_.cases;
      for (unsigned page = 0; page < (S::kProbes ? pages_of(scenario) : 1); ++page) {
        scenario.probe = Word(page);
        Judgement<Small> judgement;
        Property::judge(scenario, observation, judgement);
        if (judgement.first_violated().empty())
          continue;
        result_.scenario = convert_scenario<WidestMachine>(scenario);
        result_.clause = std::string(judgement.first_violated());
        return false;
      }
      scenario.probe = Word(0);
    }
    return true;
  }

  static unsigned pages_of(const Scenario<Small> &scenario) {
    return vma_pages<Small>(scenario.vma.vm_start, scenario.vma.vm_end,
                            scenario.architecture.page_shift)
        .word.value();
  }

  const Helper &helper_;
  SweepResult result_;
};

} // namespace dma_verify::exhaustive
