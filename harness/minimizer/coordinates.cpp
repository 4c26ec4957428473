// SPDX-License-Identifier: GPL-2.0-only
#include "harness/minimizer/coordinates.h"

#include "model/kernel/buffer.h"

#include <array>

namespace dma_verify {
namespace {

using S = StoredScenario;
using Word = std::uint64_t;

Word mask(unsigned bits) { return bits >= 64 ? ~Word{0} : (Word{1} << bits) - 1; }
bool fits(Word value, unsigned bits) { return (value & ~mask(bits)) == 0; }

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

template <class Member> Word word_of(const Member &member) {
  if constexpr (requires { member.word; }) {
    return member.word.value();
  } else {
    return member.value();
  }
}

template <class Member> bool assign_word(Member &member, Word value, unsigned bits) {
  if (!fits(value, bits))
    return false;
  if constexpr (requires { member.word; }) {
    member.word = decltype(member.word)(value);
  } else {
    member = Member(value);
  }
  return true;
}

// NULL is 0, frame f is f + 1.
Word page_number(const Page<WidestMachine> &page) {
  return page.is_null ? 0 : page.frame.word.value() + 1;
}
bool set_page(Page<WidestMachine> &page, Word number, unsigned bits) {
  page = Page<WidestMachine>::null();
  if (number == 0)
    return true;
  page.is_null = false;
  return assign_word(page.frame, number - 1, bits);
}

// The linear map comes before the vmalloc area; in each, the page counts.
constexpr Word kVmalloc = Word{1} << 63;
Word buffer_number(const S &s) {
  const Word address = s.cpu_addr.word.value();
  const Architecture &arch = s.architecture;
  if (is_vmalloc_address<WidestMachine>(arch, s.cpu_addr)) {
    return kVmalloc | ((address - arch.vmalloc_base) >> arch.page_shift);
  }
  return (address - arch.linear_base) >> arch.page_shift;
}
bool set_buffer(S &s, Word number) {
  const Architecture &arch = s.architecture;
  const bool vmalloc = (number & kVmalloc) != 0;
  const Word page = number & ~kVmalloc;
  const Word pages = (vmalloc ? arch.vmalloc_size : arch.linear_size) >> arch.page_shift;
  if (page >= pages || (vmalloc && !arch.mmu))
    return false;
  const Word base = vmalloc ? arch.vmalloc_base : arch.linear_base;
  s.cpu_addr.word = Bits<64>(base + (page << arch.page_shift));
  return true;
}

template <auto kMember> constexpr Coordinate word(std::string_view name) {
  return {name, [](const S &s) { return word_of(s.*kMember); },
          [](S &s, Word v) { return assign_word(s.*kMember, v, s.architecture.word_bits); }};
}
template <auto kMember> constexpr Coordinate bus_word(std::string_view name) {
  return {name, [](const S &s) { return word_of(s.*kMember); },
          [](S &s, Word v) { return assign_word(s.*kMember, v, s.architecture.dma_bits); }};
}
// An error number: 0, or the positive number of one that the service can give.
template <auto kMember, int... kErrors> constexpr Coordinate status(std::string_view name) {
  return {name, [](const S &s) { return static_cast<Word>(-(s.*kMember)); },
          [](S &s, Word v) {
            if (v != 0 && ((v != Word{kErrors}) && ...))
              return false;
            s.*kMember = -static_cast<int>(v);
            return true;
          }};
}
template <auto kMember, bool kSimplest> constexpr Coordinate flag(std::string_view name) {
  return {name, [](const S &s) { return static_cast<Word>(s.*kMember != kSimplest); },
          [](S &s, Word v) {
            s.*kMember = v == 0 ? kSimplest : !kSimplest;
            return v <= 1;
          }};
}
// An enumeration of `kCount` values, its first the simplest.
template <auto kMember, unsigned kCount> constexpr Coordinate choice(std::string_view name) {
  return {name, [](const S &s) { return static_cast<Word>(s.*kMember); },
          [](S &s, Word v) {
            if (v >= kCount)
              return false;
            s.*kMember = static_cast<std::remove_cvref_t<decltype(s.*kMember)>>(v);
            return true;
          }};
}
template <auto kMember> constexpr Coordinate page(std::string_view name) {
  return {name, [](const S &s) { return page_number(s.*kMember); },
          [](S &s, Word v) { return set_page(s.*kMember, v, s.architecture.word_bits); }};
}

constexpr Coordinate kSize = {
    "size", [](const S &s) { return word_of(s.size); },
    [](S &s, Word v) { return assign_word(s.size, v, s.architecture.word_bits); }, true};
constexpr Coordinate kBuffer = {"cpu_addr", &buffer_number, &set_buffer};
// The first frame of the buffer, wherever it is mapped; setting it makes it a vmalloc buffer.
constexpr Coordinate kBufferFrame = {
    "frame of the buffer", [](const S &s) { return word_of(buffer_frame<WidestMachine>(s)); },
    [](S &s, Word v) {
      return set_buffer(s, kVmalloc) && assign_word(s.vmalloc_to_page, v, s.architecture.word_bits);
    }};
constexpr Coordinate kDirection = {"direction",
                                   [](const S &s) { return static_cast<Word>(s.direction); },
                                   [](S &s, Word v) {
                                     s.direction = static_cast<Direction>(v & 3U);
                                     return v < 3;
                                   }};
constexpr Coordinate kNode = {"dev_to_node",
                              [](const S &s) { return static_cast<Word>(s.numa_node) + 1; },
                              [](S &s, Word v) {
                                s.numa_node = static_cast<int>(v & 0xffU) - 1;
                                return v < 16;
                              }};
constexpr Coordinate kOwner = {
    "block_owner", [](const S &s) { return static_cast<Word>(s.block_owner != Allocator::buddy); },
    [](S &s, Word v) {
      s.block_owner = v == 0 ? Allocator::buddy : Allocator::contiguous;
      return v <= 1;
    }};
constexpr Coordinate kLength = {
    "vma_pages", [](const S &s) { return vma_length(s); },
    [](S &s, Word v) { return set_vma(s, s.vma.vm_start.word.value(), v); }};
// vm_start, in pages, which moves vm_end along.
constexpr Coordinate kStart = {
    "vm_start", [](const S &s) { return s.vma.vm_start.word.value() >> s.architecture.page_shift; },
    [](S &s, Word v) {
      if (!fits(v, s.architecture.word_bits - s.architecture.page_shift))
        return false;
      return set_vma(s, v << s.architecture.page_shift, vma_length(s));
    }};
constexpr Coordinate kOffset = {
    "vm_pgoff", [](const S &s) { return word_of(s.vma.vm_pgoff); },
    [](S &s, Word v) { return assign_word(s.vma.vm_pgoff, v, s.architecture.word_bits); }};
constexpr Coordinate kProt = {
    "vm_page_prot", [](const S &s) { return word_of(s.vma.vm_page_prot); },
    [](S &s, Word v) { return assign_word(s.vma.vm_page_prot, v, s.architecture.word_bits); }};
constexpr Coordinate kFlags = {
    "vm_flags", [](const S &s) { return word_of(s.vma.vm_flags); },
    [](S &s, Word v) { return assign_word(s.vma.vm_flags, v, s.architecture.word_bits); }};
constexpr Coordinate kPoolPages = {
    "pool_pages", [](const S &s) { return word_of(s.pool_pages); },
    [](S &s, Word v) { return assign_word(s.pool_pages, v, s.architecture.int_bits); }};
// The standard area, which most devices use, is the simplest.
constexpr Coordinate kArea = {
    "contiguous_area", [](const S &s) { return Word{2} - static_cast<Word>(s.contiguous_area); },
    [](S &s, Word v) {
      if (v > 2)
        return false;
      s.contiguous_area = static_cast<ContiguousArea>(2 - v);
      return true;
    }};
constexpr Coordinate kGfp = {
    "gfp", [](const S &s) { return word_of(s.gfp); },
    [](S &s, Word v) { return assign_word(s.gfp, v, s.architecture.int_bits); }};

constexpr std::array kMmap = {
    choice<&S::buffer_kind, 4>("buffer_kind"),
    flag<&S::missing_section, false>("missing_section"),
    flag<&S::pool_described, false>("pool_described"),
    word<&S::excess>("excess"),
    word<&S::stale_bytes>("stale_bytes"),
    flag<&S::pool_claims, false>("dma_mmap_from_dev_coherent"),
    status<&S::pool_status, kEnxio, kEnomem, kEacces, kEinval>("dma_mmap_from_dev_coherent_ret"),
    status<&S::remap_status, kEnomem, kEacces, kEinval>("remap_pfn_range"),
    kLength,
    kSize,
    kOffset,
    kBuffer,
    word<&S::vmalloc_to_page>("vmalloc_to_page"),
    kPoolPages,
    word<&S::pool_base>("pool_base"),
    word<&S::pool_frame>("pool_frame"),
    kFlags,
    kProt,
    word<&S::dma_pgprot>("dma_pgprot"),
    kStart,
    word<&S::attrs>("attrs"),
    bus_word<&S::dma_handle>("dma_handle"),
    word<&S::probe>("probe"),
};
constexpr std::array kSgtable = {
    choice<&S::buffer_kind, 4>("buffer_kind"),
    flag<&S::missing_section, false>("missing_section"),
    word<&S::excess>("excess"),
    status<&S::sg_alloc_status, kEnomem>("sg_alloc_table"),
    kSize,
    kBuffer,
    word<&S::vmalloc_to_page>("vmalloc_to_page"),
    word<&S::attrs>("attrs"),
    bus_word<&S::dma_handle>("dma_handle"),
    word<&S::probe>("probe"),
};
constexpr std::array kAlloc = {
    flag<&S::contiguous_highmem, false>("contiguous_highmem"),
    flag<&S::map_fails_silently, false>("map_fails_silently"),
    flag<&S::map_bounces, false>("map_bounces"),
    flag<&S::use_dma_iommu, false>("use_dma_iommu"),
    flag<&S::ops_has_unmap, true>("ops_has_unmap"),
    kSize,
    page<&S::contiguous_page>("dma_alloc_contiguous"),
    kArea,
    page<&S::buddy_page>("alloc_pages_node"),
    bus_word<&S::map_handle>("map"),
    kDirection,
    kGfp,
    kNode,
    bus_word<&S::dma_handle>("dma_handle"),
    word<&S::probe>("probe"),
};
constexpr std::array kFree = {
    flag<&S::use_dma_iommu, false>("use_dma_iommu"),
    flag<&S::ops_has_unmap, true>("ops_has_unmap"),
    kOwner,
    kSize,
    word<&S::page>("page"),
    bus_word<&S::dma_handle>("dma_handle"),
    kDirection,
};

constexpr std::array kBufferFollowers = {kBufferFrame};

} // namespace

std::span<const Coordinate> followers_of(Call call) {
  if (call == Call::get_sgtable || call == Call::mmap)
    return kBufferFollowers;
  return {};
}

std::span<const Coordinate> coordinates_of(Call call) {
  switch (call) {
  case Call::get_sgtable:
    return kSgtable;
  case Call::mmap:
    return kMmap;
  case Call::alloc_pages:
    return kAlloc;
  case Call::free_pages:
    return kFree;
  }
  return {};
}

int compare_scenarios(const StoredScenario &a, const StoredScenario &b) {
  for (const Coordinate &coordinate : coordinates_of(a.call)) {
    const Word x = coordinate.get(a);
    const Word y = coordinate.get(b);
    if (x != y)
      return x < y ? -1 : 1;
  }
  return 0;
}

} // namespace dma_verify
