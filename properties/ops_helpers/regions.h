// SPDX-License-Identifier: GPL-2.0-only
// The conditions of regions (properties/regions/conditions.h) on calls of this unit's helpers.
#pragma once

#include "model/kernel/trace.h"
#include "properties/ops_helpers/contracts.h"
#include "properties/regions/condition.h"

#include <algorithm>
#include <string>

namespace dma_verify::ops_helpers {
namespace conditions {

using namespace dma_verify::conditions;

template <class M> void add_buffer(List<M> &list, const Scenario<M> &scenario) {
  const auto vmalloc = is_vmalloc_address<M>(scenario.architecture, scenario.cpu_addr);
  list.either_way("cpu_addr is a vmalloc address", "cpu_addr is in the linear map", vmalloc);
  const auto linear = linear_frame<M>(scenario.architecture, scenario.cpu_addr);
  list.either_way("vmalloc_to_page is virt_to_page", "vmalloc_to_page is not virt_to_page",
                  scenario.vmalloc_to_page == linear);
}

template <class M> void add_bounds(List<M> &list, const Numbers<M> &n) {
  using Wide = typename M::Wide;
  const Scenario<M> &s = n.scenario;
  const Wide length = M::wide(vma_pages<M>(s.vma.vm_start, s.vma.vm_end, n.shift).word);
  const Wide offset = M::wide(s.vma.vm_pgoff.word);
  const Wide sum = offset + length;
  const Wide frame = M::wide(buffer_frame<M>(s).word);
  const unsigned frame_bits = std::min<unsigned>(s.architecture.phys_bits - n.shift, M::kWordBits);
  list.either_way("vm_pgoff + vma_pages >= " + n.space, "vm_pgoff + vma_pages < " + n.space,
                  sum >= n.constant(M::kWordBits));
  list.compare("vm_pgoff + vma_pages", "pages of the buffer", sum, n.pages);
  list.compare("vm_pgoff", "pages of the buffer", offset, n.pages);
  list.compare("vma_pages", "pages of the buffer", length, n.pages);
  list.compare("(vm_pgoff + vma_pages) modulo " + n.space, "pages of the buffer", n.low_word(sum),
               n.pages);
  list.compare("vma_pages", "(pages of the buffer - vm_pgoff) modulo " + n.space, length,
               n.low_word(n.pages - offset));
  // Frames.
  const std::string frames = "2^" + std::to_string(frame_bits);
  const Wide first = n.low_word(frame + offset);
  list.either_way("buffer's frame + vm_pgoff >= " + n.space,
                  "buffer's frame + vm_pgoff < " + n.space,
                  frame + offset >= n.constant(M::kWordBits));
  list.compare("(buffer's frame + vm_pgoff) modulo " + n.space + " + vma_pages", frames,
               first + length, n.constant(frame_bits));
  // Where in the VMA and in the buffer the clause is judged.
  const Wide probe = M::wide(s.probe);
  list.compare("probe", "vma_pages", probe, length);
  list.compare("probe + vm_pgoff", "pages of the buffer", probe + offset, n.pages);
  list.compare("(probe + vm_pgoff) modulo " + n.space, "pages of the buffer",
               n.low_word(probe + offset), n.pages);
}

template <class M> void add_protection(List<M> &list, const Scenario<M> &s) {
  using Word = typename M::Word;
  list.either_way("dma_pgprot changes vm_page_prot", "dma_pgprot keeps vm_page_prot",
                  s.dma_pgprot != s.vma.vm_page_prot);
  list.either_way("attrs == 0", "attrs != 0", s.attrs == Word(0));
}

inline std::string status_name(int status) {
  return status == -kEnxio    ? "-ENXIO"
         : status == -kEnomem ? "-ENOMEM"
         : status == -kEacces ? "-EACCES"
         : status == -kEinval ? "-EINVAL"
                              : std::to_string(status);
}

template <class M> void add_status(List<M> &list, const std::string &name, int status, int here) {
  list.choice(name, status == 0, "0");
  for (const int error : {-kEnxio, -kEnomem, -kEacces, -kEinval})
    list.choice(name, status == error, status_name(error));
  if (here != 0)
    list.choice(name, status == here, status_name(here));
}

template <class M> void add_device(List<M> &list, const Scenario<M> &s) {
  using Bool = typename M::Bool;
  list.either_way("the device uses dma-iommu", "the device has an ops table",
                  Bool(s.use_dma_iommu));
  list.either_way("the ops table has an unmap", "the ops table has no unmap",
                  Bool(s.ops_has_unmap));
  list.either_way("dma-iommu, or an ops table with an unmap", "an ops table without an unmap",
                  Bool(s.use_dma_iommu || s.ops_has_unmap));
  for (const Direction one :
       {Direction::bidirectional, Direction::to_device, Direction::from_device, Direction::none}) {
    list.choice("direction", s.direction == one, std::string(to_string(one)));
  }
}

template <class M>
void add_handle(List<M> &list, const std::string &name, const typename M::BusAddress &handle,
                Uint128 here) {
  using Wide = typename M::Wide;
  constexpr unsigned kWide = 2 * M::kWordBits;
  const Wide value = resize<kWide>(handle.word);
  list.either_way(name + " == DMA_MAPPING_ERROR", name + " != DMA_MAPPING_ERROR",
                  handle == dma_mapping_error<M>());
  list.either_way(name + " == 0", name + " != 0", value == Wide(0));
  list.number(name, value, here, M::kDmaBits);
}

template <class M>
void add_allocators(List<M> &list, const Numbers<M> &n, const StoredScenario &here) {
  using Bool = typename M::Bool;
  using Wide = typename M::Wide;
  using UnsignedInt = typename M::UnsignedInt;
  const Scenario<M> &s = n.scenario;
  const Bool contiguous =
      both(Bool(!s.contiguous_page.is_null),
           both(contiguous::asks<M>(s.contiguous_area, s.size, s.gfp, s.numa_node, n.shift),
                contiguous::requested_pages<M>(s.size, n.shift).word != typename M::Word(0)));
  const auto order = get_order<M>(s.size, n.shift);
  const Bool buddy =
      both(Bool(!s.buddy_page.is_null), order <= UnsignedInt(s.architecture.max_page_order));
  list.either_way("dma_alloc_contiguous serves", "dma_alloc_contiguous does not serve", contiguous);
  list.either_way("alloc_pages_node would serve", "alloc_pages_node would not serve", buddy);
  list.either_way("an allocator serves", "no allocator serves", either(contiguous, buddy));
  list.either_way("gfp may block", "gfp may not block",
                  (s.gfp & UnsignedInt(kGfpDirectReclaim)) != UnsignedInt(0));
  list.choice("dev_to_node", s.numa_node == -1, "NUMA_NO_NODE");
  list.choice("dev_to_node", s.numa_node == here.numa_node, std::to_string(here.numa_node));
  for (const ContiguousArea area :
       {ContiguousArea::device, ContiguousArea::node, ContiguousArea::standard})
    list.choice("contiguous_area", s.contiguous_area == area, std::string(to_string(area)));
  // How the size of the block compares with the size that was asked for.
  const Wide block = M::wide(pages_of_order<M>(order).word);
  list.either_way("the pages are a power of two", "the pages are no power of two",
                  block == n.pages);
  list.number("gfp", resize<2 * M::kWordBits>(s.gfp), here.gfp.value(), M::kIntBits);
}

// Numbers that have no better name above.
inline constexpr std::array kNumbers = {std::string_view("vma_pages"),
                                        std::string_view("vm_pgoff"),
                                        std::string_view("vmalloc_to_page"),
                                        std::string_view("vm_flags"),
                                        std::string_view("vm_page_prot"),
                                        std::string_view("dma_pgprot"),
                                        std::string_view("attrs"),
                                        std::string_view("probe"),
                                        std::string_view("page"),
                                        std::string_view("stale_bytes"),
                                        std::string_view("excess"),
                                        std::string_view("further_bytes")};
} // namespace conditions

// The conditions that are tried for a scenario's call, the most useful first.
template <class M>
void add_conditions(conditions::List<M> &list, const Scenario<M> &scenario,
                    const StoredScenario &here) {
  using namespace conditions;
  using Bool = typename M::Bool;
  const Numbers<M> n{scenario};
  switch (ops_helpers::helper_of(scenario.call)) {
  case Helper::mmap:
    add_bounds(list, n);
    list.either_way("dma_mmap_from_dev_coherent claims the buffer",
                    "dma_mmap_from_dev_coherent does not claim the buffer",
                    Bool(scenario.pool_claims));
    add_status(list, "remap_pfn_range", scenario.remap_status, here.remap_status);
    add_status(list, "what the pool returns", scenario.pool_status, here.pool_status);
    add_protection(list, scenario);
    add_buffer(list, scenario);
    break;
  case Helper::get_sgtable:
    add_status(list, "sg_alloc_table", scenario.sg_alloc_status, here.sg_alloc_status);
    add_buffer(list, scenario);
    list.compare("probe", "pages of the buffer", M::wide(scenario.probe), n.pages);
    add_handle(list, "dma_handle", scenario.dma_handle, here.dma_handle.word.value());
    break;
  case Helper::alloc_pages:
    add_allocators(list, n, here);
    add_handle(list, "map", scenario.map_handle, here.map_handle.word.value());
    add_device(list, scenario);
    list.compare("probe", "size", M::wide(scenario.probe), n.size);
    break;
  case Helper::free_pages:
    list.choice("block_owner", scenario.block_owner == Allocator::buddy, "buddy");
    add_handle(list, "dma_handle", scenario.dma_handle, here.dma_handle.word.value());
    add_device(list, scenario);
    break;
  }
  add_size(list, n, here);
  add_numbers(list, scenario, here, [](std::string_view name) {
    return std::find(kNumbers.begin(), kNumbers.end(), name) != kNumbers.end();
  });
}

} // namespace dma_verify::ops_helpers
