// SPDX-License-Identifier: GPL-2.0-only
#include "properties/order/setters.h"

#include "properties/ops_helpers/statements.h"

namespace dma_verify::ops_helpers {
namespace {

using namespace setters;

Word vma_length(const S &s) {
  return (s.vma.vm_end.word.value() - s.vma.vm_start.word.value()) >> s.architecture.page_shift;
}

bool set_vma(S &s, Word start, Word pages) {
  const unsigned shift = s.architecture.page_shift;
  if (pages > mask(s.architecture.word_bits - shift))
    return false;
  const Word bytes = pages << shift;
  if (!fits(start, s.architecture.word_bits) || start > mask(s.architecture.word_bits) - bytes) {
    return false;
  }
  s.vma.vm_start.word = Bits<64>(start);
  s.vma.vm_end.word = Bits<64>(start + bytes);
  return true;
}

// The linear map comes before the vmalloc area; in each, the page counts.
bool set_buffer(S &s, Word number) {
  const Architecture &row = s.architecture;
  const Word first_vmalloc = Word{1} << (row.word_bits - 1U);
  const bool vmalloc = (number & first_vmalloc) != 0;
  const Word page = number & ~first_vmalloc;
  const Word pages = (vmalloc ? row.vmalloc_size : row.linear_size) >> row.page_shift;
  if (page >= pages || (vmalloc && !row.mmu))
    return false;
  const Word base = vmalloc ? row.vmalloc_base : row.linear_base;
  s.cpu_addr.word = Bits<64>(base + (page << row.page_shift));
  return true;
}

bool set_vma_pages(S &s, Word v) { return set_vma(s, s.vma.vm_start.word.value(), v); }
// In pages; moves vm_end along.
bool set_vm_start(S &s, Word v) {
  if (!fits(v, s.architecture.word_bits - s.architecture.page_shift))
    return false;
  return set_vma(s, v << s.architecture.page_shift, vma_length(s));
}
bool set_vm_pgoff(S &s, Word v) { return assign_word(s.vma.vm_pgoff, v, s.architecture.word_bits); }
bool set_vm_page_prot(S &s, Word v) {
  return assign_word(s.vma.vm_page_prot, v, s.architecture.word_bits);
}
bool set_vm_flags(S &s, Word v) { return assign_word(s.vma.vm_flags, v, s.architecture.word_bits); }
bool set_pool_pages(S &s, Word v) { return assign_word(s.pool_pages, v, s.architecture.int_bits); }
bool set_area(S &s, Word v) {
  if (v > 2)
    return false;
  s.contiguous_area = static_cast<ContiguousArea>(2 - v);
  return true;
}
bool set_gfp(S &s, Word v) {
  return set_usual_first(s.gfp, v, kGfpKernel, s.architecture.int_bits);
}
bool set_node(S &s, Word v) {
  s.numa_node = static_cast<int>(v & 0xffU) - 1;
  return v < 256;
}
bool set_owner(S &s, Word v) {
  s.block_owner = v == 0 ? Allocator::buddy : Allocator::contiguous;
  return v <= 1;
}

constexpr Setter kSetters[] = {
    {"buffer_kind", &choice<&S::buffer_kind, 4>},
    {"missing_section", &flag<&S::missing_section, false>},
    {"pool_described", &flag<&S::pool_described, false>},
    {"excess", &word<&S::excess>},
    {"stale_bytes", &word<&S::stale_bytes>},
    {"dma_mmap_from_dev_coherent", &flag<&S::pool_claims, false>},
    {"dma_mmap_from_dev_coherent_ret", &status<&S::pool_status, kEnxio, kEnomem, kEacces, kEinval>},
    {"remap_pfn_range", &status<&S::remap_status, kEnomem, kEacces, kEinval>},
    {"sg_alloc_table", &status<&S::sg_alloc_status, kEnomem>},
    {"vma_pages", &set_vma_pages},
    {"size", &set_size, true},
    {"vm_pgoff", &set_vm_pgoff},
    {"cpu_addr", &set_buffer},
    {"vmalloc_to_page", &word<&S::vmalloc_to_page>},
    {"pool_pages", &set_pool_pages},
    {"pool_base", &word<&S::pool_base>},
    {"pool_frame", &word<&S::pool_frame>},
    {"vm_flags", &set_vm_flags},
    {"vm_page_prot", &set_vm_page_prot},
    {"dma_pgprot", &word<&S::dma_pgprot>},
    {"vm_start", &set_vm_start},
    {"attrs", &word<&S::attrs>},
    {"dma_handle", &bus_word<&S::dma_handle>},
    {"probe", &word<&S::probe>},
    {"contiguous_highmem", &flag<&S::contiguous_highmem, false>},
    {"map_fails_silently", &flag<&S::map_fails_silently, false>},
    {"map_bounces", &flag<&S::map_bounces, false>},
    {"use_dma_iommu", &flag<&S::use_dma_iommu, false>},
    {"ops_has_unmap", &flag<&S::ops_has_unmap, true>},
    {"dma_alloc_contiguous", &page<&S::contiguous_page>},
    {"contiguous_area", &set_area},
    {"alloc_pages_node", &page<&S::buddy_page>},
    {"map", &bus_word<&S::map_handle>},
    {"direction", &choice<&S::direction, 3>},
    {"gfp", &set_gfp},
    {"dev_to_node", &set_node},
    {"block_owner", &set_owner},
    {"page", &word<&S::page>},
};

// The first frame of the buffer, wherever it is mapped; setting it makes it a vmalloc buffer.
Word frame_of_buffer(const S &s) { return buffer_frame<WidestMachine>(s).word.value(); }
bool set_frame_of_buffer(S &s, Word v) {
  return set_buffer(s, Word{1} << (s.architecture.word_bits - 1U)) &&
         assign_word(s.vmalloc_to_page, v, s.architecture.word_bits);
}
// The size as it is, where the order has one page before all others.
Word bytes_of_buffer(const S &s) { return s.size.word.value(); }
bool set_bytes_of_buffer(S &s, Word v) { return assign_word(s.size, v, s.architecture.word_bits); }

} // namespace

std::span<const Setter> rank_setters() { return kSetters; }

std::vector<Coordinate> followers_of_helper(HelperId helper) {
  std::vector<Coordinate> followers = {
      follower("bytes of the buffer", &bytes_of_buffer, &set_bytes_of_buffer, true)};
  if (helper == Helper::get_sgtable || helper == Helper::mmap) {
    followers.insert(followers.begin(), follower("frame of the buffer", &frame_of_buffer,
                                                 &set_frame_of_buffer, false));
  }
  return followers;
}

} // namespace dma_verify::ops_helpers
