// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/session/calls.h"

#include "harness/units/ops_helpers/session/call_frame.h"
#include "harness/units/ops_helpers/session/service_table.h"

#include <map>

namespace dma_verify::ops_helpers {
namespace {

// The helpers of one object, with the kernel's signatures in plain types.
struct Functions {
  const void **caller = nullptr;
  int (*get_sgtable)(void *, void *, unsigned long, unsigned long long, unsigned long,
                     unsigned long);
  int (*mmap)(void *, void *, unsigned long, unsigned long long, unsigned long, unsigned long);
  unsigned long (*alloc_pages)(void *, unsigned long, void *, int, unsigned int);
  void (*free_pages)(void *, unsigned long, unsigned long, unsigned long long, int);
};

class Calls final : public UnitCalls {
public:
  Calls() : table_(make_service_table(frame_)) {}

  void connect(void *object) override {
    const dma_verify_ops_helpers_services **services = nullptr;
    find_symbol(object, "dma_verify_services", services);
    *services = &table_.services;
    Functions &functions = functions_[object];
    functions.caller = caller_in(object);
    find_symbol(object, "dma_common_get_sgtable", functions.get_sgtable);
    find_symbol(object, "dma_common_mmap", functions.mmap);
    find_symbol(object, "dma_common_alloc_pages", functions.alloc_pages);
    find_symbol(object, "dma_common_free_pages", functions.free_pages);
  }

  [[nodiscard]] const RunningCall::Places &places() const override { return frame_.places(); }

  void run(void *object, const StoredScenario &scenario, StoredObservation &observation) override {
    const Functions &functions = functions_.at(object);
    frame_.learn_callers_from(functions.caller);
    frame_.begin(scenario, observation);
    const unsigned long frames = frame_.memory().map().bytes() >> scenario.architecture.page_shift;
    table_.services.low_memory_pages =
        scenario.contiguous_highmem ? 0 : frames * DMA_VERIFY_PAGE_BYTES;
    if (sigsetjmp(frame_.escape(), 0) == 0) {
      frame_.arm();
      call(functions, scenario);
    }
    frame_.end();
  }

private:
  void call(const Functions &helpers, const StoredScenario &scenario) {
    const unsigned long size = scenario.size.word.value();
    const unsigned long cpu_addr = frame_.memory().buffer();
    const unsigned long long handle = scenario.dma_handle.word.value();
    const unsigned long attrs = scenario.attrs.value();
    const int direction = static_cast<int>(scenario.direction);
    switch (helper_of(scenario.call)) {
    case Helper::get_sgtable:
      frame_.returned_status(
          helpers.get_sgtable(frame_.device(), frame_.sg_table(), cpu_addr, handle, size, attrs));
      break;
    case Helper::mmap:
      frame_.returned_status(
          helpers.mmap(frame_.device(), frame_.vma(), cpu_addr, handle, size, attrs));
      break;
    case Helper::alloc_pages:
      frame_.returned_page(helpers.alloc_pages(frame_.device(), size, frame_.dma_handle(),
                                               direction, scenario.gfp.value()));
      break;
    case Helper::free_pages:
      helpers.free_pages(frame_.device(), size, page_pointer(scenario.page.word.value()), handle,
                         direction);
      break;
    }
  }

  CallFrame frame_;
  ServiceTable table_;
  std::map<void *, Functions> functions_;
};

} // namespace

std::unique_ptr<UnitCalls> make_calls() { return std::make_unique<Calls>(); }

} // namespace dma_verify::ops_helpers
