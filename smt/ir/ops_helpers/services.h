// SPDX-License-Identifier: GPL-2.0-only
// The services that a compiled ops_helpers.c calls through its table: each is one of the simulated
// kernel's, on the same words as the model's.
#pragma once

#include "smt/ir/calls/unit_services.h"
#include "smt/ir/ops_helpers/call_frame.h"

namespace dma_verify::ir::ops_helpers {

template <class M> class Services : public UnitServices<Services<M>, CallFrame<M>, M> {
public:
  using Base = UnitServices<Services<M>, CallFrame<M>, M>;
  using Base::Base;
  using typename Base::Arguments, typename Base::Entry, typename Base::L;

  // By the names of the table's members.
  static std::span<const Entry> entries();

private:
  using typename Base::UnsignedInt, typename Base::VirtualAddress, typename Base::Word;
  using Bytes = typename M::Bytes;
  using FrameNumber = typename M::FrameNumber;
  using Base::address, Base::frame_, Base::kernel, Base::nothing, Base::number, Base::of,
      Base::page, Base::word;

  template <unsigned Width> typename L::template Bits<Width> bits(const Value<L> &value) {
    return frame_.template bits<Width>(value);
  }
  Bytes bytes(const Value<L> &value) { return Bytes(word(value)); }
  Finite<M, Direction> direction(const Value<L> &value) {
    return finite_of_number<L, Direction>(Number<L>::of(bits<32>(value)));
  }
  static Value<L> integer(int value) { return Value<L>(32, static_cast<std::uint32_t>(value)); }
  static Value<L> truth(const typename M::Bool &value) {
    return Value<L>(zero_extend(bit_of<L>(value), 32));
  }

  Value<L> warn(Arguments) {
    frame_.note(ContextBreach::warning, "WARN");
    return nothing();
  }
  Value<L> may_sleep(Arguments) {
    frame_.may_sleep("a call that sleeps", typename M::Bool(true));
    return nothing();
  }

  // Look-ups.
  Value<L> is_vmalloc_addr(Arguments a) { return truth(kernel().is_vmalloc_addr(address(a[0]))); }
  Value<L> vmalloc_to_page(Arguments a) {
    if (negate(static_cast<bool>(kernel().is_vmalloc_addr(address(a[0])))))
      return of(Page<M>::null());
    return of(kernel().vmalloc_to_page(address(a[0])));
  }
  Value<L> virt_to_page(Arguments a) { return of(kernel().virt_to_page(address(a[0]))); }
  Value<L> page_to_pfn(Arguments a) { return of(kernel().page_to_pfn(page(a[0])).word); }
  // NULL of a high-memory page; otherwise assumed to be no NULL pointer, as it is of low memory.
  Value<L> page_address(Arguments a) {
    Value<L> value = of(kernel().page_address(page(a[0])).word);
    value.is_of_kernel = !kernel().is_highmem(page(a[0]));
    return value;
  }
  Value<L> is_highmem(Arguments a) { return integer(kernel().is_highmem(page(a[0])) ? 1 : 0); }
  Value<L> kmap(Arguments a) {
    Value<L> value = of(linear_address<M>(kernel().architecture(), page(a[0]).frame).word);
    value.is_of_kernel = true;
    return value;
  }
  Value<L> page_mapped(Arguments a) {
    frame_.count_mapped_page(frame_.certain(a[0], "a count of mapped pages") != 0);
    return nothing();
  }
  Value<L> pfn_valid(Arguments a) {
    return integer(kernel().pfn_valid(FrameNumber(word(a[0]))) ? 1 : 0);
  }
  Value<L> use_dma_iommu(Arguments a) {
    frame_.demand_device(a[0]);
    return integer(kernel().use_dma_iommu() ? 1 : 0);
  }
  Value<L> get_dma_ops(Arguments a) {
    frame_.demand_device(a[0]);
    const OpsTable ops = kernel().get_dma_ops();
    return integer(ops.is_null ? 0 : ops.has_unmap ? 1 : 2); // enum dma_verify_ops
  }
  Value<L> dev_to_node(Arguments a) {
    frame_.demand_device(a[0]);
    return Value<L>(number_of_finite<L, int>(kernel().dev_to_node()));
  }

  // Effects.
  void allocates(const Value<L> &gfp, std::string_view what) {
    frame_.may_sleep(what, frame_.may_block(number(gfp)));
  }
  Value<L> sg_alloc_table(Arguments a) {
    frame_.demand_table(a[0]);
    allocates(a[2], "sg_alloc_table");
    SgTable<M> table;
    const int status = kernel().sg_alloc_table(table, number(a[1]), number(a[2]));
    frame_.clear_table();
    if (status == 0)
      frame_.fill_table(frame_.certain(a[1], "the number of entries of an sg_table"));
    return integer(status);
  }
  Value<L> sg_set_page(Arguments a) {
    frame_.demand_entry(a[0]);
    SgTable<M> table;
    const Page<M> shown = frame_.page(a[1], true);
    kernel().sg_set_page(table, shown, number(a[2]), number(a[3]));
    frame_.set_entry(a[0], shown, a[2], a[3]);
    return nothing();
  }
  Value<L> sg_free_table(Arguments a) {
    frame_.demand_table(a[0]);
    SgTable<M> table;
    kernel().sg_free_table(table);
    frame_.clear_table();
    return nothing();
  }
  Value<L> dma_pgprot(Arguments a) {
    frame_.demand_device(a[0]);
    return of(kernel().dma_pgprot(word(a[1]), word(a[2])));
  }
  Value<L> dma_mmap_from_dev_coherent(Arguments a) {
    frame_.demand_device(a[0]);
    frame_.demand_vma(a[1]);
    Vma<M> view = frame_.vma();
    int status = 0;
    const int claimed =
        kernel().dma_mmap_from_dev_coherent(view, address(a[2]), bytes(a[3]), status);
    frame_.write_back(view);
    if (claimed != 0)
      frame_.store_status(a[4], status);
    return integer(claimed);
  }
  Value<L> remap_pfn_range(Arguments a) {
    frame_.demand_vma(a[0]);
    Vma<M> view = frame_.vma();
    const int status = kernel().remap_pfn_range(view, address(a[1]), FrameNumber(word(a[2])),
                                                bytes(a[3]), word(a[4]));
    frame_.write_back(view);
    return integer(status);
  }
  Value<L> dma_alloc_contiguous(Arguments a) {
    frame_.demand_device(a[0]);
    allocates(a[2], "dma_alloc_contiguous");
    return of(kernel().dma_alloc_contiguous(bytes(a[1]), number(a[2])));
  }
  Value<L> dma_free_contiguous(Arguments a) {
    frame_.demand_device(a[0]);
    kernel().dma_free_contiguous(page(a[1]), bytes(a[2]));
    return nothing();
  }
  Value<L> alloc_pages_node(Arguments a) {
    allocates(a[1], "alloc_pages_node");
    const auto node = finite_of_number<L, int>(Number<L>::of(bits<32>(a[0])));
    return of(kernel().alloc_pages_node(node, number(a[1]), number(a[2])));
  }
  Value<L> free_pages(Arguments a) {
    kernel().free_pages(page(a[0]), number(a[1]));
    return nothing();
  }
  Value<L> map(Arguments a) {
    frame_.demand_device(a[1]);
    const typename M::PhysicalAddress at(bits<M::kPhysBits>(a[2]));
    const bool iommu = frame_.certain(a[0], "the way of a mapping") != 0;
    const auto handle =
        iommu ? kernel().iommu_dma_map_phys(at, bytes(a[3]), direction(a[4]), word(a[5]))
              : kernel().ops_map_phys(OpsTable{false, true}, at, bytes(a[3]), direction(a[4]),
                                      word(a[5]));
    return Value<L>(zero_extend(Number<L>::of(handle.word), 64));
  }
  Value<L> unmap(Arguments a) {
    frame_.demand_device(a[1]);
    const typename M::BusAddress at(bits<M::kDmaBits>(a[2]));
    if (frame_.certain(a[0], "the way of a mapping") != 0)
      kernel().iommu_dma_unmap_phys(at, bytes(a[3]), direction(a[4]), word(a[5]));
    else
      kernel().ops_unmap_phys(OpsTable{false, true}, at, bytes(a[3]), direction(a[4]), word(a[5]));
    return nothing();
  }
  // Whether the memory is the simulated kernel's.
  Value<L> memset(Arguments a) {
    if (a[0].has_object() || (!a[0].is_of_kernel && static_cast<bool>(is_zero(a[0].number))))
      return integer(0);
    const auto byte = static_cast<std::uint8_t>(frame_.certain(a[1], "the byte of a memset"));
    kernel().memset(address(a[0]), byte, bytes(a[2]));
    return integer(1);
  }
};

template <class M> std::span<const typename Services<M>::Entry> Services<M>::entries() {
  using S = Services;
  static constexpr std::array kEntries = {
      Entry{"unmodelled", 1, &S::Base::unmodelled},
      Entry{"bug", 1, &S::Base::bug},
      Entry{"warn", 1, &S::warn},
      Entry{"may_sleep", 1, &S::may_sleep},
      Entry{"is_vmalloc_addr", 1, &S::is_vmalloc_addr},
      Entry{"vmalloc_to_page", 1, &S::vmalloc_to_page},
      Entry{"virt_to_page", 1, &S::virt_to_page},
      Entry{"page_to_pfn", 1, &S::page_to_pfn},
      Entry{"page_address", 1, &S::page_address},
      Entry{"is_highmem", 1, &S::is_highmem},
      Entry{"kmap", 1, &S::kmap},
      Entry{"page_mapped", 1, &S::page_mapped},
      Entry{"pfn_valid", 1, &S::pfn_valid},
      Entry{"use_dma_iommu", 1, &S::use_dma_iommu},
      Entry{"get_dma_ops", 1, &S::get_dma_ops},
      Entry{"dev_to_node", 1, &S::dev_to_node},
      Entry{"sg_alloc_table", 3, &S::sg_alloc_table},
      Entry{"sg_set_page", 4, &S::sg_set_page},
      Entry{"sg_free_table", 1, &S::sg_free_table},
      Entry{"dma_pgprot", 3, &S::dma_pgprot},
      Entry{"dma_mmap_from_dev_coherent", 5, &S::dma_mmap_from_dev_coherent},
      Entry{"remap_pfn_range", 5, &S::remap_pfn_range},
      Entry{"dma_alloc_contiguous", 3, &S::dma_alloc_contiguous},
      Entry{"dma_free_contiguous", 3, &S::dma_free_contiguous},
      Entry{"alloc_pages_node", 3, &S::alloc_pages_node},
      Entry{"free_pages", 2, &S::free_pages},
      Entry{"map", 6, &S::map},
      Entry{"unmap", 6, &S::unmap},
      Entry{"memset", 3, &S::memset},
  };
  return kEntries;
}

} // namespace dma_verify::ir::ops_helpers
