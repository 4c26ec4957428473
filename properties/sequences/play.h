// SPDX-License-Identifier: GPL-2.0-only
// Plays a sequence of calls, on machine words or on terms, and judges it by the ledger
// (model/ledger).
#pragma once

#include "model/ledger/call_fold.h"
#include "properties/sequences/step_contract.h"

#include <functional>
#include <map>
#include <utility>

namespace dma_verify::sequences {

// What a sequence came to: which rules and which assumptions were kept.
template <class M> struct Played {
  using Bool = typename M::Bool;
  ledger::KeptRules<M> rules;
  std::map<std::string, Bool, std::less<>> kept; // by the assumption's id

  // Rules that proofs assume.
  void assume_services() {
    kept.insert_or_assign(std::string(kFreeMemory), rules.keeps({Rule::memory_free}));
    kept.insert_or_assign(std::string(kOwnHandles), rules.keeps({Rule::handles_differ}));
  }
  void assume(std::string_view id, const Bool &condition) {
    const auto place = kept.try_emplace(std::string(id), Bool(true)).first;
    place->second = both(place->second, condition);
  }
};

template <class M> class Play {
public:
  using Bool = typename M::Bool;
  using Run = std::function<void(const Scenario<M> &, Observation<M> &)>;

  // Of the rules that proofs do not assume, only `judged` are judged.
  Play(const Architecture &architecture, std::vector<DeviceKind> devices, Run run,
       RuleSet judged = RuleSet::all())
      : architecture_(architecture), devices_(std::move(devices)),
        run_(std::move(run)), played_{ledger::KeptRules<M>(judged | RuleSet{Rule::memory_free,
                                                                            Rule::handles_differ}),
                                      {}} {}

  // Takes one step. The scenario has the answers, and those arguments that are the caller's choice.
  void take(const Step &step, Scenario<M> scenario) {
    const ledger::Buffer<M> *buffer = ledger_.find_buffer(step.buffer);
    if (step.action != Action::acquire && buffer == nullptr)
      return;
    const unsigned device = buffer != nullptr ? buffer->device : step.device;
    scenario.use_dma_iommu = devices_[device].use_dma_iommu;
    scenario.ops_has_unmap = devices_[device].ops_has_unmap;
    if (buffer != nullptr)
      give(*buffer, scenario);
    const StepContract &contract = contract_of(step.action);
    for (const Assumption assumption : contract.assumed)
      played_.assume(dma_verify::text_of(assumption).id, holds<M>(assumption, scenario));
    for (const Assumption assumption : contract.following)
      played_.rules.require(Rule::contract_kept, holds<M>(assumption, scenario));

    Observation<M> seen;
    run_(scenario, seen);
    played_.rules.require(Rule::returns, Bool(seen.completion == Completion::returned));
    ledger::CallFold<M> call(ledger_, played_.rules,
                             {world::use_of(step.action), device, step.buffer}, scenario,
                             scenario.dma_pgprot);
    for (const Effect<M> &effect : seen.trace)
      call.apply(effect);
    call.finish(seen);
    ledger::judge(ledger_, architecture_.page_shift, played_.rules);
    played_.assume_services();
  }

  [[nodiscard]] const Played<M> &played() const { return played_; }

private:
  // What the driver knows of its buffer, as arguments; and what is true of it.
  void give(const ledger::Buffer<M> &buffer, Scenario<M> &scenario) const {
    scenario.size = buffer.bytes;
    scenario.dma_handle = buffer.handle;
    scenario.direction = buffer.direction;
    scenario.page = buffer.first;
    scenario.block_owner = ledger_.owner_of(buffer);
    scenario.cpu_addr = linear_address<M>(architecture_, buffer.first);
    if (!devices_[buffer.device].coherent) {
      constexpr std::uint64_t kPage = 16; // any
      scenario.cpu_addr = typename M::VirtualAddress(
          typename M::Word(architecture_.vmalloc_base + (kPage << architecture_.page_shift)));
      scenario.vmalloc_to_page = buffer.first;
    }
    scenario.buffer_kind = BufferKind::contiguous;
    scenario.excess = scenario.further_bytes = scenario.stale_bytes = typename M::Bytes{};
  }

  const Architecture architecture_;
  std::vector<DeviceKind> devices_;
  Run run_;
  ledger::Ledger<M> ledger_;
  Played<M> played_;
};

} // namespace dma_verify::sequences
