// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/session/service_table.h"

namespace dma_verify::remap {
namespace {

using M = WidestMachine;
using Self = const dma_verify_remap_services *;

CallFrame &frame_of(Self self) {
  return *reinterpret_cast<const ServiceTable *>(self)->frame; // NOLINT: first member
}

// A service that is running. What it answers is given by answer(), which ends the call if the
// simulated kernel has marked it as ended.
class Service {
public:
  // The default is the place from which the function that makes it was called.
  explicit Service(Self self, const void *from = __builtin_return_address(0))
      : frame_(frame_of(self)) {
    frame_.begin_service(from);
    frame_.read_areas();
  }

  CallFrame &frame() { return frame_; }
  CallFrame::Kernel &kernel() { return frame_.kernel(); }

  template <class Value> Value answer(Value value) {
    frame_.end_service();
    return value;
  }
  void finish() { frame_.end_service(); }

private:
  CallFrame &frame_;
};

unsigned long number(const void *pointer) {
  return reinterpret_cast<unsigned long>(pointer); // NOLINT
}
M::VirtualAddress address(unsigned long value) { return M::VirtualAddress(Bits<64>(value)); }

void unmodelled(Self self, const char *name) {
  Service service(self);
  service.frame().end_call(Completion::unmodelled, name);
}
void bug(Self self, const char *what) {
  Service service(self);
  service.frame().end_call(Completion::kernel_bug, what);
}
void warn(Self self) {
  Service service(self);
  service.kernel().warn(true);
  service.finish();
}

// A number of single bytes is seen as one of pointers, if it is.
void *allocate(Self self, int allocator, unsigned long n, unsigned long size, unsigned gfp) {
  Service service(self);
  if (size == 1 && n % sizeof(void *) == 0) {
    size = sizeof(void *);
    n /= size;
  }
  const Pointer<M> array =
      service.kernel().allocate(static_cast<ArrayAllocator>(allocator), Bits<64>(n),
                                static_cast<unsigned>(size), Bits<32>(gfp));
  void *memory = nullptr;
  if (!array.is_null && array.address.word.value() == kZeroSizePointer && n * size == 0)
    memory = reinterpret_cast<void *>(kZeroSizePointer); // NOLINT
  else if (!array.is_null)
    memory = service.frame().open_array(array, n * size, (gfp & kGfpZero) != 0);
  return service.answer(memory);
}

void release(Self self, int allocator, const void *memory) {
  Service service(self);
  const auto by = static_cast<ArrayAllocator>(allocator);
  if (memory == nullptr) // ignored by all of them
    return service.finish();
  const Pointer<M> array = service.frame().seen(number(memory));
  // The addresses of arrays and areas may be the same in the model.
  const bool is_area = !service.frame().is_array_memory(number(memory)) &&
                       !service.kernel().find_vm_area(array.address).is_null;
  if (by == ArrayAllocator::vmalloc && is_area) {
    service.kernel().vfree(array.address);
    service.frame().forget_dead_areas();
  } else {
    service.frame().tell_stores(array);
    service.kernel().release(by, array);
    service.frame().close_array(array);
  }
  service.finish();
}

void *find_vm_area(Self self, unsigned long at) {
  Service service(self);
  const AreaPointer area = service.kernel().find_vm_area(address(at));
  return service.answer(static_cast<void *>(service.frame().show_area(area)));
}

unsigned long vmap(Self self, void *pages, unsigned count, unsigned long flags,
                   unsigned long prot) {
  Service service(self);
  const unsigned long at = number(pages);
  if (!service.frame().is_array_memory(at) && service.frame().is_files_own(at))
    service.frame().end_call(Completion::unmodelled, "vmap of the file's own array");
  const Pointer<M> array = service.frame().seen(at);
  if (service.frame().scenario().probe.value() < count)
    service.frame().tell_stores(array);
  const Pointer<M> mapped =
      service.kernel().vmap(array, Bits<32>(count), Bits<64>(flags), Bits<64>(prot));
  return service.answer(mapped.is_null ? 0UL : mapped.address.word.value());
}

void vunmap(Self self, unsigned long at) {
  Service service(self);
  service.kernel().vunmap(address(at));
  service.frame().forget_dead_areas();
  service.finish();
}

void demand_memory(Self self, const void *memory) {
  Service service(self);
  const unsigned long at = number(memory);
  if (!service.frame().is_array_memory(at) && !service.frame().is_files_own(at))
    service.frame().end_call(Completion::unmodelled, "memset of a mapping");
  service.finish();
}

} // namespace

ServiceTable make_service_table(CallFrame &frame) {
  ServiceTable table;
  table.frame = &frame;
  dma_verify_remap_services &services = table.services;
  services.unmodelled = &unmodelled;
  services.bug = &bug;
  services.warn = &warn;
  services.allocate = &allocate;
  services.release = &release;
  services.find_vm_area = &find_vm_area;
  services.vmap = &vmap;
  services.vunmap = &vunmap;
  services.demand_memory = &demand_memory;
  return table;
}

} // namespace dma_verify::remap
