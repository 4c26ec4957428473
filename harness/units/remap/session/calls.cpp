// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/session/calls.h"

#include "harness/subjects/shim/pages.h"
#include "harness/units/remap/session/service_table.h"

#include <map>

namespace dma_verify::remap {
namespace {

// pgprot_t, which is passed as a struct.
struct Protection {
  unsigned long bits;
};

// The helpers of one object, with the kernel's signatures in plain types.
struct Functions {
  const void **caller = nullptr;
  unsigned long (*find_pages)(unsigned long);
  unsigned long (*pages_remap)(void *, unsigned long, Protection, unsigned long);
  unsigned long (*contiguous_remap)(unsigned long, unsigned long, Protection, unsigned long);
  void (*free_remap)(unsigned long, unsigned long);
};

// The place that a helper was called from; never followed.
constexpr unsigned long kCaller = 0xffff'ffff'8123'4560UL;

class Calls final : public UnitCalls {
public:
  Calls() : table_(make_service_table(frame_)) {}

  void connect(void *object) override {
    const dma_verify_remap_services **services = nullptr;
    find_symbol(object, "dma_verify_services", services);
    *services = &table_.services;
    Functions &functions = functions_[object];
    functions.caller = caller_in(object);
    find_symbol(object, "dma_common_find_pages", functions.find_pages);
    find_symbol(object, "dma_common_pages_remap", functions.pages_remap);
    find_symbol(object, "dma_common_contiguous_remap", functions.contiguous_remap);
    find_symbol(object, "dma_common_free_remap", functions.free_remap);
  }

  [[nodiscard]] const RunningCall::Places &places() const override { return frame_.places(); }

  void run(void *object, const StoredScenario &scenario, StoredObservation &observation) override {
    const Functions &functions = functions_.at(object);
    frame_.learn_callers_from(functions.caller);
    const char stack{};
    frame_.begin(scenario, observation, &stack);
    table_.services.next_part = scenario.split_memmap ? scenario.next_part.word.value() : ~0UL;
    if (sigsetjmp(frame_.escape(), 0) == 0) {
      frame_.arm();
      call(functions, scenario);
    }
    frame_.end();
  }

private:
  void call(const Functions &helpers, const StoredScenario &scenario) {
    const unsigned long size = scenario.size.word.value();
    const unsigned long cpu_addr = scenario.cpu_addr.word.value();
    const Protection prot{scenario.prot.value()};
    switch (helper_of(scenario.call)) {
    case Helper::find_pages:
      frame_.returned(helpers.find_pages(cpu_addr));
      break;
    case Helper::pages_remap:
      frame_.returned(helpers.pages_remap(frame_.callers_array(), size, prot, kCaller));
      break;
    case Helper::contiguous_remap:
      frame_.returned(helpers.contiguous_remap(frame_.block(), size, prot, kCaller));
      break;
    case Helper::free_remap:
      helpers.free_remap(cpu_addr, size);
      break;
    }
  }

  CallFrame frame_;
  ServiceTable table_;
  std::map<void *, Functions> functions_;
};

} // namespace

std::unique_ptr<UnitCalls> make_calls() { return std::make_unique<Calls>(); }

} // namespace dma_verify::remap
