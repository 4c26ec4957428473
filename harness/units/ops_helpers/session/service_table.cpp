// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/session/service_table.h"

namespace dma_verify {
namespace {

using M = WidestMachine;
using Self = const dma_verify_ops_helpers_services *;

CallFrame &frame_of(Self self) {
  return *reinterpret_cast<const ServiceTable *>(self)->frame; // NOLINT: first member
}

// A service that is running. end_service() ends the call if the simulated kernel has marked it as
// ended.
class Service {
public:
  // The default is the place from which the function that makes it was called.
  explicit Service(Self self, const void *from = __builtin_return_address(0))
      : frame_(frame_of(self)), kernel_(frame_.kernel()) {
    frame_.begin_service(from);
  }

  CallFrame::Kernel &kernel() { return kernel_; }
  CallFrame &frame() { return frame_; }

  template <class Value> Value answer(Value value) {
    frame_.end_service();
    return value;
  }
  void finish() { frame_.end_service(); }

  // A kernel address that the file has given.
  M::VirtualAddress address(unsigned long value) { return frame_.memory().seen(value); }
  // Before memory changes hands, the trace has what the file has stored there.
  void tell_stores() {
    frame_.memory().tell_stores(kernel_);
    frame_.note_effects_of_stores();
  }

  void demand(bool fits, const char *what) {
    if (!fits)
      frame_.end_call(Completion::foreign_argument, what);
  }
  void demand_device(const void *dev) { demand(dev == frame_.device(), "another device"); }
  void demand_vma(const void *vma) { demand(vma == frame_.vma(), "another VMA"); }
  void demand_table(const void *table) { demand(table == frame_.sg_table(), "another sg_table"); }

  // The page behind a pointer; NULL if `null_allowed`.
  Page<M> page(unsigned long pointer, bool null_allowed = false) {
    if (pointer == 0 && null_allowed)
      return Page<M>::null();
    demand(pointer != 0, "a NULL page");
    const unsigned long offset = pointer - DMA_VERIFY_PAGES;
    demand(offset % DMA_VERIFY_PAGE_BYTES == 0, "a pointer that is no page");
    return Page<M>::of(M::FrameNumber(Bits<64>(offset / DMA_VERIFY_PAGE_BYTES)));
  }

private:
  CallFrame &frame_;
  CallFrame::Kernel &kernel_;
};

unsigned long pointer_of(const Page<M> &page) {
  return page.is_null ? 0 : page_pointer(page.frame.word.value());
}
M::VirtualAddress address(unsigned long value) { return M::VirtualAddress(Bits<64>(value)); }
M::Bytes bytes(unsigned long value) { return M::Bytes(Bits<64>(value)); }

Vma<M> seen(const dma_verify_vma &vma) {
  Vma<M> result;
  result.vm_start = address(vma.vm_start);
  result.vm_end = address(vma.vm_end);
  result.vm_pgoff = M::PageCount(Bits<64>(vma.vm_pgoff));
  result.vm_page_prot = Bits<64>(vma.vm_page_prot);
  result.vm_flags = Bits<64>(vma.vm_flags);
  return result;
}

// What remap_pfn_range changes in a VMA.
void write_back(const Vma<M> &view, dma_verify_vma &vma) {
  vma.vm_pgoff = view.vm_pgoff.word.value();
  vma.vm_flags = view.vm_flags.value();
}

void unmodelled(Self self, const char *name) {
  Service service(self);
  service.frame().end_call(Completion::unmodelled, name);
}
void bug(Self self, const char *what) {
  Service service(self);
  service.frame().end_call(Completion::kernel_bug, what);
}

void warn(Self self, const char *what) {
  Service service(self);
  service.frame().warn(what);
  service.finish();
}
void may_sleep(Self self, const char *what) {
  Service service(self);
  service.frame().may_sleep(what);
  service.finish();
}
// A service that waits for memory if gfp allows it.
void allocates(Service &service, unsigned gfp, const char *what) {
  if ((gfp & kGfpDirectReclaim) != 0)
    service.frame().may_sleep(what);
}

// ---- Look-ups.

int is_vmalloc_addr(Self self, unsigned long at) {
  Service service(self);
  return service.answer(service.kernel().is_vmalloc_addr(service.address(at)) ? 1 : 0);
}
unsigned long vmalloc_to_page(Self self, unsigned long at) {
  Service service(self);
  const bool vmalloc = service.kernel().is_vmalloc_addr(service.address(at));
  return service.answer(vmalloc ? pointer_of(service.kernel().vmalloc_to_page(service.address(at)))
                                : 0UL);
}
unsigned long virt_to_page(Self self, unsigned long at) {
  Service service(self);
  return service.answer(pointer_of(service.kernel().virt_to_page(service.address(at))));
}
unsigned long page_to_pfn(Self self, unsigned long page) {
  Service service(self);
  return service.answer(service.kernel().page_to_pfn(service.page(page)).word.value());
}
unsigned long page_address(Self self, unsigned long page) {
  Service service(self);
  return service.answer(
      service.frame().memory().shown(service.kernel().page_address(service.page(page))));
}
int is_highmem(Self self, unsigned long page) {
  Service service(self);
  return service.answer(service.kernel().is_highmem(service.page(page)) ? 1 : 0);
}
// The page's address in the linear map, computed also for high memory.
unsigned long kmap(Self self, unsigned long page) {
  Service service(self);
  const auto at = linear_address<M>(service.kernel().architecture(), service.page(page).frame);
  return service.answer(service.frame().memory().shown(at));
}
void page_mapped(Self self, int more) {
  Service service(self);
  if (more != 0)
    service.frame().map_page();
  else
    service.frame().unmap_page();
  service.finish();
}
int pfn_valid(Self self, unsigned long pfn) {
  Service service(self);
  return service.answer(service.kernel().pfn_valid(M::FrameNumber(Bits<64>(pfn))) ? 1 : 0);
}
int use_dma_iommu(Self self, const void *dev) {
  Service service(self);
  service.demand_device(dev);
  return service.answer(service.kernel().use_dma_iommu() ? 1 : 0);
}
dma_verify_ops get_dma_ops(Self self, const void *dev) {
  Service service(self);
  service.demand_device(dev);
  const OpsTable ops = service.kernel().get_dma_ops();
  if (ops.is_null)
    return service.answer(DMA_VERIFY_OPS_NULL);
  return service.answer(ops.has_unmap ? DMA_VERIFY_OPS_UNMAP : DMA_VERIFY_OPS_NO_UNMAP);
}
int dev_to_node(Self self, const void *dev) {
  Service service(self);
  service.demand_device(dev);
  return service.answer(service.kernel().dev_to_node());
}

// ---- Effects.

int sg_alloc_table(Self self, void *table, unsigned nents, unsigned gfp) {
  Service service(self);
  service.demand_table(table);
  allocates(service, gfp, "sg_alloc_table");
  SgTable<M> model;
  int status = service.kernel().sg_alloc_table(model, Bits<32>(nents), Bits<32>(gfp));
  dma_verify_sg_table &seen_table = *service.frame().sg_table();
  seen_table = {};
  if (status == 0) {
    dma_verify_sg_entry *entries = service.frame().sg_entries(nents);
    if (entries == nullptr)
      service.frame().end_call(Completion::kernel_bug, "sg_alloc_table of an absurd size");
    for (unsigned i = 0; i < nents; ++i)
      entries[i] = {};
    entries[nents - 1].page_link = 2; // SG_END
    seen_table.sgl = entries;
    seen_table.nents = seen_table.orig_nents = nents;
  }
  return service.answer(status);
}
void sg_set_page(Self self, void *entry, unsigned long page, unsigned length, unsigned offset) {
  Service service(self);
  service.demand(service.frame().is_sg_entry(entry), "a scatter-list entry of no table");
  SgTable<M> model;
  service.kernel().sg_set_page(model, service.page(page, true), Bits<32>(length), Bits<32>(offset));
  auto &seen_entry = *static_cast<dma_verify_sg_entry *>(entry);
  seen_entry.page_link = (seen_entry.page_link & 3U) | page;
  seen_entry.length = length;
  seen_entry.offset = offset;
  service.finish();
}
void sg_free_table(Self self, void *table) {
  Service service(self);
  service.demand_table(table);
  SgTable<M> model;
  service.kernel().sg_free_table(model);
  *service.frame().sg_table() = {};
  service.finish();
}
unsigned long dma_pgprot(Self self, const void *dev, unsigned long prot, unsigned long attrs) {
  Service service(self);
  service.demand_device(dev);
  return service.answer(service.kernel().dma_pgprot(Bits<64>(prot), Bits<64>(attrs)).value());
}
int dma_mmap_from_dev_coherent(Self self, const void *dev, void *vma, unsigned long at,
                               unsigned long size, int *ret) {
  Service service(self);
  service.demand_device(dev);
  service.demand_vma(vma);
  service.demand(ret != nullptr, "a NULL result pointer");
  Vma<M> view = seen(*service.frame().vma());
  const int claimed =
      service.kernel().dma_mmap_from_dev_coherent(view, service.address(at), bytes(size), *ret);
  write_back(view, *service.frame().vma());
  return service.answer(claimed);
}
int remap_pfn_range(Self self, void *vma, unsigned long at, unsigned long pfn, unsigned long size,
                    unsigned long prot) {
  Service service(self);
  service.demand_vma(vma);
  Vma<M> view = seen(*service.frame().vma());
  const int status = service.kernel().remap_pfn_range(
      view, address(at), M::FrameNumber(Bits<64>(pfn)), bytes(size), Bits<64>(prot));
  write_back(view, *service.frame().vma());
  return service.answer(status);
}
unsigned long dma_alloc_contiguous(Self self, const void *dev, unsigned long size, unsigned gfp) {
  Service service(self);
  service.tell_stores();
  service.demand_device(dev);
  allocates(service, gfp, "dma_alloc_contiguous");
  return service.answer(
      pointer_of(service.kernel().dma_alloc_contiguous(bytes(size), Bits<32>(gfp))));
}
void dma_free_contiguous(Self self, const void *dev, unsigned long page, unsigned long size) {
  Service service(self);
  service.tell_stores();
  service.demand_device(dev);
  service.kernel().dma_free_contiguous(service.page(page), bytes(size));
  service.finish();
}
unsigned long alloc_pages_node(Self self, int node, unsigned gfp, unsigned order) {
  Service service(self);
  service.tell_stores();
  allocates(service, gfp, "alloc_pages_node");
  return service.answer(
      pointer_of(service.kernel().alloc_pages_node(node, Bits<32>(gfp), Bits<32>(order))));
}
void free_pages(Self self, unsigned long page, unsigned order) {
  Service service(self);
  service.tell_stores();
  service.kernel().free_pages(service.page(page), Bits<32>(order));
  service.finish();
}
unsigned long long map(Self self, int iommu, const void *dev, unsigned long long phys,
                       unsigned long size, int direction, unsigned long attrs) {
  Service service(self);
  service.tell_stores();
  service.demand_device(dev);
  const M::PhysicalAddress at(Bits<64>{phys});
  const auto dir = static_cast<Direction>(direction);
  const OpsTable ops{false, true};
  const auto handle =
      iommu != 0 ? service.kernel().iommu_dma_map_phys(at, bytes(size), dir, Bits<64>(attrs))
                 : service.kernel().ops_map_phys(ops, at, bytes(size), dir, Bits<64>(attrs));
  return service.answer(static_cast<unsigned long long>(handle.word.value()));
}
void unmap(Self self, int iommu, const void *dev, unsigned long long handle, unsigned long size,
           int direction, unsigned long attrs) {
  Service service(self);
  service.tell_stores();
  service.demand_device(dev);
  const M::BusAddress at(Bits<64>{handle});
  const auto dir = static_cast<Direction>(direction);
  if (iommu != 0) {
    service.kernel().iommu_dma_unmap_phys(at, bytes(size), dir, Bits<64>(attrs));
  } else {
    service.kernel().ops_unmap_phys(OpsTable{false, true}, at, bytes(size), dir, Bits<64>(attrs));
  }
  service.finish();
}
// Addresses of user space that are not in the linear map's window are memory of the file or of the
// caller's.
int set_memory(Self self, const void *to, int value, unsigned long size) {
  Service service(self);
  const auto at = reinterpret_cast<std::uintptr_t>(to);
  if (static_cast<std::intptr_t>(at) >= 0 && !service.frame().memory().map().contains(at))
    return service.answer(0);
  const auto byte = static_cast<std::uint8_t>(value & 0xff);
  service.kernel().memset(service.address(at), byte, bytes(size));
  service.frame().memory().write(service.address(at), byte, size);
  service.finish();
  return 1;
}

} // namespace

ServiceTable make_service_table(CallFrame &frame) {
  ServiceTable table;
  table.frame = &frame;
  dma_verify_ops_helpers_services &services = table.services;
  services.linear_map = frame.memory().map().begin();
  services.unmodelled = &unmodelled;
  services.bug = &bug;
  services.warn = &warn;
  services.may_sleep = &may_sleep;
  services.is_vmalloc_addr = &is_vmalloc_addr;
  services.vmalloc_to_page = &vmalloc_to_page;
  services.virt_to_page = &virt_to_page;
  services.page_to_pfn = &page_to_pfn;
  services.page_address = &page_address;
  services.is_highmem = &is_highmem;
  services.kmap = &kmap;
  services.page_mapped = &page_mapped;
  services.pfn_valid = &pfn_valid;
  services.use_dma_iommu = &use_dma_iommu;
  services.get_dma_ops = &get_dma_ops;
  services.dev_to_node = &dev_to_node;
  services.sg_alloc_table = &sg_alloc_table;
  services.sg_set_page = &sg_set_page;
  services.sg_free_table = &sg_free_table;
  services.dma_pgprot = &dma_pgprot;
  services.dma_mmap_from_dev_coherent = &dma_mmap_from_dev_coherent;
  services.remap_pfn_range = &remap_pfn_range;
  services.dma_alloc_contiguous = &dma_alloc_contiguous;
  services.dma_free_contiguous = &dma_free_contiguous;
  services.alloc_pages_node = &alloc_pages_node;
  services.free_pages = &free_pages;
  services.map = &map;
  services.unmap = &unmap;
  services.memset = &set_memory;
  return table;
}

} // namespace dma_verify
